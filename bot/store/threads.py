"""Conversations: what was asked and answered before, so that a follow-up is understood."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Integer, Row, bindparam, delete, select
from sqlalchemy.engine import Connection

from bot.store.batch import Batch
from bot.store.clock import Clock, utc_now
from bot.store.conflict import insert_new_now
from bot.store.inbox import DELIVERING, set_state_now
from bot.store.models import PersonRow, TurnRow
from bot.store.records import About, StoredTurn
from bot.store.sessions import Sessions

KEPT_TURNS = 50
"""Turns kept of one conversation; a follow-up never reaches further back."""

_LOOKED_BACK = 200
"""Turns of a person in which the codes she looked at last are looked for."""

_DATES_OF_SERVICE = frozenset({"dos", "date", "date_of_service", "service_date", "service_from", "service_to"})
"""A date of service is a HIPAA identifier: it is used for the look-up and then gone."""


_COLUMNS = tuple(TurnRow.__table__.columns)
"""Columns, not objects: an object costs as much as the whole query."""


class Threads:
    """The turns of every conversation. A thread key is `Turn.thread_key`."""

    def __init__(self, sessions: Sessions, clock: Clock = utc_now) -> None:
        self._sessions = sessions
        self._clock = clock
        self._appending: Batch[tuple[StoredTurn, str], bool] = Batch(self._append_all)

    async def append(self, turn: StoredTurn, delivering: str = "") -> bool:
        """Keep a turn and drop what is older than the last 50 of its thread. Whether it was kept.

        It is not kept if its answer id is stored already, or if its person was forgotten while it ran. `delivering` is the inbox's key
        of the work that this turn answers: it is marked as `Inbox.delivering` does, in the same transaction.
        """
        return await self._appending.add((turn, delivering))

    async def any(self) -> bool:
        """Whether anybody was ever answered, as far as turns are kept."""
        async with self._sessions.read() as session:
            return await session.scalar(select(TurnRow.id).limit(1)) is not None

    async def recent(self, thread_key: str, limit: int = 12) -> tuple[StoredTurn, ...]:
        """The last turns of a thread, oldest first."""
        of = {"thread": thread_key, "most": limit}
        rows = await self._sessions.reading(lambda connection: connection.execute(_RECENT, of).all())
        return tuple(_record(row) for row in reversed(rows))

    async def of_person(self, person_id: int, limit: int = 20) -> tuple[StoredTurn, ...]:
        """The last turns of a person in any conversation, newest first."""
        last = select(*_COLUMNS).where(TurnRow.person_id == person_id).order_by(TurnRow.id.desc()).limit(limit)
        return tuple(_record(row) for row in await self._sessions.reading(lambda connection: connection.execute(last).all()))

    async def codes_of(self, person_id: int, limit: int = 20) -> tuple[str, ...]:
        """The codes a person looked at, the latest first, each once; of what a search listed none, since nobody chose one."""
        last = (
            select(TurnRow.codes)
            .where(TurnRow.person_id == person_id, TurnRow.topic != "search")
            .order_by(TurnRow.id.desc())
            .limit(_LOOKED_BACK)
        )
        rows = await self._sessions.reading(lambda connection: connection.execute(last).all())
        return tuple(dict.fromkeys(code for (codes,) in rows for code in codes))[:limit]

    async def by_answer(self, answer_id: str) -> StoredTurn | None:
        """The turn that gave an answer, for buttons below it; `None` if it is gone."""
        one = select(*_COLUMNS).where(TurnRow.answer_id == answer_id)
        row = await self._sessions.reading(lambda connection: connection.execute(one).first())
        return _record(row) if row is not None else None

    async def _append_all(self, turns: Sequence[tuple[StoredTurn, str]]) -> list[bool]:
        def write(connection: Connection) -> list[bool]:
            kept = [_append(connection, turn) for turn, _ in turns]
            set_state_now(connection, [key for _, key in turns if key], DELIVERING, self._clock())
            return kept

        return await self._sessions.writing(write)

    async def prune(self, older_than: timedelta) -> int:
        """Delete turns older than that. How many went."""
        async with self._sessions.write() as session:
            gone = await session.scalars(delete(TurnRow).where(TurnRow.at < self._clock() - older_than).returning(TurnRow.id))
            return len(gone.all())


def about_now(connection: Connection, thread_key: str, limit: int) -> About | None:
    """The latest of the last `limit` turns of a thread that was about codes, where nothing is awaited."""
    rows = connection.execute(_ABOUT, {"thread": thread_key, "most": limit})
    return next((About(topic, tuple(codes), parameters) for topic, codes, parameters in rows if codes), None)


def _append(connection: Connection, turn: StoredTurn) -> bool:
    if turn.person_id is not None and connection.scalar(_THERE, {"person": turn.person_id}) is None:
        return False
    kept = insert_new_now(connection, TurnRow, _values(turn), key=["answer_id"])
    connection.execute(_DROP_OLD, {"thread": turn.thread_key})
    return kept


_THREAD = bindparam("thread", type_=TurnRow.thread_key.type)
_RECENT = select(*_COLUMNS).where(TurnRow.thread_key == _THREAD).order_by(TurnRow.id.desc()).limit(bindparam("most", type_=Integer()))
_ABOUT = (
    select(TurnRow.topic, TurnRow.codes, TurnRow.parameters)
    .where(TurnRow.thread_key == _THREAD)
    .order_by(TurnRow.id.desc())
    .limit(bindparam("most", type_=Integer()))
)
_THERE = select(PersonRow.id).where(PersonRow.id == bindparam("person")).with_for_update(read=True, key_share=True)
"""The lock (PostgreSQL) lets a forgetting that runs now wait, and then take this turn along."""
_DROP_OLD = delete(TurnRow).where(
    TurnRow.thread_key == _THREAD,
    TurnRow.id
    < select(TurnRow.id).where(TurnRow.thread_key == _THREAD).order_by(TurnRow.id.desc()).offset(KEPT_TURNS - 1).limit(1).scalar_subquery(),
)


def _values(turn: StoredTurn) -> dict[str, object]:
    return {
        "thread_key": turn.thread_key,
        "person_id": turn.person_id,
        "at": turn.at,
        "question": turn.question,
        "verb": turn.verb,
        "topic": turn.topic,
        "codes": list(turn.codes),
        "parameters": {name: value for name, value in turn.parameters.items() if name.lower() not in _DATES_OF_SERVICE},
        "answer_verdict": turn.answer_verdict,
        "answer_text": turn.answer_text,
        "answer_id": turn.answer_id or None,
        "evidence": list(turn.evidence),
    }


def _record(row: Row[Any]) -> StoredTurn:
    return StoredTurn(
        thread_key=row.thread_key,
        person_id=row.person_id,
        at=row.at,
        question=row.question,
        verb=row.verb,
        topic=row.topic,
        codes=tuple(row.codes),
        parameters=row.parameters,
        answer_verdict=row.answer_verdict,
        answer_text=row.answer_text,
        answer_id=row.answer_id or "",
        evidence=tuple(row.evidence),
    )
