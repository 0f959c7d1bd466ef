"""Conversations: what was asked and answered before, so that a follow-up is understood."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select

from bot.store.clock import Clock, utc_now
from bot.store.conflict import insert_new
from bot.store.models import PersonRow, TurnRow
from bot.store.records import StoredTurn
from bot.store.sessions import Sessions

KEPT_TURNS = 50
"""Turns kept of one conversation; a follow-up never reaches further back."""

_DATES_OF_SERVICE = frozenset({"dos", "date", "date_of_service", "service_date", "service_from", "service_to"})
"""A date of service is a HIPAA identifier: it is used for the look-up and then gone."""


class Threads:
    """The turns of every conversation. A thread key is `Turn.thread_key`."""

    def __init__(self, sessions: Sessions, clock: Clock = utc_now) -> None:
        self._sessions = sessions
        self._clock = clock

    async def append(self, turn: StoredTurn) -> bool:
        """Keep a turn and drop what is older than the last 50 of its thread. Whether it was kept.

        It is not kept if its answer id is stored already, or if its person was forgotten while it ran.
        """
        async with self._sessions.write() as session:
            if turn.person_id is not None:
                # The lock (PostgreSQL) lets a forgetting that runs now wait, and then take this turn along.
                there = select(PersonRow.id).where(PersonRow.id == turn.person_id).with_for_update(read=True, key_share=True)
                if await session.scalar(there) is None:
                    return False
            kept = await insert_new(session, TurnRow, _values(turn), key=["answer_id"])
            oldest = (
                select(TurnRow.id).where(TurnRow.thread_key == turn.thread_key).order_by(TurnRow.id.desc()).offset(KEPT_TURNS - 1).limit(1)
            ).scalar_subquery()
            await session.execute(delete(TurnRow).where(TurnRow.thread_key == turn.thread_key, TurnRow.id < oldest))
        return kept

    async def recent(self, thread_key: str, limit: int = 12) -> tuple[StoredTurn, ...]:
        """The last turns of a thread, oldest first."""
        async with self._sessions.read() as session:
            rows = await session.scalars(select(TurnRow).where(TurnRow.thread_key == thread_key).order_by(TurnRow.id.desc()).limit(limit))
            return tuple(_record(row) for row in reversed(rows.all()))

    async def of_person(self, person_id: int, limit: int = 20) -> tuple[StoredTurn, ...]:
        """The last turns of a person in any conversation, newest first."""
        async with self._sessions.read() as session:
            rows = await session.scalars(select(TurnRow).where(TurnRow.person_id == person_id).order_by(TurnRow.id.desc()).limit(limit))
            return tuple(_record(row) for row in rows)

    async def by_answer(self, answer_id: str) -> StoredTurn | None:
        """The turn that gave an answer, for buttons below it; `None` if it is gone."""
        async with self._sessions.read() as session:
            row = await session.scalar(select(TurnRow).where(TurnRow.answer_id == answer_id))
            return _record(row) if row else None

    async def prune(self, older_than: timedelta) -> int:
        """Delete turns older than that. How many went."""
        async with self._sessions.write() as session:
            gone = await session.scalars(delete(TurnRow).where(TurnRow.at < self._clock() - older_than).returning(TurnRow.id))
            return len(gone.all())


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


def _record(row: TurnRow) -> StoredTurn:
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
