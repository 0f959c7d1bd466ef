"""What an edge does again and again beside its answers: say that it is alive, take over what others left, tell news."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

from bot.logs import place

_log = logging.getLogger(__name__)

Step = Callable[[], Awaitable[None]]


class Sweeper:
    """Rounds of three steps. One that fails, for whatever reason, is logged and tried again; it never ends the rounds or keeps another step.

    `every` and `news_every` are seconds, `news_every` between two times that news are told.
    """

    def __init__(self, touch: Step, take_over: Step, tell: Step, *, every: float, news_every: float) -> None:
        self._touch, self._take_over, self._tell = touch, take_over, tell
        self._every, self._news_every = every, news_every
        self._tell_at = 0.0

    async def run(self) -> None:
        """Go round until cancelled."""
        while True:
            await self.round()
            await asyncio.sleep(self._every)

    async def round(self) -> None:
        """Each step once. Who cannot say that he is alive takes nothing over: what is wrong may be with him."""
        if await _tried(self._touch, "touch"):
            await _tried(self._take_over, "take_over")
        if time.monotonic() >= self._tell_at:
            self._tell_at = time.monotonic() + self._news_every
            await _tried(self._tell, "tell")


async def _tried(step: Step, name: str) -> bool:
    try:
        await step()
    except Exception as error:  # noqa: BLE001 - the edge of the rounds: they go on until the process ends
        _log.error("sweep_failed", extra={"step": name, **place(error)})
        return False
    return True
