"""Who visits: without a sign-in on this machine alone, by a token of one's own, or as a login proxy says.

A visit is a sealed cookie with the person, the conversation and the word that every form has to repeat.
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from ipaddress import ip_address, ip_network
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from adapters.messaging.errors import Misconfigured
from adapters.messaging.text import line
from adapters.web import limits
from bot.settings import WebSettings
from bot.store.sealing import Sealer

COOKIE = "coderly"
LOCAL = "me"
"""Who sits at this machine, where nobody signs in."""
WORKSPACE = "local"
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_ID = re.compile(r"[0-9a-f]{16,32}\Z")


@dataclass(frozen=True, slots=True)
class Visit:
    """A browser's visit. `person` is empty until somebody has signed in; `thread` names the conversation."""

    person: str
    csrf: str
    thread: str

    @property
    def person_key(self) -> str:
        """As in `Turn.person_key`."""
        return f"web:{WORKSPACE}:{self.person}"

    def repeats(self, word: str) -> bool:
        """Whether a form of this visit was sent."""
        return hmac.compare_digest(self.csrf.encode(), word.encode())

    def afresh(self) -> Visit:
        """The same with a new conversation."""
        return replace(self, thread=secrets.token_hex(8))


def new_visit(person: str) -> Visit:
    """The first page of a browser."""
    return Visit(person, secrets.token_hex(16), secrets.token_hex(8))


def is_id(text: str) -> bool:
    """Whether a page could have made this id of a message."""
    return _ID.match(text) is not None


def is_loopback(host: str) -> bool:
    """Whether an address is reached from this machine alone."""
    if host in _LOOPBACK:
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def check_settings(settings: WebSettings) -> None:
    """Raise `Misconfigured` for what would let people in unasked, or nobody at all."""
    people = settings.people
    for token, name in people.items():
        if not name or len(token) < limits.TOKEN_CHARACTERS:
            raise Misconfigured(
                f"CODERLY_WEB__TOKENS: write name:token, comma-separated, each token with at least {limits.TOKEN_CHARACTERS} characters. See docs/web.md."
            )
    if settings.user_header and not settings.trusted_proxies:
        raise Misconfigured(
            "CODERLY_WEB__USER_HEADER needs CODERLY_WEB__TRUSTED_PROXIES: the address of the login proxy. See docs/web.md."
        )
    if is_loopback(settings.host):
        return
    if not people and not settings.user_header:
        raise Misconfigured(
            f"CODERLY_WEB__HOST is {settings.host}, which others can reach: set CODERLY_WEB__TOKENS or CODERLY_WEB__USER_HEADER. See docs/web.md."
        )
    if not urlsplit(settings.public_url).hostname:
        raise Misconfigured("CODERLY_WEB__PUBLIC_URL is empty: the address people type, e.g. https://coderly.example.org. See docs/web.md.")


class Door:
    """Lets visits in. Nothing here is remembered between requests: any process can serve any of them."""

    def __init__(self, settings: WebSettings, sealer: Sealer) -> None:
        self._settings = settings
        self._sealer = sealer
        self._people = settings.people
        self._proxies = [ip_network(proxy) for proxy in settings.trusted_proxies]
        self._secure = settings.public_url.startswith("https:")

    @property
    def asks(self) -> bool:
        """Whether people sign in here, with a token."""
        return bool(self._people)

    def visit(self, request: Request) -> Visit:
        """The visit of a request; its `person` is empty if nobody may come in."""
        kept = self._kept(request)
        if self._settings.user_header:
            named = self._named(request)
            if named:
                return kept if kept is not None and kept.person == named else new_visit(named)
            if not self._people:
                return new_visit("")
        if self._people:
            return kept if kept is not None and kept.person in {"", *self._people.values()} else new_visit("")
        return kept if kept is not None and kept.person == LOCAL else new_visit(LOCAL)

    def signed_in(self, token: str) -> Visit | None:
        """The visit of who knows a token."""
        known = [name for secret, name in self._people.items() if hmac.compare_digest(secret.encode(), token.strip().encode())]
        return new_visit(_person(known[0])) if known else None

    def keep(self, response: Response, visit: Visit) -> None:
        """Give the browser its visit."""
        sealed = self._sealer.seal({"person": visit.person, "csrf": visit.csrf, "thread": visit.thread})
        response.set_cookie(
            COOKIE, sealed, max_age=limits.SESSION_SECONDS, httponly=True, samesite="strict", secure=self._secure, path="/"
        )

    def forget(self, response: Response) -> None:
        """End the visit."""
        response.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict", secure=self._secure)

    def from_this_machine(self, request: Request) -> bool:
        """Whether the other end of the connection is this machine itself and no proxy in front of others."""
        forwarded = any(name in request.headers for name in ("forwarded", "x-forwarded-for"))
        return request.client is not None and is_loopback(request.client.host) and not forwarded

    def _kept(self, request: Request) -> Visit | None:
        sealed = request.cookies.get(COOKIE, "")
        return _visit(self._sealer.unseal(sealed, limits.SESSION_SECONDS)) if sealed.isascii() and sealed else None

    def _named(self, request: Request) -> str:
        """Whom the login proxy names; nobody if the connection does not come from it, or if the header came twice."""
        given = request.headers.getlist(self._settings.user_header)
        try:
            peer = ip_address(request.client.host) if request.client else None
        except ValueError:
            return ""
        trusted = peer is not None and any(peer in network for network in self._proxies)
        return _person(given[0]) if trusted and len(given) == 1 else ""


def _person(name: str) -> str:
    """A name as it can stand in a person key, whose parts are set apart by colons."""
    return line(name).replace(":", "_")[: limits.PERSON]


def _visit(value: Mapping[str, Any] | None) -> Visit | None:
    try:
        return Visit(str(value["person"]), str(value["csrf"]), str(value["thread"])) if value else None
    except KeyError:
        return None


def hosts(settings: WebSettings) -> frozenset[str]:
    """The names under which a page may be asked for: another site's name that leads here (DNS rebinding) is none of them."""
    public = urlsplit(settings.public_url).hostname
    own = {settings.host} if is_loopback(settings.host) else set()
    return frozenset({*_LOOPBACK, *own, *([public] if public else [])})
