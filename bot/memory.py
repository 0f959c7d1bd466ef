"""Dates of service of conversations, in this process only and for two hours at most: they are never stored."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from datetime import date

KEPT_SECONDS = 2 * 3600.0
MAX_THREADS = 5_000


class ServiceDates:
    """Thread key → the date of service last named there."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._named: OrderedDict[str, tuple[float, date, str]] = OrderedDict()

    def put(self, thread: str, on: date, person: str = "") -> None:
        """Remember the date and who named it; the oldest threads are forgotten beyond `MAX_THREADS`."""
        self._named.pop(thread, None)
        self._named[thread] = (self._clock(), on, person)
        while len(self._named) > MAX_THREADS:
            self._named.popitem(last=False)

    def get(self, thread: str) -> date | None:
        """The date, or None if none was named within two hours."""
        found = self._named.get(thread)
        if found is None:
            return None
        if self._clock() - found[0] > KEPT_SECONDS:
            del self._named[thread]
            return None
        return found[1]

    def drop(self, thread: str) -> None:
        """Another subject has come up since, as of today."""
        self._named.pop(thread, None)

    def forget(self, person: str) -> None:
        """Drop what a person named, in every conversation."""
        for thread in [thread for thread, (_, _, who) in self._named.items() if who == person]:
            del self._named[thread]
