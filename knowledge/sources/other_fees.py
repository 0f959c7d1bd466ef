"""Readers of the fee schedules beside the physician's: OPPS cap, OPPS addendum B, laboratory, equipment, anesthesia base units.

Descriptor columns of all of them are not mapped, so they are never read out of a row.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from knowledge.errors import SourceError
from knowledge.file_names import file_name
from knowledge.model import Edition
from knowledge.sources.cms_sheet import Row, Sheet
from knowledge.sources.cms_table import Cells, SheetTable, table_rows
from knowledge.sources.cms_values import MONTHS, decimal_of, quarter_edition, quarter_of, year_edition
from knowledge.tables import other_fees

_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_OPPS_BEGAN = date(2000, 8, 1)
_CODE = r"(cpt|hcpcs|cpt/ ?hcpcs|hcpcs/ ?cpt)? ?code"


def _first(year: str, month: str) -> date:
    return date(int(year) % 100 + 2000, MONTHS[month[:3].lower()], 1)


def _untold(sheet: Sheet, example: str) -> SourceError:
    return SourceError(sheet.path, "neither the file nor its name tells the quarter", f"Give it CMS's own name back, e.g. {example}.")


class OppsCap(SheetTable):
    """Caps of imaging by the outpatient rate, part of the relative value release: the year stands in the release's name only."""

    name = other_fees.OPPS_CAP
    kind: ClassVar[str] = "the table of OPPS caps"
    file = re.compile(rf"^OPPSCAP_?{_MONTH}.*\.(csv|txt|xlsx)$", re.IGNORECASE)
    schema: ClassVar[str] = other_fees.OPPS_CAP_SCHEMA
    insert: ClassVar[str] = "INSERT INTO cap VALUES (?,?,?,?,?,?,?)"
    key: ClassVar[int | None] = 4
    columns: ClassVar[Mapping[str, str]] = {
        "code": "hcpcs", "modifier": "mod", "status": "procstat", "contractor": "carrier", "locality": "locality", "facility": "facility price",
        "nonfacility": r"non-facil\w* price",
    }
    fixed = re.compile(
        r"(?P<code>\w{5})(?P<modifier>..) ?(?P<status>[A-Z]) (?P<contractor>\d{5}) +(?P<locality>\d\d) +(?P<facility>[\d.]+) +(?P<nonfacility>[\d.]+)\s*$"
    )

    def edition(self, sheet: Sheet, rows: list[Row]) -> Edition:
        """Month from the name, year from it or from the release's folder (`RVU25D`)."""
        month = re.search(_MONTH, sheet.name.lower().removeprefix("oppscap"))
        folders = (re.search(r"RVU(\d\d)[A-D]", folder.name, re.IGNORECASE) for folder in sheet.path.resolve().parents)
        year = re.search(r"(20\d\d)", sheet.name) or next(filter(None, folders), None)
        if month is None or year is None:
            raise SourceError(sheet.path, "neither the name nor the folder tells the year", "Put it into a folder named as the release, e.g. RVU25D.")
        begins = _first(year[1], month[1])
        return quarter_edition(self.name, f"{begins:%Y %B}", begins, file_name(sheet.path))

    def row(self, cells: Cells) -> tuple[Any, ...] | None:
        """One code in one locality."""
        return (
            cells.code("code"), cells.text("modifier"), cells.padded("contractor", 5), cells.padded("locality", 2), cells.text("status"),
            cells.decimal("facility", 2), cells.decimal("nonfacility", 2),
        )


class OppsAddendumB(SheetTable):
    """Payment by code under the outpatient prospective payment system."""

    name = other_fees.OPPS_ADDENDUM_B
    kind: ClassVar[str] = "addendum B of OPPS"
    file = re.compile(r"addendum[ _-]?b\b.*\.(csv|xlsx)$|addendum_b.*\.(csv|xlsx)$", re.IGNORECASE)
    schema: ClassVar[str] = other_fees.ADDENDUM_B_SCHEMA
    insert: ClassVar[str] = "INSERT INTO opps VALUES (?,?,?,?,?,?,?)"
    key: ClassVar[int | None] = 1
    columns: ClassVar[Mapping[str, str]] = {"code": r"hcpcs ?code", "status": r"si|status ?indicator", "rate": r"payment ?rate"}
    optional: ClassVar[Mapping[str, str]] = {
        "apc": "apc", "weight": "relative ?weight", "copayment": "national unadjusted ?copayment", "minimum": "minimum unadjusted ?copayment",
        "source": "source",
    }
    footnotes = True

    def edition(self, sheet: Sheet, rows: list[Row]) -> Edition:
        """`April 2026` in the name or title, or `2026-04`."""
        for text in (sheet.name, file_name(sheet.path), table_rows(rows)):
            words = text.replace("_", " ").replace("-", " ")
            spoken = re.search(rf"\b{_MONTH}\s+(?:\d+,? )?(20\d\d)\b|\b(20\d\d)\s+{_MONTH}\b", words, re.IGNORECASE)
            if spoken:
                begins = _first(spoken[2] or spoken[3], spoken[1] or spoken[4])
                return quarter_edition(self.name, f"{begins:%Y %B}", begins, file_name(sheet.path))
            digits = re.search(r"\b(20\d\d) (0[1-9]|1[0-2])\b", words)
            if digits:
                begins = date(int(digits[1]), int(digits[2]), 1)
                return quarter_edition(self.name, f"{begins:%Y %B}", begins, file_name(sheet.path))
        raise _untold(sheet, "april-2026-opps-addendum-b.csv")

    def row(self, cells: Cells) -> tuple[Any, ...] | None:
        """One code."""
        status = cells.text("status")
        if not re.fullmatch(r"[A-Z]\d?", status):
            raise ValueError(f"status indicator {status[:10]!r}")
        return (
            cells.code("code"), status, cells.text("apc"), cells.money("weight", 4), cells.money("rate"), cells.money("copayment"), cells.money("minimum"),
        )


class OppsStatus(SheetTable):
    """What the status indicators mean: an extract without a date, said to be one."""

    name = other_fees.OPPS_STATUS
    kind: ClassVar[str] = "the list of OPPS status indicators"
    file = re.compile(r"status_indicators.*\.(csv|xlsx)$", re.IGNORECASE)
    schema: ClassVar[str] = other_fees.STATUS_SCHEMA
    insert: ClassVar[str] = "INSERT INTO status VALUES (?,?,?)"
    key: ClassVar[int | None] = 1
    columns: ClassVar[Mapping[str, str]] = {"indicator": r"status ?indicator", "paid": "paid", "meaning": "description"}

    def edition(self, sheet: Sheet, rows: list[Row]) -> Edition:
        """None is told: it holds for all dates and says so."""
        return Edition(source=self.name, name="undated (derived)", begins=_OPPS_BEGAN, publisher="CMS", file=file_name(sheet.path))

    def row(self, cells: Cells) -> tuple[Any, ...] | None:
        """One indicator."""
        if not re.fullmatch(r"[A-Z]\d?", cells.text("indicator")):
            raise ValueError(f"status indicator {cells.text('indicator')[:10]!r}")
        return cells.text("indicator"), cells.text("paid"), cells.text("meaning")


class Clfs(SheetTable):
    """The clinical laboratory fee schedule: csv, or text delimited by `~`."""

    name = other_fees.CLFS
    kind: ClassVar[str] = "the laboratory fee schedule"
    file = re.compile(r"CLFS_CY(20\d\d)_Q([1-4])V(\d+).*\.(csv|txt|xlsx)$", re.IGNORECASE)
    schema: ClassVar[str] = other_fees.CLFS_SCHEMA
    insert: ClassVar[str] = "INSERT INTO lab VALUES (?,?,?,?,?)"
    key: ClassVar[int | None] = 2
    columns: ClassVar[Mapping[str, str]] = {
        "year": "year", "code": "hcpcs", "modifier": "mod", "begins": "eff_date", "indicator": "indicator", "rate": "rate",
    }
    fixed = re.compile(r"(?P<year>20\d\d)~(?P<code>\w{5})~(?P<modifier>[^~]*)~(?P<begins>\d*)~(?P<indicator>[^~]*)~(?P<rate>[\d.]+)~")

    def edition(self, sheet: Sheet, rows: list[Row]) -> Edition:
        """Year, quarter and version from the name."""
        match = self.file.search(sheet.name)
        if match is None:
            raise _untold(sheet, "PUF_CLFS_CY2026_Q3V1.csv")
        begins = quarter_of(int(match[1]), int(match[2]))[0]
        return quarter_edition(self.name, f"{match[1]} Q{match[2]} v{match[3]}", begins, file_name(sheet.path))

    def row(self, cells: Cells) -> tuple[Any, ...] | None:
        """One code."""
        return cells.code("code"), cells.text("modifier"), cells.date("begins"), cells.text("indicator"), cells.decimal("rate", 2)


class Dmepos(SheetTable):
    """Equipment, prosthetics, orthotics and supplies: one column for each state, urban (NR) and rural (R)."""

    name = other_fees.DMEPOS
    kind: ClassVar[str] = "the equipment fee schedule"
    file = re.compile(rf"DMEPOS(\d\d)_{_MONTH}.*\.(csv|xlsx)$", re.IGNORECASE)
    schema: ClassVar[str] = other_fees.DMEPOS_SCHEMA
    insert: ClassVar[str] = "INSERT INTO dme VALUES (?,?,?,?,?,?,?,?)"
    key: ClassVar[int | None] = 3
    columns: ClassVar[Mapping[str, str]] = {
        "code": "hcpcs", "modifier": "mod", "modifier2": "mod2", "jurisdiction": "juris", "category": "catg", "ceiling": "ceiling", "floor": "floor",
    }

    def __init__(self) -> None:
        self._positions: list[int] = []

    def header(self, names: tuple[str, ...], database: sqlite3.Connection) -> None:
        """The states, from `AL (NR)`, `AL (R)`, …"""
        areas = [(at, m[1].upper(), m[2] == "r") for at, name in enumerate(names) if (m := re.fullmatch(r"([a-z]{2}) \((n?r)\)", name))]
        self._positions = [at for at, _, _ in areas]
        database.executemany("INSERT INTO area VALUES (?,?,?)", [(n, state, rural) for n, (_, state, rural) in enumerate(areas)])

    def edition(self, sheet: Sheet, rows: list[Row]) -> Edition:
        """Year and month from the name."""
        match = self.file.search(sheet.name)
        if match is None:
            raise _untold(sheet, "DMEPOS25_APR.csv")
        begins = _first(match[1], match[2])
        return quarter_edition(self.name, f"{begins:%Y %B}", begins, file_name(sheet.path))

    def row(self, cells: Cells) -> tuple[Any, ...] | None:
        """One code with its modifiers."""
        if len(cells.raw) <= max(self._positions, default=0):
            raise ValueError(f"{len(cells.raw)} columns instead of {max(self._positions) + 1}")
        amounts = [decimal_of(cells.raw[at] or "0", 2) for at in self._positions]
        return (
            cells.code("code"), cells.text("modifier"), cells.text("modifier2"), cells.text("jurisdiction"), cells.text("category"),
            cells.money("ceiling") or "0.00", cells.money("floor") or "0.00", json.dumps(amounts, separators=(",", ":")),
        )


class AnesthesiaUnits(SheetTable):
    """Anesthesia base units by code, one table a year."""

    name = other_fees.ANESTHESIA_UNITS
    kind: ClassVar[str] = "the table of anesthesia base units"
    file = re.compile(r"anes\w*[ _-]base[ _-]units.*\.(csv|xlsx)$", re.IGNORECASE)
    schema: ClassVar[str] = other_fees.UNITS_SCHEMA
    insert: ClassVar[str] = "INSERT INTO base_units VALUES (?,?)"
    key: ClassVar[int | None] = 1
    columns: ClassVar[Mapping[str, str]] = {"code": _CODE, "units": r"((cy ?)?20\d\d )?(anesthesia )?base units?"}
    footnotes = True

    def edition(self, sheet: Sheet, rows: list[Row]) -> Edition:
        """The year from title, header or name."""
        match = re.search(r"(?:CY ?|\b)(20\d\d)[ _-](?:Anes\w*[ _-])?Base Units?", table_rows(rows), re.IGNORECASE) or re.search(r"(20\d\d)", sheet.name)
        if match is None:
            raise SourceError(sheet.path, "neither the file nor its name tells the year", "Name it e.g. 2026-anesthesia-base-units.csv.")
        return year_edition(self.name, f"CY{match[1]}", int(match[1]), file_name(sheet.path))

    def row(self, cells: Cells) -> tuple[Any, ...] | None:
        """One code."""
        units = cells.decimal("units", 0)
        if not units.isdecimal():
            raise ValueError(f"{units!r} is not a number of units")
        return cells.code("code"), int(units)


def readers() -> tuple[SheetTable, ...]:
    """A reader for each table."""
    return OppsCap(), OppsAddendumB(), OppsStatus(), Clfs(), Dmepos(), AnesthesiaUnits()
