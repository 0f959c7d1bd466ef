"""`insert … on conflict`, the one statement whose spelling SQLAlchemy keeps per database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Executable
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.dml import ReturningInsert

from bot.store.models import Base

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite


async def insert_new(session: AsyncSession, row: type[Base], values: Mapping[str, Any], key: Sequence[str]) -> bool:
    """Insert unless a row with the same `key` columns is there. Whether it was inserted."""
    return await session.run_sync(lambda here: insert_new_now(here.connection(), row, values, key))


def insert_new_now(connection: Connection, row: type[Base], values: Mapping[str, Any], key: Sequence[str]) -> bool:
    """`insert_new` where nothing is awaited."""
    statement = _insert_new(connection.dialect.name, row, tuple(key))
    return connection.execute(statement, dict(values)).first() is not None


@cache
def _insert_new(dialect: str, row: type[Base], key: tuple[str, ...]) -> ReturningInsert[Any]:
    return _insert(dialect, row).on_conflict_do_nothing(index_elements=key).returning(getattr(row, key[0]))


def insert_all_new(connection: Connection, row: type[Base], rows: Sequence[Mapping[str, Any]], key: str) -> set[Any]:
    """Insert the rows whose `key` is not there yet. The keys that were inserted."""
    # One statement for any number of rows: one with so many VALUES would be compiled anew for each number.
    return set(connection.execute(_insert_new(connection.dialect.name, row, (key,)), [dict(values) for values in rows]).scalars())


async def insert_or_update(session: AsyncSession, row: type[Base], values: Mapping[str, Any], key: Sequence[str]) -> None:
    """Insert, or overwrite the row with the same `key` columns."""
    statement = _insert(session.get_bind().dialect.name, row).values(**values)
    changed = {name: statement.excluded[name] for name in values if name not in key}
    await session.execute(statement.on_conflict_do_update(index_elements=key, set_=changed))


def insert_or_update_all(connection: Connection, row: type[Base], rows: Sequence[Mapping[str, Any]], key: str) -> None:
    """Insert the rows, or overwrite those with the same `key`; all rows name the same columns, and no two the same key."""
    connection.execute(_insert_or_update(connection.dialect.name, row, key, tuple(rows[0])), [dict(values) for values in rows])


@cache
def _insert_or_update(dialect: str, row: type[Base], key: str, names: tuple[str, ...]) -> Executable:
    statement = _insert(dialect, row)
    return statement.on_conflict_do_update(index_elements=(key,), set_={name: statement.excluded[name] for name in names if name != key})


async def add_or_insert(session: AsyncSession, row: type[Base], values: Mapping[str, Any], key: Sequence[str], sums: Sequence[str]) -> None:
    """Insert, or add the `sums` columns to those of the row with the same `key` columns."""
    statement = _insert(session.get_bind().dialect.name, row).values(**values)
    added = {name: getattr(row, name) + statement.excluded[name] for name in sums}
    await session.execute(statement.on_conflict_do_update(index_elements=key, set_=added))


def _insert(dialect: str, row: type[Base]) -> sqlite.Insert | postgresql.Insert:
    if dialect == "sqlite":
        from sqlalchemy.dialects import sqlite

        return sqlite.insert(row)
    from sqlalchemy.dialects import postgresql  # only where it is used: importing it takes a while

    return postgresql.insert(row)
