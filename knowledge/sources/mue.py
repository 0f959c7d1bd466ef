"""Reader of the medically unlikely edits: practitioner, outpatient hospital and DME supplier tables, csv or xlsx, each quarter.

A notice of the AMA fills the first cell; the header below it has a line break inside (`HCPCS/⏎CPT Code`).
"""

from __future__ import annotations

import re
import sqlite3
from datetime import date
from pathlib import Path

from knowledge.errors import SourceError
from knowledge.model import Edition
from knowledge.sources.base import FileReport, Progress
from knowledge.sources.cms_columns import find_columns, has_columns
from knowledge.sources.cms_reader import TableReader, Tally, not_that_kind
from knowledge.sources.cms_sheet import head_rows, sheet_of
from knowledge.sources.cms_values import code_of, quarter_edition
from knowledge.tables import mue

_DATE = re.compile(r"eff[_-](\d\d)-(\d\d)-(\d{4})", re.IGNORECASE)
_TABLES = {
    mue.PRACTITIONER: ("PractitionerServices", "practitioner services mue values"),
    mue.OUTPATIENT_HOSPITAL: ("OutpatientHospitalServices", "outpatient hospital services mue values"),
    mue.DME_SUPPLIER: ("DMESupplierServices", "dme supplier services mue values"),
}


class Mue(TableReader):
    """See the module. One reader for each of the three tables."""

    version = 1

    def __init__(self, name: str) -> None:
        self.name = name
        in_name, in_header = _TABLES[name]
        self._file = re.compile(rf"MUE_{in_name}.*\.(csv|txt|xlsx)$", re.IGNORECASE)
        self._columns = {"code": "hcpcs ?/ ?cpt code", "value": in_header, "mai": "mue adjudication indicator", "rationale": "mue rationale"}

    def recognise(self, path: Path, head: bytes) -> Edition | None:
        """By its header; the first day of the quarter stands in the name (`Eff_04-01-2026`)."""
        sheet = sheet_of(path, head, self._file)
        named = bool(self._file.search(path.name))
        if sheet is None:
            if named:
                raise not_that_kind(path, head, "a table of medically unlikely edits")
            return None
        rows = head_rows(sheet, head)
        if not has_columns(rows, self._columns):
            if named:
                find_columns(path, iter(rows), self._columns)
            return None
        match = _DATE.search(sheet.name) or _DATE.search(path.name)
        if match is None:
            raise SourceError(path, "the name does not tell from when these limits hold", "Give it CMS's own name back, with Eff_MM-DD-YYYY.")
        begins = date(int(match[3]), int(match[1]), int(match[2]))
        return quarter_edition(self.name, f"{begins.year} Q{(begins.month + 2) // 3}", begins, path.name)

    def write(self, path: Path, edition: Edition, database: sqlite3.Connection, progress: Progress) -> FileReport:
        """Write every limit. Raises `SourceError` for a missing column or a damaged file."""
        database.execute(mue.SCHEMA)
        tally = Tally(path, FileReport(file=path.name, source=self.name, edition=edition.name))
        with path.open("rb") as handle:
            sheet = sheet_of(path, handle.read(4), self._file)
        if sheet is None:
            raise not_that_kind(path, b"", "a table of medically unlikely edits")
        rows = sheet.rows()
        columns = find_columns(path, rows, self._columns)
        found: dict[str, tuple[str, int, int, str]] = {}
        for line, cells in rows:
            if not any(cell.strip() for cell in cells):
                continue
            try:
                raw = columns.get(cells, "code")
                code = code_of(raw)
                row = (code, _units(columns.get(cells, "value")), _indicator(columns.get(cells, "mai")), columns.get(cells, "rationale"))
                if code in found:
                    raise ValueError(f"{code} stands further up already")
            except ValueError as error:
                tally.reject(line, str(error))
                continue
            if code != raw:
                tally.restore(line, raw, code)
            found[code] = row
        database.executemany("INSERT INTO mue VALUES (?,?,?,?)", sorted(found.values()))
        tally.report.rows = len(found)
        progress(f"MUE {edition.name}", 1.0)
        return tally.finish()


def readers() -> tuple[Mue, ...]:
    """A reader for each table."""
    return tuple(Mue(name) for name in _TABLES)


def _units(cell: str) -> int:
    text = cell.removesuffix(".0")
    if not text.isdigit():
        raise ValueError(f"{cell[:20]!r} is not a number of units")
    return int(text)


def _indicator(cell: str) -> int:
    """`3 Date of Service Edit: Clinical` → 3."""
    if cell[:1] not in ("1", "2", "3"):
        raise ValueError(f"adjudication indicator {cell[:20]!r} is not 1, 2 or 3")
    return int(cell[0])
