"""A store that cannot be opened or used says why, and what to do next."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text
from store_calendar import SECRET
from store_processes import WriteLock

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
from bot.store.migrate import HEAD


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


async def test_an_empty_secret_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="secret"):
        await Store.open(f"sqlite:///{tmp_path}/state.sqlite", "")
    assert list(tmp_path.iterdir()) == []


async def test_a_database_that_stays_locked_is_busy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.store.engine._BUSY_MS", 50)
    async with await Store.open(f"sqlite:///{tmp_path}/state.sqlite", SECRET) as store:
        with WriteLock(tmp_path / "state.sqlite"), pytest.raises(StoreBusyError, match="Try again in a moment"):
            await store.claims.claim("k")
        assert await store.claims.claim("k")


async def test_errors_name_neither_password_nor_what_people_wrote(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.store.engine._BUSY_MS", 50)
    async with await Store.open(f"sqlite:///{tmp_path}/state.sqlite", SECRET) as store:
        with WriteLock(tmp_path / "state.sqlite"), pytest.raises(StoreError) as caught:
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


async def test_a_folder_without_permission_says_so(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    if os.access(tmp_path, os.W_OK):
        pytest.skip("root may write everywhere")
    with pytest.raises(StoreUnreachableError, match=r"Permission denied.*Check that"):
        await Store.open(f"sqlite:///{tmp_path}/state.sqlite", SECRET)
    tmp_path.chmod(0o700)


async def test_a_file_without_permission_says_so(tmp_path: Path) -> None:
    async with await Store.open(f"sqlite:///{tmp_path}/state.sqlite", SECRET):
        pass
    (tmp_path / "state.sqlite").chmod(0o400)
    tmp_path.chmod(0o500)
    if os.access(tmp_path, os.W_OK):
        pytest.skip("root may write everywhere")
    with pytest.raises(StoreError, match=r"permission|may use it"):
        async with await Store.open(f"sqlite:///{tmp_path}/state.sqlite", SECRET) as store:
            await store.claims.claim("k")
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


async def test_a_server_that_takes_the_connection_and_says_nothing_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.store.engine._CONNECT_SECONDS", 0.2)

    async def listens(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    async with await asyncio.start_server(listens, "127.0.0.1", 0) as silent:
        port = silent.sockets[0].getsockname()[1]
        with pytest.raises(StoreUnreachableError, match="cannot be reached"):
            await asyncio.wait_for(Store.open(f"postgresql://ann:pw@127.0.0.1:{port}/coderly", SECRET), 20)
