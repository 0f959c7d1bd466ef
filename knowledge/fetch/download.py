"""One file from one address: taken up again where it broke off, never trusted to be what was asked for.

What has come so far lies in `<name>.part`, what it is a part of in `<name>.part.json`. It is taken up only if the server
gave a validator for it (a strong ETag or a date) and, asked with `If-Range`, still has the same file.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import httpx

from knowledge.errors import KnowledgeError

ATTEMPTS = 4
"""How often a transfer that breaks off is taken up in one run."""
MAX_BYTES = 2 << 30
"""The largest free file has some 30 MB."""
_REDIRECTS = 5
_PAUSE_SECONDS = 0.5
_AGENT = "Coderly (kb fetch)"
_LICENCE = ("/license/", "/licence/", "license-agreement")

Progress = Callable[[int, int], None]
"""Bytes so far and in all (0 if the server does not say)."""


class Absent(KnowledgeError):
    """Nothing lies at the address: another candidate may."""


class Refused(KnowledgeError):
    """The server answers, but not with the file."""


class Unreachable(KnowledgeError):
    """The server does not answer, or breaks off again and again: later may be better."""


@dataclass(frozen=True, slots=True)
class _Part:
    """What a partial file is a part of."""

    address: str
    validator: str


def client(timeout: float) -> httpx.Client:
    """A client that follows no redirect by itself. Proxies come from the usual environment variables."""
    return httpx.Client(timeout=timeout, headers={"User-Agent": _AGENT, "Accept-Encoding": "identity"}, follow_redirects=False)


def download(http: httpx.Client, address: str, folder: Path, progress: Progress = lambda done, whole: None) -> Path:
    """Bring a file into a folder under the name its address ends in. Raises `Absent`, `Refused` or `Unreachable`, and `OSError`."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / _name(address)
    part = target.with_name(target.name + ".part")
    problem = ""
    for attempt in range(ATTEMPTS):
        if attempt:
            time.sleep(_PAUSE_SECONDS * attempt)
        try:
            _transfer(http, address, part, progress)
        except httpx.TimeoutException:
            problem = "did not answer in time"
        except (httpx.RemoteProtocolError, httpx.ReadError):
            problem = "broke off the transfer"
        except httpx.HTTPError as error:
            problem = f"cannot be reached ({error})"
            break  # an unknown host or a refused connection does not get better in a second
        else:
            part.replace(target)
            _note(part).unlink(missing_ok=True)
            return target
    raise Unreachable(f"{_host(address)} {problem}.", "What came so far is kept: run coderly kb fetch again later, or look at the network and proxy.")


def _transfer(http: httpx.Client, address: str, part: Path, progress: Progress) -> None:
    """One attempt: the rest of what is there, or all of it."""
    have, known = _resumable(part, address)
    headers = {"Range": f"bytes={have}-", "If-Range": known.validator} if known else {}
    location = address
    for _ in range(_REDIRECTS):
        with http.stream("GET", location, headers=headers) as answer:
            if answer.has_redirect_location:
                location = _followed(location, answer.headers["location"])
                continue
            if answer.status_code == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
                _forget(part)
                raise httpx.RemoteProtocolError("the part does not fit the file any more")
            refuse(address, answer)
            resumed = answer.status_code == HTTPStatus.PARTIAL_CONTENT and answer.headers.get("content-range", "").startswith(f"bytes {have}-")
            if answer.status_code == HTTPStatus.PARTIAL_CONTENT and not resumed:
                _forget(part)
                raise httpx.RemoteProtocolError("another part than the one asked for")
            _receive(answer, address, part, have if resumed else 0, progress)
            return
    raise Refused(f"{_host(address)} sends the request from one address to the next.", "Open the page and download the file by hand.")


def _receive(answer: httpx.Response, address: str, part: Path, have: int, progress: Progress) -> None:
    length = int(answer.headers["content-length"]) if answer.headers.get("content-length", "").isdecimal() else None
    whole = have + length if length is not None else 0
    if whole > MAX_BYTES:
        raise Refused(f"{_name(address)} would have {whole >> 20} MB, which no known file has.", "Look at the page.")
    if not have:
        _forget(part)
        validator = _validator(answer)
        if validator:
            _note(part).write_text(json.dumps({"address": address, "validator": validator}), encoding="utf-8")
    done = have
    with part.open("ab" if have else "wb") as out:
        for block in answer.iter_raw():  # as it comes: what waits for a block to fill is lost when the transfer breaks off
            out.write(block)
            done += len(block)
            if done > MAX_BYTES:
                raise Refused(f"{_name(address)} does not end.", "Look at the page.")
            progress(done, whole)
    if length is not None and done < whole:
        raise httpx.RemoteProtocolError("the body is shorter than announced")


def refuse(address: str, answer: httpx.Response) -> None:
    """Raise `Absent`, `Refused` or `Unreachable` if this answer is not a file."""
    status, host = answer.status_code, _host(address)
    if status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
        raise Absent(f"Nothing lies at {address}.")
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        raise Refused(f"{host} does not give the file to a program ({status}).", "Open the page in a browser and download it there.")
    if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise Unreachable(f"{host} is not in order at the moment ({status}).", "Run coderly kb fetch again later.")
    if status not in (HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT):
        raise Refused(f"{host} answers {status} instead of the file.", "Open the page and look.")


def _followed(address: str, location: str) -> str:
    """Where a redirect leads: on the same host only, and never past a licence page."""
    target = urljoin(address, location)
    if any(mark in target.lower() for mark in _LICENCE):
        raise Refused("The address leads to a licence page.", "Open the page, read and accept the licence there, and download the file by hand.")
    if urlsplit(target)[:2] != urlsplit(address)[:2]:
        raise Refused(f"{_host(address)} sends the request to {_host(target)}, which is not its own.", "Open the page and download the file by hand.")
    return target


def _validator(answer: httpx.Response) -> str:
    """What tells whether the file is still the same: a strong ETag, else the date. Empty if there is neither."""
    tag = answer.headers.get("etag", "")
    return str(tag if tag and not tag.startswith("W/") else answer.headers.get("last-modified", ""))


def _resumable(part: Path, address: str) -> tuple[int, _Part | None]:
    try:
        known = _Part(**json.loads(_note(part).read_text(encoding="utf-8")))
        have = part.stat().st_size
    except (OSError, ValueError, TypeError):
        return 0, None
    return (have, known) if have and known.address == address and known.validator else (0, None)


def _forget(part: Path) -> None:
    with suppress(OSError):
        part.unlink(missing_ok=True)
        _note(part).unlink(missing_ok=True)


def _note(part: Path) -> Path:
    return part.with_name(part.name + ".json")


def _name(address: str) -> str:
    """The last piece of the path as the name of a file."""
    name = unquote(urlsplit(address).path.rstrip("/").rsplit("/", 1)[-1])
    return "".join(c if c.isalnum() or c in "-_.$ " else "_" for c in name).strip(". ") or "download"


def _host(address: str) -> str:
    return urlsplit(address).hostname or address
