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
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from knowledge import icd10cm
from knowledge.errors import SourceError
from knowledge.model import Edition, Passage, System
from knowledge.sources.base import Entry, FileReport, Progress
from knowledge.sources.codeset_editions import fiscal_year, is_partial
from knowledge.sources.codeset_xml import elements, line_of, text_of, year_in
from knowledge.tables.icd10cm_index import SCHEMA, key
from knowledge.text import folded

_ROOT = b"<ICD10CM.index"
_NO_CODE = frozenset({"", "-", "--"})
_SPACES = re.compile(r"\s+")
_PARENTHESIS = re.compile(r"(?<=[^\s(])\(")
LEVEL = " > "
"""Stands between the levels of a printed path."""
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

    def recognise(self, path: Path, head: bytes) -> Edition | None:
        """An XML file whose root is `ICD10CM.index`; title and column headings tell the four kinds apart."""
        if _ROOT not in head or not self._is_mine(head):
            return None
        name, begins, ends = fiscal_year(year_in(path, head, what=self.what), path.name)
        return Edition(
            source=self.name, name=name, begins=begins, ends=ends, publisher="NCHS/CMS", file=path.name, partial=is_partial(path.name)
        )

    def _is_mine(self, head: bytes) -> bool:
        return b"<indexHeading" not in head and b"external cause" not in head[:2000].lower()

    def write(self, path: Path, edition: Edition, database: sqlite3.Connection, progress: Progress) -> FileReport:
        """Write lines, cells and headings. Raises `SourceError` on broken XML or if nothing is in it."""
        database.executescript(SCHEMA)
        report = FileReport(file=path.name, source=self.name, edition=edition.name)
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

    def entries(self, database: sqlite3.Connection) -> Iterator[tuple[System, Entry]]:
        """Every line with a code is a phrase of that code, without and with its nonessential modifiers."""
        terms: dict[str, dict[str, None]] = {}
        for code, path in database.execute("SELECT code, path FROM entry WHERE code <> '' ORDER BY id"):
            terms.setdefault(code, {}).update(dict.fromkeys(phrases(path)))
        for code, found in terms.items():
            yield System.ICD10CM, Entry(code, tuple(found), "", 0.0)

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

    def entries(self, database: sqlite3.Connection) -> Iterator[tuple[System, Entry]]:
        """A phrase a cell: the site and the column's words."""
        terms: dict[str, dict[str, None]] = {}
        for code, path, column in database.execute(
            "SELECT c.code, path, title FROM cell c JOIN heading USING (col) JOIN entry e ON e.id = c.entry ORDER BY e.id, col"
        ):
            for phrase in phrases(path):
                terms.setdefault(code, {})[f"{phrase} {column.lower()}"] = None
        for code, found in terms.items():
            yield System.ICD10CM, Entry(code, tuple(found), "", 0.0)


class Icd10cmDrugTable(Icd10cmIndex):
    """The table of drugs and chemicals: substance by circumstance."""

    name = "icd10cm_drug_table"
    what = "table of drugs and chemicals"

    def _is_mine(self, head: bytes) -> bool:
        return b"<indexHeading" in head and b">Substance<" in head

    def entries(self, database: sqlite3.Connection) -> Iterator[tuple[System, Entry]]:
        """A phrase a substance, under the code that its columns share (`T51.3X` of `T51.3X1` to `T51.3X4`)."""
        terms: dict[str, dict[str, None]] = {}
        for code, path in database.execute("SELECT c.code, path FROM cell c JOIN entry e ON e.id = c.entry ORDER BY e.id, col"):
            shared = icd10cm.dotted(icd10cm.key(code)[:5])
            for phrase in phrases(path):
                terms.setdefault(shared, {})[f"poisoning {phrase}"] = None
        for code, found in terms.items():
            yield System.ICD10CM, Entry(code, tuple(found), "", 0.0)


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
        column = int(cell.get("col", "0")) if cell.get("col", "").isdigit() else 0
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


def phrases(path: str) -> tuple[str, ...]:
    """A printed path → the words under which it is found: without modifiers, and with those of its last title.

    `Abasia (-astasia) (hysterical) > late` → `Abasia late`.
    """
    titles = path.split(LEVEL)
    bare = [without_modifiers(title) for title in titles]
    plain = " ".join(filter(None, bare))
    own = " ".join(filter(None, [*bare[:-1], _tidy(titles[-1])]))
    return (plain,) if folded(own) == folded(plain) else (plain, own)


def texts(path: str) -> tuple[str, ...]:
    """Every text a printed path goes by: its phrases, all its words, and each title up to its first parenthesis."""
    return (*phrases(path), path, " ".join(_tidy(title.partition("(")[0]) for title in path.split(LEVEL)))


def without_modifiers(title: str) -> str:
    """A title without what stands in parentheses; an unclosed one ends with the title."""
    kept, depth = [], 0
    for character in title:
        depth += character == "("
        if not depth:
            kept.append(character)
        depth -= character == ")" and depth > 0
    return _tidy("".join(kept))


def _tidy(title: str) -> str:
    return _SPACES.sub(" ", title).strip(" ,")


def _printed(title: ET.Element | None) -> str:
    """A title as printed: a blank before a parenthesis."""
    return _SPACES.sub(" ", _PARENTHESIS.sub(" (", text_of(title))).strip()
