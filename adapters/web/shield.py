"""In front of every page: which names we answer to, no forms of other sites, and what browsers must not do with our pages."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

OPEN_TO_ANY_NAME = ("/healthz", "/readyz", "/metrics")
"""What machines ask by address."""
HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",  # with no-referrer browsers send forms without their origin
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_SAFE = ("GET", "HEAD")


class Shield:
    """ASGI middleware. `hosts` are the names we answer to, `public` the origin behind a proxy."""

    def __init__(self, app: ASGIApp, hosts: frozenset[str], public: str) -> None:
        self._app = app
        self._hosts = hosts
        self._public = public.rstrip("/")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                _add(message)
            await send(message)

        refused = self._refused(scope, Headers(scope=scope))
        if refused:
            await PlainTextResponse(refused, status_code=403)(scope, receive, guarded)
        else:
            await self._app(scope, receive, guarded)

    def _refused(self, scope: Scope, headers: Headers) -> str:
        host = headers.get("host", "")
        if scope["path"] not in OPEN_TO_ANY_NAME and not all(_name(one) in self._hosts for one in headers.getlist("host") or [""]):
            return "This page is not served under that name. Set CODERLY_WEB__PUBLIC_URL to the address people type.\n"
        if scope["method"] in _SAFE:
            return ""
        sites, origins = headers.getlist("sec-fetch-site"), headers.getlist("origin")
        ours = {f"http://{host}", f"https://{host}", self._public, ""}
        if not {"same-origin", "none"}.issuperset(sites) or not ours.issuperset(origins):
            return "Forms of other sites are not taken.\n"
        return ""


def _name(host: str) -> str:
    """The name in a Host header, empty if it holds none."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _add(message: MutableMapping[str, Any]) -> None:
    headers = MutableHeaders(raw=message["headers"])
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    headers.setdefault("cache-control", "no-store")
    message["headers"] = headers.raw
