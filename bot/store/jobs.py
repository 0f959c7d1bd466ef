"""The job board: postings that people search, post, decide on, close and report. What is expired is never found."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.jobs import terms
from bot.jobs.posting import JobState, Listed, Posting, Workplace
from bot.jobs.query import Query
from bot.jobs.search import Found
from bot.store.clock import Clock, utc_now
from bot.store.conflict import insert_new
from bot.store.job_rows import columns, listed_of, text_columns
from bot.store.models import JobPostingRow, JobReportRow, JobTextRow
from bot.store.sessions import Sessions

SHOWN_DAYS = 60
"""How long a posting without an end of its own is shown."""
_FEW = 1_000
"""Postings up to which all that fit are counted as they are found."""
_ROW = JobPostingRow.__table__.columns


class Jobs:
    """Postings of all feeds and people of the deployment."""

    def __init__(self, sessions: Sessions, clock: Clock = utc_now) -> None:
        self._sessions = sessions
        self._clock = clock

    async def search(
        self, query: Query, most: int = 40, *, skip: int = 0, since: datetime | None = None, until: datetime | None = None
    ) -> Found:
        """The open postings that fit, the newest first. `since` and `until` bound when they were listed: after the one, up to the other."""
        fits = _fits(query, self._clock())
        fits += [JobPostingRow.listed > since] if since else []
        fits += [JobPostingRow.listed <= until] if until else []
        # One pass over the index where few fit; where many do, the first pass ends early and a second one counts.
        ordered = select(JobPostingRow.id).where(*fits).order_by(JobPostingRow.listed.desc(), JobPostingRow.id.desc()).limit(skip + most + _FEW)
        counted = select(func.count()).select_from(JobPostingRow).where(*fits)

        def read(connection: Any) -> tuple[list[Any], int]:
            numbers = connection.execute(ordered).scalars().all()
            count = len(numbers) if len(numbers) < skip + most + _FEW else connection.scalar(counted)
            shown = numbers[skip : skip + most]
            rows = {row.id: row for row in connection.execute(select(*_ROW).where(JobPostingRow.id.in_(shown)))}
            return [rows[number] for number in shown if number in rows], count

        rows, count = await self._sessions.reading(read)
        return Found(tuple(map(listed_of, rows)), count)

    async def latest(self) -> datetime | None:
        """When the newest open posting was listed."""
        async with self._sessions.read() as session:
            found: datetime | None = await session.scalar(select(func.max(JobPostingRow.listed)).where(JobPostingRow.state == JobState.OPEN.value))
            return found

    async def one(self, number: int) -> Listed | None:
        """A posting with its text, whatever its state."""
        joined = select(*_ROW, JobTextRow.description).outerjoin(JobTextRow, JobTextRow.posting_id == JobPostingRow.id)
        async with self._sessions.read() as session:
            row = (await session.execute(joined.where(JobPostingRow.id == number))).first()
            return listed_of(row, row.description or "") if row else None

    async def newest(self, most: int) -> tuple[Listed, ...]:
        """The open postings listed last, with their texts: for a feed of ours."""
        joined = select(*_ROW, JobTextRow.description).outerjoin(JobTextRow, JobTextRow.posting_id == JobPostingRow.id)
        async with self._sessions.read() as session:
            rows = await session.execute(joined.where(*_fits(Query(), self._clock())).order_by(JobPostingRow.listed.desc()).limit(most))
            return tuple(listed_of(row, row.description or "") for row in rows)

    async def of_state(self, *states: JobState, most: int = 50) -> tuple[Listed, ...]:
        """Postings of these states that are not over, the oldest first: what waits for somebody."""
        where = (JobPostingRow.state.in_([state.value for state in states]), JobPostingRow.expires > self._clock())
        async with self._sessions.read() as session:
            rows = await session.execute(select(*_ROW).where(*where).order_by(JobPostingRow.id).limit(most))
            return tuple(map(listed_of, rows))

    async def waiting_since(self, since: datetime) -> datetime | None:
        """When the last posting that waits for an admin began to wait, if one did after `since`."""
        where = (
            JobPostingRow.state.in_((JobState.PROPOSED.value, JobState.HIDDEN.value)),
            JobPostingRow.listed > since,
            JobPostingRow.expires > self._clock(),
        )
        async with self._sessions.read() as session:
            latest: datetime | None = await session.scalar(select(func.max(JobPostingRow.listed)).where(*where))
            return latest

    async def by_person(self, person_id: int, most: int = 50) -> tuple[Listed, ...]:
        """What a person posted, the newest first."""
        async with self._sessions.read() as session:
            rows = await session.execute(
                select(*_ROW).where(JobPostingRow.person_id == person_id).order_by(JobPostingRow.id.desc()).limit(most)
            )
            return tuple(map(listed_of, rows))

    async def propose(self, posting: Posting, person_id: int, replaces: int | None = None) -> int:
        """Keep a posting, or an edit of one, for an admin to decide on. Its number."""
        now = self._clock()
        values = {
            **columns(posting),
            "state": JobState.PROPOSED.value,
            "feed": "",
            "person_id": person_id,
            "listed": now,
            "expires": posting.expires or now + timedelta(days=SHOWN_DAYS),
            "open_ended": False,
            "reports": 0,
            "replaces": replaces,
            "reason": "",
        }
        async with self._sessions.write() as session:
            if replaces is not None:  # an edit of an edit takes its place
                older = (JobPostingRow.replaces == replaces, JobPostingRow.state == JobState.PROPOSED.value)
                await session.execute(delete(JobPostingRow).where(*older))
            return await _insert(session, values, posting)

    async def approve(self, number: int) -> Listed | None:
        """Show a posting, or put an edit in the place of what it edits. The posting as it is then; None if nothing of that number waits."""
        async with self._sessions.write() as session:
            row = await session.get(JobPostingRow, number)
            if row is None or row.state not in (JobState.PROPOSED.value, JobState.HIDDEN.value):
                return None
            now, target = self._clock(), row
            if row.replaces is not None:
                original = await session.get(JobPostingRow, row.replaces)
                text, before = await session.get(JobTextRow, number), await session.get(JobTextRow, row.replaces)
                if original is None or text is None or before is None:
                    return None
                for name in (*columns(listed_of(row).posting), "expires"):
                    setattr(original, name, getattr(row, name))
                before.description, before.sketch = text.description, text.sketch
                await session.delete(row)
                target = original
            else:
                target.listed = now
            target.state, target.reason, target.reports = JobState.OPEN.value, "", 0
            await session.execute(delete(JobReportRow).where(JobReportRow.posting_id == target.id))
            await session.flush()
            return listed_of(target)

    async def decide(self, number: int, state: JobState, reason: str = "") -> Listed | None:
        """Reject, close or hide a posting. None if there is none of that number."""
        async with self._sessions.write() as session:
            row = await session.get(JobPostingRow, number)
            if row is None:
                return None
            row.state, row.reason = state.value, reason
            await session.flush()
            return listed_of(row)

    async def report(self, number: int, person_id: int, reason: str, hide_at: int) -> int:
        """Keep what somebody says is wrong with a posting, her last word counts. How many people reported it; at `hide_at` it is hidden."""
        async with self._sessions.write() as session:
            row = await session.get(JobPostingRow, number)
            if row is None:
                return 0
            values = {"posting_id": number, "person_id": person_id, "reason": reason, "at": self._clock()}
            if not await insert_new(session, JobReportRow, values, key=["posting_id", "person_id"]):
                own = (JobReportRow.posting_id == number, JobReportRow.person_id == person_id)
                await session.execute(update(JobReportRow).where(*own).values(reason=reason))
            row.reports = len((await session.scalars(select(JobReportRow.person_id).where(JobReportRow.posting_id == number))).all())
            if row.reports >= hide_at and row.state == JobState.OPEN.value:
                row.state, row.listed = JobState.HIDDEN.value, self._clock()
            return row.reports

    async def reasons(self, number: int) -> tuple[str, ...]:
        """What people say is wrong with a posting."""
        async with self._sessions.read() as session:
            return tuple(
                await session.scalars(select(JobReportRow.reason).where(JobReportRow.posting_id == number).order_by(JobReportRow.at))
            )

    async def market(self) -> tuple[int, dict[str, int], dict[str, list[int]]]:
        """Of all open postings: how many there are, by credential how many name it, and the yearly pay of those that name one."""
        masks = select(JobPostingRow.credentials, JobPostingRow.yearly, func.count()).where(*_fits(Query(), self._clock()))
        rows = await self._sessions.reading(
            lambda connection: connection.execute(masks.group_by(JobPostingRow.credentials, JobPostingRow.yearly)).all()
        )
        counts: dict[str, int] = {}
        pay: dict[str, list[int]] = {}
        for mask, yearly, count in rows:
            for name in terms.named(mask, terms.CREDENTIALS):
                counts[name] = counts.get(name, 0) + count
                if yearly:
                    pay.setdefault(name, []).extend([yearly] * count)
        return sum(row[2] for row in rows), counts, pay

    async def prune(self, older_than: timedelta) -> int:
        """Delete postings that were over longer ago than that. How many went."""
        async with self._sessions.write() as session:
            gone = await session.scalars(
                delete(JobPostingRow).where(JobPostingRow.expires < self._clock() - older_than).returning(JobPostingRow.id)
            )
            return len(gone.all())


async def _insert(session: AsyncSession, values: dict[str, Any], posting: Posting) -> int:
    number: int = (await session.execute(insert(JobPostingRow).values(**values).returning(JobPostingRow.id))).scalar_one()
    await session.execute(insert(JobTextRow).values(posting_id=number, **text_columns(posting)))
    return number


def _fits(query: Query, now: datetime) -> list[ColumnElement[bool]]:
    """The query over the columns of the board's index."""
    row = JobPostingRow
    fits: list[ColumnElement[bool]] = [row.state == JobState.OPEN.value, row.expires > now]
    remote = row.workplace == Workplace.REMOTE.value
    masks: tuple[tuple[Any, int], ...] = (
        (row.credentials, terms.bits(query.credentials, terms.CREDENTIALS)),
        (row.specialties, terms.bits(query.specialties, terms.SPECIALTY_NAMES)),
        (row.employments, terms.bits((kind.value for kind in query.employment), terms.EMPLOYMENT_NAMES)),
    )
    fits += [column.bitwise_and(mask) != 0 for column, mask in masks if mask]
    if query.states:
        fits.append(or_(row.states.bitwise_and(terms.bits(query.states, terms.STATES)) != 0, and_(remote, row.states == 0)))
    fits += [remote] if query.remote else []
    fits += [row.yearly >= query.yearly] if query.yearly else []
    fits += [row.words.contains(word, autoescape=True) for word in query.words]
    return fits
