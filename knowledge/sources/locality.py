"""Readers of the tables of localities that come with the relative values: GPCI, LOCCO, ANES, and the ZIP code file.

All exist as csv, xlsx and fixed text. Contractor numbers lose their leading zeros in some of CMS's own files; that
is mended. Footnotes stand below the tables; names carry the asterisks that point to them.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping
from typing import Any, ClassVar

from knowledge.errors import SourceError
from knowledge.file_names import file_name
from knowledge.model import Edition
from knowledge.sources.cms_sheet import Row, Sheet
from knowledge.sources.cms_table import Cells, SheetTable, table_rows
from knowledge.sources.cms_values import quarter_edition, quarter_of, year_edition
from knowledge.tables import locality

_MAC = r"medicare admini?strative contractor( \(mac\))?"


def _year(name: str, file: str, text: str, pattern: str, source: str, sheet: Sheet) -> Edition:
    """The calendar year from the words of the file, else from its name. Raises `SourceError`."""
    found = re.search(pattern, text) or re.search(file, sheet.name, re.IGNORECASE)
    if found is None:
        raise SourceError(sheet.path, f"neither the file nor its name tells the year of {name}", "Give it CMS's own name back, with the year.")
    year = int(found[1])
    return year_edition(source, f"CY{year if year > 99 else 2000 + year}", year if year > 99 else 2000 + year, file_name(sheet.path))


class Gpci(SheetTable):
    """Geographic practice cost indices, addendum E of the rule."""

    name = locality.GPCI
    kind: ClassVar[str] = "the table of geographic practice cost indices"
    file = re.compile(r"^GPCI\d{4}.*\.(csv|txt|xlsx)$", re.IGNORECASE)
    schema: ClassVar[str] = locality.GPCI_SCHEMA
    insert: ClassVar[str] = "INSERT INTO gpci VALUES (?,?,?,?,?,?,?)"
    key: ClassVar[int | None] = 2
    columns: ClassVar[Mapping[str, str]] = {
        "contractor": _MAC, "state": "state", "locality": "locality number", "name": "locality name",
        "work": r"(\d{4} )?pw gpci( \(with 1\.0 floor\))?\**", "pe": r"(\d{4} )?pe gpci\**", "mp": r"(\d{4} )?mp gpci\**",
    }
    fixed = re.compile(
        r"(?P<contractor>\d{5})\s+(?P<state>[A-Z]{2})\s+(?P<locality>\d\d)\s+(?P<name>\S.*?)\s+(?P<work>[\d.]+)\s+(?P<pe>[\d.]+)\s+(?P<mp>[\d.]+)\s*$"
    )
    footnotes = True

    def edition(self, sheet: Sheet, rows: list[Row]) -> Edition:
        """`… FINAL CY 2025 GEOGRAPHIC …` in the title."""
        return _year("the indices", r"GPCI(\d{4})", table_rows(rows), r"CY (\d{4})", self.name, sheet)

    def row(self, cells: Cells) -> tuple[Any, ...] | None:
        """One locality."""
        return (
            cells.padded("contractor", 5), cells.padded("locality", 2), cells.text("state"), cells.text("name").rstrip("* "),
            cells.decimal("work", 3), cells.decimal("pe", 3), cells.decimal("mp", 3),
        )


class Localities(SheetTable):
    """Counties of each locality. The state stands only in its first row."""

    name = locality.LOCALITIES
    kind: ClassVar[str] = "the table of counties by locality"
    file = re.compile(r"^\d\dLOCCO.*\.(csv|xlsx)$", re.IGNORECASE)
    schema: ClassVar[str] = locality.LOCALITIES_SCHEMA
    insert: ClassVar[str] = "INSERT INTO locality VALUES (?,?,?,?,?)"
    key: ClassVar[int | None] = None
    columns: ClassVar[Mapping[str, str]] = {
        "contractor": _MAC, "locality": "locality number", "state": "state", "area": "fee schedule area", "counties": "counties",
    }
    footnotes = True

    def __init__(self) -> None:
        self._state = ""

    def header(self, names: tuple[str, ...], database: sqlite3.Connection) -> None:
        """A new file: no state yet."""
        self._state = ""

    def edition(self, sheet: Sheet, rows: list[Row]) -> Edition:
        """`COUNTIES INCLUDED IN 2025 LOCALITIES`."""
        return _year("the localities", r"^(\d\d)LOCCO", table_rows(rows), r"INCLUDED IN (\d{4}) LOCALITIES", self.name, sheet)

    def row(self, cells: Cells) -> tuple[Any, ...] | None:
        """One locality."""
        self._state = cells.text("state").rstrip("* ") or self._state
        return cells.padded("contractor", 5), cells.padded("locality", 2), self._state, cells.text("area"), cells.text("counties")


class AnesthesiaCf(SheetTable):
    """Anesthesia conversion factors by locality; the national one stands in the header. The text gives them in cents."""

    name = locality.ANESTHESIA_CF
    kind: ClassVar[str] = "the table of anesthesia conversion factors"
    file = re.compile(r"^ANES\d{4}.*\.(csv|txt|xlsx)$", re.IGNORECASE)
    schema: ClassVar[str] = locality.ANESTHESIA_SCHEMA
    insert: ClassVar[str] = "INSERT INTO anesthesia VALUES (?,?,?,?)"
    key: ClassVar[int | None] = 2
    columns: ClassVar[Mapping[str, str]] = {
        "contractor": "contractor", "locality": "locality", "name": "locality name", "factor": r"(national )?anes cf of [\d.]+.*",
    }
    fixed = re.compile(r"(?P<contractor>\d{5})\s+(?P<locality>\d\d)\s+(?P<name>\S.*?)\s+(?P<cents>\d{4})\s*$")
    footnotes = True

    def edition(self, sheet: Sheet, rows: list[Row]) -> Edition:
        """The year stands in the name only."""
        return _year("these factors", r"ANES(\d{4})", "", "(?!)(.)", self.name, sheet)

    def header(self, names: tuple[str, ...], database: sqlite3.Connection) -> None:
        """The national factor out of `National Anes CF of 20.3178`."""
        found = next((m for m in (re.search(r"anes cf of (\d+\.\d+)", name) for name in names) if m), None)
        if found:
            database.execute("INSERT INTO national VALUES (?)", (found[1],))

    def row(self, cells: Cells) -> tuple[Any, ...] | None:
        """One locality."""
        cents = cells.text("cents")
        factor = f"{cents[:-2]}.{cents[-2:]}" if cents else cells.decimal("factor", 2)
        return cells.padded("contractor", 5), cells.padded("locality", 2), cells.text("name").rstrip("* "), factor


class ZipLocalities(SheetTable):
    """Five-digit ZIP codes to contractor and locality: fixed lines of 80, the quarter in the last five columns."""

    name = locality.ZIP_LOCALITIES
    kind: ClassVar[str] = "the file of ZIP codes and localities"
    file = re.compile(r"^ZIP5_\w{3}\d{4}.*\.txt$", re.IGNORECASE)
    schema: ClassVar[str] = locality.ZIP_SCHEMA
    insert: ClassVar[str] = "INSERT INTO zip VALUES (?,?,?,?,?,?)"
    key: ClassVar[int | None] = 2
    columns: ClassVar[Mapping[str, str]] = {}
    fixed = re.compile(
        r"(?P<state>[A-Z]{2})(?P<zip>\d{5})(?P<contractor>\d{5})(?P<locality>\d\d)(?P<rural>[ RB]).{3}  "
        r"(?P<four>[01]).{54}(?P<year>\d{4})(?P<quarter>[1-4])\s*$"
    )

    def edition(self, sheet: Sheet, rows: list[Row]) -> Edition:
        """The quarter at the end of the first line (`20254`)."""
        match = next(m for m in (self.fixed.match(",".join(cells)) for _, cells in rows) if m)
        year, quarter = int(match["year"]), int(match["quarter"])
        return quarter_edition(self.name, f"{year} Q{quarter}", quarter_of(year, quarter)[0], file_name(sheet.path))

    def row(self, cells: Cells) -> tuple[Any, ...] | None:
        """One ZIP code."""
        return cells.text("zip"), cells.text("state"), cells.text("contractor"), cells.text("locality"), cells.text("rural"), int(cells.text("four"))


def readers() -> tuple[SheetTable, ...]:
    """A reader for each table."""
    return Gpci(), Localities(), AnesthesiaCf(), ZipLocalities()
