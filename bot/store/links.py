"""Joining the identities of one person with a one-time code: made on one platform, typed on the other."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection

from bot.store.clock import Clock, utc_now
from bot.store.conflict import insert_new_now
from bot.store.merging import copy_counts, lock_people, merge_people
from bot.store.models import IdentityRow, LinkAttemptsRow, LinkCodeRow, PersonRow
from bot.store.pseudonyms import Pseudonyms
from bot.store.records import Linked
from bot.store.sessions import Sessions

ATTEMPTS = 5
"""Wrong codes that an identity may type within `ATTEMPTS_WITHIN`."""
ATTEMPTS_WITHIN = timedelta(hours=1)
_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without 0, O, 1 and I: the code is read on one screen and typed on another."""
_LENGTH = 8
"""40 random bits, for minutes, five tries an hour."""
_CODE, _HOLDER = "link code", "link attempts"


class Links:
    """Offers codes and takes them. Only the keyed hash of a code is kept; a person has one at a time."""

    def __init__(self, sessions: Sessions, pseudonyms: Pseudonyms, clock: Clock = utc_now) -> None:
        self._sessions = sessions
        self._pseudonyms = pseudonyms
        self._clock = clock

    async def offer(self, person_id: int, lifetime: timedelta) -> str:
        """A new code for a person, in place of an earlier one. It is shown once and cannot be read again."""
        code = "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
        values = {"digest": self._digest(code), "person_id": person_id, "expires": self._clock() + lifetime}

        def put(connection: Connection) -> None:
            connection.execute(delete(LinkCodeRow).where(LinkCodeRow.person_id == person_id))
            connection.execute(insert(LinkCodeRow), values)

        await self._sessions.writing(put)
        return f"{code[:4]}-{code[4:]}"

    async def take(self, code: str, person_id: int, person_key: str, *, sure: bool) -> Linked:
        """Join an identity to the person who made the code; without `sure` only say to whom it would be joined.

        `unknown`: no such code, or used, or expired. `locked`: too many of those. `own`: the person made it herself. `taken`: the identity
        belongs to an account of several already; it is never torn out of it.
        """
        digest = self._digest(code)
        holder = self._pseudonyms.hashed(_HOLDER, person_key)
        return await self._sessions.writing(lambda connection: _take(connection, digest, holder, person_id, self._clock(), sure=sure))

    async def identities(self, person_id: int) -> tuple[str, ...]:
        """The person keys of a person."""
        return await self._sessions.reading(lambda connection: _keys(connection, person_id))

    async def split(self, person_id: int, person_key: str) -> bool:
        """Let one identity of a person go: it begins anew, with what the person has used up. Whether it was one of several of hers."""
        now = self._clock()

        def split(connection: Connection) -> bool:
            lock_people(connection, person_id)
            keys = _keys(connection, person_id)
            if person_key not in keys or len(keys) < 2:
                return False
            role = connection.scalar(select(PersonRow.role).where(PersonRow.id == person_id))
            fresh = connection.execute(insert(PersonRow).values(created=now, role=role).returning(PersonRow.id)).scalar_one()
            connection.execute(update(IdentityRow).where(IdentityRow.person_key == person_key).values(person_id=fresh))
            copy_counts(connection, person_id, fresh)
            return True

        return await self._sessions.writing(split)

    async def prune(self) -> int:
        """Delete codes that expired and attempts that no longer count. How many went."""
        now = self._clock()
        async with self._sessions.write() as session:
            codes = await session.scalars(delete(LinkCodeRow).where(LinkCodeRow.expires <= now).returning(LinkCodeRow.digest))
            old = LinkAttemptsRow.since < now - ATTEMPTS_WITHIN
            attempts = await session.scalars(delete(LinkAttemptsRow).where(old).returning(LinkAttemptsRow.holder))
            return len(codes.all()) + len(attempts.all())

    def _digest(self, code: str) -> str:
        return self._pseudonyms.hashed(_CODE, "".join(c for c in code.upper() if c.isalnum()))


def _take(connection: Connection, digest: str, holder: str, person_id: int, now: datetime, *, sure: bool) -> Linked:
    insert_new_now(connection, LinkAttemptsRow, {"holder": holder, "failures": 0, "since": now}, key=["holder"])
    tries = connection.execute(
        select(LinkAttemptsRow.failures, LinkAttemptsRow.since).where(LinkAttemptsRow.holder == holder).with_for_update()
    ).one()
    over = tries.since < now - ATTEMPTS_WITHIN
    if tries.failures >= ATTEMPTS and not over:
        return Linked("locked")
    made = connection.execute(select(LinkCodeRow.person_id, LinkCodeRow.expires).where(LinkCodeRow.digest == digest).with_for_update()).first()
    if made is None or made.expires <= now:
        failures, since = (1, now) if over else (tries.failures + 1, tries.since)
        connection.execute(update(LinkAttemptsRow).where(LinkAttemptsRow.holder == holder).values(failures=failures, since=since))
        return Linked("unknown")
    if made.person_id == person_id:
        return Linked("own")
    if len(_keys(connection, person_id)) > 1:
        return Linked("taken")
    theirs = _keys(connection, made.person_id)
    if not sure:
        return Linked("ok", theirs)
    if lock_people(connection, made.person_id, person_id) != {made.person_id, person_id}:
        return Linked("unknown")  # one of both was forgotten meanwhile
    connection.execute(delete(LinkCodeRow).where(LinkCodeRow.person_id.in_((made.person_id, person_id))))
    merge_people(connection, made.person_id, person_id)
    return Linked("linked", theirs)


def _keys(connection: Connection, person_id: int) -> tuple[str, ...]:
    return tuple(connection.execute(select(IdentityRow.person_key).where(IdentityRow.person_id == person_id).order_by(IdentityRow.person_key)).scalars())
