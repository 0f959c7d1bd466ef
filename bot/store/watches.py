"""What each place is told of after a reload: codes, ranges, categories, updates that are due."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, delete, select, update

from bot.store.clock import Clock, utc_now
from bot.store.conflict import insert_new
from bot.store.models import TurnRow, WatchRow
from bot.store.records import Watch
from bot.store.sessions import Sessions

MOST = 200
"""Watches of one place."""


class Watches:
    """Watches by place; a place is a channel, or the direct messages with a person."""

    def __init__(self, sessions: Sessions, clock: Clock = utc_now) -> None:
        self._sessions = sessions
        self._clock = clock

    async def add(
        self, platform: str, workspace: str, channel: str, patterns: Iterable[str], person: str, person_id: int | None, told: str
    ) -> tuple[str, ...]:
        """Watch these. `told`: what need not be told any more. Gives those that were not watched here before."""
        fresh: list[str] = []
        async with self._sessions.write() as session:
            there = len((await session.scalars(select(WatchRow.id).where(*_at(platform, workspace, channel)))).all())
            for pattern in patterns:
                if there + len(fresh) >= MOST:
                    break
                values = {
                    "platform": platform,
                    "workspace": workspace,
                    "channel": channel,
                    "pattern": pattern,
                    "person": person,
                    "person_id": person_id,
                    "told": told,
                    "at": self._clock(),
                }
                if await insert_new(session, WatchRow, values, key=["platform", "workspace", "channel", "pattern"]):
                    fresh.append(pattern)
        return tuple(fresh)

    async def remove(self, platform: str, workspace: str, channel: str, patterns: Sequence[str]) -> int:
        """Watch these no longer; all of the place if none is named. How many went."""
        where = [*_at(platform, workspace, channel)]
        if patterns:
            where.append(WatchRow.pattern.in_(patterns))
        async with self._sessions.write() as session:
            return len((await session.scalars(delete(WatchRow).where(*where).returning(WatchRow.id))).all())

    async def of(self, platform: str, workspace: str, channel: str) -> tuple[Watch, ...]:
        """What a place watches, the oldest first."""
        async with self._sessions.read() as session:
            rows = await session.scalars(select(WatchRow).where(*_at(platform, workspace, channel)).order_by(WatchRow.id))
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

    async def asked(self, platform: str, workspace: str, channel: str, limit: int = 2_000) -> tuple[str, ...]:
        """The codes that were asked about in a channel, in any of its threads, as far back as conversations are kept."""
        key = f"{platform}:{workspace}:{channel}:"
        async with self._sessions.read() as session:
            rows = await session.scalars(
                select(TurnRow.codes).where(TurnRow.thread_key.startswith(key, autoescape=True)).order_by(TurnRow.id.desc()).limit(limit)
            )
            return tuple(dict.fromkeys(code for codes in rows for code in codes))


def _at(platform: str, workspace: str, channel: str) -> tuple[ColumnElement[bool], ...]:
    return WatchRow.platform == platform, WatchRow.workspace == workspace, WatchRow.channel == channel


def _record(row: WatchRow) -> Watch:
    return Watch(row.id, row.platform, row.workspace, row.channel, row.pattern, row.person, row.told)
