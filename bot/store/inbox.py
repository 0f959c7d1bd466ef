"""Work that was accepted from a platform and is not answered yet: it survives the process.

A row is written before the platform is told "received", and its payload is blanked once the answer was
delivered; the row itself stays for a while as the claim that turns repeated deliveries away. Payloads are sealed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Table, bindparam, delete, select, update
from sqlalchemy.engine import Connection

from bot.store.batch import Batch
from bot.store.clock import Clock, utc_now
from bot.store.conflict import insert_all_new
from bot.store.errors import StoreError
from bot.store.models import InboxRow
from bot.store.records import Waiting
from bot.store.sealing import Sealer
from bot.store.sessions import Sessions
from bot.store.silence import FREED, Silence

RECEIVED, DELIVERING, DONE = "received", "delivering", "done"
_OPEN = InboxRow.state.in_((RECEIVED, DELIVERING))


class Inbox:
    """Accepted work, in every process that shares the database."""

    def __init__(self, sessions: Sessions, sealer: Sealer, clock: Clock = utc_now, steady: Callable[[], float] = time.monotonic) -> None:
        self._sessions = sessions
        self._sealer = sealer
        self._clock = clock
        self._silence = Silence(steady)
        self._receiving: Batch[dict[str, Any], bool] = Batch(self._insert)
        self._delivering: Batch[str, None] = Batch(lambda keys: self._set(keys, DELIVERING))
        self._done: Batch[str, None] = Batch(lambda keys: self._set(keys, DONE))

    async def receive(self, key: str, payload: Mapping[str, Any]) -> bool:
        """Keep the work under the platform's id of it. `False` if it was accepted before."""
        values = {"key": key, "at": self._clock(), "state": RECEIVED, "sealed": self._sealer.seal(payload), "attempts": 1}
        return await self._receiving.add(values)

    async def delivering(self, key: str) -> None:
        """The answer is about to be handed to the platform: from here on a crash may show it twice."""
        await self._delivering.add(key)

    async def done(self, key: str) -> None:
        """The platform has the answer; only the claim is kept."""
        await self._done.add(key)

    async def touch(self, keys: Collection[str]) -> None:
        """The process that has this work is alive."""
        if keys:
            async with self._sessions.write() as session:
                await session.execute(update(InboxRow).where(InboxRow.key.in_(keys), _OPEN).values(at=self._clock()))

    async def take_over(self, prefix: str, silent_for: timedelta, limit: int = 50) -> tuple[Waiting, ...]:
        """Work of this prefix that nobody touched for so long while we looked, or that was released: now the caller's, one process gets each."""
        taken = []
        for key, at in (await self._left(prefix, silent_for, limit)).items():
            mine = update(InboxRow).where(InboxRow.key == key, _OPEN, InboxRow.at == at)
            mine = mine.values(at=self._clock(), attempts=InboxRow.attempts + 1)
            async with self._sessions.write() as session:
                row = (await session.execute(mine.returning(InboxRow.sealed, InboxRow.state, InboxRow.attempts))).first()
            if row is not None:
                payload = self._sealer.unseal(row.sealed)
                taken.append(Waiting(key, payload or {}, row.attempts, maybe_delivered=row.state == DELIVERING))
        return tuple(taken)

    async def _left(self, prefix: str, silent_for: timedelta, limit: int) -> dict[str, datetime]:
        """What is open and left behind, oldest first: key → when it was last touched."""
        try:
            rows = await self._sessions.reading(lambda connection: connection.execute(_LEFT, {"prefix": _literal(prefix)}).all())
        except StoreError:
            self._silence.forget()
            raise
        left = self._silence.left(prefix, {row.key: row.at for row in rows}, silent_for.total_seconds())
        return dict(list(left.items())[:limit])

    async def is_open(self, key: str) -> bool:
        """Whether this work was accepted and is not done."""
        return await self.is_done(key) is False

    async def is_done(self, key: str) -> bool | None:
        """Whether this work is done; `None` if it was never accepted, or is forgotten."""
        chosen = select(InboxRow.state).where(InboxRow.key == key)
        state = await self._sessions.reading(lambda connection: connection.scalar(chosen))
        return None if state is None else bool(state == DONE)

    async def release(self, key: str) -> None:
        """The process that has this work ends before it is done: whoever asks next may take it over at once."""
        async with self._sessions.write() as session:
            await session.execute(update(InboxRow).where(InboxRow.key == key, InboxRow.state == RECEIVED).values(at=FREED))

    async def prune(self, older_than: timedelta) -> int:
        """Delete finished rows older than that; longer than any platform retries. How many went."""
        old = delete(InboxRow).where(InboxRow.state == DONE, InboxRow.at < self._clock() - older_than)
        async with self._sessions.write() as session:
            return len((await session.scalars(old.returning(InboxRow.key))).all())

    async def _insert(self, rows: Sequence[dict[str, Any]]) -> list[bool]:
        fresh: list[bool] = []
        inserted = await self._sessions.writing(lambda connection: insert_all_new(connection, InboxRow, rows, key="key"))
        for row in rows:
            fresh.append(row["key"] in inserted)
            inserted.discard(row["key"])  # of two of one key in a batch the first is the new one
        return fresh

    async def _set(self, keys: Sequence[str], state: str) -> list[None]:
        now = self._clock()
        await self._sessions.writing(lambda connection: set_state_now(connection, keys, state, now))
        return [None] * len(keys)


def _literal(prefix: str) -> str:
    """A prefix in which no character stands for others (`_LEFT`)."""
    return prefix.replace("/", "//").replace("%", "/%").replace("_", "/_")


def set_state_now(connection: Connection, keys: Sequence[str], state: str, now: datetime) -> None:
    """`Inbox.delivering` or `Inbox.done` of several, where nothing is awaited."""
    if keys:
        connection.execute(_STATE[state], [{"this": key, "now": now} for key in keys])


_BY_KEY = (
    update(cast(Table, InboxRow.__table__))
    .where(InboxRow.key == bindparam("this", type_=InboxRow.key.type))
    .values(at=bindparam("now", type_=InboxRow.at.type))
)
_STATE = {DELIVERING: _BY_KEY.values(state=DELIVERING), DONE: _BY_KEY.values(state=DONE, sealed="")}

_LEFT = (
    select(InboxRow.key, InboxRow.at)
    .where(_OPEN, InboxRow.key.startswith(bindparam("prefix", type_=InboxRow.key.type), escape="/"))
    .order_by(InboxRow.at, InboxRow.key)
)
