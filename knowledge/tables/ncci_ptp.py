"""NCCI procedure-to-procedure edits: rows with their own dates, and look-ups by pair and by code.

The files are cumulative: the newest one answers every date of service by its rows. Codes are stored as base-36
integers (`99213` → 15,392,391), dates as YYYYMMDD; the view `ptp` shows them as published.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from knowledge.model import Edition
from knowledge.sources.cms_values import day
from knowledge.tables.dated import Force, force
from knowledge.tables.files import Rows

PRACTITIONER = "ncci_ptp_practitioner"
HOSPITAL = "ncci_ptp_hospital"

SCHEMA = """
CREATE TABLE code (id INTEGER PRIMARY KEY, code TEXT NOT NULL);
CREATE TABLE detail (
    id INTEGER PRIMARY KEY, begins INTEGER, ends INTEGER, indicator INTEGER NOT NULL, prior_1996 INTEGER NOT NULL, rationale TEXT NOT NULL
);
CREATE TABLE edit (column1 INTEGER NOT NULL, column2 INTEGER NOT NULL, detail INTEGER NOT NULL, PRIMARY KEY (column1, column2, detail)) WITHOUT ROWID;
CREATE VIEW ptp AS SELECT a.code AS column1, b.code AS column2, begins, ends, indicator, prior_1996, rationale
    FROM edit JOIN detail ON detail.id = edit.detail JOIN code a ON a.id = edit.column1 JOIN code b ON b.id = edit.column2;
"""
INDEX = "CREATE INDEX edit_column2 ON edit (column2, column1)"
"""Made after the rows are in: that is three times faster."""

_ROWS = "SELECT column1, column2, begins, ends, indicator, prior_1996, rationale FROM edit JOIN detail ON detail.id = edit.detail WHERE "
_OPEN = "{column} = ? AND indicator <> 9 AND (ends IS NULL OR ends >= ?) AND (begins IS NULL OR begins <= ?)"
_OPEN_END = 99_999_999
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class PtpRow:
    """One published row. Column 2 is the code that is denied. `ends` is the last day in force, None if open."""

    column1: str
    column2: str
    begins: date | None
    ends: date | None
    indicator: int
    prior_1996: bool
    rationale: str
    edition: Edition

    @property
    def dated(self) -> bool:
        """Whether the row says when it began."""
        return self.begins is not None or self.prior_1996

    def force(self, on: date) -> Force:
        """Whether the edit is in force on a date of service; both dates of the row count as inside."""
        if self.indicator == 9:
            return Force.NEVER
        return force(self.begins or (_BEFORE_1996 if self.prior_1996 else None), self.ends, self.edition, on)


_BEFORE_1996 = date.min
_POSSIBLE = (Force.IN_FORCE, Force.BEGIN_UNKNOWN)


def number(code: str) -> int:
    """A code as the integer it is stored as. Raises `ValueError` if it is not five letters and digits."""
    if len(code) != 5 or not code.isalnum() or not code.isascii():
        raise ValueError(f"{code!r} is not a code")
    return int(code, 36)


@lru_cache(maxsize=1 << 15)
def code(stored: int) -> str:
    """The reverse of `number`."""
    text = ""
    for _ in range(5):
        stored, digit = divmod(stored, 36)
        text = _DIGITS[digit] + text
    return text


def edition(files: Sequence[Rows]) -> Edition | None:
    """The edition whose silence counts: the newest complete one, or None if only excerpts (or nothing) are loaded."""
    return next((f.edition for f in files if not f.edition.partial), None)


def missing_parts(files: Sequence[Rows]) -> tuple[str, ...]:
    """Parts of that edition that are not loaded: as long as there are any, no row does not mean no edit."""
    newest = edition(files)
    if newest is None or "/" not in newest.part:
        return ()
    loaded = {f.edition.part for f in files if (f.edition.begins, f.edition.name) == (newest.begins, newest.name)}
    count = int(newest.part.split("/")[1])
    return tuple(part for part in (f"{n}/{count}" for n in range(1, count + 1)) if part not in loaded)


def pair(files: Sequence[Rows], a: str, b: str, on: date) -> tuple[PtpRow, ...]:
    """The rows of two codes in both orders; `pairs` says which and in what order.

    `files` are `Catalog.files(source)`. Empty: no row (see `edition` and `missing_parts` before saying so).
    """
    return pairs(files, (a, b), on).get(frozenset((a.upper(), b.upper())), ())


def pairs(files: Sequence[Rows], codes: Iterable[str], on: date) -> dict[frozenset[str], tuple[PtpRow, ...]]:
    """The rows of every pair among the codes, in both orders, with one query a file; pairs without a row are left out.

    Rows in force on the date come first, then the newest begin. For each order they come from one edition: the
    newest that has the order with begin dates, else the newest that has it. If a dated row is in force, undated ones
    say nothing more and are left out. What is not five letters and digits has no row.
    """
    stored = sorted({value for code_ in codes if (value := _number(code_)) is not None})
    if len(stored) < 2:
        return {}
    marks = ",".join("?" * len(stored))
    found: dict[tuple[int, int], dict[tuple[date, str], list[PtpRow]]] = {}
    for file in files:
        for raw in file.all(f"{_ROWS}column1 IN ({marks}) AND column2 IN ({marks}) AND column1 <> column2", *stored, *stored):
            editions = found.setdefault(raw[:2], {})
            editions.setdefault((file.edition.begins, file.edition.name), []).append(_row(raw, file.edition))
    orders: dict[frozenset[str], list[PtpRow]] = {}
    for (column1, column2), editions in found.items():
        orders.setdefault(frozenset((code(column1), code(column2))), []).extend(_chosen(editions))
    return {key: _telling(rows, on) for key, rows in orders.items()}


def _number(text: str) -> int | None:
    try:
        return number(text.upper())
    except ValueError:
        return None


def _telling(rows: list[PtpRow], on: date) -> tuple[PtpRow, ...]:
    if any(row.dated and row.force(on) is Force.IN_FORCE for row in rows):
        rows = [row for row in rows if row.dated]
    return _sorted(rows, on)


def last_edit(files: Sequence[Rows], asked: str) -> tuple[date | None, Edition] | None:
    """The last day of any edit of a code (None: one is open) in the newest file that has it, None if no file has.

    A code all of whose edits ended has most likely ended with them: a hint for codes that no other table knows.
    """
    stored = _number(asked)
    for file in files if stored is not None else ():
        ends = [
            end
            for column in ("column1", "column2")
            for (end,) in file.all(
                f"SELECT max(COALESCE(ends, {_OPEN_END})) FROM edit JOIN detail ON detail.id = edit.detail"
                f" WHERE {column} = ? AND indicator <> 9", stored
            )
            if end is not None
        ]
        if ends:
            return None if max(ends) == _OPEN_END else day(max(ends)), file.edition
    return None


def bundled_into(files: Sequence[Rows], column1: str, on: date, limit: int | None = None) -> tuple[PtpRow, ...]:
    """What is denied beside a code: rows with it in column 1 that are, or may be, in force on the date."""
    return _list(files, column1, "column1", on, limit)


def column2_of(files: Sequence[Rows], column2: str, on: date, limit: int | None = None) -> tuple[PtpRow, ...]:
    """What a code is denied beside: rows with it in column 2 that are, or may be, in force on the date."""
    return _list(files, column2, "column2", on, limit)


def _list(files: Sequence[Rows], asked: str, column: str, on: date, limit: int | None) -> tuple[PtpRow, ...]:
    """Pairs that an excerpt dates are looked up one by one; the rest comes from the newest complete edition."""
    try:
        wanted = number(asked.upper())
    except ValueError:
        return ()
    newest = edition(files)
    dated = {
        frozenset(pair_) for f in files if f.edition.partial
        for pair_ in f.all("SELECT column1, column2 FROM edit WHERE column1 = ? OR column2 = ?", wanted, wanted)
    }
    kept: list[PtpRow] = []
    for found in dated:
        one, other = code(min(found)), code(max(found))
        kept += [r for r in pair(files, one, other, on) if getattr(r, column) == code(wanted) and r.force(on) in _POSSIBLE]
    stored = on.year * 10_000 + on.month * 100 + on.day
    for file in files:
        if newest is not None and (file.edition.begins, file.edition.name) == (newest.begins, newest.name):
            rows = file.all(_ROWS + _OPEN.format(column=column), wanted, stored, stored)
            kept += [_row(r, file.edition) for r in rows if not dated or frozenset(r[:2]) not in dated]
    kept.sort(key=lambda r: (r.force(on) is not Force.IN_FORCE, r.column1, r.column2))
    return tuple(kept[:limit])


def _chosen(found: dict[tuple[date, str], list[PtpRow]]) -> list[PtpRow]:
    """Rows with begin dates win over rows without; of equals the newest edition."""
    newest_first = sorted(found, reverse=True)
    dated = next((key for key in newest_first if all(row.dated for row in found[key])), None)
    chosen = dated or next(iter(newest_first), None)
    return found[chosen] if chosen else []


def _sorted(rows: Iterable[PtpRow], on: date) -> tuple[PtpRow, ...]:
    def rank(row: PtpRow) -> tuple[bool, bool, int, str]:
        force = row.force(on)
        begins = row.begins.toordinal() if row.begins else 0
        return force is not Force.IN_FORCE, force is not Force.BEGIN_UNKNOWN, -begins, row.column1

    return tuple(sorted(rows, key=rank))


def _row(raw: tuple[int, int, int | None, int | None, int, int, str], found_in: Edition) -> PtpRow:
    column1, column2, begins, ends, indicator, prior, rationale = raw
    return PtpRow(code(column1), code(column2), day(begins), day(ends), indicator, bool(prior), rationale, found_in)
