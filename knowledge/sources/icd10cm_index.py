"""Readers of the ICD-10-CM alphabetic index, the external cause index, the neoplasm table and the drug table.

All four are XML with the root `ICD10CM.index`: `letter` → `mainTerm` → nested `term`. A title may hold
nonessential modifiers (`nemod`), also before more text. The index proper has a `code` a line, which may end in
a dash; the two tables have an `indexHeading` and `cell`s by column instead, `--` for no code.

Each line is kept as its printed path, folded without nonessential modifiers (`plain`) and with those of every
level (`worded`). What a copy encloses in `nemod` is not reliable (words after a parenthesis may be in it), so
the parentheses decide. Search finds a code under the plain words, and with the modifiers of the last title.
"""

from __future__ import annotations

import re
import sqlite3
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from knowledge import icd10cm
from knowledge.errors import SourceError
from knowledge.file_names import file_name
from knowledge.model import Edition, Passage, System
from knowledge.sources.base import Entry, FileReport, Progress
from knowledge.sources.codeset_editions import fiscal_year, is_partial
from knowledge.sources.codeset_xml import elements, line_of, text_of, year_in
from knowledge.sources.holdout import held_out
from knowledge.sources.icd10cm_index_words import LEVEL, phrases, texts, without_modifiers
from knowledge.tables.icd10cm_index import SCHEMA, key

_ROOT = b"<ICD10CM.index"
_SHARED = 5
"""Characters that the six columns of a substance have in common."""
_NO_CODE = frozenset({"", "-", "--"})
_SPACES = re.compile(r"\s+")
_PARENTHESIS = re.compile(r"(?<=[^\s(])\(")

_MAX_REASONS = 100


@dataclass(frozen=True, slots=True)
class _Line:
    """What a term inherits from the terms above it."""

    identity: int | None = None
    path: str = ""
    plain: str = ""
    worded: str = ""


class Icd10cmIndex:
    """The alphabetic index to diseases and injuries."""

    name = "icd10cm_index"
    what = "alphabetic index"
    version = 1

    def __init__(self) -> None:
        self._asked: tuple[str, ...] = ()
        self.left_out = 0

    def recognise(self, path: Path, head: bytes) -> Edition | None:
        """An XML file whose root is `ICD10CM.index`; title and column headings tell the four kinds apart."""
        if _ROOT not in head or not self._is_mine(head):
            return None
        name, begins, ends = fiscal_year(year_in(path, head, what=self.what), file_name(path))
        return Edition(
            source=self.name, name=name, begins=begins, ends=ends, publisher="NCHS/CMS", file=file_name(path), partial=is_partial(file_name(path))
        )

    def _is_mine(self, head: bytes) -> bool:
        return b"<indexHeading" not in head and b"external cause" not in head[:2000].lower()

    def write(self, path: Path, edition: Edition, database: sqlite3.Connection, progress: Progress) -> FileReport:
        """Write lines, cells and headings. Raises `SourceError` on broken XML or if nothing is in it."""
        database.executescript(SCHEMA)
        report = FileReport(file=file_name(path), source=self.name, edition=edition.name)
        writer = _Writer(database, report)
        for element, part in elements(path, frozenset({"mainTerm", "indexHeading"})):
            if element.tag == "indexHeading":
                writer.headings(element)
            else:
                writer.term(element, 0, _Line())
            progress(f"ICD-10-CM {self.what}", part)
        if not report.rows:
            raise SourceError(path, f"no entry of the {self.what} is in the file", "Get the complete file from the publisher's page.")
        writer.flush()
        return report

    def hold_out(self, queries: Iterable[str]) -> None:
        """Leave out of `entries` the lines that would answer these queries by look-up; `left_out` then counts them."""
        self._asked = tuple(queries)

    def entries(self, database: sqlite3.Connection) -> Iterator[tuple[System, Entry]]:
        """Every line with a code is a phrase of that code, without and with its nonessential modifiers."""
        lines = list(self._lines(database))
        left = held_out((every for _, _, every in lines), self._asked) if self._asked else set()
        self.left_out = len(left)
        terms: dict[str, dict[str, None]] = {}
        for position, (code, found, _) in enumerate(lines):
            if position not in left:
                terms.setdefault(code, {}).update(dict.fromkeys(found))
        for code, kept in terms.items():
            yield System.ICD10CM, Entry(code, tuple(kept), "", 0.0)

    def _lines(self, database: sqlite3.Connection) -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]:
        """Code, phrases, and every text that the line goes by."""
        for code, path in database.execute("SELECT code, path FROM entry WHERE code <> '' ORDER BY id"):
            yield code, phrases(path), texts(path) if self._asked else ()

    def passages(self, database: sqlite3.Connection) -> Iterator[Passage]:
        """None: the lines are facts."""
        yield from ()


class Icd10cmExternalCauseIndex(Icd10cmIndex):
    """The index to external causes of injuries."""

    name = "icd10cm_external_cause_index"
    what = "external cause index"

    def _is_mine(self, head: bytes) -> bool:
        return b"<indexHeading" not in head and b"external cause" in head[:2000].lower()


class Icd10cmNeoplasmTable(Icd10cmIndex):
    """The table of neoplasms: site by behaviour."""

    name = "icd10cm_neoplasm_table"
    what = "table of neoplasms"

    def _is_mine(self, head: bytes) -> bool:
        return b"<indexHeading" in head and b">Neoplasm<" in head

    def _lines(self, database: sqlite3.Connection) -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]:
        """A line a cell: the site and the column's words."""
        for code, path, column in database.execute(
            "SELECT c.code, path, title FROM cell c JOIN heading USING (col) JOIN entry e ON e.id = c.entry ORDER BY e.id, col"
        ):
            yield code, tuple(f"{phrase} {column.lower()}" for phrase in phrases(path)), (f"{path} {column}",)


class Icd10cmDrugTable(Icd10cmIndex):
    """The table of drugs and chemicals: substance by circumstance."""

    name = "icd10cm_drug_table"
    what = "table of drugs and chemicals"

    def _is_mine(self, head: bytes) -> bool:
        return b"<indexHeading" in head and b">Substance<" in head

    def _lines(self, database: sqlite3.Connection) -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]:
        """A line a substance, under the code that its columns share (`T51.3X` of `T51.3X1` to `T51.3X4`)."""
        for code, path in database.execute("SELECT c.code, path FROM cell c JOIN entry e ON e.id = c.entry ORDER BY e.id, col"):
            found = tuple(f"poisoning {phrase}" for phrase in phrases(path))
            yield icd10cm.dotted(icd10cm.key(code)[:_SHARED]), found, (path, *found)


class _Writer:
    """Walks the terms and collects their rows."""

    def __init__(self, database: sqlite3.Connection, report: FileReport) -> None:
        self.database = database
        self.report = report
        self.entries: list[tuple[int | str | None, ...]] = []
        self.cells: dict[tuple[int, int], tuple[str, int]] = {}
        self.columns: dict[int, str] = {}

    def headings(self, element: ET.Element) -> None:
        self.columns = {int(head.get("col", "0")): text_of(head) for head in element.findall("head")}

    def term(self, element: ET.Element, level: int, above: _Line) -> None:
        printed = _printed(element.find("title"))
        if not printed:  # titles that the copy lost: what stands below keeps the words above
            self._reject(element, f"{above.path or 'main term'}: a term without a title")
        line = self._line(element, level, above, printed) if printed else above
        for child in element.findall("term"):
            self.term(child, level + 1, line)

    def _line(self, element: ET.Element, level: int, above: _Line, printed: str) -> _Line:
        identity = len(self.entries) + 1
        path = f"{above.path}{LEVEL}{printed}" if above.path else printed
        worded = key(printed)
        bare = key(without_modifiers(printed)) if "(" in printed else worded
        line = _Line(identity, path, f"{above.plain} {bare}".strip(), f"{above.worded} {worded}".strip())
        code, more = self._code(element, text_of(element.find("code")), line.path)
        self.entries.append(
            (
                identity,
                above.identity,
                level,
                line.path,
                line.plain,
                line.worded,
                code,
                more,
                text_of(element.find("manif")),
                text_of(element.find("see")) or " ".join(filter(None, (text_of(element.find("seecat")), text_of(element.find("subcat"))))),
                text_of(element.find("seeAlso")),
                line_of(element),
            )
        )
        self.report.rows += 1
        for cell in element.findall("cell"):
            self._cell(cell, identity, line.path)
        return line

    def _cell(self, cell: ET.Element, identity: int, path: str) -> None:
        column = int(cell.get("col", "0")) if cell.get("col", "").isdecimal() else 0
        if column not in self.columns:
            self._reject(cell, f"{path}: a cell of column {cell.get('col')!r}, which has no heading")
            return
        code, more = self._code(cell, text_of(cell), path)
        if code:
            self.cells[identity, column] = (code, more)

    def _code(self, element: ET.Element, text: str, path: str) -> tuple[str, int]:
        if text in _NO_CODE:
            return "", 0
        more = text.endswith("-")
        code = text.rstrip(".-")
        if not icd10cm.looks_like(code):
            self._reject(element, f"{path}: {text!r} is not an ICD-10-CM code")
            return "", 0
        return icd10cm.dotted(code), int(more)

    def _reject(self, element: ET.Element, reason: str) -> None:
        self.report.rejected += 1
        if len(self.report.reasons) < _MAX_REASONS:
            self.report.reasons.append(f"line {line_of(element)}: {reason}")

    def flush(self) -> None:
        self.database.executemany(f"INSERT INTO entry VALUES ({','.join('?' * 12)})", self.entries)
        self.database.executemany("INSERT INTO cell VALUES (?,?,?,?)", [(*key, *value) for key, value in self.cells.items()])
        self.database.executemany("INSERT INTO heading VALUES (?,?)", self.columns.items())


def _printed(title: ET.Element | None) -> str:
    """A title as printed: a blank before a parenthesis."""
    return _SPACES.sub(" ", _PARENTHESIS.sub(" (", text_of(title))).strip()
