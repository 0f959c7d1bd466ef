"""Rows of a published table whether it comes as csv, delimited text, xlsx or a web page."""

from __future__ import annotations

import codecs
import csv
import io
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import IO, Any

from knowledge.errors import SourceError
from knowledge.sources import cms_archive, html_table
from knowledge.sources.cms_reader import AGAIN

Row = tuple[int, list[str]]
"""Line number (1-based; for a workbook its row) and cells as text."""

_HEAD_ROWS = 40
_TABLE = re.compile(r"\.(csv|txt)$", re.IGNORECASE)
_PAGE = (".html", ".htm")
csv.field_size_limit(1 << 24)  # coverage texts are longer than Python's default of 131,072


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table in a file."""

    path: Path
    delimiter: str = ","

    @property
    def name(self) -> str:
        """The name of the file."""
        return self.path.name

    def rows(self) -> Iterator[Row]:
        """Every row with its line number. Raises `SourceError` on damage, a wrong encoding, or a line no csv has."""
        if self.name.lower().endswith(".xlsx"):
            yield from self._workbook()
            return
        if self.name.lower().endswith(_PAGE):
            yield from self._page()
            return
        with self.path.open("rb") as stream:
            yield from self._text(stream)

    def _page(self) -> Iterator[Row]:
        page = _decoded(self.path, self.path.read_bytes())
        if "</html" not in page[-4096:].lower():
            raise SourceError(self.path, "the page breaks off", "Save the whole page again.")
        yield from html_table.rows(page)

    def _text(self, stream: IO[bytes]) -> Iterator[Row]:
        text = _decoded(self.path, stream.read())
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=self.delimiter, quoting=csv.QUOTE_NONE if self.delimiter != "," else csv.QUOTE_MINIMAL)
        line = 1
        try:
            for cells in reader:
                yield line, cells
                line = reader.line_num + 1
        except csv.Error as error:
            raise SourceError(self.path, f"the table breaks here ({error})", AGAIN, line) from error

    def _workbook(self) -> Iterator[Row]:
        with cms_archive.opened(self.path):
            pass  # a workbook is a zip: the same inspection
        with self.path.open("rb") as content:
            yield from _workbook_rows(self.path, content)


def _workbook_rows(path: Path, content: IO[bytes]) -> Iterator[Row]:
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # openpyxl on styles and validations that do not matter here
            book = openpyxl.load_workbook(content, read_only=True, data_only=True)
            for line, cells in enumerate(book.worksheets[0].iter_rows(values_only=True), 1):
                yield line, [_cell(value) for value in cells]
    except Exception as error:
        raise SourceError(path, f"the workbook is damaged or not a workbook ({type(error).__name__})", AGAIN) from error


def _cell(value: Any) -> str:
    """`None` → blank; a date cell → `YYYYMMDD`; a whole float without its `.0`."""
    if value is None:
        return ""
    if hasattr(value, "strftime"):
        return str(value.strftime("%Y%m%d"))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _decoded(path: Path, raw: bytes) -> str:
    """UTF-8, else cp1252: the two encodings CMS uses. Raises `SourceError` for any other and for binary content."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in raw[:4096]:
        raise SourceError(path, "the text is UTF-16 or not text at all", "Take the publisher's original, or save the file as UTF-8.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if b"\xc3\xa2\xe2\x82\xac" in raw:
            raise SourceError(path, "the text was decoded twice", "Take the publisher's original.") from error
    try:
        return raw.decode("cp1252")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise SourceError(path, "the text is neither UTF-8 nor Windows-1252", "Take the publisher's original, or save the file as UTF-8.", line) from error


def sheet_of(path: Path, head: bytes, named: re.Pattern[str], delimiter: str = ",") -> Sheet | None:
    """The table in a file, None if it is no table. Of workbooks and pages only those with one of its names are opened."""
    name, zipped = path.name.lower(), cms_archive.is_zip(head)
    if name.endswith((".xlsx", *_PAGE)):
        return Sheet(path) if zipped is name.endswith(".xlsx") and named.search(path.name) else None
    return Sheet(path, delimiter) if not zipped and _TABLE.search(name) else None


def head_rows(sheet: Sheet, head: bytes) -> list[Row]:
    """The first rows of a table, cheaply: recognising a file must not read it."""
    if not sheet.name.lower().endswith((".xlsx", *_PAGE)):
        return _head_text(head, sheet.delimiter)
    return list(_head_rows(sheet, sheet.path.stat().st_mtime_ns))


@lru_cache(maxsize=16)
def _head_rows(sheet: Sheet, stamp: int) -> tuple[Row, ...]:
    return tuple(islice(sheet.rows(), _HEAD_ROWS))


@lru_cache(maxsize=16)
def _head_text_cached(head: bytes, delimiter: str) -> tuple[Row, ...]:
    reader = csv.reader(io.StringIO(head.decode("cp1252", "replace"), newline=""), delimiter=delimiter)
    found: list[Row] = []
    line = 1
    try:
        for cells in islice(reader, _HEAD_ROWS):
            found.append((line, cells))
            line = reader.line_num + 1
    except csv.Error:
        pass  # the rows before it are enough to tell what this is
    return tuple(found)


def _head_text(head: bytes, delimiter: str) -> list[Row]:
    return list(_head_text_cached(head.removeprefix(codecs.BOM_UTF8), delimiter))


@lru_cache(maxsize=1 << 13)
def folded(cell: str) -> str:
    """A header cell without line breaks, doubled blanks and case: `HCPCS/⏎CPT Code` → `hcpcs/ cpt code`."""
    return " ".join(cell.split()).lower()
