"""Imports by the clock: each feed by itself, so that one that is slow or away holds up no other."""

from __future__ import annotations

from datetime import timedelta

from bot.jobs.fetching import Limits
from bot.schedules import Schedule
from bot.settings import JobSettings
from bot.store import Store

KEPT_DAYS = 90
"""How long a posting that is over is kept: its employer may want to post it again."""


def limits(settings: JobSettings) -> Limits:
    """What the settings let a feed take."""
    return Limits(settings.timeout, settings.max_megabytes << 20, settings.private_addresses)


def job_schedules(store: Store, settings: JobSettings) -> tuple[Schedule, ...]:
    """An import of every feed, and the deleting of what is long over."""
    from bot.jobs.feeds.configured import feed
    from bot.jobs.importing import run

    every = timedelta(hours=settings.every_hours)
    imports = (Schedule(f"jobs {one.name}"[:200], every, lambda one=one: run(one, store, limits(settings))) for one in map(feed, settings.feeds))  # type: ignore[misc]
    return (*imports, Schedule("prune jobs", timedelta(days=1), lambda: store.jobs.prune(timedelta(days=KEPT_DAYS))))
