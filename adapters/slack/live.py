"""A card that changes while something long goes on: one message, updated in place."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Sequence

from slack_sdk.web.async_client import AsyncWebClient

from adapters.messaging.handover import AGAIN
from adapters.messaging.typed import Typed
from adapters.slack import calls
from adapters.slack.errors import CONTENT
from adapters.slack.job import Place, Way
from adapters.slack.pack import Message
from adapters.slack.render import plain, render
from bot.live import LiveReplies
from bot.turns import Outcome, Reply, Visibility

_log = logging.getLogger(__name__)


def elsewhere(place: Place) -> bool:
    """Whether the card cannot change where it was asked for: what one person alone sees in a channel takes no updates."""
    return not (place.direct or place.way is Way.THREAD)


def pointer(reply: Reply) -> Reply:
    """What is said where the card cannot be."""
    return Reply(
        verdict="It has begun; follow it in our direct messages.", title=reply.title, outcome=Outcome.ANSWERED, visibility=Visibility.PRIVATE, topic=reply.topic
    )


class LiveCard:
    """One card. `follow` shows it and ends when the work does."""

    def __init__(self, client: AsyncWebClient, place: Place, every: float, typed: Typed, again: Sequence[float] = AGAIN) -> None:
        self._client = client
        self._channel = place.user if elsewhere(place) else place.channel
        self._thread = "" if elsewhere(place) else place.thread_ts
        self._every = every
        self._typed = typed
        self._again = again
        self._ts = ""

    async def begin(self, reply: Reply) -> None:
        """Show the first reply."""
        await self._show(reply, (*self._again, None))

    async def follow(self, live: LiveReplies, identity: str) -> None:
        """Show each reply of the work in place of the one before it; the last one until Slack has taken it."""
        last: Reply | None = None
        async for reply in live.follow(identity):
            last = reply
            if not reply.live:
                break
            await asyncio.sleep(self._every)
            await self._show(reply, (None,))
        if last is not None and not last.live:
            await self._show(last, (*self._again, None))

    async def _show(self, reply: Reply, pauses: Sequence[float | None]) -> None:
        reply = self._typed.reply(reply)
        messages = render(reply)
        for number, message in enumerate(messages):
            code = ""
            for pause in pauses:
                code = await self._put(message, first=number == 0)
                if code in CONTENT and message.blocks:
                    code = await self._put(plain(reply)[0] if number == 0 else Message(message.text), first=number == 0)
                if not code or pause is None:
                    break
                await asyncio.sleep(pause)
            if code:
                _log.warning("live_not_shown", extra={"error": code, "at": time.time()})

    async def _put(self, message: Message, *, first: bool) -> str:
        blocks = list(message.blocks) or None
        if first and self._ts:
            code, _ = await calls.call(
                self._client.chat_update(channel=self._channel, ts=self._ts, text=message.text, blocks=blocks or [])
            )
            return code
        code, data = await calls.call(
            self._client.chat_postMessage(channel=self._channel, thread_ts=self._thread or None, text=message.text, blocks=blocks, unfurl_links=False)
        )
        if not code and first:
            self._ts, self._channel = str(data.get("ts") or ""), str(data.get("channel") or self._channel)
        return code
