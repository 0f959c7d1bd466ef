"""Code pages that metered people saw: each once per code and day, and never more than their allowance, however many ask at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.engine import Connection

from bot.store.acceptances import ACCEPTED
from bot.store.clock import Clock, utc_now
from bot.store.models import PageViewRow, PersonRow, SpentViewsRow
from bot.store.pseudonyms import Pseudonyms
from bot.store.records import TERMS, Allowance, Viewed
from bot.store.sessions import Sessions

HOLDER = "page views"
"""What the keyed hash of an identity in `spent_views` is for."""


class PageViews:
    """Counts views. Days are days in UTC."""

    def __init__(self, sessions: Sessions, pseudonyms: Pseudonyms, clock: Clock = utc_now) -> None:
        self._sessions = sessions
        self._pseudonyms = pseudonyms
        self._clock = clock

    async def view(self, person_id: int, person_key: str, codes: Iterable[str], allowance: Allowance) -> Viewed:
        """Count the pages of these codes, all of them or, where the allowance does not reach, none.

        A code that was counted today costs nothing. A view of a day to come counts too: a clock that was put back gives nothing away.
        """
        today = self._clock().date()
        # Without a window every view counts, whenever it was.
        after = today - timedelta(days=allowance.days) if allowance.days else date.min
        of = {
            "person": person_id,
            "holder": self._pseudonyms.hashed(HOLDER, person_key),
            "document": TERMS,
            "version": allowance.terms,
            "after": after,
        }
        wanted = tuple(dict.fromkeys(codes))
        return await self._sessions.writing(lambda connection: _view(connection, of, wanted, allowance, today))

    async def prune(self, days: int) -> int:
        """Delete views that no window of so many days reaches; none if there is no window. How many went."""
        if not days:
            return 0
        before = self._clock().date() - timedelta(days=days)
        async with self._sessions.write() as session:
            gone = await session.scalars(delete(PageViewRow).where(PageViewRow.day < before).returning(PageViewRow.code))
            return len(gone.all())

    async def prune_spent(self, days: int) -> int:
        """Delete the counts of forgotten people that are older than so many days. How many went."""
        before = self._clock().date() - timedelta(days=days)
        async with self._sessions.write() as session:
            return len((await session.scalars(delete(SpentViewsRow).where(SpentViewsRow.day < before).returning(SpentViewsRow.holder))).all())


def _view(connection: Connection, of: dict[str, object], codes: tuple[str, ...], allowance: Allowance, today: date) -> Viewed:
    person = connection.execute(_PERSON, of).first()
    if person is None:
        return Viewed(granted=False, left=0, registered=False)  # forgotten while the answer was made
    counted = connection.execute(_COUNTED, of).all()
    used = len(counted) + (person.spent or 0)
    left = max(0, allowance.of(registered=person.registered) - used)
    seen = {row.code for row in counted if row.day >= today}
    fresh = [code for code in codes if code not in seen]
    again = min((row.day for row in counted), default=today) + timedelta(days=allowance.days) if allowance.days else None
    if len(fresh) > left:
        return Viewed(granted=False, left=left, registered=person.registered, again=again)
    if fresh:
        connection.execute(insert(PageViewRow), [{"person_id": of["person"], "code": code, "day": today} for code in fresh])
    return Viewed(granted=True, left=left - len(fresh), registered=person.registered, again=again)


_PERSON = (
    select(
        PersonRow.id,
        ACCEPTED.label("registered"),
        select(SpentViewsRow.views)
        .where(
            SpentViewsRow.holder == bindparam("holder", type_=SpentViewsRow.holder.type),
            SpentViewsRow.day > bindparam("after", type_=SpentViewsRow.day.type),
        )
        .scalar_subquery()
        .label("spent"),
    )
    .where(PersonRow.id == bindparam("person"))
    .with_for_update(key_share=True, of=PersonRow)
)
"""The lock (PostgreSQL) lets the views of one person come one after the other; on SQLite there is one writer anyway."""
_COUNTED = select(PageViewRow.code, PageViewRow.day).where(
    PageViewRow.person_id == bindparam("person"), PageViewRow.day > bindparam("after", type_=PageViewRow.day.type)
)
