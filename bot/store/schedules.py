"""Work by the clock that several processes could do and one does: whoever takes it holds it until it is done or its time is over."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select, update

from bot.store.clock import Clock, utc_now
from bot.store.conflict import insert_new
from bot.store.models import ScheduleRow
from bot.store.records import Scheduled
from bot.store.sessions import Sessions


class Schedules:
    """When each kind of work is due, and who is at it."""

    def __init__(self, sessions: Sessions, clock: Clock = utc_now) -> None:
        self._sessions = sessions
        self._clock = clock

    async def take(self, name: str, holder: str, lease: timedelta, first: timedelta = timedelta(0)) -> bool:
        """Whether the work is due and now `holder`'s, for as long as `lease` at most. Work never heard of is due after `first`."""
        now = self._clock()
        async with self._sessions.write() as session:
            fresh = {"name": name, "due": now + first, "until": now, "holder": "", "ran": None}
            await insert_new(session, ScheduleRow, fresh, key=["name"])
            due = (ScheduleRow.name == name, ScheduleRow.due <= now, ScheduleRow.until <= now)
            taken = update(ScheduleRow).where(*due).values(until=now + lease, holder=holder).returning(ScheduleRow.name)
            return (await session.execute(taken)).first() is not None

    async def done(self, name: str, holder: str, again_in: timedelta) -> bool:
        """The work is done and due again after that time. `False` if it was taken from `holder` meanwhile."""
        now = self._clock()
        ended = update(ScheduleRow).where(ScheduleRow.name == name, ScheduleRow.holder == holder)
        async with self._sessions.write() as session:
            changed = ended.values(due=now + again_in, until=now, holder="", ran=now).returning(ScheduleRow.name)
            return (await session.execute(changed)).first() is not None

    async def all(self) -> tuple[Scheduled, ...]:
        """Everything by the clock, by name."""
        async with self._sessions.read() as session:
            rows = await session.scalars(select(ScheduleRow).order_by(ScheduleRow.name))
            return tuple(Scheduled(row.name, row.due, row.ran, row.holder) for row in rows)
