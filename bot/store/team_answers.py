"""Answers that a team wrote itself: proposed by one, decided on by an admin, looked at again when what they speak of changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Integer, Row, bindparam, select, update
from sqlalchemy.engine import Connection

from bot.store.clock import Clock, utc_now
from bot.store.models import TeamAnswerRow
from bot.store.pseudonyms import Pseudonyms
from bot.store.records import Standing, TeamAnswer
from bot.store.sessions import Sessions

LISTED = 500
"""Answers of a workspace that are looked through, the newest first."""


class TeamAnswers:
    """The answers of each workspace; none is ever shown to another."""

    def __init__(self, sessions: Sessions, pseudonyms: Pseudonyms, clock: Clock = utc_now) -> None:
        self._sessions = sessions
        self._pseudonyms = pseudonyms
        self._clock = clock

    async def propose(
        self, workspace: str, author_key: str, question: str, answer: str, codes: Sequence[str], prints: Mapping[str, str]
    ) -> TeamAnswer:
        """Keep an answer for an admin to decide on. `question` and `answer` have passed the PHI gate and hold no date of service."""
        row = TeamAnswerRow(
            workspace=workspace,
            state=Standing.PROPOSED,
            question=question,
            answer=answer,
            codes=list(codes),
            prints=dict(prints),
            decider=None,
            at=self._clock(),
            decided=None,
        )
        async with self._sessions.write() as session:
            row.author = await self._pseudonyms.within(session, author_key) or self._pseudonyms.of(author_key)
            session.add(row)
            await session.flush()
            return _record(row)

    async def decide(
        self, workspace: str, number: int, decider_key: str, standing: Standing, prints: Mapping[str, str]
    ) -> TeamAnswer | None:
        """Approve, reject or retire an answer of the workspace, with what is known of its codes now; None if it has none of that number."""
        here = (TeamAnswerRow.id == number, TeamAnswerRow.workspace == workspace)
        async with self._sessions.write() as session:
            decider = await self._pseudonyms.within(session, decider_key) or self._pseudonyms.of(decider_key)
            values = {"state": standing, "decider": decider, "decided": self._clock(), "prints": dict(prints)}
            await session.execute(update(TeamAnswerRow).where(*here).values(**values))
            row = await session.scalar(select(TeamAnswerRow).where(*here))
            return _record(row) if row else None

    async def one(self, workspace: str, number: int) -> TeamAnswer | None:
        """An answer of the workspace by its number."""
        async with self._sessions.read() as session:
            row = await session.scalar(select(TeamAnswerRow).where(TeamAnswerRow.id == number, TeamAnswerRow.workspace == workspace))
            return _record(row) if row else None

    async def of(self, workspace: str, *standings: Standing, limit: int = LISTED) -> tuple[TeamAnswer, ...]:
        """The answers of a workspace with one of these standings, newest first."""
        of = {"workspace": workspace, "states": [standing.value for standing in standings], "most": limit}
        return tuple(map(_record, await self._sessions.reading(lambda connection: connection.execute(_OF, of).all())))


def approved_now(connection: Connection, workspace: str) -> tuple[TeamAnswer, ...]:
    """The workspace's approved answers, where nothing is awaited."""
    return tuple(map(_record, connection.execute(_APPROVED, {"workspace": workspace, "most": LISTED})))


def _record(row: TeamAnswerRow | Row[Any]) -> TeamAnswer:
    return TeamAnswer(
        id=row.id,
        workspace=row.workspace,
        standing=Standing(row.state),
        question=row.question,
        answer=row.answer,
        codes=tuple(row.codes),
        prints=row.prints,
        author=row.author or "",
        decider=row.decider or "",
        at=row.at,
        decided=row.decided,
    )


_LAST = (
    select(*TeamAnswerRow.__table__.columns)
    .where(TeamAnswerRow.workspace == bindparam("workspace", type_=TeamAnswerRow.workspace.type))
    .order_by(TeamAnswerRow.id.desc())
    .limit(bindparam("most", type_=Integer()))
)
_OF = _LAST.where(TeamAnswerRow.state.in_(bindparam("states", expanding=True)))
_APPROVED = _LAST.where(TeamAnswerRow.state == Standing.APPROVED.value)
"""Every turn asks this: a list of values would be written into the statement anew each time."""
