"""Two people who turn out to be one: everything of the second becomes the first's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    ForeignKey,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
    and_,
    delete,
    false,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.engine import Connection

from bot.store.models import AcceptanceRow, Base, CodeNoteRow, DefaultsRow, ModelSpendingRow, PageViewRow, PersonRow
from bot.store.records import Role


def lock_people(connection: Connection, *ids: int) -> set[int]:
    """Hold these people until the end of the transaction, always in the same order. Those that are still there."""
    rows = connection.execute(select(PersonRow.id).where(PersonRow.id.in_(ids)).order_by(PersonRow.id).with_for_update())
    return set(rows.scalars())


def merge_people(connection: Connection, keep: int, gone: int) -> None:
    """Move all that refers to `gone` to `keep`, then delete `gone`. Where both have the same thing, `keep`'s stays; the higher role counts.

    Which tables refer to people is read from the models, so that no table is forgotten here when one is added.
    """
    _defaults(connection, keep, gone)
    _spending(connection, keep, gone)
    _notes(connection, keep, gone)
    for table in Base.metadata.sorted_tables:
        for column in person_columns(table):
            connection.execute(update(table).where(column == gone, ~_both(table, column, keep)).values({column.name: keep}))
    roles = connection.execute(select(PersonRow.role).where(PersonRow.id.in_((keep, gone)))).scalars().all()
    higher: Role = max(roles, key=lambda role: role.rank)
    connection.execute(update(PersonRow).where(PersonRow.id == keep).values(role=higher))
    connection.execute(delete(PersonRow).where(PersonRow.id == gone))


def copy_counts(connection: Connection, of: int, to: int) -> None:
    """Give a person what another has used up and accepted: who leaves an account and joins it again must not begin at nothing each time."""
    for row in (PageViewRow, ModelSpendingRow, AcceptanceRow):
        columns = [column for column in row.__table__.columns if column.name != "person_id"]
        theirs = select(literal(to), *columns).where(row.person_id == of)
        connection.execute(insert(row.__table__).from_select(["person_id", *(column.name for column in columns)], theirs))  # type: ignore[arg-type]


def person_columns(table: Table, *, owned: bool = False) -> tuple[Column[int], ...]:
    """The columns of a table that name people; `owned`: those alone whose rows go with the person, since they are hers."""
    return tuple(column for column in table.columns if any(_names(key, owned=owned) for key in column.foreign_keys))


def _names(key: ForeignKey, *, owned: bool) -> bool:
    return key.references(PersonRow.__table__) and (not owned or key.ondelete == "CASCADE")  # type: ignore[arg-type]


def _both(table: Table, column: Column[int], keep: int) -> ColumnElement[bool]:
    """Whether the other person has the row's like: the same key but for the person, be it the primary key or another that is unique."""
    unique = [c for c in table.constraints if isinstance(c, PrimaryKeyConstraint | UniqueConstraint) and column in c.columns.values()]
    return or_(false(), *(_like(table, column, constraint.columns.values(), keep) for constraint in unique))


def _like(table: Table, column: Column[int], key: Sequence[Column[Any]], keep: int) -> ColumnElement[bool]:
    other = table.alias()
    rest = [other.c[part.name] == part for part in key if part is not column]
    return select(other.c[column.name]).where(and_(other.c[column.name] == keep, *rest)).exists()


def _defaults(connection: Connection, keep: int, gone: int) -> None:
    """Defaults are found by a scope that names the person; what both set, the first's counts."""
    rows = connection.execute(select(DefaultsRow.scope, DefaultsRow.person_id, DefaultsRow.parameters).where(DefaultsRow.person_id.in_((keep, gone)))).all()
    given = {row.person_id: row for row in rows}
    if gone not in given:
        return
    if keep not in given:
        scope = given[gone].scope.replace(str(gone), str(keep))
        connection.execute(update(DefaultsRow).where(DefaultsRow.person_id == gone).values(scope=scope, person_id=keep))
        return
    both = {**given[gone].parameters, **given[keep].parameters}
    connection.execute(delete(DefaultsRow).where(DefaultsRow.person_id == gone))
    connection.execute(update(DefaultsRow).where(DefaultsRow.person_id == keep).values(parameters=both))


def _spending(connection: Connection, keep: int, gone: int) -> None:
    """What both spent on a day is one sum, or linking would give a budget twice."""
    rows = connection.execute(select(ModelSpendingRow.day, ModelSpendingRow.dollars).where(ModelSpendingRow.person_id == gone)).all()
    for day, dollars in rows:
        connection.execute(
            update(ModelSpendingRow)
            .where(ModelSpendingRow.person_id == keep, ModelSpendingRow.day == day)
            .values(dollars=ModelSpendingRow.dollars + dollars)
        )


def _notes(connection: Connection, keep: int, gone: int) -> None:
    """Notes of both on the same code become one."""
    rows = connection.execute(select(CodeNoteRow.code, CodeNoteRow.note).where(CodeNoteRow.person_id == gone)).all()
    for code, note in rows:
        mine = CodeNoteRow.person_id == keep, CodeNoteRow.code == code
        connection.execute(update(CodeNoteRow).where(*mine, CodeNoteRow.note != note).values(note=CodeNoteRow.note + "\n" + note))
