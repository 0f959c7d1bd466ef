"""One answer from one configured address, within limits of time, size, redirects and places: a feed must not lead us into a network that is not the internet.

A name is resolved once, every address it has is looked at, and the connection goes to the address that was looked at: what a name means a
moment later does not count.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import urljoin, urlsplit

import httpx

_REDIRECTS = 3
_AGENT = "Coderly (job board)"
_SILENT = 10.0
"""Seconds that a server may be silent."""


class NotFetched(Exception):
    """There is no answer; the message says why."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a feed may take: seconds and bytes in all. `private`: addresses of this machine and of private networks, too."""

    seconds: float
    size: int
    private: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What came. `data` is None where nothing has changed since the answer that the validators are of."""

    data: bytes | None
    validators: Mapping[str, str] = field(default_factory=dict)


async def fetch(address: str, limits: Limits, validators: Mapping[str, str] | None = None) -> Answer:
    """The answer at an address. Raises `NotFetched`."""
    try:
        async with asyncio.timeout(limits.seconds):
            return await _followed(address, limits, validators or {})
    except TimeoutError:
        raise NotFetched(f"it took longer than {limits.seconds:.0f} seconds") from None


async def _followed(address: str, limits: Limits, validators: Mapping[str, str]) -> Answer:
    home = _site(address)
    for _ in range(_REDIRECTS + 1):
        target, headers, extensions = await _pinned(address, limits.private)
        headers |= _asked(validators)
        try:
            async with (
                httpx.AsyncClient(timeout=_SILENT, follow_redirects=False, trust_env=False) as http,
                http.stream("GET", target, headers=headers, extensions=extensions) as answer,
            ):
                if answer.has_redirect_location:
                    address = urljoin(address, answer.headers["location"])
                    if _site(address) != home:
                        raise NotFetched("it is redirected to another site")
                    continue
                return await _received(answer, limits.size)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise NotFetched(f"the server cannot be reached, or breaks off ({type(error).__name__})") from error
    raise NotFetched(f"it is redirected more than {_REDIRECTS} times")


async def _received(answer: httpx.Response, most: int) -> Answer:
    if answer.status_code == HTTPStatus.NOT_MODIFIED:
        return Answer(None)
    if answer.status_code != HTTPStatus.OK:
        said = {404: "the board is closed or has another name", 410: "the board is closed", 429: "the server wants us to wait"}
        raise NotFetched(said.get(answer.status_code, f"the server answers {answer.status_code}"))
    data = bytearray()
    async for block in answer.aiter_bytes():
        data += block
        if len(data) > most:
            raise NotFetched(f"it is larger than {most >> 20} MB")
    kept = {name: answer.headers[name][:200] for name in ("etag", "last-modified") if name in answer.headers}
    return Answer(bytes(data), kept)


def _asked(validators: Mapping[str, str]) -> dict[str, str]:
    named = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}
    return {named[name]: value for name, value in validators.items() if name in named}


def _site(address: str) -> str:
    """What a redirect must not leave: the host, with or without `www.`."""
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


async def _pinned(address: str, private: bool) -> tuple[httpx.URL, dict[str, str], dict[str, str]]:
    """The address with its host's number in place of its name, and what keeps the name known to the server."""
    try:
        parts = urlsplit(address)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise NotFetched("its address is none") from error
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        raise NotFetched("its address is none of the web's")
    number = await _resolved(parts.hostname, port, private)
    headers = {"Host": parts.netloc, "User-Agent": _AGENT, "Accept-Encoding": "gzip, deflate"}
    return httpx.URL(address).copy_with(host=number), headers, {"sni_hostname": parts.hostname}


async def _resolved(host: str, port: int, private: bool) -> str:
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise NotFetched("its name is not known") from error
    numbers = [str(entry[4][0]).partition("%")[0] for entry in found]
    if not private and any(not _public(number) for number in numbers):
        raise NotFetched("it lies in a private network (CODERLY_JOBS__PRIVATE_ADDRESSES allows that)")
    return numbers[0]


def _public(number: str) -> bool:
    """Whether an address is the internet's; one of IPv4 inside one of IPv6 counts as what it is."""
    address = ipaddress.ip_address(number)
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is not None:
            return inner.is_global and not inner.is_multicast
        if address in _TRANSLATED:
            return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF).is_global
    return address.is_global and not address.is_multicast


_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")
"""Where networks without IPv4 put its addresses (RFC 6052)."""
