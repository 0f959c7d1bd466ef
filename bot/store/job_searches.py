"""Searches that somebody is told of, each at its place."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select, update

from bot.jobs.search import ALERT, SavedSearch
from bot.store.clock import Clock, utc_now
from bot.store.conflict import insert_new
from bot.store.models import JobSearchRow
from bot.store.sessions import Sessions

MOST = 20
"""Searches of one person."""


class JobSearches:
    """Saved searches of people, and where postings that wait are told of."""

    def __init__(self, sessions: Sessions, clock: Clock = utc_now) -> None:
        self._sessions = sessions
        self._clock = clock

    async def save(self, kind: str, place: tuple[str, str, str], person: str, person_id: int, query: str) -> bool | None:
        """Tell a person, or with `REVIEW` a channel, from now on. `place`: platform, workspace, channel.

        Whether it is new; None if the person has as many as there may be.
        """
        platform, workspace, channel = place
        now = self._clock()
        values = {
            "kind": kind, "platform": platform, "workspace": workspace, "channel": channel, "person": person, "person_id": person_id, "query": query,
            "told": now, "at": now,
        }  # fmt: skip
        async with self._sessions.write() as session:
            own = select(JobSearchRow.id).where(JobSearchRow.person_id == person_id, JobSearchRow.kind == kind)
            if len((await session.scalars(own)).all()) >= MOST:
                return None
            return await insert_new(session, JobSearchRow, values, key=["platform", "workspace", "person", "kind", "query"])

    async def of(self, person_id: int, kind: str = ALERT) -> tuple[SavedSearch, ...]:
        """A person's searches, on whatever platform, the oldest first."""
        async with self._sessions.read() as session:
            rows = await session.scalars(
                select(JobSearchRow).where(JobSearchRow.person_id == person_id, JobSearchRow.kind == kind).order_by(JobSearchRow.id)
            )
            return tuple(map(_record, rows))

    async def one(self, number: int) -> SavedSearch | None:
        """A search by its number."""
        async with self._sessions.read() as session:
            row = await session.get(JobSearchRow, number)
            return _record(row) if row else None

    async def remove(self, person_id: int, number: int) -> bool:
        """End a search of the person's own. Whether it was hers."""
        mine = (JobSearchRow.id == number, JobSearchRow.person_id == person_id)
        async with self._sessions.write() as session:
            return (await session.scalars(delete(JobSearchRow).where(*mine).returning(JobSearchRow.id))).first() is not None

    async def replace_review(self, place: tuple[str, str, str], person: str, person_id: int, kind: str) -> None:
        """Postings of a workspace that wait are told of at this place, and no longer where they were."""
        async with self._sessions.write() as session:
            there = (JobSearchRow.kind == kind, JobSearchRow.platform == place[0], JobSearchRow.workspace == place[1])
            await session.execute(delete(JobSearchRow).where(*there))
        await self.save(kind, place, person, person_id, "")

    async def places(self, kind: str) -> frozenset[tuple[str, str, str]]:
        """The places (platform, workspace, channel) that have a search of this kind."""
        async with self._sessions.read() as session:
            rows = await session.execute(select(JobSearchRow.platform, JobSearchRow.workspace, JobSearchRow.channel).where(JobSearchRow.kind == kind))
            return frozenset((row.platform, row.workspace, row.channel) for row in rows)

    async def told_before(self, platform: str, moment: datetime) -> tuple[SavedSearch, ...]:
        """The searches of a platform that were told last before a moment, the oldest first."""
        where = (JobSearchRow.platform == platform, JobSearchRow.told < moment)
        async with self._sessions.read() as session:
            return tuple(map(_record, await session.scalars(select(JobSearchRow).where(*where).order_by(JobSearchRow.id))))

    async def mark(self, number: int, told: datetime) -> None:
        """A search has been told until then."""
        async with self._sessions.write() as session:
            await session.execute(update(JobSearchRow).where(JobSearchRow.id == number).values(told=told))


def _record(row: JobSearchRow) -> SavedSearch:
    return SavedSearch(row.id, row.kind, row.platform, row.workspace, row.channel, row.person, row.person_id, row.query, row.told)
