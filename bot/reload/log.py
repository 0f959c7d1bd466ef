"""What was done to the knowledge base, by whom and why."""

from __future__ import annotations

from dataclasses import replace

from bot.reload import report
from bot.store import Store
from bot.turns import Reply, Table

_READ, _SHOWN = 500, 15
_WORDS = {
    "kb.reload": "dry run",
    "kb.publish": "published",
    "kb.cancel": "cancelled",
    "kb.rollback": "rolled back",
    "kb.stop": "stopped",
    "kb.add": "file added",
}


async def shown(store: Store) -> Reply:
    """The last entries, the newest first. People go by the pseudonyms of the record."""
    entries = [entry for entry in await store.audit.tail(_READ) if entry.action.startswith("kb.")][-_SHOWN:]
    if not entries:
        return report.said("Nothing has been done to the knowledge base from chat yet.")
    rows = tuple(
        (f"{entry.at:%Y-%m-%d %H:%M}", _WORDS.get(entry.action, entry.action), entry.subject, str(entry.detail.get("why", "")), entry.actor)
        for entry in reversed(entries)
    )
    return replace(
        report.said(f"The last {len(rows)} steps, the newest first; times are UTC."), tables=(Table(("When", "What", "Snapshot or file", "Why", "Who"), rows),)
    )
