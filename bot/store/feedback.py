"""What people thought of answers, with what is needed to find the error again, and without who they are."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence

from sqlalchemy import select

from bot.store.clock import Clock, utc_now
from bot.store.conflict import insert_or_update
from bot.store.models import FeedbackRow
from bot.store.pseudonyms import Pseudonyms
from bot.store.records import Feedback, Rating
from bot.store.sessions import Sessions

_BATCH = 500
"""Rows read at a time by the export, so that neither memory nor a transaction grows with the table."""


class FeedbackLog:
    """Ratings of answers, one per person and answer: the last one counts."""

    def __init__(self, sessions: Sessions, pseudonyms: Pseudonyms, clock: Clock = utc_now) -> None:
        self._sessions = sessions
        self._pseudonyms = pseudonyms
        self._clock = clock

    async def record(
        self,
        answer_id: str,
        person_key: str,
        rating: Rating,
        *,
        reason: str = "",
        question_hash: str = "",
        evidence: Sequence[str] = (),
        editions: Mapping[str, str] | None = None,
    ) -> None:
        """Keep a rating; the person goes in as a pseudonym. `editions` says which edition of each source was used."""
        if rating not in (-1, 1):
            raise ValueError("a rating is -1 or 1")
        values: dict[str, object] = {
            "answer_id": answer_id,
            "rating": rating,
            "reason": reason,
            "question_hash": question_hash,
            "evidence": list(evidence),
            "editions": dict(editions or {}),
            "at": self._clock(),
        }
        async with self._sessions.write() as session:
            values["person"] = await self._pseudonyms.within(session, person_key) or self._pseudonyms.of(person_key)
            await insert_or_update(session, FeedbackRow, values, key=["answer_id", "person"])

    async def export(self) -> AsyncIterator[Feedback]:
        """All feedback in the order of first ratings."""
        last = 0
        while True:
            async with self._sessions.read() as session:
                found = await session.scalars(select(FeedbackRow).where(FeedbackRow.id > last).order_by(FeedbackRow.id).limit(_BATCH))
                rows = found.all()
            for row in rows:
                yield _record(row)
            if len(rows) < _BATCH:
                return
            last = rows[-1].id


def _record(row: FeedbackRow) -> Feedback:
    return Feedback(
        answer_id=row.answer_id,
        person=row.person or "",
        rating=1 if row.rating > 0 else -1,
        reason=row.reason,
        question_hash=row.question_hash,
        evidence=tuple(row.evidence),
        editions=row.editions,
        at=row.at,
    )
