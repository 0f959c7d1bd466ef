"""A backup brings everything back, also into the other kind of database, also from before a migration; and never over what is there."""

from __future__ import annotations

import json
import re
import stat
import struct
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import store_postgres
from sqlalchemy import URL, text
from store_calendar import SECRET

from bot.actions import Action
from bot.store import Store, StoredTurn, WatchPlace
from bot.store import backup as state
from bot.store.engine import WRITES, create_engine, make_place, parse
from bot.store.migrate import HEAD, upgrade


@pytest.fixture
def other(url: str, tmp_path: Path, postgres: URL) -> Iterator[str]:
    """An empty database of the other kind."""
    if "postgresql" in url:
        yield f"sqlite:///{tmp_path / 'other' / 'state.sqlite'}"
        return
    with store_postgres.database(postgres) as made:
        yield made


async def filled(url: str) -> None:
    """Something of everything that people leave behind."""
    async with await Store.open(url, SECRET) as store:
        for name in ("anna", "ben"):
            person = await store.people.ensure(f"web:local:{name}")
            await store.threads.append(
                StoredTurn("web:local:t", datetime(2026, 5, 1, tzinfo=UTC), "is “E11.9” ä🦴?", person.id, codes=("E11.9",), answer_id=name.ljust(16, "0"))
            )
        await store.tokens.shorten(Action("ask", "x" * 200))
        await store.feedback.record("anna000000000000", "web:local:anna", -1, reason="old edition", editions={"hcpcs": "2026"})
        await store.inbox.receive("web:anna:1", {"text": "E11.9"})
        await store.audit.append("web:local:anna", "kb.publish", "s1", {"why": "October"})
        await store.usage.add({(datetime(2026, 5, 1, 9, tzinfo=UTC), "web", "answered", 25): 7})


async def test_everything_is_back_in_the_other_kind_of_database(url: str, other: str, tmp_path: Path) -> None:
    await filled(url)
    first, second = tmp_path / "first.zip", tmp_path / "second.zip"
    written = await state.write(url, first, pointer="s1", secret=SECRET)
    assert (await state.read(other, first)).rows == written.rows
    await state.write(other, second, pointer="s1", secret=SECRET)
    assert rows_of(first) == rows_of(second)
    assert written.rows["thread_turns"] == 2
    async with await Store.open(other, SECRET) as store:
        (turn,) = [t for t in await store.threads.recent("web:local:t") if t.answer_id.startswith("ben")]
        assert (turn.question, turn.at) == ("is “E11.9” ä🦴?", datetime(2026, 5, 1, tzinfo=UTC))
        assert (await store.people.ensure("web:local:anna")).id != (await store.people.ensure("web:local:carla")).id  # numbers go on
        waiting = await store.inbox.is_open("web:anna:1")
        assert waiting


async def test_only_its_owner_reads_a_backup_and_it_holds_no_key(url: str, tmp_path: Path) -> None:
    await filled(url)
    file = tmp_path / "b.zip"
    await state.write(url, file, pointer="", secret=SECRET)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert SECRET not in str(rows_of(file))
    assert SECRET not in str(state.read_contents(file))
    assert state.read_contents(file).key == state.key_print(SECRET) != state.key_print("another")


async def test_what_is_there_is_never_written_over(url: str, tmp_path: Path) -> None:
    await filled(url)
    file = tmp_path / "b.zip"
    await state.write(url, file, pointer="", secret=SECRET)
    with pytest.raises(state.BackupError, match="into an empty one"):
        await state.read(url, file)


async def test_a_backup_from_before_a_migration_is_brought_forward(tmp_path: Path) -> None:
    old, new, file = f"sqlite:///{tmp_path / 'old.sqlite'}", f"sqlite:///{tmp_path / 'new.sqlite'}", tmp_path / "b.zip"
    make_place(parse(old))
    engine = create_engine(parse(old), migrating=True)
    async with engine.execution_options(**{WRITES: True}).connect() as connection, connection.begin():
        await connection.run_sync(lambda here: upgrade(here, "0003"))
        await connection.execute(text("INSERT INTO claims (key, at) VALUES ('slack:1', '2026-05-01 00:00:00.000000')"))
    await engine.dispose()
    assert (await state.write(old, file, pointer="", secret=SECRET)).revision == "0003"
    await state.read(new, file)
    async with await Store.open(new, SECRET) as store:
        assert not await store.claims.claim("slack:1")
        assert await store.watches.of(WatchPlace("slack", "T1", "C1")) == ()


SPOILT: dict[str, tuple[str, Callable[[bytes], bytes | None]]] = {
    "no such revision": ("contents.json", lambda raw: re.sub(rb'"revision": "[^"]*"', b'"revision": "0000"', raw)),
    "a revision that is no text": ("contents.json", lambda raw: re.sub(rb'"revision": "[^"]*"', b'"revision": 7', raw)),
    "a format that is no number": ("contents.json", lambda raw: raw.replace(b'"format": 1', b'"format": "1"')),
    "rows that are no numbers": ("contents.json", lambda raw: re.sub(rb'"people": \d+', b'"people": []', raw)),
    "a table that is not there": ("people.jsonl", lambda raw: None),
    "bytes that are no text": ("thread_turns.jsonl", lambda raw: raw.replace(b"E11.9", b"\xff\xfe")),
    "a row that is no object": ("people.jsonl", lambda raw: b"[]\n"),
    "a row without its key": ("action_tokens.jsonl", lambda raw: re.sub(rb'"token": ', b'"tken": ', raw)),
    "a row that lacks a column": ("people.jsonl", lambda raw: re.sub(rb', "role": "[^"]*"', b"", raw)),
    "a row with a column too many": ("people.jsonl", lambda raw: raw.replace(b'{"', b'{"more": 1, "', 1)),
    "a row that is no JSON": ("people.jsonl", lambda raw: raw + b"{"),
    "a row twice": ("people.jsonl", lambda raw: raw + raw),
    "a time that is none": ("people.jsonl", lambda raw: re.sub(rb'"\d{4}-\d\d-\d\dT[^"]*"', b'"soon"', raw)),
    "a number that no column holds": ("people.jsonl", lambda raw: re.sub(rb'"id": \d+', b'"id": 1' + b"0" * 40, raw)),
}
"""Which part of a file is changed, and how."""


@pytest.mark.parametrize("how", ["no zip", "cut", "a member before the file", "fewer rows", "newer", "of nothing", *SPOILT])
async def test_a_file_that_is_damaged_restores_nothing(how: str, tmp_path: Path) -> None:
    url, target, file = f"sqlite:///{tmp_path / 's.sqlite'}", f"sqlite:///{tmp_path / 't.sqlite'}", tmp_path / "b.zip"
    await filled(url)
    await state.write(url, file, pointer="", secret=SECRET)
    spoil(file, how)
    with pytest.raises(state.BackupError):
        await state.read(target, file)
    async with await Store.open(target, SECRET) as store:
        assert (await store.people.find("web:local:anna")) is None


def spoil(file: Path, how: str) -> None:
    if how == "no zip":
        file.write_bytes(b"nothing")
        return
    if how == "cut":
        file.write_bytes(file.read_bytes()[:-200])
        return
    if how == "a member before the file":
        raw = bytearray(file.read_bytes())
        (begins,) = struct.unpack_from("<I", raw, len(raw) - 6)  # where the end of an archive says that its list begins
        struct.pack_into("<I", raw, len(raw) - 6, begins + len(raw))
        file.write_bytes(raw)
        return
    with zipfile.ZipFile(file) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    if how == "fewer rows":
        members["people.jsonl"] = members["people.jsonl"].splitlines(keepends=True)[0]
    elif how == "newer":
        members["contents.json"] = json.dumps({**json.loads(members["contents.json"]), "revision": f"{int(HEAD) + 1:04d}"}).encode()
    elif how in SPOILT:
        name, changed = SPOILT[how]
        before = members.pop(name)
        after = changed(before)
        assert after != before
        members |= {name: after} if after is not None else {}
    else:
        del members["contents.json"]
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)


def rows_of(file: Path) -> dict[str, list[str]]:
    with zipfile.ZipFile(file) as archive:
        return {name: sorted(archive.read(name).decode().splitlines()) for name in archive.namelist() if name.endswith(".jsonl")}
