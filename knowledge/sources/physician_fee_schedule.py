"""Reader of the physician fee schedule relative values (PPRRVU): csv, xlsx, or fixed text of 171.

The csv header is spread over several rows and repeats names, and its columns shift from year to year (32 in 2026, with
`PRIC IND`). The rows above each column are joined into one name and columns are found by that name; a name that is
not known means a newer layout and is refused. The descriptor (AMA's or ADA's words) is not read out of the row at all.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from knowledge.errors import SourceError
from knowledge.file_names import file_name
from knowledge.model import Edition
from knowledge.sources.base import FileReport, Progress
from knowledge.sources.cms_reader import AGAIN, TableReader, Tally, not_that_kind
from knowledge.sources.cms_sheet import Row, Sheet, folded, head_rows, sheet_of
from knowledge.sources.cms_table import table_rows
from knowledge.sources.cms_values import MONTHS, code_of, decimal_of, quarter_edition
from knowledge.tables import physician_fee_schedule as table

_NAME = re.compile(r"PPRRVU(\d{4}|\d{2})_([A-Za-z]{3})[^/]*\.(csv|txt|xlsx)$", re.IGNORECASE)
_TITLE = re.compile(r"(\d{4}) National Physician Fee Schedule Relative Value File (\w+) Release", re.IGNORECASE)
_RELEASED = re.compile(r"RELEASED (\d\d)/(\d\d)/(\d{4})")
_SPLIT_FROM = 2026
_DESCRIPTION = "description"
_HEADERS = {
    "hcpcs": "code", "mod": "modifier", "status code": "status", "not used for medicare payment": "not_used", "work rvu": "work",
    "non-fac pe rvu": "pe_nonfacility", "non-fac na indicator": "na_nonfacility", "facility pe rvu": "pe_facility",
    "facility na indicator": "na_facility", "mp rvu": "mp", "non-facility total": "total_nonfacility", "facility total": "total_facility",
    "pctc ind": "pctc", "glob days": "global_days", "pre op": "pre", "intra op": "intra", "post op": "post", "mult proc": "multiple",
    "bilat surg": "bilateral", "asst surg": "assistant", "co- surg": "cosurgeon", "team surg": "team", "pric ind": "pricing",
    "endo base": "endoscopic_base", "conv factor": "conversion_factor", "physician supervision of diagnostic procedures": "supervision",
    "calculation flag": "calculation_flag", "diagnostic imaging family indicator": "imaging_family",
    "non-facility pe used for opps payment amount": "opps_pe_nonfacility", "facility pe used for opps payment amount": "opps_pe_facility",
    "mp used for opps payment amount": "opps_mp",
}
_OPTIONAL = frozenset({"pricing"})
_FIXED = {
    "code": (0, 5), "modifier": (5, 7), "status": (57, 58), "not_used": (58, 59), "work": (59, 65), "pe_nonfacility": (65, 72),
    "na_nonfacility": (72, 74), "pe_facility": (74, 81), "na_facility": (81, 83), "mp": (83, 89), "total_nonfacility": (89, 96),
    "total_facility": (96, 102), "pctc": (102, 103), "global_days": (103, 106), "pre": (106, 109), "intra": (109, 112), "post": (112, 115),
    "multiple": (115, 116), "bilateral": (116, 117), "assistant": (117, 118), "cosurgeon": (118, 119), "team": (119, 120),
    "endoscopic_base": (120, 132), "conversion_factor": (132, 140), "supervision": (140, 143), "calculation_flag": (143, 144),
    "imaging_family": (144, 147), "opps_pe_nonfacility": (147, 157), "opps_pe_facility": (157, 164), "opps_mp": (164, 171),
}
_FIXED_WIDTH = 171
_WIDTHS = {"global_days": 3, "supervision": 2}
"""Fields of digits whose leading zeros a spreadsheet takes."""
_PLACES = {"conversion_factor": 4}
_NEWER = "The layout is newer or the file was edited: get the original, or update Coderly."

_Get = Callable[[str], str]


class PhysicianFeeSchedule(TableReader):
    """See the module. From 2026 there are two files a quarter, QPP and nonQPP: one reader each."""

    version = 1

    def __init__(self, name: str) -> None:
        self.name = name

    def recognise(self, path: Path, head: bytes) -> Edition | None:
        """By the title (csv, xlsx) or the `HDR` lines and the name (text)."""
        sheet, named = sheet_of(path, head, _NAME), bool(_NAME.search(path.name))
        if sheet is None:
            if named:
                raise not_that_kind(path, head, "the relative value file")
            return None
        rows = head_rows(sheet, head)
        words = table_rows(rows)
        title = _TITLE.search(words)
        if title is None and not (words.startswith("HDR ") and _NAME.search(sheet.name)):
            if named:
                raise not_that_kind(path, head, "the relative value file")
            return None
        edition = _edition(sheet, title, words)
        return edition if edition.source == self.name else None

    def write(self, path: Path, edition: Edition, database: sqlite3.Connection, progress: Progress) -> FileReport:
        """Write every row without its descriptor. Raises `SourceError` for a layout that is not the known one."""
        database.execute(table.SCHEMA)
        with path.open("rb") as handle:
            sheet = sheet_of(path, handle.read(4), _NAME)
        if sheet is None:
            raise not_that_kind(path, b"", "the relative value file")
        tally = Tally(path, FileReport(file=file_name(path), source=self.name, edition=edition.name))
        found: dict[tuple[str, str], tuple[str | int, ...]] = {}
        for line, get in _lines(sheet, tally):
            try:
                row = _row(get, line, tally)
                if (key := (str(row[0]), str(row[1]))) in found:
                    raise ValueError(f"{' '.join(key).strip()} stands further up already")
            except ValueError as error:
                tally.reject(line, str(error))
                continue
            found[key] = row
        database.executemany(table.INSERT, [found[key] for key in sorted(found)])
        tally.report.rows = len(found)
        progress(f"relative values {edition.name}", 1.0)
        return tally.finish()


def readers() -> tuple[PhysicianFeeSchedule, PhysicianFeeSchedule]:
    """The reader of the one file (nonQPP from 2026) and that of the QPP file."""
    return PhysicianFeeSchedule(table.SOURCE), PhysicianFeeSchedule(table.QPP)


def _edition(sheet: Sheet, title: re.Match[str] | None, words: str) -> Edition:
    name = _NAME.search(sheet.name)
    year_text, month_text = (title[1], title[2]) if title else (name[1], name[2]) if name else ("", "")
    month = MONTHS.get(month_text[:3].lower())
    if month is None:
        raise SourceError(sheet.path, f"{month_text!r} is not a month of release", "Give it CMS's own name back, e.g. PPRRVU2025_Oct.csv.")
    year = int(year_text) % 100 + 2000
    lowered = sheet.name.lower()
    if year >= _SPLIT_FROM and "qpp" not in lowered:
        raise SourceError(sheet.path, "the name does not tell QPP from nonQPP", "Give it CMS's own name back, ending in _QPP or _nonQPP.")
    qpp = "qpp" in lowered and "nonqpp" not in lowered
    released = _RELEASED.search(words)
    label = f"{year} {date(year, month, 1):%B}" + (f", released {released[3]}-{released[1]}-{released[2]}" if released else "")
    return quarter_edition(table.QPP if qpp else table.SOURCE, label, date(year, month, 1), file_name(sheet.path))


def _lines(sheet: Sheet, tally: Tally) -> Iterator[tuple[int, _Get]]:
    """Each data row as a function from field to cell. The descriptor's column is in no map."""
    if sheet.name.lower().endswith(".txt"):
        for line, cells in Sheet(sheet.path, "\0").rows():
            text = "".join(cells)
            if text.startswith("HDR") or not text.strip("\x1a "):
                continue
            if len(text) != _FIXED_WIDTH:
                if not tally.report.rows and line < 20:
                    raise SourceError(sheet.path, f"lines of {len(text)} characters instead of {_FIXED_WIDTH}", _NEWER + " The csv may be read already.", line)
                tally.reject(line, f"{len(text)} characters instead of {_FIXED_WIDTH}")
                continue
            yield line, _cut(text)
        return
    rows = sheet.rows()
    positions = _header(sheet, rows)
    width = max(positions.values()) + 1
    for line, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) < width:
            tally.reject(line, f"{len(cells)} columns instead of {width}")
            continue
        yield line, _pick(cells, positions)


def _cut(text: str) -> _Get:
    return lambda field: text[slice(*_FIXED[field])].strip() if field in _FIXED else ""


def _pick(cells: list[str], positions: dict[str, int]) -> _Get:
    return lambda field: cells[positions[field]].strip() if field in positions else ""


def _header(sheet: Sheet, rows: Iterator[Row]) -> dict[str, int]:
    """Join the rows above each column into one name and map it. Rows with a single cell are titles, not header."""
    above: list[list[str]] = []
    for line, cells in rows:
        if sum(bool(c.strip()) for c in cells) > 1:
            above.append(cells)
        if cells and folded(cells[0]) == "hcpcs":
            break
        if line > 40:
            raise SourceError(sheet.path, "the header was not found", AGAIN)
    else:
        raise SourceError(sheet.path, "the header was not found", AGAIN)
    positions: dict[str, int] = {}
    for at in range(len(above[-1])):
        name = folded(" ".join(row[at] for row in above if at < len(row)))
        if name in ("", _DESCRIPTION):
            continue
        field = _HEADERS.get(name)
        if field is None or field in positions:
            problem = "there twice" if field else "not a known column"
            raise SourceError(sheet.path, f"column {at + 1} is called {name.upper()!r}, which is {problem}", _NEWER, line)
        positions[field] = at
    missing = [name.upper() for name, field in _HEADERS.items() if field not in positions and field not in _OPTIONAL]
    if missing:
        raise SourceError(sheet.path, f"columns are missing: {', '.join(missing)}", _NEWER, line)
    return positions


def _row(get: _Get, line: int, tally: Tally) -> tuple[str | int, ...]:
    """Values in the order of `table.COLUMNS`. Raises `ValueError`."""
    texts = {field: get(field) for field in table.TEXTS}
    raw = texts["code"]
    texts["code"] = code_of(raw)
    if texts["code"] != raw:
        tally.restore(line, raw, texts["code"])
    for field, width in _WIDTHS.items():
        if texts[field].isdecimal():
            texts[field] = texts[field].zfill(width)
    if not re.fullmatch(r"[A-Z]", texts["status"]):
        raise ValueError(f"status {texts['status'][:10]!r} is not one letter")
    if not re.fullmatch(r"|[0-9A-Z]{2}", texts["modifier"]):
        raise ValueError(f"modifier {texts['modifier'][:10]!r}")
    flags = [int(get(field) == "NA") for field in table.FLAGS]
    return (*texts.values(), *flags, *(decimal_of(get(field), _PLACES.get(field, 2)) for field in table.NUMBERS))
