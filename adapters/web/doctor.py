"""What is wrong with the web page's settings, and whether it answers."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx

from adapters.messaging.checked import Checked
from adapters.messaging.errors import Misconfigured
from adapters.web.visits import check_settings, is_loopback
from bot.settings import WebSettings

_PATIENCE = 10.0


async def examine(settings: WebSettings) -> AsyncIterator[Checked]:
    """Settings first, then the page itself, then its public address."""
    try:
        check_settings(settings)
    except Misconfigured as error:
        yield Checked(False, "settings of the web page", str(error))
        return
    yield Checked(True, f"who comes in: {_who(settings)}", _worth_knowing(settings))
    address = f"http://{'127.0.0.1' if settings.host in ('0.0.0.0', '::') else settings.host}:{settings.port}"  # noqa: S104 - compared, not bound
    yield await _answers(address, "start it: coderly run web")
    if settings.public_url:
        yield await _answers(settings.public_url.rstrip("/"), "look at DNS, certificate and proxy; it must pass to the port of the page")


def _who(settings: WebSettings) -> str:
    ways = [f"{len(settings.people)} people with a token"] if settings.people else []
    ways += [f"whom the login proxy names in {settings.user_header}"] if settings.user_header else []
    return " and ".join(ways) or "whoever uses this machine"


def _worth_knowing(settings: WebSettings) -> str:
    if settings.public_url and not settings.public_url.startswith("https:") and not is_loopback(settings.host):
        return "CODERLY_WEB__PUBLIC_URL is not https: tokens travel in the clear"
    return ""


async def _answers(address: str, remedy: str) -> Checked:
    try:
        async with httpx.AsyncClient(timeout=_PATIENCE) as http:
            response = await http.get(f"{address}/readyz")
    except httpx.HTTPError as error:
        return Checked(False, f"{address}: {type(error).__name__}", remedy)
    told = ", ".join(map(str, response.json().get("problems", ()))) if "json" in response.headers.get("content-type", "") else ""
    return Checked(response.status_code == 200, f"{address}/readyz answers {response.status_code}{f': {told}' if told else ''}", remedy)
