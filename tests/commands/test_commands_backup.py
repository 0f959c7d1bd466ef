"""`coderly backup` and `coderly restore`."""

from __future__ import annotations

import asyncio
from pathlib import Path

from commands_shell import Inside, Shell

from bot.store import Store

SECRET = "of the tests"


def _url(file: Path) -> str:
    return f"sqlite:///{file}"


def _somebody(url: str) -> None:
    async def work() -> None:
        async with await Store.open(url, SECRET) as store:
            await store.people.ensure("web:local:anna")

    asyncio.run(work())


def test_state_and_serving_snapshot_come_back(shell: Shell, inside: Inside, tmp_path: Path) -> None:
    old, new, file = _url(tmp_path / "old.sqlite"), _url(tmp_path / "new.sqlite"), tmp_path / "b.zip"
    _somebody(old)
    done = inside(shell, "backup", file, CODERLY_SECRET_KEY=SECRET, CODERLY_DATABASE_URL=old)
    assert done.status == 0
    assert "Keep the secret key apart" in done.err
    back = inside(shell, "restore", file, CODERLY_SECRET_KEY=SECRET, CODERLY_DATABASE_URL=new)
    assert (back.status, back.err) == (0, "")
    again = inside(shell, "restore", file, CODERLY_SECRET_KEY=SECRET, CODERLY_DATABASE_URL=new)
    assert again.status == 1
    assert "into an empty one" in again.err


def test_another_secret_key_and_a_snapshot_that_is_gone_are_said(shell: Shell, inside: Inside, tmp_path: Path) -> None:
    old, file = _url(tmp_path / "old.sqlite"), tmp_path / "b.zip"
    _somebody(old)
    inside(shell, "backup", file, CODERLY_SECRET_KEY=SECRET, CODERLY_DATABASE_URL=old)
    other_key = inside(shell, "restore", file, CODERLY_SECRET_KEY="another", CODERLY_DATABASE_URL=_url(tmp_path / "a.sqlite"))
    assert other_key.status == 1
    assert "secret key is another one" in other_key.err
    bare = {"CODERLY_HOME": str(tmp_path / "bare"), "CODERLY_SECRET_KEY": SECRET, "CODERLY_DATABASE_URL": _url(tmp_path / "b.sqlite")}
    no_snapshot = inside(shell, "restore", file, **bare)
    assert no_snapshot.status == 1
    assert "coderly kb build" in no_snapshot.err


def test_a_file_that_is_no_backup_is_said(shell: Shell, inside: Inside, tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_text("no")
    ran = inside(shell, "restore", tmp_path / "b.zip", CODERLY_DATABASE_URL=_url(tmp_path / "a.sqlite"))
    assert ran.status == 1
    assert "no backup of Coderly" in ran.err
