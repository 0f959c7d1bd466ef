"""Work by the clock, once for all processes that share the store: whichever looks first takes it."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.logs import place
from bot.store import Store, StoreError

LOOK_SECONDS = 15.0
"""Between two looks at what is due."""
LEASE = timedelta(minutes=10)
"""How long work may take before it counts as left behind by a process that died."""
RETRY = timedelta(minutes=5)
"""Before work that failed is tried again."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Schedule:
    """What is done every so often; `first` is the wait before the first time on a new store."""

    name: str
    every: timedelta
    work: Callable[[], Awaitable[object]]
    first: timedelta = timedelta(seconds=30)


async def keep_time(store: Store, schedules: Sequence[Schedule], look: float = LOOK_SECONDS) -> None:
    """Do what is due for as long as it runs; cancel it to end it. A store that is away is asked again at the next look."""
    holder = secrets.token_hex(8)
    while True:
        await asyncio.sleep(look)
        for schedule in schedules:
            try:
                if await store.schedules.take(schedule.name, holder, LEASE, schedule.first):
                    await _run(store, schedule, holder)
            except StoreError as error:
                _log.warning("schedule_not_looked_at", extra={"schedule": schedule.name, "error": type(error).__name__})


async def _run(store: Store, schedule: Schedule, holder: str) -> None:
    again_in = RETRY
    try:
        await schedule.work()
        again_in = schedule.every
    except Exception as error:  # noqa: BLE001 - the edge of the work: one that fails must not stop the others
        _log.error("schedule_failed", extra={"schedule": schedule.name, **place(error)})
    await store.schedules.done(schedule.name, holder, again_in)
