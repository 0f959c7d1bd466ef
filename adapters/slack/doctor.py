"""What is wrong with the Slack set-up and how to mend it: settings, tokens, scopes, socket, address."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.messaging.checked import Checked
from adapters.slack import calls, manifest
from bot.settings import SlackMode, SlackSettings

_SECRET = re.compile(r"[0-9a-z]{32}")
_REINSTALL = "add it under OAuth & Permissions, then Install App > Reinstall"


async def examine(settings: SlackSettings) -> AsyncIterator[Checked]:
    """Everything that can be seen from outside, in the order in which to mend it."""
    token = settings.bot_token.get_secret_value()
    if not token and not settings.client_id:
        yield Checked(
            False, "no bot token", "copy the Bot User OAuth Token (xoxb-…) from OAuth & Permissions into CODERLY_SLACK__BOT_TOKEN"
        )
        return
    if token and not token.startswith("xoxb-"):
        yield Checked(False, "the bot token does not begin with xoxb-", "user tokens (xoxp-…) do not work; copy the Bot User OAuth Token")
        return
    client = AsyncWebClient(token or None, base_url=settings.api_url, retry_handlers=calls.retry_handlers())
    if token:
        async for checked in _token(client):
            yield checked
    else:
        listed = ", ".join(settings.admin_workspaces)
        remedy = "" if listed else "their ids in CODERLY_SLACK__ADMIN_WORKSPACES let them; people in CODERLY_ADMINS may in any case"
        yield Checked(True, f"workspaces whose admins may change the knowledge base: {listed or 'none'}", remedy)
    if settings.mode is SlackMode.SOCKET:
        yield await _socket(client, settings.app_token.get_secret_value())
    else:
        async for checked in _http(settings):
            yield checked
    file = f"docs/slack-manifest.{settings.mode.value}.json"
    yield Checked(True, "events and commands cannot be read from outside", f"App Manifest on the app's page must equal {file}")


async def _token(client: AsyncWebClient) -> AsyncIterator[Checked]:
    try:
        answer = await client.auth_test()
    except (TimeoutError, SlackApiError, aiohttp.ClientError, OSError) as error:
        code = str(error.response.get("error", "")) if isinstance(error, SlackApiError) else type(error).__name__
        hint = "Slack cannot be reached: look at the network, a proxy and CODERLY_SLACK__API_URL"
        yield Checked(
            False, f"bot token: {code}", "install the app again and copy the new token" if isinstance(error, SlackApiError) else hint
        )
        return
    yield Checked(True, f"bot token works: {answer.get('user')} in {answer.get('team')}")
    granted = frozenset(scope.strip() for scope in str(_header(answer.headers, "x-oauth-scopes")).split(",") if scope.strip())
    if not granted:
        yield Checked(True, "Slack did not say which scopes were granted")
        return
    for scope, reason in manifest.SCOPES.items():
        yield Checked(scope in granted, f"scope {scope}: {reason}", _REINSTALL)
    for scope, reason in manifest.OPTIONAL_SCOPES.items():
        yield Checked(
            True,
            f"scope {scope}{'' if scope in granted else ' is not granted'}: {reason}",
            "" if scope in granted else "optional; off without it",
        )


async def _socket(client: AsyncWebClient, app_token: str) -> Checked:
    if not app_token.startswith("xapp-"):
        wanted = "make one with connections:write under Basic Information > App-Level Tokens, into CODERLY_SLACK__APP_TOKEN"
        return Checked(False, "no app-level token (xapp-…)" if not app_token else "the app token does not begin with xapp-", wanted)
    code, _ = await calls.call(client.apps_connections_open(app_token=app_token))
    remedy = {
        "missing_scope": "give the app-level token the scope connections:write",
        "not_allowed_token_type": "CODERLY_SLACK__APP_TOKEN holds another kind of token; it begins with xapp-",
    }.get(code, "switch Socket Mode on in the app's settings and make a new app-level token")
    return Checked(not code, f"socket mode: {code}" if code else "socket mode: Slack opens connections to us", remedy)


async def _http(settings: SlackSettings) -> AsyncIterator[Checked]:
    secret = settings.signing_secret.get_secret_value()
    shape = bool(_SECRET.fullmatch(secret))
    yield Checked(shape, "signing secret" if shape else "the signing secret is not 32 letters and digits", "copy it from Basic Information")
    if settings.client_id and not settings.client_secret.get_secret_value():
        yield Checked(False, "CODERLY_SLACK__CLIENT_SECRET is empty", "copy it from Basic Information")
    if not settings.public_url:
        yield Checked(not settings.client_id, "no public address", "set CODERLY_SLACK__PUBLIC_URL, e.g. https://coderly.example.org")
        return
    address = f"{settings.public_url.rstrip('/')}/healthz"
    try:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session, session.get(address) as response:
            good = response.status == 200
            yield Checked(
                good, f"{address} answers {response.status}", "is coderly run slack running, and does the proxy pass to its port?"
            )
    except (TimeoutError, aiohttp.ClientError, OSError) as error:
        yield Checked(False, f"{address}: {type(error).__name__}", "start coderly run slack, and look at DNS, certificate and proxy")


def _header(headers: object, name: str) -> str:
    items = headers.items() if hasattr(headers, "items") else ()
    value = next((v for k, v in items if str(k).lower() == name), "")
    return str(value[0] if isinstance(value, list) and value else value)
