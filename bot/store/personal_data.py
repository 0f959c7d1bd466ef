"""Everything that is kept of a person, for her alone to see."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import ColumnElement, Table, or_, select
from sqlalchemy.engine import Connection

from bot.store.merging import person_columns
from bot.store.models import AuditRow, Base, FeedbackRow, IdentityRow, PersonRow, ReviewPlaceRow, SharedCardRow, TeamAnswerRow, TokenRow
from bot.store.pseudonyms import Pseudonyms
from bot.store.sessions import Sessions

SECRETS = {"identities": {"salt"}, "link_codes": {"digest"}, "action_tokens": {"token"}}
"""Columns that open something: they are keys, not data of the person."""


class PersonalData:
    """Reads a person's rows from every table that has some."""

    def __init__(self, sessions: Sessions, pseudonyms: Pseudonyms) -> None:
        self._sessions = sessions
        self._pseudonyms = pseudonyms

    async def of(self, person_id: int) -> Mapping[str, list[dict[str, Any]]]:
        """Table → the person's rows, as plain values of JSON; tables without any are left out.

        Tables whose rows are people's are found in the models; those that know them by a pseudonym or by their key are named here.
        """
        return await self._sessions.reading(lambda connection: self._of(connection, person_id))

    def _of(self, connection: Connection, person_id: int) -> dict[str, list[dict[str, Any]]]:
        keys = connection.execute(select(IdentityRow.person_key).where(IdentityRow.person_id == person_id)).scalars().all()
        names = [name for name in (self._pseudonyms.now(connection, key) for key in keys) if name is not None]
        found: dict[str, list[dict[str, Any]]] = {}
        found[PersonRow.__tablename__] = _rows(connection, PersonRow.__table__, PersonRow.id == person_id)  # type: ignore[arg-type]
        for table in Base.metadata.sorted_tables:
            if columns := person_columns(table, owned=True):
                found[table.name] = _rows(connection, table, or_(*(column == person_id for column in columns)))
        for row, of in (
            (FeedbackRow, FeedbackRow.person.in_(names)),
            (TeamAnswerRow, or_(TeamAnswerRow.author.in_(names), TeamAnswerRow.decider.in_(names))),
            (AuditRow, or_(AuditRow.actor.in_(names), AuditRow.subject.in_(names))),
            (TokenRow, TokenRow.owner.in_(keys)),
            (SharedCardRow, SharedCardRow.person_id == person_id),
            (ReviewPlaceRow, ReviewPlaceRow.of(keys)),
        ):
            found[row.__tablename__] = _rows(connection, row.__table__, of)  # type: ignore[arg-type]
        return {name: rows for name, rows in found.items() if rows}


def _rows(connection: Connection, table: Table, of: ColumnElement[bool]) -> list[dict[str, Any]]:
    columns = [column for column in table.columns if column.name not in SECRETS.get(table.name, ())]
    rows = connection.execute(select(*columns).where(of).order_by(*table.primary_key.columns)).mappings()
    return [{name: _plain(value) for name, value in row.items()} for row in rows]


def _plain(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value
