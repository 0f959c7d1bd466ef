"""`insert … on conflict`, the one statement whose spelling SQLAlchemy keeps per database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from bot.store.models import Base

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite


async def insert_new(session: AsyncSession, row: type[Base], values: Mapping[str, Any], key: Sequence[str]) -> bool:
    """Insert unless a row with the same `key` columns is there. Whether it was inserted."""
    return await session.run_sync(insert_new_now, row, values, key)


def insert_new_now(session: Session, row: type[Base], values: Mapping[str, Any], key: Sequence[str]) -> bool:
    """`insert_new` where nothing is awaited."""
    statement = _insert(session, row).values(**values).on_conflict_do_nothing(index_elements=key)
    return session.execute(statement.returning(getattr(row, key[0]))).first() is not None


def insert_all_new(session: Session, row: type[Base], rows: Sequence[Mapping[str, Any]], key: str) -> set[Any]:
    """Insert the rows whose `key` is not there yet, in one statement. The keys that were inserted."""
    statement = _insert(session, row).values([dict(values) for values in rows]).on_conflict_do_nothing(index_elements=[key])
    return set(session.scalars(statement.returning(getattr(row, key))))


async def insert_or_update(session: AsyncSession, row: type[Base], values: Mapping[str, Any], key: Sequence[str]) -> None:
    """Insert, or overwrite the row with the same `key` columns."""
    statement = _insert(session, row).values(**values)
    changed = {name: statement.excluded[name] for name in values if name not in key}
    await session.execute(statement.on_conflict_do_update(index_elements=key, set_=changed))


def _insert(session: AsyncSession | Session, row: type[Base]) -> sqlite.Insert | postgresql.Insert:
    if session.get_bind().dialect.name == "sqlite":
        from sqlalchemy.dialects import sqlite

        return sqlite.insert(row)
    from sqlalchemy.dialects import postgresql  # only where it is used: importing it takes a while

    return postgresql.insert(row)
