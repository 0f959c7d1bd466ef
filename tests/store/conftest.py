"""A store on a real database: a SQLite file, and PostgreSQL if CODERLY_TEST_POSTGRES_URL names a server."""

from __future__ import annotations

import os
import sys
import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import URL, make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.store import Store

sys.path.insert(0, str(Path(__file__).parent))

from store_calendar import SECRET, Calendar

POSTGRES = os.environ.get("CODERLY_TEST_POSTGRES_URL", "")


@pytest.fixture
def calendar() -> Calendar:
    return Calendar()


WITH_POSTGRES = pytest.mark.skipif(not POSTGRES, reason="CODERLY_TEST_POSTGRES_URL is not set")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=WITH_POSTGRES)])
async def url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """The URL of a database that does not exist yet (SQLite) or is empty (PostgreSQL)."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path / 'home' / 'state.sqlite'}"
        return
    name = f"coderly_test_{uuid.uuid4().hex}"
    await _on_server(f'CREATE DATABASE "{name}"')
    yield _server().set(database=name).render_as_string(hide_password=False)
    await _on_server(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
async def store(url: str, calendar: Calendar) -> AsyncIterator[Store]:
    async with await Store.open(url, SECRET, clock=calendar) as opened:
        yield opened


def _server() -> URL:
    found = make_url(POSTGRES)
    return found.set(drivername="postgresql+asyncpg") if found.drivername in ("postgres", "postgresql") else found


async def _on_server(statement: str) -> None:
    engine = create_async_engine(_server(), isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(statement))
    await engine.dispose()
