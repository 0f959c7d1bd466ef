"""What a model took for each answer: calls, tokens, dollars. No text and no person."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Integer, cast, delete, func, select

from bot.store.clock import Clock, utc_now
from bot.store.models import ModelUseRow
from bot.store.records import ModelUse
from bot.store.sessions import Sessions


class ModelUses:
    """One row an answer that a model had a part in."""

    def __init__(self, sessions: Sessions, clock: Clock = utc_now) -> None:
        self._sessions = sessions
        self._clock = clock

    async def record(self, answer_id: str, model: str, calls: int, read: int, written: int, dollars: float, *, counted: bool, cached: bool) -> None:
        """Keep what an answer took. `counted`: by the provider, else estimated. `cached`: its wording was had before."""
        row = ModelUseRow(
            answer_id=answer_id, at=self._clock(), model=model, calls=calls, read=read, written=written, counted=counted, cached=cached, dollars=dollars
        )  # fmt: skip
        async with self._sessions.write() as session:
            session.add(row)

    async def since(self, age: timedelta) -> ModelUse:
        """The sums of the time since then."""
        sums = (func.coalesce(func.sum(column), 0) for column in (ModelUseRow.calls, ModelUseRow.read, ModelUseRow.written))
        cached = func.coalesce(func.sum(cast(ModelUseRow.cached, Integer)), 0)
        dollars = func.coalesce(func.sum(ModelUseRow.dollars), 0.0)
        chosen = select(func.count(), *sums, cached, dollars).where(ModelUseRow.at >= self._clock() - age)
        async with self._sessions.read() as session:
            found = (await session.execute(chosen)).one()
        return ModelUse(found[0], found[1], found[2], found[3], found[4], found[5])

    async def prune(self, older_than: timedelta) -> int:
        """Delete what is older than that. How many went."""
        async with self._sessions.write() as session:
            gone = await session.scalars(delete(ModelUseRow).where(ModelUseRow.at < self._clock() - older_than).returning(ModelUseRow.id))
            return len(gone.all())
