"""A store on a real database: a SQLite file, and PostgreSQL."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import URL

from bot.store import Store

sys.path.insert(0, str(Path(__file__).parent))

import store_postgres
from store_calendar import SECRET, Calendar


@pytest.fixture
def calendar() -> Calendar:
    return Calendar()


@pytest.fixture(scope="session")
def postgres() -> Iterator[URL]:
    with store_postgres.server() as server:
        yield server


@pytest.fixture(scope="session")
def template(postgres: URL) -> Iterator[str]:
    """The name of a database with all our tables in it."""
    with store_postgres.template(postgres) as name:
        yield name


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database that does not exist yet (SQLite) or is empty (PostgreSQL); for a `store` it has our tables already."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path / 'home' / 'state.sqlite'}"
        return
    like = request.getfixturevalue("template") if "store" in request.fixturenames else "template1"
    with store_postgres.database(request.getfixturevalue("postgres"), like=like) as made:
        yield made


@pytest.fixture
async def store(url: str, calendar: Calendar) -> AsyncIterator[Store]:
    async with await Store.open(url, SECRET, clock=calendar, steady=calendar.seconds) as opened:
        yield opened
