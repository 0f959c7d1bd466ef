"""What is kept only for a time is deleted when it is over: once soon after the start, then every hour."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta

from bot.store import Store, StoreError

FIRST_SECONDS = 30.0
EVERY_SECONDS = 3600.0
CLAIMS_DAYS = 7
"""Longer than any platform retries an event."""
DELIVERIES_DAYS = 1
"""Deliveries that are done; the row is the claim that turns a repeated one away, and platforms repeat for minutes."""
MODEL_USE_DAYS = 400
"""A year to look back on."""

_log = logging.getLogger(__name__)


async def keep_house(store: Store, retention_days: int) -> None:
    """Prune for as long as it runs; cancel it to end it. A store that is busy is tried again an hour later."""
    wait = FIRST_SECONDS
    while True:
        await asyncio.sleep(wait)
        wait = EVERY_SECONDS
        try:
            await prune(store, retention_days)
        except StoreError as error:
            _log.warning("pruning_failed", extra={"error": type(error).__name__})


async def prune(store: Store, retention_days: int) -> int:
    """Delete conversations older than the retention, buttons long expired, claims, deliveries and counts that are past use. How many rows went."""
    return sum(
        (
            await store.threads.prune(timedelta(days=retention_days)),
            await store.tokens.prune(),
            await store.claims.prune(timedelta(days=CLAIMS_DAYS)),
            await store.inbox.prune(timedelta(days=DELIVERIES_DAYS)),
            await store.model_use.prune(timedelta(days=MODEL_USE_DAYS)),
        )
    )
