"""Readers of the ICD-10-PCS tables, index and definitions, three XML files of CMS with roots of their own.

Tables: `pcsTable` with three axes, then `pcsRow`s with axes 4 to 7; a row stands for every combination of its
values. Search gets one entry for each table and body part (four characters) and the index terms that lead
there, not the 78,603 codes.
"""

from __future__ import annotations

import re
import sqlite3
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from math import prod
from pathlib import Path
from typing import ClassVar

from knowledge.file_names import file_name
from knowledge.model import Edition, System
from knowledge.sources.base import Entry, FileReport, Progress
from knowledge.sources.cms_reader import TableReader, Tally
from knowledge.sources.codeset_editions import fiscal_year, is_partial
from knowledge.sources.codeset_xml import elements, line_of, text_of, year_in
from knowledge.tables.icd10pcs import DEFINITIONS_SCHEMA, INDEX_SCHEMA, TABLES_SCHEMA
from knowledge.text import folded

_CHARACTER = re.compile(r"[0-9A-HJ-NP-Z]")
_TARGETS = frozenset({"code", "codes", "tab", "see", "use"})
_PREFIX = re.compile(r"[0-9A-HJ-NP-Z]{3,7}")


class _Reader(TableReader):
    """One of the three files. Subclasses say which element they read and what becomes of it."""

    name: str
    version = 1
    root: ClassVar[bytes]
    element: ClassVar[str]
    what: ClassVar[str]
    schema: ClassVar[str]

    def recognise(self, path: Path, head: bytes) -> Edition | None:
        """By the root element; the fiscal year is its `version`."""
        if b"<" + self.root not in head:
            return None
        name, begins, ends = fiscal_year(year_in(path, head, what=self.what), file_name(path))
        partial = is_partial(file_name(path))
        return Edition(source=self.name, name=name, begins=begins, ends=ends, publisher="CMS", file=file_name(path), partial=partial)

    def write(self, path: Path, edition: Edition, database: sqlite3.Connection, progress: Progress) -> FileReport:
        """Write all elements. Raises `SourceError` on broken XML or if nothing is in it."""
        database.executescript(self.schema)
        tally = Tally(path, FileReport(file=file_name(path), source=self.name, edition=edition.name))
        for element, part in elements(path, frozenset({self.element})):
            self.one(element, database, tally)
            progress(self.what, part)
        return tally.finish()

    def one(self, element: ET.Element, database: sqlite3.Connection, tally: Tally) -> None:
        """Write one element."""
        raise NotImplementedError


class Icd10pcsTables(_Reader):
    """The tables."""

    name = "icd10pcs_tables"
    root = b"ICD10PCS.tabular"
    element = "pcsTable"
    what = "ICD-10-PCS tables"
    schema = TABLES_SCHEMA

    def one(self, element: ET.Element, database: sqlite3.Connection, tally: Tally) -> None:
        """A table and its rows. `report.rows` counts rows."""
        heads = [_values(axis) for axis in element.findall("axis")]
        code = "".join(values[0][0] for values in heads if values)
        if len(code) != 3 or database.execute("SELECT 1 FROM tab WHERE code = ?", (code,)).fetchone():
            tally.reject(
                line_of(element), f"table {code!r} stands in the file already" if len(code) == 3 else "a table without its three characters"
            )
            return
        labels = [values[0][1] for values in heads]
        definition = text_of(element.find("axis/definition"))
        database.execute("INSERT INTO tab VALUES (?,?,?,?,?)", (code, *labels[:3], definition))
        for row in element.findall("pcsRow"):
            axes = {_position(axis): (text_of(axis.find("title")), _values(axis)) for axis in row.findall("axis")}
            count = prod(len(values) for _, values in axes.values())
            if sorted(axes) != [4, 5, 6, 7] or not count:
                tally.reject(line_of(row), f"a row of table {code} without its axes 4 to 7")
                continue
            stated = row.get("codes", "")
            if stated and stated != str(count):
                tally.reject(line_of(row), f"a row of table {code} states {stated} codes, its values make {count}")
                continue
            identity = database.execute("INSERT INTO row (tab, codes, line) VALUES (?,?,?)", (code, count, line_of(row))).lastrowid
            database.executemany(
                "INSERT OR IGNORE INTO value VALUES (?,?,?,?,?,?)",
                [
                    (identity, position, character, title, label, n)
                    for position, (title, values) in axes.items()
                    for n, (character, label) in enumerate(values)
                ],
            )
            tally.report.rows += 1

    def entries(self, database: sqlite3.Connection) -> Iterator[tuple[System, Entry]]:
        """One entry for each table, and for each of its body parts (or what the fourth character is called there)."""
        rows = database.execute(
            "SELECT DISTINCT tab.code || character, tab.code, section, system, operation, definition, label"
            " FROM value JOIN row ON row.id = value.row JOIN tab ON tab.code = row.tab WHERE pos = 4 ORDER BY 1"
        ).fetchall()
        more: dict[str, dict[str, None]] = {}
        for tab, label in database.execute(
            "SELECT DISTINCT tab, label FROM value JOIN row ON row.id = value.row WHERE pos > 4 AND label NOT LIKE 'No %' ORDER BY 1, 2"
        ):
            more.setdefault(tab, {})[label] = None
        for tab, section, system, operation, definition in database.execute(
            "SELECT code, section, system, operation, definition FROM tab ORDER BY code"
        ):
            title = f"{operation}, {system}"
            yield System.ICD10PCS, Entry(tab, (title,), f"{title} . {section} . {definition}", 0.0)
        for code, tab, section, system, operation, definition, part in rows:
            context = " . ".join((f"{operation} {part}", section, system, definition, *more.get(tab, ())))
            yield System.ICD10PCS, Entry(code, (f"{operation} {part}", f"{operation} of {part}, {system}"), context, 0.0)


class Icd10pcsIndex(_Reader):
    """The alphabetic index of procedures."""

    name = "icd10pcs_index"
    root = b"ICD10PCS.index"
    element = "mainTerm"
    what = "ICD-10-PCS index"
    schema = INDEX_SCHEMA

    def one(self, element: ET.Element, database: sqlite3.Connection, tally: Tally) -> None:
        """A main term with everything below it."""
        self._term(element, None, 0, "", database, tally)

    def _term(self, element: ET.Element, parent: int | None, level: int, above: str, database: sqlite3.Connection, tally: Tally) -> None:
        title = text_of(element.find("title"))
        path = " > ".join(filter(None, (above, title)))
        identity = parent
        # a term without a title adds one more way on from the line above
        targets: list[ET.Element | None] = [child for child in element if child.tag in _TARGETS]
        for target in targets or [None]:
            row = self._row(element, target, parent, level, path, tally)
            identity = database.execute(
                "INSERT INTO entry (parent, level, path, plain, code, see, uses, line) VALUES (?,?,?,?,?,?,?,?)", row
            ).lastrowid
            tally.report.rows += 1
        for child in element.findall("term"):
            self._term(child, identity, level + 1, path, database, tally)

    def _row(
        self, element: ET.Element, target: ET.Element | None, parent: int | None, level: int, path: str, tally: Tally
    ) -> tuple[int | str | None, ...]:
        code = see = uses = ""
        if target is not None:
            nested = [text_of(child) for child in target if child.tag in ("code", "codes", "tab")]
            words = " ".join("".join((target.text or "", *(child.tail or "" for child in target))).split())
            if target.tag in ("code", "codes", "tab"):
                code = words
            else:
                code = nested[0] if len(nested) == 1 else ""
                see, uses = (words, "") if target.tag == "see" else ("", words)
        if code and not _PREFIX.fullmatch(code):
            tally.reject(line_of(element), f"{path}: {code[:20]!r} is not the beginning of an ICD-10-PCS code")
            code = ""
        return parent, level, path, folded(path), code, see, uses, line_of(element)

    def entries(self, database: sqlite3.Connection) -> Iterator[tuple[System, Entry]]:
        """The words of each line under the first four characters (or the table) that it leads to."""
        terms: dict[str, dict[str, None]] = {}
        for code, path in database.execute("SELECT code, path FROM entry WHERE code <> '' ORDER BY id"):
            terms.setdefault(code[:4], {})[path.replace(" > ", " ")] = None
        for code, found in terms.items():
            yield System.ICD10PCS, Entry(code, tuple(found), "", 0.0)


class Icd10pcsDefinitions(_Reader):
    """What operations, approaches, devices and so on mean, section by section."""

    name = "icd10pcs_definitions"
    root = b"ICD10PCS.definitions"
    element = "section"
    what = "ICD-10-PCS definitions"
    schema = DEFINITIONS_SCHEMA

    def one(self, element: ET.Element, database: sqlite3.Connection, tally: Tally) -> None:
        """A section. `report.rows` counts terms; a term with several titles is found by each."""
        section = text_of(element.find("title"))
        for axis in element.findall("axis"):
            for terms in axis.findall("terms"):
                titles = [text_of(title) for title in terms.findall("title")]
                if not any(titles):
                    tally.reject(line_of(terms), f"{section}: a term without a title")
                    continue
                definition, explanation = text_of(terms.find("definition")), text_of(terms.find("explanation"))
                includes = "; ".join(text_of(child) for child in terms.findall("includes"))
                database.executemany(
                    "INSERT INTO definition (section, axis, term, plain, definition, explanation, includes, line) VALUES (?,?,?,?,?,?,?,?)",
                    [
                        (section, text_of(axis.find("title")), t, folded(t), definition, explanation, includes, line_of(terms))
                        for t in titles
                        if t
                    ],
                )
                tally.report.rows += 1


def _position(axis: ET.Element) -> int:
    """The character of the code that an axis stands for, 0 where it does not say."""
    given = axis.get("pos", "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) == 1 else 0


def _values(axis: ET.Element) -> list[tuple[str, str]]:
    """The characters of an axis with their labels, those only that can be a character."""
    labels = ((label.get("code", ""), text_of(label)) for label in axis.findall("label"))
    return [(character, text) for character, text in labels if _CHARACTER.fullmatch(character)]
