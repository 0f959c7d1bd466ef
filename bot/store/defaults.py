"""What holds where a question does not say: state, payer, setting and the like, of a person or of a channel."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import bindparam, delete, or_, select
from sqlalchemy.engine import Connection

from bot.store.conflict import insert_or_update
from bot.store.models import DefaultsRow
from bot.store.sessions import Sessions


class Defaults:
    """Parameters by person and by channel. A channel key is `platform:workspace:channel`."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def of(self, person_id: int, channel_key: str) -> tuple[Mapping[str, str], Mapping[str, str]]:
        """The person's own, and the channel's; empty where there are none."""
        return await self._sessions.reading(lambda connection: defaults_now(connection, person_id, channel_key))

    async def set_person(self, person_id: int, parameters: Mapping[str, str]) -> None:
        """Replace a person's own; nothing in them deletes them."""
        await self._set(person_scope(person_id), person_id, parameters)

    async def set_channel(self, channel_key: str, parameters: Mapping[str, str]) -> None:
        """Replace a channel's; nothing in them deletes them."""
        await self._set(channel_scope(channel_key), None, parameters)

    async def _set(self, scope: str, person_id: int | None, parameters: Mapping[str, str]) -> None:
        async with self._sessions.write() as session:
            if parameters:
                values = {"scope": scope, "person_id": person_id, "parameters": dict(parameters)}
                await insert_or_update(session, DefaultsRow, values, key=["scope"])
            else:
                await session.execute(delete(DefaultsRow).where(DefaultsRow.scope == scope))


def defaults_now(connection: Connection, person_id: int, channel_key: str) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """`Defaults.of` where nothing is awaited."""
    scopes = (person_scope(person_id), channel_scope(channel_key))
    found = {row[0]: row[1] for row in connection.execute(_OF, {"person": scopes[0], "channel": scopes[1]})}
    return found.get(scopes[0], {}), found.get(scopes[1], {})


def person_scope(person_id: int) -> str:
    """Under which name a person's own are kept."""
    return f"person:{person_id}"


def channel_scope(key: str) -> str:
    """Under which name a channel's are kept."""
    return f"channel:{key}"


_OF = select(DefaultsRow.scope, DefaultsRow.parameters).where(
    or_(
        DefaultsRow.scope == bindparam("person", type_=DefaultsRow.scope.type),
        DefaultsRow.scope == bindparam("channel", type_=DefaultsRow.scope.type),
    )
)
