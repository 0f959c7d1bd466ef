"""What feeds list: which posting an entry belongs to, which postings might be the same, and what is known of a feed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Executable, delete, exists, func, insert, select, update
from sqlalchemy.engine import Connection

from bot.jobs import wording
from bot.jobs.duplicates import Signature
from bot.jobs.posting import JobState, Posting
from bot.jobs.search import FeedState, Known
from bot.store.clock import Clock, utc_now
from bot.store.conflict import insert_or_update
from bot.store.job_rows import columns, posting_of, text_columns
from bot.store.models import Base, JobFeedRow, JobKeyRow, JobPostingRow, JobSourceRow, JobTextRow
from bot.store.sessions import Sessions

CONFIRMED_DAYS = 14
"""How long a posting whose source names no end is shown after its feed listed it last."""
GONE = "no longer in its feed"
_AT_ONCE = 400
"""Values of one statement."""
_MOST_ALIKE = 40
"""Postings of one key that are compared: more have the key in common because it says too little."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a feed with the posting it is, and a digest of what it says."""

    external: str
    posting: Posting
    digest: str
    keys: tuple[int, ...]
    sketch: tuple[int, ...]


class JobImports:
    """The board as imports see it."""

    def __init__(self, sessions: Sessions, clock: Clock = utc_now) -> None:
        self._sessions = sessions
        self._clock = clock

    def now(self) -> datetime:
        """The moment by the clock of what is kept here."""
        return self._clock()

    async def known(self, feed: str, externals: Sequence[str]) -> dict[str, Known]:
        """External id → what the feed said of it before."""
        found: dict[str, Known] = {}
        for some in _slices(externals):
            statement = (
                select(JobSourceRow.external, JobSourceRow.posting_id, JobSourceRow.digest, JobPostingRow.feed)
                .join(JobPostingRow, JobPostingRow.id == JobSourceRow.posting_id)
                .where(JobSourceRow.feed == feed, JobSourceRow.external.in_(some))
            )
            rows = await self._all(statement)
            found |= {row.external: Known(row.posting_id, row.digest, row.feed == feed) for row in rows}
        return found

    async def alike(self, keys: Iterable[int], feed: str) -> tuple[dict[int, list[int]], dict[int, Signature]]:
        """Keys → the postings that have them, the newest first; and the signatures of these. A posting that `feed` lists is of that feed."""
        by_key: dict[int, list[int]] = {}
        for some in _slices(tuple(dict.fromkeys(keys))):  # without a join: SQLite would read the board from its end instead of the keys
            for key, number in await self._all(select(JobKeyRow.key, JobKeyRow.posting_id).where(JobKeyRow.key.in_(some))):
                by_key.setdefault(key, []).append(number)
        by_key = {key: sorted(found, reverse=True)[:_MOST_ALIKE] for key, found in by_key.items()}
        numbers = tuple({number for found in by_key.values() for number in found})
        signatures: dict[int, Signature] = {}
        for some in _slices(numbers):
            signatures |= await self._sessions.reading(partial(_signatures, numbers=some, feed=feed, now=self._clock()))
        return by_key, signatures

    async def apply(
        self,
        feed: str,
        new: Sequence[Entry],
        same: Sequence[tuple[Entry, int]],
        changed: Sequence[tuple[Entry, Known]],
        unchanged: Sequence[tuple[str, Known]],
    ) -> dict[str, int]:
        """Keep one batch of entries in one transaction: new postings, entries that are postings of other feeds, changed and unchanged ones.

        Gives the numbers of the new postings by external id.
        """
        now = self._clock()
        seen = [known.posting_id for _, known in unchanged] + [number for _, number in same] + [known.posting_id for _, known in changed]

        def write(connection: Connection) -> dict[str, int]:
            made = _insert(connection, feed, new, now)
            for entry, known in changed:
                if known.main:
                    _change(connection, entry, known.posting_id, now)
            _attach(connection, feed, [*same, *((entry, known.posting_id) for entry, known in changed)], now)
            for some in _slices([external for external, _ in unchanged]):
                connection.execute(update(JobSourceRow).where(JobSourceRow.feed == feed, JobSourceRow.external.in_(some)).values(seen=now))
            for numbers in _slices(seen):
                _confirm(connection, numbers, now)
            return made

        return await self._sessions.writing(write)

    async def gone(self, feed: str, before: datetime) -> int:
        """What a feed no longer lists leaves it; postings that no feed lists any more are closed. How many were closed."""
        async with self._sessions.write() as session:
            await session.execute(delete(JobSourceRow).where(JobSourceRow.feed == feed, JobSourceRow.seen < before))
            listed = exists().where(JobSourceRow.posting_id == JobPostingRow.id)
            mine = (
                JobPostingRow.feed == feed,
                JobPostingRow.state.in_((JobState.OPEN.value, JobState.HIDDEN.value, JobState.PROPOSED.value)),
            )
            closed = await session.scalars(
                update(JobPostingRow).where(*mine, ~listed).values(state=JobState.CLOSED.value, reason=GONE).returning(JobPostingRow.id)
            )
            count = len(closed.all())
            here = exists().where(JobSourceRow.posting_id == JobPostingRow.id, JobSourceRow.feed == feed)
            heir = select(JobSourceRow.feed).where(JobSourceRow.posting_id == JobPostingRow.id).limit(1).scalar_subquery()
            await session.execute(update(JobPostingRow).where(*mine, listed, ~here).values(feed=heir))
        return count

    async def confirm(self, feed: str) -> int:
        """A feed lists what it listed before. How much that is."""
        now = self._clock()

        def write(connection: Connection) -> int:
            listed = update(JobSourceRow).where(JobSourceRow.feed == feed).values(seen=now).returning(JobSourceRow.posting_id)
            numbers = connection.execute(listed).scalars().all()
            for some in _slices(numbers):
                _confirm(connection, some, now)
            return len(numbers)

        return await self._sessions.writing(write)

    async def feed(self, feed: str) -> FeedState | None:
        """What is known of a feed."""
        async with self._sessions.read() as session:
            row = await session.get(JobFeedRow, feed)
            return _state(row) if row else None

    async def feeds(self) -> tuple[FeedState, ...]:
        """What is known of all feeds."""
        async with self._sessions.read() as session:
            return tuple(map(_state, await session.scalars(select(JobFeedRow).order_by(JobFeedRow.feed))))

    async def keep(self, state: FeedState) -> None:
        """What is known of a feed now."""
        values = {name: getattr(state, name) for name in ("feed", "tried", "imported", "entries", "small", "said")}
        async with self._sessions.write() as session:
            await insert_or_update(session, JobFeedRow, values | {"validators": dict(state.validators)}, key=["feed"])

    async def _all(self, statement: Executable) -> Sequence[Any]:
        return await self._sessions.reading(lambda connection: connection.execute(statement).all())


def _insert(connection: Connection, feed: str, entries: Sequence[Entry], now: datetime) -> dict[str, int]:
    """New postings; their numbers by external id."""
    made: dict[str, int] = {}
    more = {"state": JobState.OPEN.value, "feed": feed, "person_id": None, "listed": now, "reports": 0, "replaces": None, "reason": ""}
    for entry in entries:
        values = columns(entry.posting) | more | {"expires": entry.posting.expires or now + timedelta(days=CONFIRMED_DAYS)}
        made[entry.external] = connection.execute(_NEW, values).scalar_one()
    _write_all(connection, JobTextRow, [{"posting_id": made[entry.external], **text_columns(entry.posting, entry.sketch)} for entry in entries])
    _write_all(connection, JobKeyRow, [{"key": key, "posting_id": made[entry.external]} for entry in entries for key in entry.keys])
    _attach(connection, feed, [(entry, made[entry.external]) for entry in entries], now)
    return made


def _change(connection: Connection, entry: Entry, number: int, now: datetime) -> None:
    """The posting's own feed says something else of it. What an admin closed or rejected stays so."""
    expires = entry.posting.expires or now + timedelta(days=CONFIRMED_DAYS)
    connection.execute(update(JobPostingRow).where(JobPostingRow.id == number).values(**columns(entry.posting), expires=expires))
    connection.execute(update(JobTextRow).where(JobTextRow.posting_id == number).values(**text_columns(entry.posting, entry.sketch)))
    connection.execute(delete(JobKeyRow).where(JobKeyRow.posting_id == number))
    _write_all(connection, JobKeyRow, [{"key": key, "posting_id": number} for key in entry.keys])


def _attach(connection: Connection, feed: str, pairs: Sequence[tuple[Entry, int]], now: datetime) -> None:
    """The feed lists these postings, under its own ids for them."""
    for some in _slices([entry.external for entry, _ in pairs]):
        connection.execute(delete(JobSourceRow).where(JobSourceRow.feed == feed, JobSourceRow.external.in_(some)))
    rows = [{"feed": feed, "external": entry.external, "posting_id": number, "digest": entry.digest, "seen": now} for entry, number in pairs]
    _write_all(connection, JobSourceRow, rows)


def _write_all(connection: Connection, row: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        connection.execute(insert(row), rows)


_NEW = insert(JobPostingRow).returning(JobPostingRow.id)


def _confirm(connection: Connection, numbers: Sequence[int], now: datetime) -> None:
    """These are listed: those without an end of their own go on, those that had gone come back."""
    these = JobPostingRow.id.in_(numbers)
    on = {"expires": now + timedelta(days=CONFIRMED_DAYS)}
    connection.execute(update(JobPostingRow).where(these, JobPostingRow.open_ended.is_(True)).values(**on))
    back = (these, JobPostingRow.state == JobState.CLOSED.value, JobPostingRow.reason == GONE)
    connection.execute(update(JobPostingRow).where(*back).values(state=JobState.OPEN.value, reason=""))


def _signatures(connection: Connection, numbers: Sequence[int], feed: str, now: datetime) -> dict[int, Signature]:
    open_states = (JobState.OPEN.value, JobState.HIDDEN.value, JobState.PROPOSED.value)
    rows = connection.execute(
        select(*JobPostingRow.__table__.columns, JobTextRow.sketch, func.substr(JobTextRow.description, 1, 400).label("opening"))
        .join(JobTextRow, JobTextRow.posting_id == JobPostingRow.id)
        .where(JobPostingRow.id.in_(numbers), JobPostingRow.state.in_(open_states), JobPostingRow.expires > now)
    ).all()
    sources = select(JobSourceRow.posting_id, JobSourceRow.external).where(JobSourceRow.posting_id.in_(numbers), JobSourceRow.feed == feed)
    own = {row.posting_id: row.external for row in connection.execute(sources)}
    return {row.id: _signature(row, feed if row.id in own else row.feed, own.get(row.id, "")) for row in rows}


def _signature(row: Any, feed: str, external: str) -> Signature:
    return Signature.of(posting_of(row), tuple(row.sketch), feed, external, wording.beginning(row.opening))


def _state(row: JobFeedRow) -> FeedState:
    validators: Mapping[str, str] = row.validators
    return FeedState(row.feed, validators, row.tried, row.imported, row.entries, row.small, row.said)


def _slices(values: Sequence[Any]) -> Iterable[list[Any]]:
    for start in range(0, len(values), _AT_ONCE):
        yield list(values[start : start + _AT_ONCE])
