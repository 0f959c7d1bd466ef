"""Opening the store: for the first time, again, from two processes, with a file of tomorrow, and not at all."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import stat
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.engine import Connection
from store_calendar import SECRET
from store_processes import output_of, start

from bot.actions import Action
from bot.store import (
    Role,
    Store,
    StoreBusyError,
    StoreDamagedError,
    StoreError,
    StoreMisconfiguredError,
    StoreReadOnlyError,
    StoreTooNewError,
    StoreUnreachableError,
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


OPEN_AT_ONCE = OPEN.replace("import asyncio, sys\n", "import asyncio, sys, alembic.command, bot.store.migrate, bot.store.people\n", 1).replace(
    "    sys.stdin.readline()\n", "    print('ready', flush=True)\n    sys.stdin.readline()\n"
)
"""With all imports behind them, so that they meet inside the opening."""


async def test_models_and_migrations_agree(url: str) -> None:
    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
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


async def test_a_database_of_a_newer_program_is_left_alone(url: str) -> None:
    async with await Store.open(url, SECRET):
        pass
    engine = create_engine(parse(url))
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreTooNewError, match=f"revision 9999; this Coderly knows only up to {HEAD}.*[Ii]nstall that version"):
        await Store.open(url, SECRET)
    async with engine.connect() as connection:
        assert await connection.scalar(text("SELECT version_num FROM alembic_version")) == "9999"
    await engine.dispose()


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


async def test_an_empty_secret_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="secret"):
        await Store.open(f"sqlite:///{tmp_path}/state.sqlite", "")
    assert list(tmp_path.iterdir()) == []


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
        with _write_lock(tmp_path / "state.sqlite"):
            assert await store.people.role_of("slack:T1:U1") is Role.TRUSTED


async def test_a_database_that_stays_locked_is_busy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.store.engine._BUSY_MS", 50)
    async with await Store.open(f"sqlite:///{tmp_path}/state.sqlite", SECRET) as store:
        with _write_lock(tmp_path / "state.sqlite"), pytest.raises(StoreBusyError, match="Try again in a moment"):
            await store.claims.claim("k")
        assert await store.claims.claim("k")


async def test_errors_name_neither_password_nor_what_people_wrote(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.store.engine._BUSY_MS", 50)
    async with await Store.open(f"sqlite:///{tmp_path}/state.sqlite", SECRET) as store:
        with _write_lock(tmp_path / "state.sqlite"), pytest.raises(StoreError) as caught:
            await store.tokens.shorten(Action("ask", "what the person wrote " * 10))
    assert "what the person wrote" not in f"{caught.value} {caught.value.__cause__}"
    with pytest.raises(StoreError) as caught:
        await Store.open("postgresql+asyncpg://coderly:hunter2@127.0.0.1:9/coderly", SECRET)
    assert "hunter2" not in f"{caught.value} {caught.value.__cause__}"


async def test_a_folder_that_cannot_be_made_is_unreachable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreUnreachableError, match=r"file/state\.sqlite.*set CODERLY_DATABASE_URL"):
        await Store.open(f"sqlite:///{tmp_path}/file/state.sqlite", SECRET)


async def test_a_folder_instead_of_a_file_is_unreachable(tmp_path: Path) -> None:
    with pytest.raises(StoreUnreachableError, match="cannot be reached"):
        await Store.open(f"sqlite:///{tmp_path}", SECRET)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
async def test_a_folder_without_permission_says_so(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(StoreError, match="Check that"):
        await Store.open(f"sqlite:///{tmp_path}/state.sqlite", SECRET)
    tmp_path.chmod(0o700)


async def test_a_read_only_database_answers_but_does_not_learn(tmp_path: Path) -> None:
    async with await Store.open(f"sqlite:///{tmp_path}/state.sqlite", SECRET) as store:
        await store.people.set_role("slack:T1:U1", Role.ADMIN)
    async with await Store.open(f"sqlite:///file:{tmp_path}/state.sqlite?mode=ro&uri=true", SECRET) as store:
        assert await store.people.role_of("slack:T1:U1") is Role.ADMIN
        with pytest.raises(StoreReadOnlyError, match="write permission"):
            await store.claims.claim("k")


async def test_a_fresh_read_only_database_cannot_be_opened(tmp_path: Path) -> None:
    sqlite3.connect(tmp_path / "state.sqlite").execute("CREATE TABLE other (id)").connection.close()
    with pytest.raises(StoreReadOnlyError, match="write permission"):
        await Store.open(f"sqlite:///file:{tmp_path}/state.sqlite?mode=ro&uri=true", SECRET)


async def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "state.sqlite"
    file.write_text("notes on coding " * 100)
    with pytest.raises(StoreDamagedError, match="Put back a backup"):
        await Store.open(f"sqlite:///{file}", SECRET)
    assert file.read_text().startswith("notes")


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("", "not a database URL"),
        ("nonsense", "not a database URL"),
        ("mysql://u:p@h/d", "only sqlite and postgresql"),
        ("postgresql+nodriver://u@h/d", "not installed"),
        ("sqlite+pysqlite://", "without a driver"),
    ],
)
async def test_a_wrong_url_says_what_is_wrong(url: str, says: str) -> None:
    with pytest.raises(StoreMisconfiguredError, match=says):
        await Store.open(url, SECRET)


async def test_closing_twice_does_no_harm(url: str) -> None:
    store = await Store.open(url, SECRET)
    await store.close()
    await store.close()


class _write_lock:  # noqa: N801 - reads as a statement
    """Another program that holds the write lock of a SQLite file."""

    def __init__(self, file: Path) -> None:
        self._other = sqlite3.connect(file, isolation_level=None)

    def __enter__(self) -> None:
        self._other.execute("BEGIN IMMEDIATE")

    def __exit__(self, *_: object) -> None:
        self._other.execute("ROLLBACK")
        self._other.close()
