"""What each place is told of after a reload: codes, ranges, categories, updates that are due."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, delete, or_, select, update

from bot.store.clock import Clock, utc_now
from bot.store.conflict import insert_new
from bot.store.models import TurnRow, WatchRow
from bot.store.records import Watch, WatchPlace
from bot.store.sessions import Sessions
from bot.turns import private_thread

MOST = 200
"""Watches of one place."""


class Watches:
    """Watches by place."""

    def __init__(self, sessions: Sessions, clock: Clock = utc_now) -> None:
        self._sessions = sessions
        self._clock = clock

    async def add(self, place: WatchPlace, patterns: Iterable[str], person: str, person_id: int | None, told: str) -> tuple[str, ...]:
        """Watch these. `told`: what need not be told any more. Gives those that were not watched here before."""
        fresh: list[str] = []
        async with self._sessions.write() as session:
            there = len((await session.scalars(select(WatchRow.id).where(*_at(place)))).all())
            for pattern in patterns:
                if there + len(fresh) >= MOST:
                    break
                values = {
                    "platform": place.platform,
                    "workspace": place.workspace,
                    "channel": place.channel,
                    "thread": place.thread,
                    "pattern": pattern,
                    "person": person,
                    "person_id": person_id,
                    "told": told,
                    "at": self._clock(),
                }
                if await insert_new(session, WatchRow, values, key=["platform", "workspace", "channel", "thread", "pattern"]):
                    fresh.append(pattern)
        return tuple(fresh)

    async def remove(self, watches: Iterable[Watch]) -> None:
        """Watch these no longer."""
        ids = [watch.id for watch in watches]
        async with self._sessions.write() as session:
            await session.execute(delete(WatchRow).where(WatchRow.id.in_(ids)))

    async def of(self, place: WatchPlace) -> tuple[Watch, ...]:
        """What a place watches, the oldest first."""
        async with self._sessions.read() as session:
            rows = await session.scalars(select(WatchRow).where(*_at(place)).order_by(WatchRow.id))
            return tuple(map(_record, rows))

    async def untold(self, platform: str, told: str, *, only: str = "", besides: str = "") -> tuple[Watch, ...]:
        """The watches of a platform that were told of something else than `told` last: of one pattern, or of all but one."""
        where = [WatchRow.platform == platform, WatchRow.told != told]
        where += [WatchRow.pattern == only] if only else []
        where += [WatchRow.pattern != besides] if besides else []
        async with self._sessions.read() as session:
            rows = await session.scalars(select(WatchRow).where(*where).order_by(WatchRow.id))
            return tuple(map(_record, rows))

    async def mark(self, watches: Iterable[Watch], told: str) -> None:
        """These have been told."""
        ids = [watch.id for watch in watches]
        async with self._sessions.write() as session:
            for start in range(0, len(ids), 500):  # SQLite takes so many values at once
                await session.execute(update(WatchRow).where(WatchRow.id.in_(ids[start : start + 500])).values(told=told))

    async def asked(self, place: WatchPlace, people: Iterable[str], limit: int = 2_000) -> tuple[str, ...]:
        """The codes that were asked about in a channel, in any of its threads, or in one thread, as far back as conversations are kept.

        What somebody asked for her eyes only is told to nobody else: of private conversations those of `people` count, who wish it told.
        """
        key = f"{place.platform}:{place.workspace}:{place.channel}:"
        where = [TurnRow.thread_key == f"{key}{place.thread}"]
        if not place.thread:
            own = [f"{key}{private_thread(person)}" for person in people]
            hidden = TurnRow.thread_key.startswith(f"{key}{private_thread('')}", autoescape=True)
            where = [TurnRow.thread_key.startswith(key, autoescape=True), or_(~hidden, TurnRow.thread_key.in_(own))]
        async with self._sessions.read() as session:
            rows = await session.scalars(select(TurnRow.codes).where(*where).order_by(TurnRow.id.desc()).limit(limit))
            return tuple(dict.fromkeys(code for codes in rows for code in codes))


def _at(place: WatchPlace) -> Sequence[ColumnElement[bool]]:
    return (
        WatchRow.platform == place.platform,
        WatchRow.workspace == place.workspace,
        WatchRow.channel == place.channel,
        WatchRow.thread == place.thread,
    )


def _record(row: WatchRow) -> Watch:
    place = WatchPlace(row.platform, row.workspace, row.channel, row.thread)
    return Watch(row.id, place, row.pattern, row.person, row.person_id, row.told)
