"""What a turn begins with, read in one transaction: five look-ups one by one cost four journeys more."""

from __future__ import annotations

from sqlalchemy import BindParameter, bindparam, exists, or_, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import InstrumentedAttribute

from bot.store.defaults import channel_scope, defaults_now, person_scope
from bot.store.models import CodeNoteRow, DefaultsRow, IdentityRow, PersonRow, TeamAnswerRow
from bot.store.records import Beginning, Person, Standing
from bot.store.sessions import Sessions
from bot.store.team_answers import approved_now
from bot.store.threads import about_now

_NOBODY = -1
"""No person has this id."""


class Beginnings:
    """Reads what is known of a person, her conversation, her channel and her workspace."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def of(self, person_key: str, thread_key: str, channel_key: str, workspace: str, turns: int) -> Beginning:
        """All of it as of one moment; `turns` is how many of the conversation's last are looked at. Makes nobody."""

        def read(connection: Connection) -> Beginning:
            about = about_now(connection, thread_key, turns) if turns else None
            rows = connection.execute(_OF, {"person": person_key, "channel": channel_scope(channel_key), "workspace": workspace}).all()
            if not rows:
                return Beginning(None, about, {}, defaults_now(connection, _NOBODY, channel_key)[1], approved_now(connection, workspace))
            person = Person(rows[0].id, rows[0].role, person_key)
            given = {row.scope: row.parameters for row in rows}
            approved = approved_now(connection, workspace) if rows[0].has_approved else ()
            own, channel = given.get(person_scope(person.id), {}), given.get(channel_scope(channel_key), {})
            return Beginning(person, about, own, channel, approved, rows[0].has_notes)

        return await self._sessions.reading(read)


def _bound(name: str, column: InstrumentedAttribute[str]) -> BindParameter[str]:
    return bindparam(name, type_=column.type)


_OF = (
    select(
        PersonRow.id,
        PersonRow.role,
        DefaultsRow.scope,
        DefaultsRow.parameters,
        exists()
        .where(TeamAnswerRow.workspace == _bound("workspace", TeamAnswerRow.workspace), TeamAnswerRow.state == Standing.APPROVED.value)
        .label("has_approved"),
        exists().where(CodeNoteRow.person_id == PersonRow.id).label("has_notes"),
    )
    .join(IdentityRow, IdentityRow.person_id == PersonRow.id)
    .outerjoin(
        DefaultsRow,
        or_(DefaultsRow.person_id == PersonRow.id, DefaultsRow.scope == _bound("channel", DefaultsRow.scope)),
    )
    .where(IdentityRow.person_key == _bound("person", IdentityRow.person_key))
)
"""A statement costs more than what it looks up: one for all that is usually empty."""
