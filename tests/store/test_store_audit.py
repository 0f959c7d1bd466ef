"""Who did what is written down, by pseudonym, and cannot be taken back."""

from __future__ import annotations

from store_calendar import Calendar

from bot.store import AuditEntry, Store
from bot.store.audit import AuditLog

ADMIN = "slack:T1:U9"


async def test_entries_name_a_pseudonym(store: Store, calendar: Calendar) -> None:
    await store.people.ensure(ADMIN)
    await store.audit.append(ADMIN, "kb.publish", "snapshot 12", {"sources": 9, "partial": False})
    expected = AuditEntry(calendar(), await store.people.pseudonym(ADMIN), "kb.publish", "snapshot 12", {"sources": 9, "partial": False})
    assert await store.audit.tail() == (expected,)


async def test_somebody_unknown_leaves_a_pseudonym_that_leads_nowhere(store: Store) -> None:
    await store.audit.append(ADMIN, "kb.publish")
    await store.audit.append(ADMIN, "kb.publish")
    actors = {entry.actor for entry in await store.audit.tail()}
    assert len(actors) == 2
    assert await store.people.pseudonym(ADMIN) not in actors


async def test_what_nobody_did_was_the_system(store: Store) -> None:
    await store.audit.append("", "kb.reload")
    assert [entry.actor for entry in await store.audit.tail()] == ["system"]


async def test_the_tail_is_the_last_entries_oldest_first(store: Store) -> None:
    for number in range(5):
        await store.audit.append(ADMIN, f"action {number}")
    assert [entry.action for entry in await store.audit.tail(limit=3)] == ["action 2", "action 3", "action 4"]


def test_there_is_no_way_to_change_an_entry() -> None:
    assert {name for name in vars(AuditLog) if not name.startswith("_")} == {"append", "tail"}
