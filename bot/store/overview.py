"""What an operator sees at a glance: counts over the tables of other repositories, no text and no names."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, case, func, select

from bot.store.clock import Clock, utc_now
from bot.store.inbox import DONE
from bot.store.models import ConsultRow, FeedbackRow, InboxRow, PersonRow, TeamAnswerRow, WatchRow
from bot.store.records import Counts, Feedback, Rating
from bot.store.sessions import Sessions


class Overview:
    """Counts."""

    def __init__(self, sessions: Sessions, clock: Clock = utc_now) -> None:
        self._sessions = sessions
        self._clock = clock

    async def counts(self, age: timedelta) -> Counts:
        """Of people by role, of ratings since then, of team answers and consults by state, of watches, and of accepted work by state."""
        ratings = case((FeedbackRow.rating > 0, "up"), else_="down")
        async with self._sessions.read() as session:

            async def by(chosen: Select[Any, int]) -> dict[str, int]:
                return {str(row[0]): int(row[1]) for row in (await session.execute(chosen)).all()}

            return Counts(
                people=await by(select(PersonRow.role, func.count()).group_by(PersonRow.role)),
                ratings=await by(select(ratings, func.count()).where(FeedbackRow.at >= self._clock() - age).group_by(ratings)),
                team_answers=await by(select(TeamAnswerRow.state, func.count()).group_by(TeamAnswerRow.state)),
                consults=await by(select(ConsultRow.state, func.count()).group_by(ConsultRow.state)),
                watches=await session.scalar(select(func.count()).select_from(WatchRow)) or 0,
                inbox=await by(select(InboxRow.state, func.count()).where(InboxRow.state != DONE).group_by(InboxRow.state)),
            )

    async def last_feedback(self, limit: int = 20) -> Sequence[Feedback]:
        """The last ratings, the newest first."""
        async with self._sessions.read() as session:
            rows = await session.scalars(select(FeedbackRow).order_by(FeedbackRow.at.desc()).limit(limit))
            return [
                Feedback(row.answer_id, row.person or "", _rating(row.rating), row.reason, row.question_hash, tuple(row.evidence), row.editions, row.at)
                for row in rows
            ]


def _rating(value: int) -> Rating:
    return 1 if value > 0 else -1
