"""What is kept only for a time is deleted when it is over: every hour, by one of the processes that share the store."""

from __future__ import annotations

from datetime import timedelta

from bot.schedules import Schedule
from bot.store import Store

EVERY = timedelta(hours=1)
CLAIMS_DAYS = 7
"""Longer than any platform retries an event."""
DELIVERIES_DAYS = 7
"""Deliveries that are done; the row is the claim that turns a repeated one away, and chat platforms repeat for minutes, mail servers for five days."""
MODEL_USE_DAYS = 400
"""A year to look back on."""
USAGE_DAYS = 400
"""The same."""


def housekeeping(store: Store, retention_days: int, window_days: int) -> Schedule:
    """The hourly pruning."""
    return Schedule("prune", EVERY, lambda: prune(store, retention_days, window_days))


async def prune(store: Store, retention_days: int, window_days: int) -> int:
    """Delete conversations older than the retention, buttons long expired, claims, deliveries and counts that are past use. How many rows went.

    `window_days` is how long page views count; 0 = for good, but those of forgotten people go with the retention.
    """
    return sum(
        (
            await store.threads.prune(timedelta(days=retention_days)),
            await store.tokens.prune(),
            await store.claims.prune(timedelta(days=CLAIMS_DAYS)),
            await store.inbox.prune(timedelta(days=DELIVERIES_DAYS)),
            await store.model_use.prune(timedelta(days=MODEL_USE_DAYS)),
            await store.usage.prune(timedelta(days=USAGE_DAYS)),
            await store.links.prune(),
            await store.page_views.prune(window_days),
            await store.page_views.prune_spent(window_days or retention_days),
        )
    )
