"""Readers of the medically unlikely edits: practitioner, outpatient hospital and DME supplier tables, csv or xlsx, each quarter.

A notice of the AMA fills the first cell; the header below it has a line break inside (`HCPCS/⏎CPT Code`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from knowledge.errors import SourceError
from knowledge.file_names import file_name
from knowledge.model import Edition
from knowledge.sources.cms_sheet import Row, Sheet
from knowledge.sources.cms_table import Cells, SheetTable
from knowledge.sources.cms_values import quarter_edition
from knowledge.tables import mue

_DATE = re.compile(r"eff[_-](\d\d)-(\d\d)-(\d{4})", re.IGNORECASE)


def _file(table: str) -> re.Pattern[str]:
    return re.compile(rf"MUE_{table}.*\.(csv|txt|xlsx)$", re.IGNORECASE)


def _columns(value: str) -> dict[str, str]:
    return {"code": "hcpcs ?/ ?cpt code", "value": value, "mai": "mue adjudication indicator", "rationale": "mue rationale"}


class Mue(SheetTable):
    """What the three tables have in common."""

    kind: ClassVar[str] = "a table of medically unlikely edits"
    schema: ClassVar[str] = mue.SCHEMA
    insert: ClassVar[str] = "INSERT INTO mue VALUES (?,?,?,?)"
    key: ClassVar[int | None] = 1

    def edition(self, sheet: Sheet, rows: list[Row]) -> Edition:
        """The first day of the quarter stands in the name (`Eff_04-01-2026`)."""
        match = _DATE.search(file_name(sheet.path))
        if match is None:
            raise SourceError(sheet.path, "the name does not tell from when these limits hold", "Give it CMS's own name back, with Eff_MM-DD-YYYY.")
        begins = date(int(match[3]), int(match[1]), int(match[2]))
        return quarter_edition(self.name, f"{begins.year} Q{(begins.month + 2) // 3}", begins, file_name(sheet.path))

    def row(self, cells: Cells) -> tuple[Any, ...] | None:
        """One limit."""
        return cells.code("code"), _units(cells.text("value")), _indicator(cells.text("mai")), cells.text("rationale")


class MuePractitioner(Mue):
    """Limits for practitioners."""

    name = mue.PRACTITIONER
    file = _file("PractitionerServices")
    columns: ClassVar[Mapping[str, str]] = _columns("practitioner services mue values")


class MueOutpatientHospital(Mue):
    """Limits for outpatient hospitals."""

    name = mue.OUTPATIENT_HOSPITAL
    file = _file("OutpatientHospitalServices")
    columns: ClassVar[Mapping[str, str]] = _columns("outpatient hospital services mue values")


class MueDmeSupplier(Mue):
    """Limits for suppliers of equipment."""

    name = mue.DME_SUPPLIER
    file = _file("DMESupplierServices")
    columns: ClassVar[Mapping[str, str]] = _columns("dme supplier services mue values")


def readers() -> tuple[Mue, ...]:
    """A reader for each table."""
    return MuePractitioner(), MueOutpatientHospital(), MueDmeSupplier()


def _units(cell: str) -> int:
    text = cell.removesuffix(".0")
    if not text.isdecimal():
        raise ValueError(f"{cell[:20]!r} is not a number of units")
    return int(text)


def _indicator(cell: str) -> int:
    """`3 Date of Service Edit: Clinical` → 3."""
    if cell[:1] not in ("1", "2", "3"):
        raise ValueError(f"adjudication indicator {cell[:20]!r} is not 1, 2 or 3")
    return int(cell[0])
