"""The whole state in one file, whatever the database: for a backup, and for moving from SQLite to PostgreSQL.

Tables are read and written as the database itself describes them, at the revision that the file names; newer migrations run after it
was read in. Rows travel as JSON lines in a zip with a table of contents.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import io
import json
import os
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from alembic.util import CommandError
from sqlalchemy import DateTime, Integer, MetaData, Table, func, insert, select, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import CompileError, OperationalError, StatementError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.engine import WRITES, create_engine, describe, make_place, parse
from bot.store.errors import StoreError
from bot.store.migrate import HEAD, upgrade
from bot.store.sessions import explained

FORMAT = 1
_CONTENTS = "contents.json"
_VERSION_TABLE = "alembic_version"
_BATCH = 500


class BackupError(StoreError):
    """The file or the database cannot be used for it; says what to do."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup holds. `pointer` is the snapshot that served; `key` a print of the secret key, not the key."""

    format: int
    revision: str
    at: str
    pointer: str
    key: str
    rows: Mapping[str, int]


def key_print(secret: str) -> str:
    """Tells one secret key from another and gives neither away."""
    return hashlib.sha256(b"coderly backup 1\0" + secret.encode()).hexdigest()[:16]


async def write(url: str, file: Path, *, pointer: str, secret: str) -> Contents:
    """Everything in the database → a file that only its owner may read. Raises `StoreError`, or `OSError` for the file."""
    parsed = parse(url)
    engine = create_engine(parsed)
    partial = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with explained(describe(parsed)):
            async with engine.connect() as connection:
                if engine.dialect.name == "postgresql":  # one moment for all tables; SQLite's transactions are so by themselves
                    connection = await connection.execution_options(isolation_level="REPEATABLE READ")
                contents = await connection.run_sync(lambda here: _written(here, partial, pointer, key_print(secret)))
        partial.replace(file)
        return contents
    finally:
        partial.unlink(missing_ok=True)
        await engine.dispose()


def read_contents(file: Path) -> Contents:
    """What a file holds. Raises `BackupError` if it is no backup of ours, or one of a newer program."""
    with _readable(file), zipfile.ZipFile(file) as archive:
        contents = _sound(Contents(**json.loads(archive.read(_CONTENTS))))
    if contents.format > FORMAT or contents.revision > HEAD:
        raise BackupError(f"{file} was written by a newer Coderly (revision {contents.revision}). Install that version or a later one.")
    return contents


async def read(url: str, file: Path) -> Contents:
    """A file → an empty database, then brought forward. Raises `BackupError` if there is anybody in the database, and `StoreError`."""
    contents = read_contents(file)
    parsed = parse(url)
    engine: AsyncEngine = create_engine(parsed, migrating=True)
    try:
        with explained(describe(parsed)):
            make_place(parsed)
            async with engine.execution_options(**{WRITES: True}).connect() as connection, connection.begin():
                with _readable(file):
                    await connection.run_sync(lambda here: _read_in(here, file, contents))
        return contents
    finally:
        await engine.dispose()


@contextlib.contextmanager
def _readable(file: Path) -> Iterator[None]:
    """Whatever a file does that is none of ours, or was damaged, is one `BackupError`; inside a transaction nothing of it stays."""
    try:
        yield
    except BackupError:
        raise
    except (
        zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, KeyError, TypeError, ValueError, AttributeError, OverflowError, RecursionError,
        StatementError, CompileError, CommandError, OSError,
    ) as error:  # fmt: skip
        of_the_database = isinstance(error, OperationalError)
        of_the_machine = isinstance(error, OSError) and error.errno not in (errno.ENOENT, errno.EISDIR, errno.EINVAL)  # EINVAL: a place outside it
        if of_the_database or of_the_machine:
            raise
        raise BackupError(f"{file} is no backup of Coderly, or it is damaged. Nothing was restored.") from error


def _sound(contents: Contents) -> Contents:
    """Raises `TypeError` for a table of contents that this program never wrote."""
    texts = (contents.revision, contents.at, contents.pointer, contents.key)
    if not (isinstance(contents.format, int) and all(isinstance(one, str) for one in texts) and isinstance(contents.rows, dict)):
        raise TypeError("contents")
    if not all(isinstance(count, int) for count in contents.rows.values()):
        raise TypeError("rows")
    return contents


def _written(connection: Connection, file: Path, pointer: str, key: str) -> Contents:
    tables = _tables(connection)
    revision = str(connection.scalar(text("SELECT version_num FROM alembic_version")))
    counts: dict[str, int] = {}
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for table in tables:
            with archive.open(f"{table.name}.jsonl", "w", force_zip64=True) as member:
                counts[table.name] = 0
                for row in connection.execution_options(yield_per=_BATCH).execute(select(table)).mappings():
                    member.write(json.dumps(_plain(row), ensure_ascii=False).encode() + b"\n")
                    counts[table.name] += 1
        contents = Contents(FORMAT, revision, datetime.now(UTC).isoformat(timespec="seconds"), pointer, key, counts)
        archive.writestr(_CONTENTS, json.dumps(asdict(contents), indent=1))
    return contents


def _read_in(connection: Connection, file: Path, contents: Contents) -> None:
    _refuse_if_used(connection, file)
    upgrade(connection, contents.revision)
    tables = {table.name: table for table in _tables(connection)}
    with zipfile.ZipFile(file) as archive:
        for name in [table for table in tables if table in contents.rows]:
            table, count = tables[name], 0
            with archive.open(f"{name}.jsonl") as member:
                for rows in _batches(io.TextIOWrapper(member, encoding="utf-8")):
                    connection.execute(insert(table), [_typed(table, row, connection.dialect.name) for row in rows])
                    count += len(rows)
            if count != contents.rows[name]:
                raise BackupError(f"{file} is damaged: {name} holds {count} rows of {contents.rows[name]}. Nothing was restored.")
            _next_number(connection, table)
    upgrade(connection)


def _refuse_if_used(connection: Connection, file: Path) -> None:
    for table in _tables(connection):
        if connection.scalar(select(func.count()).select_from(table)):
            raise BackupError(
                f"The state database is in use ({table.name} has rows). Restore {file.name} into an empty one: "
                "stop every process, move the old database away, then restore."
            )


def _tables(connection: Connection) -> list[Table]:
    """All our tables, those that others refer to first."""
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != _VERSION_TABLE]


def _plain(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(name): _utc(value).isoformat() if isinstance(value, datetime) else value for name, value in row.items()}


def _typed(table: Table, row: Mapping[str, Any], dialect: str) -> dict[str, Any]:
    """A row as this database takes it: times with their zone, or without one on SQLite, which forgets it. `ValueError`: not all of its columns."""
    if row.keys() != set(table.columns.keys()):
        raise ValueError(table.name)
    out = dict(row)
    for column in table.columns:
        value = out.get(column.name)
        if isinstance(column.type, DateTime) and value is not None:
            at = _utc(datetime.fromisoformat(value))
            out[column.name] = at.replace(tzinfo=None) if dialect == "sqlite" else at
    return out


def _utc(value: datetime) -> datetime:
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _batches(lines: io.TextIOWrapper) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    for line in lines:
        batch.append(json.loads(line))
        if len(batch) >= _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _next_number(connection: Connection, table: Table) -> None:
    """PostgreSQL counts on from where rows with numbers of their own have left off; SQLite does so by itself."""
    key = list(table.primary_key.columns)
    if connection.dialect.name != "postgresql" or len(key) != 1 or not isinstance(key[0].type, Integer):
        return
    sequence = connection.scalar(select(func.pg_get_serial_sequence(table.name, key[0].name)))
    if sequence:
        connection.execute(select(func.setval(sequence, select(func.coalesce(func.max(key[0]), 0) + 1).select_from(table).scalar_subquery(), False)))
