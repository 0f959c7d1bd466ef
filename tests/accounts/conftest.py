"""A whole assistant on a small knowledge base, with accounts of its own for each test, on SQLite and on PostgreSQL."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import URL

sys.path += [str(Path(__file__).parents[1] / folder) for folder in ("assistant", "store")]
sys.path.insert(0, str(Path(__file__).parent))

import store_postgres
from assistant_people import Start, settings_for
from model_server import ModelServer

from bot.app import create_app


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [n for n in os.environ if n.startswith("CODERLY_")]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def postgres() -> Iterator[URL]:
    with store_postgres.server() as server:
        yield server


@pytest.fixture(scope="session")
def template(postgres: URL) -> Iterator[str]:
    with store_postgres.template(postgres) as name:
        yield name


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database for a whole assistant."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/state.sqlite"
        return
    with store_postgres.database(request.getfixturevalue("postgres"), like=request.getfixturevalue("template")) as made:
        yield made


@pytest.fixture
def start(small_home: Path, tmp_path: Path) -> Start:
    return lambda **options: create_app(settings_for(small_home, tmp_path, **options))


@pytest.fixture
async def server() -> Iterator[ModelServer]:  # type: ignore[misc]
    async with ModelServer() as running:
        yield running
