"""Readers of the order files and codes files of ICD-10-CM and ICD-10-PCS.

Order file, fixed columns: 1-5 order number, 7-13 code without dot, 15 flag (0 header, 1 billable), 17-76 short
title, 78- long title. Codes file: the code padded to 7, a blank, the long title; billable codes only. The two
code systems share the layouts; the first code tells them apart.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

from knowledge.errors import SourceError
from knowledge.file_names import file_name
from knowledge.model import Edition
from knowledge.sources.base import FileReport, Progress
from knowledge.sources.cms_reader import TableReader, Tally, not_that_kind
from knowledge.sources.codeset_editions import fiscal_year, is_partial, year_named
from knowledge.sources.codeset_lines import TextFile, text_file
from knowledge.tables.code_order import SCHEMA

_ORDER = re.compile(r"(?P<ord>\d{5}) (?P<code>[0-9A-Z]{3}[0-9A-Z ]{4}) (?P<flag>[01]) (?P<short>.{60}) (?P<long>\S.*)")
_CODES = re.compile(r"(?P<code>[0-9A-Z]{3}[0-9A-Z ]{4}) (?P<long>\S.*)")
_CM = re.compile(r"[A-Z][0-9A-Z]{2,6}")
_PCS = re.compile(r"[0-9A-HJ-NP-Z]{3}(?:[0-9A-HJ-NP-Z]{4})?")
_LINES_TO_TELL = 5


class _Reader(TableReader):
    """One layout of one code system. Subclasses declare which."""

    name: str
    version = 1
    line: ClassVar[re.Pattern[str]]
    code: ClassVar[re.Pattern[str]]
    named: ClassVar[re.Pattern[str]]
    """Names under which it is published."""
    kind: ClassVar[str]
    last: ClassVar[str]
    """How the last codes of a complete file begin: without them it breaks off."""

    def recognise(self, path: Path, head: bytes) -> Edition | None:
        """By its first lines; the year stands in the name only."""
        file = self._file(path, head)
        if file is None:
            return None
        first = [line for line in file.head().splitlines()[:-1] if line.strip()][:_LINES_TO_TELL]
        codes = [match["code"].rstrip() for line in first if (match := self.line.fullmatch(line.rstrip()))]
        if len(codes) < min(len(first), 2) or not all(self.code.fullmatch(code) for code in codes) or not codes:
            if self.named.search(file.name):
                raise not_that_kind(path, head, self.kind)
            return None
        year = year_named(file.name) or year_named(file_name(path))
        if year is None:
            raise SourceError(
                path, f"the name of {self.kind} does not tell its fiscal year", "Name it as published, e.g. icd10cm_order_2026.txt."
            )
        name, begins, ends = fiscal_year(year, file_name(path))
        partial = is_partial(file_name(path))
        return Edition(source=self.name, name=name, begins=begins, ends=ends, publisher="CMS", file=file_name(path), partial=partial)

    def write(self, path: Path, edition: Edition, database: sqlite3.Connection, progress: Progress) -> FileReport:
        """Write codes, and the changes of an archive that holds addenda. Raises `SourceError` if the file breaks off."""
        with path.open("rb") as handle:
            start = handle.read(4)
        file = self._file(path, start)
        if file is None:
            raise not_that_kind(path, start, self.kind)
        database.executescript(SCHEMA)
        tally = Tally(path, FileReport(file=file_name(path), source=self.name, edition=edition.name))
        seen: dict[str, int] = {}
        database.executemany("INSERT INTO code VALUES (?,?,?,?,?)", self._rows(file, tally, seen))
        tally.report.rows = len(seen)
        report = tally.finish()
        if not edition.partial and not any(code.startswith(self.last) for code in seen):
            line = max(seen.values())
            raise SourceError(
                path,
                f"{self.kind} breaks off: no code {self.last}… is in it",
                "Download it again; the last good snapshot keeps serving.",
                line,
            )
        progress(f"{self.kind}", 1.0)
        return report

    def _file(self, path: Path, head: bytes) -> TextFile | None:
        file = text_file(path, head)
        if file is None or "addend" in file.name.lower() or ("pcs" in file.name.lower()) != ("pcs" in self.name):
            return None
        return file

    def _rows(self, file: TextFile, tally: Tally, seen: dict[str, int]) -> Iterator[tuple[str, int, int, str, str]]:
        for line, text in file.lines():
            if not text.strip():
                continue
            match = self.line.fullmatch(text.rstrip())
            if match is None:
                tally.reject(line, "the line is not in the fixed columns")
                continue
            code = match["code"].rstrip()
            if not self.code.fullmatch(code):
                tally.reject(line, f"{code!r} is not a code of this system")
            elif code in seen:
                tally.reject(line, f"{code} stands in line {seen[code]} already")
            else:
                seen[code] = line
                groups = match.groupdict()
                long = groups["long"].strip()
                yield code, int(groups.get("ord") or line), int(groups.get("flag", "1")), groups.get("short", "").strip() or long, long


class Icd10cmOrder(_Reader):
    """Order file of ICD-10-CM: all codes and headers with both titles."""

    name = "icd10cm_order"
    line = _ORDER
    code = _CM
    named = re.compile(r"icd-?10-?cm?[-_ ]?order[-_ ]?(?!add).*\.txt$", re.IGNORECASE)
    kind = "the ICD-10-CM order file"
    last = "Z99"


class Icd10cmCodes(_Reader):
    """Codes file of ICD-10-CM: billable codes with their long titles."""

    name = "icd10cm_codes"
    line = _CODES
    code = _CM
    named = re.compile(r"icd-?10-?cm?[-_ ]?codes[-_ ]?(?!add).*\.txt$", re.IGNORECASE)
    kind = "the ICD-10-CM codes file"
    last = "Z99"


class Icd10pcsOrder(_Reader):
    """Order file of ICD-10-PCS: all codes, and the tables as headers of three characters."""

    name = "icd10pcs_order"
    line = _ORDER
    code = _PCS
    named = re.compile(r"icd-?10-?pcs[-_ ]?order[-_ ]?(?!add).*\.txt$", re.IGNORECASE)
    kind = "the ICD-10-PCS order file"
    last = "X"


class Icd10pcsCodes(_Reader):
    """Codes file of ICD-10-PCS."""

    name = "icd10pcs_codes"
    line = _CODES
    code = re.compile(r"[0-9A-HJ-NP-Z]{7}")
    named = re.compile(r"icd-?10-?pcs[-_ ]?codes[-_ ]?(?!add).*\.txt$", re.IGNORECASE)
    kind = "the ICD-10-PCS codes file"
    last = "X"
