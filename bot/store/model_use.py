"""What a model took for each answer, without text and person, and the dollars of each person and day, without answers."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Integer, bindparam, cast, delete, func, select, update

from bot.store.clock import Clock, utc_now
from bot.store.conflict import insert_new
from bot.store.models import ModelSpendingRow, ModelUseRow, PersonRow
from bot.store.records import ModelUse
from bot.store.sessions import Sessions


class ModelUses:
    """One row an answer that a model had a part in."""

    def __init__(self, sessions: Sessions, clock: Clock = utc_now) -> None:
        self._sessions = sessions
        self._clock = clock

    async def record(
        self, answer_id: str, model: str, calls: int, read: int, written: int, dollars: float, *, counted: bool, cached: bool, person_id: int = 0
    ) -> None:
        """Keep what an answer took. `counted`: by the provider, else estimated. `cached`: its wording was had before.

        The dollars also count for the person who asked, if she was not forgotten meanwhile.
        """
        row = ModelUseRow(
            answer_id=answer_id, at=self._clock(), model=model, calls=calls, read=read, written=written, counted=counted, cached=cached, dollars=dollars
        )  # fmt: skip
        async with self._sessions.write() as session:
            session.add(row)
            there = select(PersonRow.id).where(PersonRow.id == person_id).with_for_update(read=True, key_share=True)
            if dollars and await session.scalar(there) is not None:
                day = {"person_id": person_id, "day": self._clock().date()}
                await insert_new(session, ModelSpendingRow, {**day, "dollars": 0.0}, key=["person_id", "day"])
                spent = update(ModelSpendingRow).filter_by(**day).values(dollars=ModelSpendingRow.dollars + dollars)
                await session.execute(spent.execution_options(synchronize_session=False))

    async def spent_today(self, person_id: int) -> float:
        """Dollars of a person's answers since midnight UTC."""
        of = {"person": person_id, "day": self._clock().date()}
        return await self._sessions.reading(lambda connection: connection.scalar(_SPENT, of)) or 0.0

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
            before = self._clock() - older_than
            gone = await session.scalars(delete(ModelUseRow).where(ModelUseRow.at < before).returning(ModelUseRow.id))
            days = await session.scalars(delete(ModelSpendingRow).where(ModelSpendingRow.day < before.date()).returning(ModelSpendingRow.day))
            return len(gone.all()) + len(days.all())


_SPENT = select(ModelSpendingRow.dollars).where(
    ModelSpendingRow.person_id == bindparam("person"), ModelSpendingRow.day == bindparam("day", type_=ModelSpendingRow.day.type)
)
