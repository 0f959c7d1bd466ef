"""From a database URL to an engine: which driver, which pragmas, which pool."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import URL, event, make_url
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import ArgumentError, InvalidRequestError, NoSuchModuleError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from bot.store.errors import StoreMisconfiguredError

WRITES = "writes"
"""Execution option of connections whose transactions write."""

_BUSY_MS = 10_000
"""How long SQLite waits for another process's write; a write of ours takes milliseconds."""

_MIGRATION_BUSY_MS = 120_000
"""A migration of a big file may take a while, and the second process must wait for it rather than give up."""

_CONNECT_SECONDS, _STATEMENT_SECONDS = 10.0, 10.0
"""How long a PostgreSQL server may be silent: shorter than a turn's deadline, so that it is the server that is blamed, and than the silence after
which work is taken over, so that a process that waits for one answer still says in time what it is at. Migrations may take longer."""

_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}
"""The URL that people copy from a hosting page names no async driver."""


def parse(url: str) -> URL:
    """Text → URL with an async driver. Raises `StoreMisconfiguredError` for anything but SQLite and PostgreSQL."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise StoreMisconfiguredError(
            "CODERLY_DATABASE_URL is not a database URL. Write e.g. postgresql://user:password@host/coderly, or leave it empty for SQLite."
        ) from error
    parsed = parsed.set(drivername=_DRIVERS.get(parsed.drivername, parsed.drivername))
    if parsed.get_backend_name() not in ("sqlite", "postgresql"):
        raise StoreMisconfiguredError(f"CODERLY_DATABASE_URL names {parsed.get_backend_name()}; only sqlite and postgresql are supported.")
    if parsed.drivername == "postgresql+asyncpg" and "sslmode" in parsed.query:
        # hosting pages write libpq's option; asyncpg calls the same thing ssl
        parsed = parsed.difference_update_query(["sslmode"]).update_query_dict({"ssl": parsed.query["sslmode"]})
    return parsed


def sqlite_file(url: URL) -> Path | None:
    """The file of a SQLite URL; `None` for a server, for memory and for SQLite's own `file:` URIs."""
    name = url.database or ""
    if url.get_backend_name() != "sqlite" or in_memory(url) or name.startswith("file:"):
        return None
    return Path(name)


def in_memory(url: URL) -> bool:
    """Whether nothing is kept: SQLite in memory, for a run that must leave no trace."""
    return url.get_backend_name() == "sqlite" and url.database in (None, "", ":memory:")


def describe(url: URL) -> str:
    """The database as a message may name it: the file, or the URL without its password."""
    file = sqlite_file(url)
    return str(file) if file else url.render_as_string(hide_password=True)


def make_place(url: URL) -> None:
    """Make folder and file of a SQLite database, readable for its owner only. Raises `OSError` or `sqlite3.Error`."""
    file = sqlite_file(url)
    if file is None:
        return
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
    # Opened once by hand: if aiosqlite cannot open it, its thread lives on and writes a traceback of its own
    # over our message when the event loop closes.
    sqlite3.connect(file).close()


def create_engine(url: URL, *, migrating: bool = False) -> AsyncEngine:
    """URL → engine, not connected yet. `migrating` waits longer for locks and leaves foreign keys off.

    Rebuilding a SQLite table drops the old one, which with foreign keys on deletes all that refers to it; and
    they cannot be switched off inside a transaction.
    """
    options: dict[str, Any] = {"hide_parameters": True}  # parameters are people's questions; errors end up in logs
    if url.get_backend_name() == "sqlite":
        # isolation_level=None: the driver's own idea of transactions leaves DDL outside of them
        options["connect_args"] = {"isolation_level": None}
        if in_memory(url):
            # memory lives in its connection: one, for everybody, one after the other
            options |= {"poolclass": AsyncAdaptedQueuePool, "pool_size": 1, "max_overflow": 0}
    else:
        options["pool_pre_ping"] = True
        options["connect_args"] = {"timeout": _CONNECT_SECONDS, "command_timeout": None if migrating else _STATEMENT_SECONDS}
    try:
        engine = create_async_engine(url, **options)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError, InvalidRequestError) as error:
        raise StoreMisconfiguredError(
            f"The driver {url.drivername} is not installed or not async. Install asyncpg for postgresql, aiosqlite for sqlite, "
            "and write CODERLY_DATABASE_URL without a driver."
        ) from error
    if engine.dialect.name == "sqlite":
        tune_sqlite(engine.sync_engine, migrating=migrating)
    return engine


def tune_sqlite(engine: Engine, *, migrating: bool) -> None:
    """Give every connection of an engine our pragmas, and every transaction its kind."""
    prepare_sqlite(engine, migrating=migrating)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A reader that becomes a writer later fails at once instead of waiting, so writers say so at the start.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get(WRITES) else "BEGIN")


def prepare_sqlite(engine: Engine, *, migrating: bool) -> None:
    """Give every connection of an engine our pragmas."""
    pragmas = (
        f"busy_timeout={_MIGRATION_BUSY_MS if migrating else _BUSY_MS}",  # first: the next one may have to wait
        "journal_mode=WAL",  # readers and the writer do not wait for each other
        "synchronous=NORMAL",  # with WAL safe against a crash of the process
        "secure_delete=ON",  # who is forgotten is also gone from the file's free pages
        f"foreign_keys={'OFF' if migrating else 'ON'}",
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        try:
            cursor = connection.cursor()
            for pragma in pragmas:
                cursor.execute(f"PRAGMA {pragma}")
            cursor.close()
        except Exception:
            connection.close()  # the pool does not know it yet
            raise
