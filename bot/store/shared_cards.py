"""Messages that we posted for everybody because a person shared her card: they stand under her name, and go when she is forgotten."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete, select

from bot.store.clock import Clock, utc_now
from bot.store.models import SharedCardRow
from bot.store.people import People
from bot.store.records import SharedCard
from bot.store.sessions import Sessions


class SharedCards:
    """Where shared cards stand. Nothing of what they say is kept here."""

    def __init__(self, sessions: Sessions, people: People, clock: Clock = utc_now) -> None:
        self._sessions = sessions
        self._people = people
        self._clock = clock

    async def add(self, platform: str, workspace: str, channel: str, messages: Iterable[str], person_key: str) -> None:
        """A person's card stands in these messages. If she was forgotten in between they wait to be taken down at once."""
        person = await self._people.find(person_key)
        at = self._clock()
        async with self._sessions.write() as session:
            session.add_all(
                SharedCardRow(platform=platform, workspace=workspace, channel=channel, message=message, person_id=person.id if person else None, at=at)
                for message in messages
            )

    async def to_take_down(self, platform: str, limit: int = 100) -> tuple[SharedCard, ...]:
        """Cards whose person was forgotten, the oldest first."""
        where = SharedCardRow.platform == platform, SharedCardRow.person_id.is_(None)
        async with self._sessions.read() as session:
            rows = await session.scalars(select(SharedCardRow).where(*where).order_by(SharedCardRow.id).limit(limit))
            return tuple(SharedCard(row.id, row.workspace, row.channel, row.message) for row in rows)

    async def gone(self, identity: int) -> None:
        """The card does not stand there any more."""
        async with self._sessions.write() as session:
            await session.execute(delete(SharedCardRow).where(SharedCardRow.id == identity))
