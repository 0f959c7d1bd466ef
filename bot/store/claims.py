"""Platforms deliver an event again when in doubt; only the first delivery is worked on."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete

from bot.store.clock import Clock, utc_now
from bot.store.conflict import insert_new
from bot.store.models import ClaimRow
from bot.store.sessions import Sessions


class Claims:
    """Who was first. Atomic across tasks, processes and machines that share the database."""

    def __init__(self, sessions: Sessions, clock: Clock = utc_now) -> None:
        self._sessions = sessions
        self._clock = clock

    async def claim(self, key: str) -> bool:
        """`True` for the first ever to ask for this key, `False` for everybody after."""
        async with self._sessions.write() as session:
            return await insert_new(session, ClaimRow, {"key": key, "at": self._clock()}, key=["key"])

    async def prune(self, older_than: timedelta) -> int:
        """Delete claims older than that; longer than any platform retries. How many went."""
        async with self._sessions.write() as session:
            gone = await session.scalars(delete(ClaimRow).where(ClaimRow.at < self._clock() - older_than).returning(ClaimRow.key))
            return len(gone.all())
