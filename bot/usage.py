"""Counting answers: in memory as they go out, added to the store every few seconds, so that counting costs no answer anything."""

from __future__ import annotations

import asyncio
import logging
from bisect import bisect_right
from collections import Counter
from datetime import UTC, datetime

from bot.logs import place
from bot.store import Fault, Store, StoreError
from bot.turns import Reply, Turn

FLOORS = (0, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 20_000)
"""Milliseconds from which on an answer counts for a class of its own."""
FLUSH_SECONDS = 5.0
_MOST_FAULTS = 200
"""Faults kept between two writes; a store that is away must not fill the memory."""

_log = logging.getLogger(__name__)


class Usage:
    """What this process has answered and not yet written down."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._counts: Counter[tuple[datetime, str, str, int]] = Counter()
        self._faults: list[Fault] = []

    def answered(self, turn: Turn, reply: Reply, seconds: float, error: BaseException | None = None) -> None:
        """An answer went out after so many seconds; `error` is what went wrong with it on our side."""
        now = datetime.now(UTC)
        floor = FLOORS[bisect_right(FLOORS, seconds * 1_000) - 1]
        self._counts[now.replace(minute=0, second=0, microsecond=0), turn.platform.value, reply.outcome.value, floor] += 1
        reference = next((notice.reference for notice in reply.notices if notice.reference), "")
        if error is not None and reference and len(self._faults) < _MOST_FAULTS:
            where = place(error)
            self._faults.append(Fault(reference, now, turn.platform.value, where["kind"], where["place"]))

    async def flush(self) -> None:
        """Write down what was counted; what cannot be written is kept for the next time."""
        counts, self._counts = self._counts, Counter()
        faults, self._faults = self._faults, []
        if not counts and not faults:
            return
        try:
            await self._store.usage.add(counts, faults)
        except (StoreError, asyncio.CancelledError) as error:
            self._counts.update(counts)
            self._faults[:0] = faults
            if isinstance(error, asyncio.CancelledError):
                raise
            _log.warning("usage_not_written", extra={"error": type(error).__name__})

    async def keep(self) -> None:
        """Write for as long as it runs; cancel it to end it."""
        while True:
            await asyncio.sleep(FLUSH_SECONDS)
            await self.flush()
