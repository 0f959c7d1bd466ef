"""Seats of the CPT licence: taken by accepting its terms, never more than there are, revoked by admins."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from sqlalchemy import bindparam, delete, func, or_, select, text
from sqlalchemy.engine import Connection
from sqlalchemy.orm import aliased

from bot.store.acceptances import ACCEPTED, accept_now
from bot.store.clock import Clock, utc_now
from bot.store.conflict import insert_new_now
from bot.store.models import IdentityRow, PersonRow, SeatRevocationRow, SeatRow
from bot.store.pseudonyms import Pseudonyms
from bot.store.records import CPT, Seat
from bot.store.sessions import Sessions

HOLDER = "seat"
"""What the keyed hash of an identity in `seat_revocations` is for."""
_LOCK = 0x73656174
"""PostgreSQL's advisory lock for taking seats: the letters of `seat`."""
Taken = Literal["taken", "held", "full", "revoked", "gone"]


class Seats:
    """Who holds a seat. A seat is a person's: all her identities have it."""

    def __init__(self, sessions: Sessions, pseudonyms: Pseudonyms, clock: Clock = utc_now) -> None:
        self._sessions = sessions
        self._pseudonyms = pseudonyms
        self._clock = clock

    async def of(self, person_id: int, version: str) -> Seat:
        """How a person stands: her place in the order of the seats (0 = none), whether she accepted this version, her identities."""
        of = {"person": person_id, "document": CPT, "version": version}

        def read(connection: Connection) -> Seat:
            row = connection.execute(_OF, of).first()
            if row is None:
                return Seat(0, accepted=False)
            keys = _keys(connection, person_id)
            revoked = _revoked(connection, [self._pseudonyms.hashed(HOLDER, key) for key in keys])
            return Seat(row.place if row.at is not None and not revoked else 0, row.accepted, keys, row.at, revoked=revoked)

        return await self._sessions.reading(read)

    async def take(self, person_id: int, version: str, most: int) -> Taken:
        """Accept the licence's terms and take a seat, if there is one of `most`. `held`: she has one already; `gone`: forgotten meanwhile."""
        now = self._clock()

        def take(connection: Connection) -> Taken:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            keys = _keys(connection, person_id)
            if not keys:
                return "gone"
            if _revoked(connection, [self._pseudonyms.hashed(HOLDER, key) for key in keys]):
                return "revoked"
            held = connection.scalar(select(SeatRow.at).where(SeatRow.person_id == person_id)) is not None
            if not held and (connection.scalar(select(func.count()).select_from(SeatRow)) or 0) >= most:
                return "full"
            accept_now(connection, {"person_id": person_id, "document": CPT, "version": version, "at": now})
            fresh = insert_new_now(connection, SeatRow, {"person_id": person_id, "at": now}, key=["person_id"])
            return "taken" if fresh else "held"

        return await self._sessions.writing(take)

    async def leave(self, person_id: int) -> bool:
        """Give a seat back. Whether there was one."""
        gone = delete(SeatRow).where(SeatRow.person_id == person_id).returning(SeatRow.person_id)
        return await self._sessions.writing(lambda connection: connection.execute(gone).first() is not None)

    async def keep_only(self, person_keys: Sequence[str]) -> int:
        """Free the seats of everybody who has none of these identities. How many that were."""
        named = select(IdentityRow.person_id).where(IdentityRow.person_key.in_(person_keys))
        gone = delete(SeatRow).where(SeatRow.person_id.not_in(named)).returning(SeatRow.person_id)
        return await self._sessions.writing(lambda connection: len(connection.execute(gone).all()))

    async def revoke(self, person_key: str) -> bool:
        """Take a person's seat away; none of her identities takes one again until `allow`. Whether she had one."""
        now = self._clock()

        def revoke(connection: Connection) -> bool:
            person_id = connection.scalar(select(IdentityRow.person_id).where(IdentityRow.person_key == person_key))
            keys = _keys(connection, person_id) if person_id is not None else ()
            for key in keys or (person_key,):
                insert_new_now(connection, SeatRevocationRow, {"holder": self._pseudonyms.hashed(HOLDER, key), "at": now}, key=["holder"])
            gone = delete(SeatRow).where(SeatRow.person_id == (person_id or 0)).returning(SeatRow.person_id)
            return connection.execute(gone).first() is not None

        return await self._sessions.writing(revoke)

    async def allow(self, person_key: str) -> bool:
        """Let somebody whose seat was revoked take one again. Whether it was revoked."""

        def allow(connection: Connection) -> bool:
            person_id = connection.scalar(select(IdentityRow.person_id).where(IdentityRow.person_key == person_key))
            keys = {person_key, *(_keys(connection, person_id) if person_id is not None else ())}
            holders = [self._pseudonyms.hashed(HOLDER, key) for key in keys]
            gone = delete(SeatRevocationRow).where(SeatRevocationRow.holder.in_(holders)).returning(SeatRevocationRow.holder)
            return bool(connection.execute(gone).all())

        return await self._sessions.writing(allow)

    async def all(self, version: str) -> tuple[Seat, ...]:
        """Every seat that is taken, in the order in which they were; `accepted` says whether this version of the terms was."""
        of = {"document": CPT, "version": version}

        def read(connection: Connection) -> tuple[Seat, ...]:
            rows = connection.execute(_ALL, of).all()
            return tuple(Seat(place, row.accepted, _keys(connection, row.id), row.at) for place, row in enumerate(rows, 1))

        return await self._sessions.reading(read)


def _keys(connection: Connection, person_id: int) -> tuple[str, ...]:
    return tuple(connection.execute(_KEYS, {"person": person_id}).scalars())


def _revoked(connection: Connection, holders: Sequence[str]) -> bool:
    found: datetime | None = connection.scalar(select(SeatRevocationRow.at).where(SeatRevocationRow.holder.in_(holders)).limit(1))
    return found is not None


_EARLIER = aliased(SeatRow)
_PLACE = (
    select(func.count())
    .where(or_(_EARLIER.at < SeatRow.at, (_EARLIER.at == SeatRow.at) & (_EARLIER.person_id <= SeatRow.person_id)))
    .correlate(SeatRow)
    .scalar_subquery()
)
_OF = (
    select(SeatRow.at, ACCEPTED.label("accepted"), _PLACE.label("place"))
    .select_from(PersonRow)
    .outerjoin(SeatRow, SeatRow.person_id == PersonRow.id)
    .where(PersonRow.id == bindparam("person"))
)
_ALL = (
    select(PersonRow.id, SeatRow.at, ACCEPTED.label("accepted"))
    .join(SeatRow, SeatRow.person_id == PersonRow.id)
    .order_by(SeatRow.at, SeatRow.person_id)
)
_KEYS = select(IdentityRow.person_key).where(IdentityRow.person_id == bindparam("person")).order_by(IdentityRow.person_key)
