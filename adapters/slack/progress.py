"""What is seen while an answer is being made: a status soon, sentences as they are verified, and a stop button of Slack's own.

A stream ends at Slack some five minutes after its start; the card then takes the streamed message's place all the same.
"""

from __future__ import annotations

import asyncio
import logging
import time

from slack_sdk.web.async_chat_stream import AsyncChatStream
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import calls, limits, words
from adapters.slack.job import Place

LOADING = ["Looking at the published rows…", "Checking dates and editions…", "Reading the rules that apply…"]

_log = logging.getLogger(__name__)


class Progress:
    """One answer in a thread. `sentence` is told each verified sentence; `finish` ends everything that shows."""

    def __init__(self, client: AsyncWebClient, place: Place) -> None:
        self._client = client
        self._place = place
        self._status: asyncio.Task[None] | None = None
        self._stream: AsyncChatStream | None = None
        self._buffer: list[str] = []
        self._flushed = 0.0
        self._broken = False
        self._processing = False

    def begin(self) -> None:
        """Start the clock of the status."""
        self._status = asyncio.create_task(self._show_status())

    async def sentence(self, text: str) -> None:
        """One more verified sentence; sent at most once a second. A stream that Slack ended is left alone."""
        self._buffer.append(words.markdown(text))
        if self._broken or time.monotonic() - self._flushed < limits.STREAM_EVERY:
            return
        if self._stream is None:
            self._stream = await self._client.chat_stream(
                channel=self._place.channel,
                thread_ts=self._place.thread_ts,
                recipient_team_id=self._place.team,
                recipient_user_id=self._place.user,
                buffer_size=1,
            )
        said, self._buffer = " ".join(self._buffer) + " ", []
        code, _ = await calls.call(self._stream.append(markdown_text=said))
        self._flushed = time.monotonic()
        if code:
            self._broken = True
            _log.info("stream_ended", extra={"error": code})

    async def finish(self) -> str:
        """End status and stream. The ts of the streamed message that the card shall replace, or the empty string."""
        if self._status is not None:
            self._status.cancel()
            await asyncio.gather(self._status, return_exceptions=True)
        ts = (self._stream.ts or "") if self._stream is not None else ""
        if ts:
            await calls.call(self._client.chat_stopStream(channel=self._place.channel, ts=ts))
        if self._processing:
            await calls.call(
                self._client.agents_sessions_setStatus(channel_id=self._place.channel, thread_ts=self._place.thread_ts, status="active")
            )
        return ts

    async def _show_status(self) -> None:
        await asyncio.sleep(limits.STATUS_AFTER)
        where = {"channel_id": self._place.channel, "thread_ts": self._place.thread_ts}
        self._processing = True
        code, _ = await calls.call(self._client.agents_sessions_setStatus(status="processing", **where))
        self._processing = not code
        await calls.call(self._client.assistant_threads_setStatus(status="is looking it up…", loading_messages=LOADING, **where))
