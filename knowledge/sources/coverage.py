"""Readers of the two coverage extracts: service and diagnosis pairs (JSON), and the list of local documents (csv)."""

from __future__ import annotations

import json
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
from knowledge.sources.cms_reader import AGAIN, TableReader, Tally, not_that_kind
from knowledge.sources.cms_sheet import Row, Sheet
from knowledge.sources.cms_table import Cells, SheetTable
from knowledge.sources.cms_values import code_of, date_of, number, year_edition
from knowledge.tables import coverage

_PAIRS_NAME = re.compile(r"hcpcs_icd10_coverage_(20\d\d).*\.json$", re.IGNORECASE)
_SHAPE = re.compile(rb'\s*\{\s*"\w{5}"\s*:\s*\{\s*"(covered|lcdIds|notCovered)"')
_LCD = re.compile(r"L\d{4,6}")


class CoveragePairs(TableReader):
    """`{code: {covered: [...], notCovered: [...], lcdIds: [...]}}`, made through the Coverage API: a derived file."""

    name = coverage.PAIRS
    version = 1

    def recognise(self, path: Path, head: bytes) -> Edition | None:
        """By the shape of the JSON; the year stands in the name."""
        match = _PAIRS_NAME.search(path.name)
        if not _SHAPE.match(head):
            if match:
                raise not_that_kind(path, head, "an extract of coverage pairs")
            return None
        if match is None:
            raise SourceError(path, "the name does not tell the year of the extract", "Name it e.g. lcd_hcpcs_icd10_coverage_2026.derived.json.")
        edition = year_edition(self.name, match[1], int(match[1]), file_name(path))
        return edition if "derived" in edition.name else replace(edition, name=f"{edition.name} (derived)")

    def write(self, path: Path, edition: Edition, database: sqlite3.Connection, progress: Progress) -> FileReport:
        """Write services, diagnoses, pairs and policies. Raises `SourceError` where the JSON breaks off."""
        database.executescript(coverage.PAIRS_SCHEMA)
        tally = Tally(path, FileReport(file=file_name(path), source=self.name, edition=edition.name))
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
        except json.JSONDecodeError as error:
            raise SourceError(path, f"the JSON breaks off or is damaged ({error.msg})", AGAIN, error.lineno) from error
        except UnicodeDecodeError as error:
            raise SourceError(path, "the text is not UTF-8", AGAIN) from error
        diagnoses: dict[str, int] = {}
        pairs: set[tuple[int, int, int]] = set()
        for at, (raw, lists) in enumerate(content.items()):
            try:
                service = code_of(raw)
                named = [(covered, code) for covered, field in ((1, "covered"), (0, "notCovered")) for code in lists[field]]
                lcds = {lcd for lcd in lists["lcdIds"] if _LCD.fullmatch(lcd)}
            except (ValueError, KeyError, TypeError) as error:
                tally.reject(at + 1, f"{raw!r}: {error}")
                continue
            database.execute("INSERT INTO service VALUES (?,?)", (at, service))
            database.executemany("INSERT INTO policy VALUES (?,?)", [(at, lcd) for lcd in sorted(lcds)])
            for covered, code in named:
                if not icd10cm.looks_like(code):
                    tally.reject(at + 1, f"{raw}: {code!r} is not an ICD-10-CM code")
                    continue
                pairs.add((at, covered, diagnoses.setdefault(icd10cm.dotted(code), len(diagnoses))))
        database.executemany("INSERT INTO diagnosis VALUES (?,?)", [(at, code) for code, at in diagnoses.items()])
        database.executemany("INSERT INTO support VALUES (?,?,?)", sorted(pairs))
        database.execute(coverage.PAIRS_INDEX)
        tally.report.rows = len(pairs)
        progress("coverage pairs", 1.0)
        return tally.finish()


class CoverageDocuments(SheetTable):
    """The report of the coverage database's search page: LCDs and articles with contractor, dates and version."""

    name = coverage.DOCUMENTS
    kind: ClassVar[str] = "the list of local coverage documents"
    file = re.compile(r"local_coverage_documents.*\.(csv|xlsx)$", re.IGNORECASE)
    schema: ClassVar[str] = coverage.DOCUMENTS_SCHEMA
    insert: ClassVar[str] = "INSERT INTO document VALUES (?,?,?,?,?,?,?,?,?,?)"
    key: ClassVar[int | None] = 3
    columns: ClassVar[Mapping[str, str]] = {
        "contractor": "contractor_name_type", "display_id": "document_display_id", "kind": "document_type", "version": "document_version",
        "begins": "effective_date", "note": "note", "retired": "retirement_date", "title": "title", "updated": "updated_on", "url": "url",
    }

    def edition(self, sheet: Sheet, rows: list[Row]) -> Edition:
        """The month of the report, from the name. It holds until the next report."""
        match = re.search(r"(20\d\d)-(0[1-9]|1[0-2])", sheet.name)
        if match is None:
            raise SourceError(sheet.path, "the name does not tell the month of the report", "Name it e.g. local_coverage_documents_2025-08.csv.")
        return Edition(
            source=self.name, name=f"{match[1]}-{match[2]} (derived)", begins=date(int(match[1]), int(match[2]), 1), publisher="CMS",
            file=file_name(sheet.path), partial="excerpt" in file_name(sheet.path).lower(),
        )

    def row(self, cells: Cells) -> tuple[Any, ...] | None:
        """One document of one contractor."""
        identity, version = cells.text("display_id"), cells.text("version")
        if not re.fullmatch(r"D?[LA]\d{4,6}", identity) or not version.isdecimal():
            raise ValueError(f"{identity[:12]!r} version {version[:6]!r} is not a document")
        dates = [number(date_of(text if (text := cells.text(field)) != "N/A" else "")) for field in ("begins", "retired", "updated")]
        contractor = "; ".join(" ".join(block.split()) for block in re.split(r"\n\s*\n", cells.text("contractor")))
        return identity, int(version), contractor, cells.text("kind"), cells.text("title"), *dates, cells.text("note"), cells.text("url")


def readers() -> tuple[CoveragePairs, CoverageDocuments]:
    """Both readers."""
    return CoveragePairs(), CoverageDocuments()
