"""The session factory that the repositories share: reading, writing, and errors that say what to do."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager, nullcontext
from typing import TypeVar

from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from bot.store.engine import WRITES, describe, sqlite_file
from bot.store.errors import explain
from bot.store.worker import SqliteWorker

T = TypeVar("T")


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
    """Opens one session for one transaction. `read()` and `write()` commit at the end, roll back on an error.

    `reading` and `writing` do the same with a function of a connection: on SQLite the whole of it runs in a thread, which costs
    a tenth. What every turn needs goes this way, with statements that were made once.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._where = describe(engine.url)
        self._reads, self._writes = _reading(engine), engine.execution_options(**{WRITES: True})
        self._read = async_sessionmaker(self._reads, expire_on_commit=False)
        self._write = async_sessionmaker(self._writes, expire_on_commit=False)
        # SQLite has one writer. Waiting for it here is fair and instant; its own waiting is sleeping and luck.
        self._reader, self._writer = _workers(engine)
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

    async def reading(self, work: Callable[[Connection], T]) -> T:
        """`work` in a transaction that only reads. It must not wait for anything but the database."""
        with explained(self._where):
            if self._reader is not None:
                return await self._reader.run(work)
            async with self._reads.begin() as connection:
                return await connection.run_sync(work)

    async def writing(self, work: Callable[[Connection], T]) -> T:
        """`work` in a transaction that may write."""
        with explained(self._where):
            if self._writer is not None:
                async with self._one_writer:
                    return await self._writer.run(work)
            async with self._one_writer, self._writes.begin() as connection:
                return await connection.run_sync(work)

    async def close(self) -> None:
        """End the threads; the engine is its maker's to close."""
        for worker in (self._reader, self._writer):
            if worker is not None:
                await worker.close()


def _reading(engine: AsyncEngine) -> AsyncEngine:
    """On PostgreSQL every statement that reads sees what is committed when it begins, in a transaction or not: without one it is one journey, not three."""
    return engine if engine.dialect.name == "sqlite" else engine.execution_options(isolation_level="AUTOCOMMIT")


def _workers(engine: AsyncEngine) -> tuple[SqliteWorker | None, SqliteWorker | None]:
    """A thread that reads and one that writes, for a SQLite file; memory lives in its one connection."""
    if sqlite_file(engine.url) is None:
        return None, None
    return SqliteWorker(engine.url, writes=False), SqliteWorker(engine.url, writes=True)
