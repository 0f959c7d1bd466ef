"""A reader for any published table whose columns are found by their header: what differs is declared, not repeated."""

from __future__ import annotations

import re
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, ClassVar

from knowledge.file_names import file_name
from knowledge.model import Edition
from knowledge.sources.base import FileReport, Progress
from knowledge.sources.cms_columns import find_columns, has_columns
from knowledge.sources.cms_reader import TableReader, Tally, not_that_kind
from knowledge.sources.cms_sheet import Row, Sheet, head_rows, sheet_of
from knowledge.sources.cms_values import code_of, date_of, decimal_of, number, padded

_NO_TABLE = (b"<html", b"\xff\xfe", b"\xfe\xff")


class Cells:
    """The cells of one row by field, converted on demand; what had to be mended is remembered."""

    def __init__(self, get: Callable[[str], str], line: int, raw: list[str]) -> None:
        self.text = get
        self.line = line
        self.raw = raw
        self.mended: list[tuple[str, str]] = []

    def code(self, field: str) -> str:
        """A CPT or HCPCS code. Raises `ValueError`."""
        return self._noted(field, code_of(self.text(field)))

    def padded(self, field: str, width: int) -> str:
        """Digits with their leading zeros. Raises `ValueError`."""
        return self._noted(field, padded(self.text(field), width))

    def decimal(self, field: str, places: int) -> str:
        """A number as exact text. Raises `ValueError`."""
        return decimal_of(self.text(field), places)

    def money(self, field: str, places: int = 2) -> str | None:
        """A number that may be missing. Raises `ValueError`."""
        text = self.text(field)
        return decimal_of(text, places) if text else None

    def date(self, field: str) -> int | None:
        """A date as stored. Raises `ValueError`."""
        return number(date_of(self.text(field)))

    def _noted(self, field: str, now: str) -> str:
        was = self.text(field)
        if was != now and was.upper() != now:
            self.mended.append((was, now))
        return now


class SheetTable(TableReader, ABC):
    """Recognises by name and header, writes row by row. Subclasses declare the attributes and say what a row is."""

    name: str
    version: int = 1
    kind: ClassVar[str]
    """What the file is, for messages: `the table of …`."""
    file: re.Pattern[str]
    """Names under which CMS publishes it."""
    schema: ClassVar[str]
    insert: ClassVar[str]
    key: ClassVar[int | None]
    """How many leading values of a row must not repeat; None if rows may."""
    columns: ClassVar[Mapping[str, str]]
    """Field → regular expression of its header cell."""
    optional: ClassVar[Mapping[str, str]] = {}
    fixed: re.Pattern[str] | None = None
    """For the text twin without columns: a data line, its fields as named groups."""
    footnotes: bool = False
    """Whether prose in the first column may stand below the table."""
    delimiter: str = ","

    @abstractmethod
    def edition(self, sheet: Sheet, rows: list[Row]) -> Edition:
        """The edition from the name and the first rows. Raises `SourceError` if neither tells it."""

    @abstractmethod
    def row(self, cells: Cells) -> tuple[Any, ...] | None:
        """One row as stored, None to pass over it. Raises `ValueError` saying why it is rejected."""

    def recognise(self, path: Path, head: bytes) -> Edition | None:
        """By the header; the name only says whether a missing one is an error."""
        sheet = sheet_of(path, head, self.file, self.delimiter)
        named = bool(self.file.search(path.name))
        if sheet is None:
            if named:
                raise not_that_kind(path, head, self.kind)
            return None
        rows = head_rows(sheet, head)
        if self._is_fixed(sheet):
            if not named:
                return None
            if not any(self._fits(",".join(cells)) for _, cells in rows):
                raise not_that_kind(path, head, self.kind)
        elif not self.columns or not has_columns(rows, self.columns):
            if named and self.columns:
                if any(mark in head[:2048].lower() for mark in _NO_TABLE) or not any(cell.strip() for _, cells in rows for cell in cells):
                    raise not_that_kind(path, head, self.kind)
                find_columns(path, iter(rows), self.columns)
            return None
        return self.edition(sheet, rows)

    def write(self, path: Path, edition: Edition, database: sqlite3.Connection, progress: Progress) -> FileReport:
        """Write every row. Raises `SourceError` for a missing column, a damaged file, or too many bad rows."""
        database.executescript(self.schema)
        with path.open("rb") as handle:
            start = handle.read(4)
        sheet = sheet_of(path, start, self.file, self.delimiter)
        if sheet is None:
            raise not_that_kind(path, start, self.kind)
        tally = Tally(path, FileReport(file=file_name(path), source=self.name, edition=edition.name))
        seen: dict[tuple[Any, ...], int] = {}
        stored: list[tuple[Any, ...]] = []
        for cells in self._cells(sheet, database, tally):
            try:
                row = self.row(cells)
                if row is None:
                    continue
                first = seen.setdefault(row if self.key is None else row[: self.key], cells.line)
                if first != cells.line:
                    raise ValueError(f"the same row as line {first}" if self.key is None else f"{_said(row[: self.key])} stands in line {first} already")
            except ValueError as error:
                tally.reject(cells.line, str(error))
                continue
            for was, now in cells.mended:
                tally.restore(cells.line, was, now)
            stored.append(row)
        database.executemany(self.insert, stored)
        tally.report.rows = len(stored)
        progress(f"{self.name} {edition.name}", 1.0)
        return tally.finish()

    def header(self, names: tuple[str, ...], database: sqlite3.Connection) -> None:
        """What the header itself tells (a conversion factor, column names): nothing by default."""

    def _cells(self, sheet: Sheet, database: sqlite3.Connection, tally: Tally) -> Iterator[Cells]:
        rows = sheet.rows()
        if self._is_fixed(sheet):
            yield from self._fixed_cells(sheet, tally)
            return
        columns = find_columns(sheet.path, rows, self.columns, self.optional)
        self.header(columns.names, database)
        for line, raw in rows:
            filled = [n for n, cell in enumerate(raw) if cell.strip("\x1a \t")]
            if not filled or (self.footnotes and len(filled) == 1):
                continue
            yield Cells(partial(columns.get, raw), line, raw)

    def _fixed_cells(self, sheet: Sheet, tally: Tally) -> Iterator[Cells]:
        seen = False
        for line, raw in Sheet(sheet.path, "\0").rows():
            text = "".join(raw)
            match = self._fits(text)
            if match:
                seen = True
                yield Cells(partial(_group, match.groupdict()), line, raw)
            elif seen and text.strip("\x1a \t") and not self.footnotes:
                tally.reject(line, "the line is not in the fixed columns")

    def _is_fixed(self, sheet: Sheet) -> bool:
        return self.fixed is not None and sheet.name.lower().endswith(".txt")

    def _fits(self, text: str) -> re.Match[str] | None:
        return self.fixed.match(text) if self.fixed else None


def _group(groups: dict[str, str | None], field: str) -> str:
    return (groups.get(field) or "").strip()


def _said(key: tuple[Any, ...]) -> str:
    return " ".join(str(value) for value in key if value != "")


def table_rows(rows: list[Row]) -> str:
    """The words above and in the header as one line, to look for a year in."""
    return " ".join(" ".join(chain.from_iterable(cells for _, cells in rows)).split())
