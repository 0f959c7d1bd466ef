"""How many mails of a person, and in a conversation, are answered in an hour: the last guard against two machines that write to each other."""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from collections.abc import Callable
from enum import Enum

HOUR = 3600.0
_REMEMBERED = 10_000
"""Senders and conversations; the longest silent one is forgotten first."""


class Allowance(Enum):
    """What a mail gets."""

    ANSWER = "answer"
    TELL = "tell"
    """The first beyond the bound: a person is told, once in the hour."""
    NOTHING = "nothing"


class Caps:
    """Counts in this process. A conversation beyond its bound is silent at once: two machines talk in one."""

    def __init__(self, per_sender: int, per_thread: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_sender = per_sender
        self._per_thread = per_thread
        self._clock = clock
        self._taken: OrderedDict[str, deque[float]] = OrderedDict()

    def take(self, sender: str, thread: str) -> Allowance:
        """Count a mail, unless it is beyond a bound."""
        now = self._clock()
        conversation, person, told = (
            self._of(f"thread\0{sender}\0{thread}", now),
            self._of(f"sender\0{sender}", now),
            self._of(f"told\0{sender}", now),
        )
        if len(conversation) >= self._per_thread:
            return Allowance.NOTHING
        if len(person) >= self._per_sender:
            if told:
                return Allowance.NOTHING
            told.append(now)
            return Allowance.TELL
        conversation.append(now)
        person.append(now)
        return Allowance.ANSWER

    def _of(self, key: str, now: float) -> deque[float]:
        times = self._taken.setdefault(key, deque())
        self._taken.move_to_end(key)
        while times and now - times[0] >= HOUR:
            times.popleft()
        while len(self._taken) > _REMEMBERED:
            self._taken.popitem(last=False)
        return times
