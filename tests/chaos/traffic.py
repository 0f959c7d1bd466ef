"""A steady small traffic of questions with ids, and what became of each."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Self

from slack_server import Posted, SlackServer

CHANNEL = "C1"
QUESTIONS = (("E11.9", "E11.9"), ("I10", "I10"), ("R07.9", "R07.9"), ("chest pain", "R07.9"))
"""What is asked, and the code that the answer must name."""
SORRY = ("went wrong on our side", "could not be answered", "cannot be reached", "is busy", "took too long", "try again", "no knowledge base")
_LOOK = 0.05
_REDELIVERED = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0)
"""Slack's own pauses are at once, a minute and five minutes."""


@dataclass
class Asked:
    """One question. Times are on one steady clock; `taken`: Slack was told "received"; `good`: the first right answer stood there."""

    words: str
    code: str
    at: float
    thread: str
    taken: float | None = None
    good: float | None = None
    wrong: bool = False
    sorry: bool = False
    cards: int = 0


@dataclass
class Traffic:
    """`async with` it: `rate` questions a second until `stop`. `right` says whether a card is right for a question."""

    slack: SlackServer
    rate: float
    right: Callable[[Asked, Posted], bool]
    asked: list[Asked] = field(default_factory=list)
    _tasks: set[asyncio.Task[Any]] = field(default_factory=set)
    _sending: bool = True

    async def __aenter__(self) -> Self:
        self.slack.retry_after = _REDELIVERED  # type: ignore[assignment]
        for work in (self._ask(), self._watch()):
            self._start(work)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._look()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def stop(self) -> None:
        """Nobody asks any more."""
        self._sending = False

    def open(self) -> list[Asked]:
        """Questions that were taken in and have no right answer yet, and those that Slack still brings."""
        return [one for one in self.asked if one.good is None]

    async def settled(self, until: float) -> None:
        """Wait until every question has its right answer, or the clock says `until`."""
        with suppress(AssertionError):
            await self.slack.until(lambda: not self.open(), max(0.0, until - time.monotonic()))

    def _start(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _ask(self) -> None:
        number = 0
        while self._sending:
            words, code = QUESTIONS[number % len(QUESTIONS)]
            person, thread = f"U{number % 5}", self.slack.new_ts()
            one = Asked(words, code, time.monotonic(), thread)
            self.asked.append(one)
            self._start(self._delivered(one, person))
            number += 1
            await asyncio.sleep(1 / self.rate)

    async def _delivered(self, one: Asked, person: str) -> None:
        bot = self.slack.teams["T1"].bot_user
        event = {
            "type": "app_mention", "user": person, "text": f"<@{bot}> {one.words}", "ts": one.thread, "event_ts": one.thread, "channel": CHANNEL,
            "team": "T1", "channel_type": "channel",
        }  # fmt: skip
        ack = await self.slack.event(event)
        if ack.status == 200:
            one.taken = time.monotonic()

    async def _watch(self) -> None:
        with suppress(asyncio.CancelledError):
            while True:
                self._look()
                await asyncio.sleep(_LOOK)

    def _look(self) -> None:
        """A card is a message with blocks; what streams before it has none."""
        threads = {one.thread: one for one in self.asked}
        cards: dict[str, list[Posted]] = {}
        for message in self.slack.messages:
            if message.by == "bot" and message.blocks and message.thread_ts in threads:
                cards.setdefault(message.thread_ts, []).append(message)
        for thread, posted in cards.items():
            one = threads[thread]
            one.cards = len(posted)
            if one.good is None:
                one.sorry = any(word in card.text for card in posted for word in SORRY)
                if any(self.right(one, card) for card in posted):
                    one.good = time.monotonic()
                else:
                    one.wrong = any(one.code in card.text for card in posted) and not one.sorry
