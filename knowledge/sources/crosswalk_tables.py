"""Readers of crosswalk files with columns: HCC mappings, CCSR, RBCS and the ICD-10-CM conversion table."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

from knowledge import icd10cm
from knowledge.errors import SourceError
from knowledge.file_names import file_name
from knowledge.model import Edition
from knowledge.sources.base import FileReport, Progress
from knowledge.sources.cms_columns import find_columns, has_columns
from knowledge.sources.cms_reader import TableReader, Tally, not_that_kind
from knowledge.sources.cms_sheet import Row, Sheet, folded, head_rows, sheet_of
from knowledge.sources.cms_table import Cells, SheetTable, table_rows
from knowledge.sources.cms_values import year_edition
from knowledge.sources.codeset_editions import fiscal_year, is_partial, year_named
from knowledge.tables import crosswalks

_CATEGORY = re.compile(r"(?P<model>.+ v\d{2})(?P<paid> for (?P<year>20\d\d) (?:mid-?year |initial |final )?payment year)?")
_EMPTY = frozenset({"", "-", "--", "---"})
_HCC = re.compile(r"(?:hcc|mappings).*\.(?:csv|xlsx)$", re.IGNORECASE)


class HccMappings(TableReader):
    """ICD-10-CM diagnoses to the categories of the risk-adjustment models. Models and their number change every year."""

    name = "hcc_mappings"
    version = 1
    columns: ClassVar[Mapping[str, str]] = {"code": "diagnosis code", "title": "description", "model": ".*(?:cms-hcc|rxhcc).* v\\d{2}"}

    def recognise(self, path: Path, head: bytes) -> Edition | None:
        """By its header; the payment year stands in the header too."""
        sheet = sheet_of(path, head, _HCC)
        if sheet is None:
            return None
        rows = head_rows(sheet, head)
        if not has_columns(rows, self.columns):
            if "hcc-mappings" in path.name.lower():
                find_columns(path, iter(rows), self.columns)
            return None
        match = re.search(r"for (20\d\d)[^,]*?payment year", table_rows(rows), re.IGNORECASE)
        year = int(match[1]) if match else year_named(file_name(path))
        if year is None:
            raise SourceError(
                path, "neither the header nor the name tells the payment year", "Name it e.g. 2026-midyear-final-icd-10-mappings.csv."
            )
        return year_edition(self.name, f"payment year {year}", year, file_name(path))

    def write(self, path: Path, edition: Edition, database: sqlite3.Connection, progress: Progress) -> FileReport:
        """One stored row for each category of each code. `report.rows` counts rows of the file."""
        database.executescript(crosswalks.HCC_SCHEMA)
        with path.open("rb") as handle:
            start = handle.read(4)
        sheet = sheet_of(path, start, _HCC)
        if sheet is None:
            raise not_that_kind(path, start, "the HCC mappings")
        tally = Tally(path, FileReport(file=file_name(path), source=self.name, edition=edition.name))
        rows = sheet.rows()
        header = find_columns(path, rows, self.columns)
        models, paid = _models(header.names)
        stored: dict[tuple[str, str, str, str], int] = {}
        for line, cells in rows:
            code = icd10cm.key(cells[header.positions["code"]].strip()) if cells else ""
            if not code or sum(bool(cell.strip()) for cell in cells) == 1:
                continue  # blank rows and footnotes
            if not icd10cm.looks_like(code):
                tally.reject(line, f"{code[:20]!r} is not an ICD-10-CM code")
                continue
            if len(cells) <= max(models.values()):
                tally.reject(line, f"{code}: {len(cells)} columns instead of {len(header.names)}")
                continue
            for model, at in models.items():
                category = cells[at].strip()
                if category in _EMPTY:
                    continue
                flag = cells[paid[model]].strip() if paid.get(model, len(cells)) < len(cells) else ""
                stored.setdefault((code, model.upper(), category, "" if flag in _EMPTY else flag), line)
            tally.report.rows += 1
        database.executemany("INSERT INTO hcc VALUES (?,?,?,?,?)", [(*key, line) for key, line in stored.items()])
        progress("HCC mappings", 1.0)
        return tally.finish()


def _models(names: tuple[str, ...]) -> tuple[dict[str, int], dict[str, int]]:
    """Columns with categories and columns with payment flags, by model."""
    models: dict[str, int] = {}
    paid: dict[str, int] = {}
    for at, name in enumerate(names):
        match = _CATEGORY.fullmatch(name)
        if match:
            model = re.sub(r" (?:model )?category(?= )| model(?= v)", "", match["model"])
            (paid if match["paid"] else models)[model] = at
    return models, paid


_CCSR = re.compile(r"DXCCSR.*\.csv$", re.IGNORECASE)


class Ccsr(TableReader):
    """Clinical categories of AHRQ. Cells stand in apostrophes; later editions add defaults for inpatient and outpatient use."""

    name = "ccsr"
    version = 1
    _first = "'?icd-10-cm code'?"

    def recognise(self, path: Path, head: bytes) -> Edition | None:
        """By its header; the version stands in the name."""
        sheet = sheet_of(path, head, _CCSR)
        if sheet is None:
            return None
        rows = head_rows(sheet, head)
        if not has_columns(rows, {"code": self._first, "category": "'?ccsr category 1'?"}):
            if _CCSR.search(sheet.name):
                raise not_that_kind(path, head, "the CCSR table")
            return None
        match = re.search(r"(20\d\d)[_-](\d)", sheet.name) or re.search(r"(20\d\d)[_-](\d)", file_name(path))
        if match is None:
            raise SourceError(path, "the name does not tell the version of the CCSR", "Name it as published, e.g. DXCCSR_v2026-1.csv.")
        begins = date(int(match[1]) - 1, 10, 1)  # version 2026-1 groups the codes of FY2026
        name = f"v{match[1]}-{match[2]}"
        return Edition(source=self.name, name=name, begins=begins, publisher="AHRQ", file=file_name(path), partial=is_partial(file_name(path)))

    def write(self, path: Path, edition: Edition, database: sqlite3.Connection, progress: Progress) -> FileReport:
        """One stored row for each category of each code. `report.rows` counts codes."""
        database.executescript(crosswalks.CCSR_SCHEMA)
        with path.open("rb") as handle:
            start = handle.read(4)
        sheet = sheet_of(path, start, _CCSR)
        if sheet is None:
            raise not_that_kind(path, start, "the CCSR table")
        tally = Tally(path, FileReport(file=file_name(path), source=self.name, edition=edition.name))
        rows = sheet.rows()
        names = [name.strip("' ") for name in find_columns(path, rows, {"code": self._first}).names]
        at = {name: n for n, name in enumerate(names)}
        lost = [f"ccsr category {n} description" for n in range(1, 10) if f"ccsr category {n}" in at and f"ccsr category {n} description" not in at]
        if lost:
            raise SourceError(path, f"columns are missing from the header: {', '.join(lost)}", "Download the file again; if it stays, update Coderly.")
        categories = [
            (n, at[f"ccsr category {n}"], at[f"ccsr category {n} description"]) for n in range(1, 10) if f"ccsr category {n}" in at
        ]
        defaults = [
            next((k for name, k in at.items() if re.fullmatch(f"default ccsr category {kind}", name)), None) for kind in ("ip", "op")
        ]
        stored: list[tuple[Any, ...]] = []
        seen: dict[str, int] = {}
        for line, raw in rows:
            cells = [cell.strip("' ") for cell in raw]
            if not any(cells):
                continue
            code = icd10cm.key(cells[at["icd-10-cm code"]])
            if len(cells) < len(names):
                tally.reject(line, f"{len(cells)} columns instead of {len(names)}")
            elif not icd10cm.looks_like(code):
                tally.reject(line, f"{code[:20]!r} is not an ICD-10-CM code")
            elif code in seen:
                tally.reject(line, f"{code} stands in line {seen[code]} already")
            else:
                seen[code] = line
                usual = [cells[k] if k is not None else "" for k in defaults]
                stored += [
                    (code, n, cells[k], cells[t], int(cells[k] == usual[0]), int(cells[k] == usual[1]), line)
                    for n, k, t in categories
                    if cells[k]
                ]
        database.executemany("INSERT INTO ccsr VALUES (?,?,?,?,?,?,?)", stored)
        tally.report.rows = len(seen)
        progress("CCSR", 1.0)
        return tally.finish()


class Rbcs(SheetTable):
    """Restructured BETOS classification of CPT and HCPCS codes; its categories are CMS's own words."""

    name = "rbcs"
    kind: ClassVar[str] = "the RBCS table"
    file = re.compile(r"rbcs.*\.(csv|xlsx)$", re.IGNORECASE)
    schema: ClassVar[str] = crosswalks.RBCS_SCHEMA
    insert: ClassVar[str] = "INSERT INTO rbcs VALUES (?,?,?,?,?,?,?,?)"
    key: ClassVar[int | None] = None
    columns: ClassVar[Mapping[str, str]] = {
        "code": "hcpcs_?c(?:o)?de?|hcpcs_cd", "kind": "rbcs_(?:procedure|major_ind.*)", "category": "rbcs_cat(?:egory|_desc)",
        "subcategory": "rbcs_subcat(?:egory|_desc)", "family": "rbcs_family(?:_desc)?", "added": "hcpcs_(?:date_added|cd_add_dt)",
        "ended": "hcpcs_(?:date_ended|cd_end_dt)", "effective": "rbcs_(?:date_effective|analysis_start_dt)",
    }  # fmt: skip

    def edition(self, sheet: Sheet, rows: list[Row]) -> Edition:
        """The year stands in the name."""
        year = year_named(sheet.name) or year_named(file_name(sheet.path))
        if year is None:
            raise SourceError(sheet.path, "the name does not tell the year of the RBCS", "Name it e.g. RBCS_RY_2026.csv.")
        return replace(year_edition(self.name, f"RBCS {year}", year, file_name(sheet.path)), ends=None)

    def row(self, cells: Cells) -> tuple[Any, ...] | None:
        """One code in one span of time."""
        spans = (cells.date("added"), cells.date("ended"), cells.date("effective"))
        return (cells.code("code"), *spans, *(cells.text(field) for field in ("kind", "category", "subcategory", "family")))


class ConversionTable(SheetTable):
    """ICD-10-CM conversion table: which code a deleted one became."""

    name = "icd10cm_conversion"
    kind: ClassVar[str] = "the ICD-10-CM conversion table"
    file = re.compile(r"conversion[-_ ]?table.*\.(csv|xlsx)$", re.IGNORECASE)
    schema: ClassVar[str] = crosswalks.CONVERSION_SCHEMA
    insert: ClassVar[str] = "INSERT INTO conversion VALUES (?,?,?)"
    key: ClassVar[int | None] = None
    footnotes: bool = True
    columns: ClassVar[Mapping[str, str]] = {
        "code": "(?:current|new) .*code.*|new code",
        "effective": ".*(?:effective|year).*",
        "previous": "previous .*code.*",
    }

    def edition(self, sheet: Sheet, rows: list[Row]) -> Edition:
        """The fiscal year stands in the name."""
        year = year_named(sheet.name) or year_named(file_name(sheet.path))
        if year is None:
            raise SourceError(sheet.path, "the name does not tell the fiscal year", "Name it e.g. icd10cm_conversion_table_2026.xlsx.")
        name, begins, _ = fiscal_year(year, sheet.name)
        return Edition(source=self.name, name=name, begins=begins, publisher="NCHS", file=file_name(sheet.path), partial=is_partial(sheet.name))

    def row(self, cells: Cells) -> tuple[Any, ...] | None:
        """One new code and one code it came from; `None` in the file means that it is new."""
        code, previous = (icd10cm.key(cells.text(field)) for field in ("code", "previous"))
        if not icd10cm.looks_like(code):
            raise ValueError(f"{code[:20]!r} is not an ICD-10-CM code")
        if folded(previous) in ("", "none"):
            return None
        if not icd10cm.looks_like(previous):
            raise ValueError(f"{previous[:20]!r} is not an ICD-10-CM code")
        return code, cells.text("effective"), previous
