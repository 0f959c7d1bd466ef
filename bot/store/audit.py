"""The record of who did what: roles given, snapshots published, people forgotten. Only ever added to."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from bot.store.clock import Clock, utc_now
from bot.store.models import AuditRow
from bot.store.pseudonyms import Pseudonyms, nobody
from bot.store.records import AuditEntry
from bot.store.sessions import Sessions

SYSTEM = "system"
"""The actor of what nobody in particular did."""


class AuditLog:
    """Appends and shows entries; there is no way to change or delete one."""

    def __init__(self, sessions: Sessions, pseudonyms: Pseudonyms, clock: Clock = utc_now) -> None:
        self._sessions = sessions
        self._pseudonyms = pseudonyms
        self._clock = clock

    async def append(self, actor_key: str, action: str, subject: str = "", detail: Mapping[str, object] | None = None) -> None:
        """Add an entry. `actor_key` is a person key and goes in as a pseudonym, of somebody unknown as one that leads nowhere; empty = the system.

        `subject` is what was acted on: a snapshot, a setting, or `people.pseudonym(key)` of a person, never
        their key, since entries outlive a forgetting. `detail` is JSON, and never the text of a message.
        """
        async with self._sessions.write() as session:
            actor = (await self._pseudonyms.within(session, actor_key) or nobody()) if actor_key else SYSTEM
            session.add(AuditRow(at=self._clock(), actor=actor, action=action, subject=subject, detail=dict(detail or {})))

    async def tail(self, limit: int = 50) -> tuple[AuditEntry, ...]:
        """The last entries, oldest first."""
        async with self._sessions.read() as session:
            rows = await session.scalars(select(AuditRow).order_by(AuditRow.id.desc()).limit(limit))
            return tuple(AuditEntry(row.at, row.actor, row.action, row.subject, row.detail) for row in reversed(rows.all()))
