"""Reader of the HCPCS Level II file of CMS: text in fixed columns, xlsx, or csv.

One row a code with the dates on which it was added, last changed and terminated; terminated codes stay in the
file for years. So the newest file answers every date by its rows. CPT and CDT codes do not belong here: their
rows are refused and their words never stored.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from knowledge.errors import SourceError
from knowledge.file_names import file_name
from knowledge.model import Edition, Passage, System
from knowledge.sources.base import Entry, FileReport, Progress
from knowledge.sources.cms_columns import find_columns, has_columns
from knowledge.sources.cms_reader import AGAIN, Tally, not_that_kind
from knowledge.sources.cms_sheet import Sheet, head_rows, sheet_of
from knowledge.sources.cms_values import MONTHS, date_of, number
from knowledge.sources.codeset_editions import is_partial
from knowledge.sources.codeset_lines import TextFile, text_file
from knowledge.sources.hcpcs_layout import COLUMNS, Raw, from_sheet, from_text, is_record_text
from knowledge.tables.hcpcs import SCHEMA, SOURCE

_TEXT = re.compile(r"HCPC\d{4}.*ANWEB.*\.txt$", re.IGNORECASE)
_TABLE = re.compile(r"HCPC\d{4}.*ANWEB.*\.(xlsx|csv)$", re.IGNORECASE)
_NAMED = re.compile(r"HCPC(?P<year>20\d\d)(?:_(?P<month>[A-Z]{3})(?=_))?", re.IGNORECASE)
_CODE = re.compile(r"[A-CE-Z]\d{4}")
_MODIFIER = re.compile(r"[0-9A-Z]{2}")
_LICENSED = re.compile(r"D\d{4}|\d{4}[0-9A-Z]")
_EARLIEST, _LATEST = date(1980, 1, 1), date(2100, 1, 1)
_WHAT = "the HCPCS Level II file"
_ROUTE = re.compile(r"^(?:injection|infusion),? +", re.IGNORECASE)
_DOSE = re.compile(
    r",? *(?:(?:per|up to|not otherwise specified|each)\b.*"
    r"|[\d.,]+ *(?:mg|mcg|ml|units?|i\.?u\.?|gm?|microgram|milligram|cc|meq|million|mci|millicurie)\b.*)$",
    re.IGNORECASE,
)
_EMPTY_TITLES = frozenset({"", "-"})


class Hcpcs:
    """See the module."""

    name = SOURCE
    version = 2

    def recognise(self, path: Path, head: bytes) -> Edition | None:
        """By the header of a table or by records in fixed columns; month and year stand in the name."""
        file = _file(path, head)
        named = _TEXT.search(path.name) or _TABLE.search(path.name)
        if file is None:
            if named:
                raise not_that_kind(path, head, _WHAT)
            return None
        if isinstance(file, Sheet):
            rows = head_rows(file, head)
            if not has_columns(rows, COLUMNS):
                if named:
                    find_columns(path, iter(rows), COLUMNS)
                return None
        elif not is_record_text(file):
            if named:
                raise not_that_kind(path, head, _WHAT)
            return None
        return self._edition(path, file.name)

    def _edition(self, path: Path, name: str) -> Edition:
        match = _NAMED.search(name)
        if match is None:
            raise SourceError(path, "the name does not tell the quarter", "Name it as published, e.g. HCPC2026_OCT_ANWEB.xlsx.")
        year, month = int(match["year"]), MONTHS.get((match["month"] or "jan").lower(), 1)
        begins = date(year, month, 1)
        partial = is_partial(file_name(path))
        title = f"{begins:%B %Y}{' (excerpt)' if partial else ''}"
        return Edition(source=self.name, name=title, begins=begins, publisher="CMS", file=file_name(path), partial=partial)

    def write(self, path: Path, edition: Edition, database: sqlite3.Connection, progress: Progress) -> FileReport:
        """Write codes and modifiers. Raises `SourceError` for a missing column or a file that breaks off."""
        with path.open("rb") as handle:
            file = _file(path, handle.read(4))
        if file is None:
            raise not_that_kind(path, b"", _WHAT)
        database.executescript(SCHEMA)
        tally = Tally(path, FileReport(file=file_name(path), source=self.name, edition=edition.name))
        raws = from_sheet(file, tally) if isinstance(file, Sheet) else from_text(file, tally)
        rows = list(_rows(raws, tally))
        database.executemany(f"INSERT INTO code VALUES ({','.join('?' * 16)})", rows)
        tally.report.rows = len(rows)
        report = tally.finish()
        if not edition.partial and not any(str(row[0]).startswith("V") for row in rows):
            raise SourceError(path, f"{_WHAT} breaks off: no V code is in it", AGAIN, int(rows[-1][-1] or 0))
        if sum(str(row[3]).isupper() for row in rows) > len(rows) // 2:
            report.reasons.append("the descriptions of this copy are in capitals")
        progress("HCPCS Level II", 1.0)
        return report

    def entries(self, database: sqlite3.Connection) -> Iterator[tuple[System, Entry]]:
        """Long and short description, and the bare name, of every code that is not terminated."""
        rows = database.execute(
            "SELECT code, long, short FROM code WHERE modifier = 0"
            " AND (ended IS NULL OR ended >= (SELECT MAX(effective) FROM code)) ORDER BY code"
        )
        for code, long, short in rows:
            yield System.HCPCS, Entry(code, tuple(dict.fromkeys(filter(None, (long, short, bare_name(long))))), f"{long} . {short}", 0.0)

    def passages(self, database: sqlite3.Connection) -> Iterator[Passage]:
        """None."""
        yield from ()


def bare_name(long: str) -> str:
    """`Injection, infliximab, excludes biosimilar, 10 mg` → `infliximab, excludes biosimilar`: as it is asked for."""
    return _DOSE.sub("", _ROUTE.sub("", long)).strip(" ,")


def _file(path: Path, head: bytes) -> Sheet | TextFile | None:
    """The file as text in fixed columns or, if it is csv or xlsx, as a table."""
    return sheet_of(path, head, _TABLE) if path.name.lower().endswith((".csv", ".xlsx")) else text_file(path, head)


def _rows(raws: Iterable[Raw], tally: Tally) -> Iterator[tuple[str | int | None, ...]]:
    seen: dict[str, int] = {}
    for raw in raws:
        try:
            raw = _checked(raw, seen)
            dates = [number(_plausible(text)) for text in (raw.added, raw.effective, raw.ended)]
        except ValueError as error:
            tally.reject(raw.line, str(error))
            continue
        seen[raw.code] = raw.line
        yield (
            raw.code, int(raw.modifier), int(raw.seq), raw.long, raw.short or raw.long, raw.coverage, raw.betos, raw.pricing, raw.multiple,
            raw.service, raw.crossref, *dates, raw.action, raw.line,
        )  # fmt: skip


def _checked(raw: Raw, seen: dict[str, int]) -> Raw:
    """The row with its code in order. Raises `ValueError` saying why it is rejected; never with its words."""
    code = raw.code.strip().upper()
    if raw.modifier and code.isdecimal() and len(code) == 1:
        raise ValueError(f"modifier {code!r} lost a zero in a spreadsheet")
    if not raw.modifier and _LICENSED.fullmatch(code):
        raise ValueError(f"{code} is a CPT or CDT code: its words belong to the AMA or the ADA and are not read from here")
    if not (_MODIFIER if raw.modifier else _CODE).fullmatch(code):
        raise ValueError(f"{code[:20]!r} is not a HCPCS {'modifier' if raw.modifier else 'code'}")
    if code in seen:
        raise ValueError(f"{code} stands in line {seen[code]} already")
    if raw.long in _EMPTY_TITLES:
        raise ValueError(f"{code} has no description")
    if not raw.seq.isdecimal():
        raise ValueError(f"{code}: {raw.seq[:10]!r} is not a sequence number")
    return replace(raw, code=code)


def _plausible(text: str) -> date | None:
    """A date within reason. Raises `ValueError`: a workbook's day number is not one."""
    day = date_of("" if text in ("0", "00000000") else text)
    if day is not None and not _EARLIEST <= day <= _LATEST:
        raise ValueError(f"{text[:20]!r} is not a date of this century or the last")
    return day
