"""What is to be told of the present: how old the snapshot is, what waits, whether a build runs."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from bot.metrics import Gauge
from bot.store import Store, StoreError
from knowledge.base import KnowledgeBase
from knowledge.builder import underway
from knowledge.errors import KnowledgeError


async def gauges(store: Store, knowledge: KnowledgeBase) -> tuple[Gauge, ...]:
    """All of them; what cannot be looked up is left out, never told as zero."""
    return (*await asyncio.to_thread(_of_knowledge, knowledge), *await _of_store(store))


def _of_knowledge(knowledge: KnowledgeBase) -> tuple[Gauge, ...]:
    building = Gauge("coderly_build_running", "1 while a build of the knowledge base runs.", (({}, float(underway(knowledge.snapshots.root) is not None)),))
    try:
        manifest = knowledge.snapshots.current()
    except KnowledgeError:
        return (building,)
    age = (datetime.now(UTC) - datetime.fromisoformat(manifest.created)).total_seconds()
    return (building, Gauge("coderly_snapshot_age_seconds", "Since the serving snapshot was built.", (({}, age),)))


async def _of_store(store: Store) -> tuple[Gauge, ...]:
    try:
        counts = await store.overview.counts(timedelta(days=1))
    except StoreError:
        return ()
    waiting = tuple(({"state": state}, float(counts.inbox.get(state, 0))) for state in ("received", "delivering"))
    return (Gauge("coderly_inbox_open", "Accepted work that is not answered yet, in all processes.", waiting),)
