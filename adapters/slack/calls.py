"""One call of Slack's, with its error as a value: delivery decides by codes, not by exceptions."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Awaitable
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

_log = logging.getLogger(__name__)

UNREACHABLE = "unreachable"
RATE_LIMITED = "ratelimited"
SERVER = "server_error"


class CountedRateLimits(AsyncRateLimitErrorRetryHandler):
    """Waits as long as Retry-After says, and counts."""

    def __init__(self, counts: Counter[str]) -> None:
        super().__init__(max_retry_count=3)
        self._counts = counts

    async def prepare_for_next_attempt_async(self, **asked: Any) -> None:
        """See the library."""
        self._counts["rate_limited"] += 1
        await super().prepare_for_next_attempt_async(**asked)


def retry_handlers(counts: Counter[str] | None = None) -> list[AsyncRetryHandler]:
    """Handlers for lost connections, 429 (as long as Retry-After says; counted in `counts`) and 5xx."""
    return [
        AsyncConnectionErrorRetryHandler(),
        CountedRateLimits(Counter() if counts is None else counts),
        AsyncServerErrorRetryHandler(max_retry_count=3),
    ]


async def call(method: Awaitable[Any]) -> tuple[str, dict[str, Any]]:
    """Await a Web API method. `("", answer)` if Slack took it, else its error code and what came with it."""
    try:
        response = await method
    except SlackApiError as error:
        said = error.response
        status = getattr(said, "status_code", 200)
        data = said.data if isinstance(getattr(said, "data", None), dict) else said if isinstance(said, dict) else {}
        return _code(status, str(data.get("error") or "")), data
    except (TimeoutError, aiohttp.ClientError, SlackClientError, OSError, ValueError):
        return UNREACHABLE, {}
    data = getattr(response, "data", response)
    return "", data if isinstance(data, dict) else {}


def _code(status: int, error: str) -> str:
    """Slack's word, but where it could not work at all that it could not: its words for that are many."""
    if status >= 500 or error in ("service_unavailable", "request_timeout"):
        return SERVER
    return RATE_LIMITED if status == 429 else error or "unknown_error"


async def respond(client: AsyncWebClient, url: str, **body: Any) -> str:
    """Post to a response_url. The empty string if Slack took it, else why not."""
    hook = AsyncWebhookClient(url, session=client.session, timeout=client.timeout, retry_handlers=retry_handlers(), logger=client.logger)
    try:
        answer = await hook.send_dict(body)
    except (TimeoutError, aiohttp.ClientError, SlackClientError, OSError, ValueError):
        return UNREACHABLE
    said = answer.body if isinstance(answer.body, str) else ""
    if answer.status_code == 200 and '"ok":false' not in said.replace(" ", ""):
        return ""
    if answer.status_code == 429:
        return RATE_LIMITED
    if answer.status_code >= 500:
        return SERVER
    for code in ("invalid_blocks", "msg_blocks_too_long", "msg_too_long", "only_one_table_allowed", "no_text"):
        if code in said:
            return code
    return "used_url" if answer.status_code in (404, 403, 410) else "expired_url"


async def open_form(client: AsyncWebClient, trigger_id: Any, view: dict[str, Any]) -> None:
    """Open a modal; one that Slack does not open is logged, since there is nobody to tell it."""
    code, _ = await call(client.views_open(trigger_id=trigger_id, view=view))
    if code:
        _log.warning("form_not_opened", extra={"error": code})
