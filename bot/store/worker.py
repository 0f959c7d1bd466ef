"""SQLite without the asynchronous driver: a whole transaction in one hop to a thread, in place of one hop a statement.

aiosqlite hands every statement, fetch and commit to its thread and back; a look-up of one row takes six such journeys,
and they cost ten times as much as the look-up. Here the whole transaction runs in a thread with a connection of its own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from sqlalchemy import create_engine
from sqlalchemy.engine import URL, Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import SingletonThreadPool

from bot.store.engine import prepare_sqlite

T = TypeVar("T")


class SqliteWorker:
    """One thread with one connection; what it is given runs in order."""

    def __init__(self, url: URL, *, writes: bool) -> None:
        own = create_engine(
            url.set(drivername="sqlite+pysqlite"),
            poolclass=SingletonThreadPool,
            hide_parameters=True,
            connect_args={"isolation_level": None, "check_same_thread": False},
        )
        prepare_sqlite(own, migrating=False)

        def begin(connection: Any) -> None:
            connection.driver_connection.execute("BEGIN IMMEDIATE" if writes else "BEGIN")

        # Asked of the driver: as an event it costs as much as a look-up, and every statement then looks for listeners.
        own.dialect.do_begin = begin  # type: ignore[method-assign, assignment]
        self._engine = own
        self._connection: Connection | None = None
        self._closed = False
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="store-writer" if writes else "store-reader")

    async def run(self, work: Callable[[Connection], T]) -> T:
        """One transaction: committed at the end, rolled back on an error."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._one, work)

    async def close(self) -> None:
        """Wait for what runs, then close the connection."""
        if not self._closed:
            self._closed = True
            await asyncio.get_running_loop().run_in_executor(self._thread, self._drop)
        await asyncio.to_thread(self._thread.shutdown)
        self._engine.dispose()

    def _one(self, work: Callable[[Connection], Any]) -> Any:
        if self._connection is None:  # kept: taking one from the pool and giving it back costs as much as a look-up
            self._connection = self._engine.connect()
        try:
            with self._connection.begin():
                return work(self._connection)
        except DBAPIError:
            self._drop()  # whatever state it is in, the next transaction begins with a fresh one
            raise

    def _drop(self) -> None:
        if self._connection is not None:
            connection, self._connection = self._connection, None
            connection.close()
