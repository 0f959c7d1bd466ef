"""The session factory that the repositories share: reading, writing, and errors that say what to do."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager, nullcontext

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from bot.store.engine import WRITES, describe
from bot.store.errors import explain


@contextmanager
def explained(where: str) -> Iterator[None]:
    """Inside, errors of drivers and of the system become `StoreError`s; faults of the program stay as they are."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        known = explain(error, where)
        if known is None:
            raise
        raise known from error


class Sessions:
    """Opens one session for one transaction. `read()` and `write()` commit at the end, roll back on an error."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._where = describe(engine.url)
        self._read = async_sessionmaker(engine, expire_on_commit=False)
        self._write = async_sessionmaker(engine.execution_options(**{WRITES: True}), expire_on_commit=False)
        # SQLite has one writer. Waiting for it here is fair and instant; its own waiting is sleeping and luck.
        self._one_writer: AbstractAsyncContextManager[object] = asyncio.Lock() if engine.dialect.name == "sqlite" else nullcontext()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A session that only reads."""
        with explained(self._where):
            async with self._read.begin() as session:
                yield session

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """A session that may write; on SQLite it holds the write lock from its first statement."""
        with explained(self._where):
            async with self._one_writer, self._write.begin() as session:
                yield session
