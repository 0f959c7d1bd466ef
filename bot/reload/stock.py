"""`/kb status`: what is loaded, what is due, what runs and what waits."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from datetime import date

from bot.reload import report
from bot.reload.reloads import Reloads
from bot.turns import Field, Notice, Reply, Table
from knowledge import status as knowledge_status
from knowledge.base import KnowledgeBase
from knowledge.builder import Underway
from knowledge.errors import NoSnapshot
from knowledge.status import Status

_MEGABYTE = 1_000_000
_NAMED_MISSING = 6


async def status(knowledge: KnowledgeBase, today: date, reloads: Reloads) -> Reply:
    """Raises `KnowledgeError` if the snapshot that serves cannot be read."""
    under_way = await asyncio.to_thread(reloads.underway)
    waits = await reloads.waiting_id()
    try:
        found = await asyncio.to_thread(knowledge_status.status, knowledge.snapshots, today)
    except NoSnapshot:
        none = report.said("There is no knowledge base yet.", buttons=(report.button("Reload", "reload", primary=True),))
        return _with_work(none, under_way, waits)
    further = (report.button("Reload", "reload"), report.button("Roll back", "rollback"), report.button("Log", "log"))
    reply = replace(_loaded(found), buttons=further)
    if knowledge.problem:
        reply = reply.with_notice(Notice(knowledge.problem, "warning"))
    return _with_work(reply, under_way, waits)


def _with_work(reply: Reply, under_way: Underway | None, waits: str) -> Reply:
    """The status and, first of its buttons, the question that is open."""
    if under_way is not None:
        running = report.already(under_way, time.time()).verdict
        reply = reply.with_notice(Notice(running))
    if waits:
        reply = reply.with_notice(Notice("A dry run waits to be published or cancelled."))
        reply = replace(reply, buttons=(report.button("Show the dry run", "publish", primary=True), *reply.buttons))
    return reply


def _loaded(found: Status) -> Reply:
    rows = []
    for stock in found.stock:
        serving = next((item for item in stock.editions if item.serves), stock.editions[0])
        older = f" (+{len(stock.editions) - 1} older)" if len(stock.editions) > 1 else ""
        rows.append((stock.holding.title, f"{serving.edition.name}{older}", f"{serving.rows:,}", stock.due or "–"))
    due = [stock for stock in found.stock if stock.due]
    said = f"{len(found.stock)} sources are loaded, {len(due)} are due." if due else f"{len(found.stock)} sources are loaded; none is due."
    missing = [item.title for item in found.missing]
    left = len(missing) - _NAMED_MISSING
    named = "; ".join(missing[:_NAMED_MISSING]) + (f"; and {left} more" if left > 0 else "")
    return replace(
        report.said(said),
        fields=(
            Field("Serving since", report.day(found.manifest.created)),
            Field("Snapshots", f"{len(found.snapshots)}, {found.bytes // _MEGABYTE:,} MB"),
            Field("Passages", "embedded" if found.manifest.complete else "being embedded"),
        ),
        tables=(Table(("Source", "Edition", "Rows", "Due"), tuple(rows)),),
        body=f"Not loaded: {named}. What is free of it comes with /kb fetch, which also says how to get the rest." if missing else "",
    )
