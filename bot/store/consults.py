"""Questions that wait for a person: asked by one, claimed and answered by a consultant, told where they were asked.

A consult is open, claimed by one consultant, answered or withdrawn. What still has to be told to a place is a column of its own,
so that a restart loses nothing and two processes do not tell it twice.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, select, update

from bot.store.clock import Clock, utc_now
from bot.store.conflict import insert_new, insert_or_update
from bot.store.models import ConsultRow, ReviewPlaceRow
from bot.store.records import Consult, ConsultState, NewConsult, ReviewPlace
from bot.store.sessions import Sessions

WAITING = (ConsultState.OPEN, ConsultState.CLAIMED)
_REMEMBERED = 30.0
"""Seconds; another process may have changed the place meanwhile."""
_MOST_PLACES = 10_000
MOST = 200
"""Consults of one workspace that a list reads."""


class Consults:
    """Consults and, by workspace, the place where they are looked at."""

    def __init__(self, sessions: Sessions, clock: Clock = utc_now) -> None:
        self._sessions = sessions
        self._clock = clock
        self._places: dict[str, tuple[float, ReviewPlace | None]] = {}

    async def send_to(self, workspace: str, platform: str, channel: str, person: str) -> None:
        """From now on the consults of a workspace are told of at this place; `person` is who said so, by the platform's id."""
        values = {"workspace": workspace, "platform": platform, "channel": channel, "person": person, "at": self._clock()}
        async with self._sessions.write() as session:
            await insert_or_update(session, ReviewPlaceRow, values, key=["workspace"])
        self._places.pop(workspace, None)

    async def place(self, workspace: str) -> ReviewPlace | None:
        """Where the consults of a workspace are looked at. Asked at every answer, so remembered for half a minute."""
        read, known = self._places.get(workspace, (-_REMEMBERED, None))
        if time.monotonic() - read < _REMEMBERED:
            return known
        async with self._sessions.read() as session:
            row = await session.get(ReviewPlaceRow, workspace)
            place = ReviewPlace(row.workspace, row.platform, row.channel, row.person) if row else None
        if len(self._places) >= _MOST_PLACES:
            self._places.clear()
        self._places[workspace] = (time.monotonic(), place)
        return place

    async def open(self, asked: NewConsult) -> tuple[Consult, bool]:
        """Keep a question for a consultant. The consult, and whether it is new: a person asks once about an answer."""
        values = {
            **{name: getattr(asked, name) for name in _ASKED},
            "codes": list(asked.codes),
            "state": ConsultState.OPEN.value,
            "owner_id": None,
            "owner": "",
            "reply": "",
            "at": self._clock(),
            "claimed": None,
            "answered": None,
            "reminded": None,
            "to_review": True,
            "to_asker": False,
        }
        where = ConsultRow.person_id == asked.person_id, ConsultRow.answer_id == asked.answer_id
        async with self._sessions.write() as session:
            fresh = await insert_new(session, ConsultRow, values, key=["person_id", "answer_id"])
            row = await session.scalar(select(ConsultRow).where(*where))
            if row is None:
                raise RuntimeError("a consult both exists and does not")
            return _record(row), fresh

    async def one(self, number: int) -> Consult | None:
        """A consult by its number; the caller looks whose it is."""
        async with self._sessions.read() as session:
            row = await session.get(ConsultRow, number)
            return _record(row) if row else None

    async def of(self, workspace: str, *states: ConsultState) -> tuple[Consult, ...]:
        """The consults of a workspace in these states, the oldest first."""
        where = [ConsultRow.workspace == workspace, ConsultRow.state.in_([s.value for s in states or tuple(ConsultState)])]
        return await self._listed(where)

    async def asked_by(self, person_id: int) -> tuple[Consult, ...]:
        """What a person asked, the oldest first."""
        return await self._listed([ConsultRow.person_id == person_id])

    async def claim(self, number: int, owner_id: int, owner: str) -> Consult | None:
        """Take an open consult on. The consult as it is now: somebody else may have been first."""
        free = ConsultRow.id == number, ConsultRow.state == ConsultState.OPEN.value
        return await self._changed(number, free, state=ConsultState.CLAIMED.value, owner_id=owner_id, owner=owner, claimed=self._clock())

    async def release(self, number: int, owner_id: int | None = None) -> Consult | None:
        """Give a claimed consult back: its owner, or with `owner_id` None anybody's. The consult as it is now."""
        where = [ConsultRow.id == number, ConsultRow.state == ConsultState.CLAIMED.value]
        where += [ConsultRow.owner_id == owner_id] if owner_id is not None else []
        return await self._changed(number, where, state=ConsultState.OPEN.value, owner_id=None, owner="", claimed=None)

    async def answer(self, number: int, owner_id: int, owner: str, reply: str) -> Consult | None:
        """Answer a consult that nobody else claimed. `reply` has passed the PHI gate. The consult as it is now."""
        mine = (ConsultRow.state == ConsultState.OPEN.value) | (
            (ConsultRow.state == ConsultState.CLAIMED.value) & (ConsultRow.owner_id == owner_id)
        )
        now = self._clock()
        return await self._changed(
            number, (ConsultRow.id == number, mine), state=ConsultState.ANSWERED.value, owner_id=owner_id, owner=owner, reply=reply,
            answered=now, to_review=False, to_asker=True,
        )  # fmt: skip

    async def withdraw(self, number: int) -> Consult | None:
        """Nobody need answer it any more. The consult as it is now."""
        waiting = ConsultRow.id == number, ConsultRow.state.in_([s.value for s in WAITING])
        return await self._changed(number, waiting, state=ConsultState.WITHDRAWN.value, to_review=False)

    async def untold(self, platform: str) -> tuple[tuple[tuple[Consult, ReviewPlace], ...], tuple[Consult, ...]]:
        """What a platform has to tell: new consults with the review place on it, and answers with an asker on it."""
        async with self._sessions.read() as session:
            rows = await session.execute(
                select(ConsultRow, ReviewPlaceRow)
                .join(ReviewPlaceRow, ReviewPlaceRow.workspace == ConsultRow.workspace)
                .where(ConsultRow.to_review.is_(True), ReviewPlaceRow.platform == platform)
                .order_by(ConsultRow.id)
                .limit(MOST)
            )
            new = tuple((_record(c), ReviewPlace(p.workspace, p.platform, p.channel, p.person)) for c, p in rows)
        return new, await self._listed([ConsultRow.to_asker.is_(True), ConsultRow.platform == platform])

    async def overdue(self, platform: str, older_than: timedelta) -> tuple[tuple[ReviewPlace, int], ...]:
        """Review places of a platform with the number of consults that wait longer than that, and of which nobody was reminded since."""
        before = self._clock() - older_than
        silent = ConsultRow.reminded.is_(None) | (ConsultRow.reminded < before)
        async with self._sessions.read() as session:
            rows = await session.execute(
                select(ReviewPlaceRow, ConsultRow.id)
                .join(ReviewPlaceRow, ReviewPlaceRow.workspace == ConsultRow.workspace)
                .where(ReviewPlaceRow.platform == platform, ConsultRow.state.in_([s.value for s in WAITING]), ConsultRow.at < before, silent)
            )
            found: dict[str, tuple[ReviewPlace, int]] = {}
            for place, _ in rows:
                known = found.get(place.workspace)
                found[place.workspace] = (ReviewPlace(place.workspace, place.platform, place.channel, place.person), (known[1] if known else 0) + 1)
            return tuple(found.values())

    async def told_review(self, number: int) -> None:
        """The review place is being told of a consult."""
        await self._changed(number, (ConsultRow.id == number,), to_review=False)

    async def told_asker(self, number: int) -> None:
        """The asker is being told of the answer."""
        await self._changed(number, (ConsultRow.id == number,), to_asker=False)

    async def reminded(self, workspace: str) -> None:
        """The review place of a workspace is being reminded of all that waits."""
        waiting = ConsultRow.workspace == workspace, ConsultRow.state.in_([s.value for s in WAITING])
        async with self._sessions.write() as session:
            await session.execute(update(ConsultRow).where(*waiting).values(reminded=self._clock()))

    async def _changed(self, number: int, where: Sequence[ColumnElement[bool]], **values: Any) -> Consult | None:
        async with self._sessions.write() as session:
            await session.execute(update(ConsultRow).where(*where).values(**values))
            row = await session.get(ConsultRow, number, populate_existing=True)
            return _record(row) if row else None

    async def _listed(self, where: Sequence[ColumnElement[bool]]) -> tuple[Consult, ...]:
        async with self._sessions.read() as session:
            rows = await session.scalars(select(ConsultRow).where(*where).order_by(ConsultRow.id).limit(MOST))
            return tuple(map(_record, rows))


_ASKED = ("workspace", "platform", "channel", "thread", "person", "person_id", "private", "answer_id", "question", "said", "answer")


def _record(row: ConsultRow | Row[Any]) -> Consult:
    return Consult(
        id=row.id,
        **{name: getattr(row, name) for name in _ASKED},
        codes=tuple(row.codes),
        state=ConsultState(row.state),
        owner_id=row.owner_id,
        owner=row.owner,
        reply=row.reply,
        at=row.at,
        claimed=row.claimed,
        answered=row.answered,
    )
