"""How many answers were given, how fast, and which faults people were told of: numbers by the hour, no person and no text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from bot.store.clock import Clock, utc_now
from bot.store.conflict import add_or_insert, insert_new
from bot.store.models import FaultRow, UsageRow
from bot.store.records import Fault, UseOfHour
from bot.store.sessions import Sessions

Kind = tuple[datetime, str, str, int]
"""Hour, platform, outcome, floor of the time in milliseconds."""


class UsageLog:
    """Sums of all processes that share the database."""

    def __init__(self, sessions: Sessions, clock: Clock = utc_now) -> None:
        self._sessions = sessions
        self._clock = clock

    async def add(self, counts: Mapping[Kind, int], faults: Sequence[Fault] = ()) -> None:
        """Add what a process counted."""
        async with self._sessions.write() as session:
            for (hour, platform, outcome, slower_than), answers in sorted(counts.items()):  # in one order, or two processes lock each other
                values = {"hour": hour, "platform": platform, "outcome": outcome, "slower_than": slower_than, "answers": answers}
                await add_or_insert(session, UsageRow, values, key=["hour", "platform", "outcome", "slower_than"], sums=["answers"])
            for fault in faults:
                values = {"reference": fault.reference, "at": fault.at, "platform": fault.platform, "kind": fault.kind, "place": fault.place}
                await insert_new(session, FaultRow, values, key=["reference"])

    async def since(self, age: timedelta) -> tuple[UseOfHour, ...]:
        """The sums from then on, the oldest hour first."""
        chosen = select(UsageRow).where(UsageRow.hour >= self._clock() - age).order_by(UsageRow.hour)
        async with self._sessions.read() as session:
            rows = await session.scalars(chosen)
            return tuple(UseOfHour(row.hour, row.platform, row.outcome, row.slower_than, row.answers) for row in rows)

    async def faults(self, limit: int = 50) -> tuple[Fault, ...]:
        """The last faults, the newest first."""
        async with self._sessions.read() as session:
            rows = await session.scalars(select(FaultRow).order_by(FaultRow.at.desc()).limit(limit))
            return tuple(Fault(row.reference, row.at, row.platform, row.kind, row.place) for row in rows)

    async def faults_since(self, age: timedelta) -> int:
        """How many faults there were since then."""
        async with self._sessions.read() as session:
            return await session.scalar(select(func.count()).select_from(FaultRow).where(FaultRow.at >= self._clock() - age)) or 0

    async def prune(self, older_than: timedelta) -> int:
        """Delete what is older than that. How many rows went."""
        before = self._clock() - older_than
        async with self._sessions.write() as session:
            gone = (await session.scalars(delete(UsageRow).where(UsageRow.hour < before).returning(UsageRow.answers))).all()
            also = (await session.scalars(delete(FaultRow).where(FaultRow.at < before).returning(FaultRow.reference))).all()
            return len(gone) + len(also)
