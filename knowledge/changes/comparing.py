"""Two releases of a source, each one or several catalog files, compared row by row in SQL.

Rows of both go into a table keyed alike and are joined: a release of the NCCI edits is 2.5 million rows, too many to hold as
objects, and the order of rows and the cut into parts differ between releases.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from knowledge import catalog
from knowledge.changes.compared import COMPARED, Column, Compared
from knowledge.changes.model import Change, Kind

_KEY = ("code", "other", "variant")
_NO_END = 99_999_999
_CACHE_KILOBYTES = 100_000


@dataclass(frozen=True, slots=True)
class Release:
    """What is published at once: a source's edition with the folders of its catalog files. `begins` is when it takes effect."""

    source: str
    name: str
    begins: date
    folders: tuple[Path, ...]
    partial: bool = False


def differences(before: Release, after: Release) -> Iterator[Change]:
    """Every change from one release of a source to a later one, by kind of row, added ones first, in code order.

    A partial later release says nothing of rows that it has not. Raises `sqlite3.Error` on a damaged catalog file.
    """
    for compared in COMPARED.get(after.source, ()):
        with closing(sqlite3.connect("", uri=True)) as database:  # a temporary file: in memory only as long as it is small
            database.execute("PRAGMA journal_mode=OFF")
            database.execute("PRAGMA synchronous=OFF")
            database.execute(f"PRAGMA cache_size=-{_CACHE_KILOBYTES}")
            _fill(database, "was", compared, [f for f in before.folders if f not in after.folders])
            _fill(database, "now", compared, [f for f in after.folders if f not in before.folders])
            yield from _added(database, compared, after)
            yield from _removed(database, compared, after)
            yield from _changed(database, compared, after)


def _fill(database: sqlite3.Connection, table: str, compared: Compared, folders: Sequence[Path]) -> None:
    values = [f"v{n}" for n in range(len(compared.columns))]
    columns = ", ".join([*_KEY, "gone", "since", "until", *values])
    database.execute(f"CREATE TABLE {table} ({columns}, PRIMARY KEY ({', '.join(_KEY)})) WITHOUT ROWID")
    for folder in folders:
        database.execute("ATTACH ? AS file", (f"file:{folder / catalog.FILE}?mode=ro&immutable=1",))
        database.execute(f"INSERT OR REPLACE INTO {table} {compared.select}")
        database.commit()
        database.execute("DETACH file")


def _added(database: sqlite3.Connection, compared: Compared, after: Release) -> Iterator[Change]:
    rows = database.execute(
        f"SELECT n.* FROM now n LEFT JOIN was w USING ({', '.join(_KEY)}) WHERE NOT n.gone AND (w.code IS NULL OR w.gone)"
    )
    for code, other, variant, _, since, _, *values in rows:
        told = _told(compared.columns, values)
        yield _change(compared, after, Kind.ADDED, (code, other, variant), after=told, effective=_day(since, after))


def _removed(database: sqlite3.Connection, compared: Compared, after: Release) -> Iterator[Change]:
    silent = "0" if after.partial else "n.code IS NULL"
    rows = database.execute(
        f"SELECT w.code, w.other, w.variant, n.until, {', '.join(f'w.v{n}' for n in range(len(compared.columns))) or 'NULL'}"
        f" FROM was w LEFT JOIN now n USING ({', '.join(_KEY)}) WHERE NOT w.gone AND ({silent} OR n.gone)"
    )
    for code, other, variant, until, *values in rows:
        told = _told(compared.columns, values)
        yield _change(compared, after, Kind.REMOVED, (code, other, variant), before=told, effective=_day(until, after))


def _changed(database: sqlite3.Connection, compared: Compared, after: Release) -> Iterator[Change]:
    if not compared.columns:
        return
    numbers = range(len(compared.columns))
    rows = database.execute(
        f"SELECT n.code, n.other, n.variant, {', '.join(f'w.v{i}, n.v{i}' for i in numbers)}"
        f" FROM now n JOIN was w USING ({', '.join(_KEY)}) WHERE NOT n.gone AND NOT w.gone AND ({' OR '.join(f'n.v{i} IS NOT w.v{i}' for i in numbers)})"
    )
    for code, other, variant, *values in rows:
        for column, old, new in zip(compared.columns, values[::2], values[1::2], strict=True):
            was, now = _text(old), _text(new)
            if was == now or (column.number and _number(was) == _number(now) is not None):
                continue
            yield _change(
                compared,
                after,
                Kind.CHANGED,
                (code, other, variant),
                label=column.label,
                before=was,
                after=now,
                effective=after.begins.isoformat(),
                percent=_percent(was, now) if column.number else None,
            )


def _change(
    compared: Compared,
    release: Release,
    kind: Kind,
    key: tuple[object, object, object],
    *,
    label: str = "",
    before: str = "",
    after: str = "",
    effective: str = "",
    percent: float | None = None,
) -> Change:
    code, other = (compared.shown(part) if part != "" else "" for part in key[:2])
    return Change(release.source, compared.what, kind, code, other, _text(key[2]), label, before, after, effective, percent)


def _told(columns: Sequence[Column], values: Sequence[object]) -> str:
    return "; ".join(f"{column.label} {_text(value)}" for column, value in zip(columns, values, strict=False) if _text(value))


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _percent(was: str, now: str) -> float | None:
    before, after = _number(was), _number(now)
    return round(float((after - before) / before * 100), 1) if before and after is not None else None


def _day(number: int | None, release: Release) -> str:
    """A day of a row (YYYYMMDD), or where it has none that from which the release holds."""
    text = str(number or "")
    return f"{text[:4]}-{text[4:6]}-{text[6:]}" if len(text) == 8 and number != _NO_END else release.begins.isoformat()
