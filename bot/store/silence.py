"""Which work nobody touches any more, as one process sees it: by its own steady clock, whatever the clocks on walls say.

A process that is alive touches its work every few seconds. Work that looks the same over a long enough time has nobody. Neither a clock
that jumps nor one that differs between machines makes living work look left behind.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

FREED = datetime(2000, 1, 1, tzinfo=UTC)
"""When work was last touched that its process gave back: anybody may take it at once."""


class Silence:
    """Remembers when work was first seen as it is now. `clock` gives seconds and never goes back."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen: dict[str, tuple[datetime, float]] = {}

    def left(self, prefix: str, open_now: Mapping[str, datetime], seconds: float) -> dict[str, datetime]:
        """Of all open work of a prefix (key → last touched) that which was left behind: freed, or untouched for so many seconds."""
        now = self._clock()
        for key in [key for key in self._seen if key.startswith(prefix) and key not in open_now]:
            del self._seen[key]
        for key, at in open_now.items():
            if self._seen.get(key, (None, 0.0))[0] != at:
                self._seen[key] = (at, now)
        return {key: at for key, at in open_now.items() if at <= FREED or now - self._seen[key][1] >= seconds}

    def forget(self) -> None:
        """The store could not be asked. Those who are alive could not touch their work either: all time begins anew."""
        self._seen.clear()
