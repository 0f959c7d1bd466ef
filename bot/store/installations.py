"""Workspaces that installed Coderly, with their tokens sealed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, or_, select, update

from bot.store.clock import Clock, utc_now
from bot.store.conflict import insert_or_update
from bot.store.models import InstallationRow
from bot.store.sealing import Sealer
from bot.store.sessions import Sessions


class Installations:
    """One record a workspace. A key is `platform:workspace`; what the record holds is the adapter's affair."""

    def __init__(self, sessions: Sessions, sealer: Sealer, clock: Clock = utc_now) -> None:
        self._sessions = sessions
        self._sealer = sealer
        self._clock = clock

    async def save(self, key: str, record: Mapping[str, Any]) -> None:
        """Keep the record, in place of an earlier one."""
        values = {"key": key, "at": self._clock(), "sealed": self._sealer.seal(record), "leased_until": None}
        async with self._sessions.write() as session:
            await insert_or_update(session, InstallationRow, values, key=["key"])

    async def find(self, key: str) -> dict[str, Any] | None:
        """The record; `None` if there is none, or if it was sealed with another secret."""
        async with self._sessions.read() as session:
            row = await session.get(InstallationRow, key)
        return self._sealer.unseal(row.sealed) if row is not None else None

    async def remove(self, key: str) -> bool:
        """Delete the record with its tokens. Whether there was one."""
        async with self._sessions.write() as session:
            gone = await session.scalars(delete(InstallationRow).where(InstallationRow.key == key).returning(InstallationRow.key))
            return gone.first() is not None

    async def keys(self) -> tuple[str, ...]:
        """Every workspace, in order."""
        async with self._sessions.read() as session:
            return tuple(await session.scalars(select(InstallationRow.key).order_by(InstallationRow.key)))

    async def lease(self, key: str, duration: timedelta) -> bool:
        """Whether the caller is the one who may renew this workspace's tokens now; `save` ends the lease."""
        now = self._clock()
        free = or_(InstallationRow.leased_until.is_(None), InstallationRow.leased_until < now)
        async with self._sessions.write() as session:
            taken = update(InstallationRow).where(InstallationRow.key == key, free).values(leased_until=now + duration)
            return (await session.scalars(taken.returning(InstallationRow.key))).first() is not None
