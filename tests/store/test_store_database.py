"""Opening the store: for the first time, again, and from two processes at once."""

from __future__ import annotations

import asyncio
import stat
import sys
from pathlib import Path
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import JSON, Column, text
from sqlalchemy.engine import Connection
from store_calendar import SECRET
from store_processes import WriteLock, output_of, start

from bot.store import (
    Role,
    Store,
)
from bot.store.engine import create_engine, parse
from bot.store.migrate import HEAD, configuration
from bot.store.models import Base

OPEN = """
import asyncio, sys
from bot.store import Store

async def main(url):
    sys.stdin.readline()
    async with await Store.open(url, "secret") as store:
        await store.people.ensure("slack:T1:U1")
        print("alembic" in sys.modules)

asyncio.run(main(sys.argv[1]))
"""


OPEN_AT_ONCE = "import alembic.command, bot.store.migrate, bot.store.people" + OPEN.replace(
    "    sys.stdin", "    print('ready', flush=True)\n    sys.stdin"
)
"""With all imports behind them, so that they meet inside the opening."""


def _default_differs(_context: Any, _found: Any, column: Column[Any], found: str | None, _wanted: Any, wanted: str | None) -> bool | None:
    """PostgreSQL compares no JSON values, so those defaults are compared as text; all others as alembic does (None)."""
    return (found or "").partition("::")[0].strip("'") != (wanted or "").strip("'") if isinstance(column.type, JSON) else None


async def test_models_and_migrations_agree(url: str) -> None:
    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": _default_differs})
        return list(compare_metadata(context, Base.metadata))

    async with await Store.open(url, SECRET):
        pass
    engine = create_engine(parse(url))
    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []
        heads = await connection.run_sync(lambda sync: ScriptDirectory.from_config(configuration(sync)).get_heads())
    await engine.dispose()
    assert heads == [HEAD]


async def test_the_first_opening_migrates_and_the_next_does_without_alembic(url: str) -> None:
    assert await output_of(await start(sys.executable, "-c", OPEN, url)) == "True\n"
    assert await output_of(await start(sys.executable, "-c", OPEN, url)) == "False\n"


async def test_importing_the_store_does_not_import_a_database() -> None:
    seen = "import sys, bot.store; print([m for m in ('sqlalchemy', 'alembic', 'aiosqlite') if m in sys.modules])"
    assert await output_of(await start(sys.executable, "-c", seen)) == "[]\n"


async def test_processes_that_open_a_fresh_database_at_once_all_succeed(url: str) -> None:
    both = [await start(sys.executable, "-c", OPEN_AT_ONCE, url) for _ in range(2)]
    for process in both:
        assert process.stdout is not None
        assert await process.stdout.readline() == b"ready\n"
    await asyncio.gather(*(output_of(process, b"go\n") for process in both))


async def test_a_url_without_a_driver_gets_the_async_one(url: str) -> None:
    plain = url.replace("+aiosqlite", "").replace("+asyncpg", "")
    async with await Store.open(plain, SECRET) as store:
        assert await store.claims.claim("k")


def test_a_url_copied_from_a_hosting_page_is_understood() -> None:
    parsed = parse("postgres://u:p@host/coderly?sslmode=require&application_name=coderly")
    assert parsed.drivername == "postgresql+asyncpg"
    assert dict(parsed.query) == {"ssl": "require", "application_name": "coderly"}


async def test_a_store_in_memory_works_also_for_many_at_once() -> None:
    async with await Store.open("sqlite://", SECRET) as store:
        await asyncio.gather(*(store.claims.claim(f"k{number}") for number in range(20)), *(store.people.role_of("x") for _ in range(20)))
        assert not await store.claims.claim("k1")


async def test_sqlite_is_made_for_its_owner_with_its_folder_and_pragmas(tmp_path: Path) -> None:
    file = tmp_path / "a home" / "100% ours" / "state.sqlite"
    async with await Store.open(f"sqlite:///{file}", SECRET):
        pass
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    engine = create_engine(parse(f"sqlite:///{file}"))
    async with engine.connect() as connection:
        pragmas = [await connection.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "foreign_keys", "busy_timeout")]
    await engine.dispose()
    assert pragmas == ["wal", 1, 10_000]


async def test_reading_goes_on_while_somebody_writes(tmp_path: Path) -> None:
    async with await Store.open(f"sqlite:///{tmp_path}/state.sqlite", SECRET) as store:
        await store.people.set_role("slack:T1:U1", Role.TRUSTED)
        with WriteLock(tmp_path / "state.sqlite"):
            assert await store.people.role_of("slack:T1:U1") is Role.TRUSTED


async def test_closing_twice_does_no_harm(url: str) -> None:
    store = await Store.open(url, SECRET)
    await store.close()
    await store.close()
