"""Reader of the ICD-10-CM tabular list in XML, as NCHS and CMS publish it each fiscal year.

Root `ICD10CM.tabular` → `chapter` → `section` → nested `diag`. Notes stand at any level and are inherited by
all codes below; they are stored once, where they are printed, and inherited at look-up. 7th characters are
not `diag` elements: a reportable code is leaf + placeholder X + extension character, so those rows are made
here, from the nearest definition above, less the characters that a note of the category excludes.
"""

from __future__ import annotations

import re
import sqlite3
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from knowledge import icd10cm
from knowledge.errors import SourceError
from knowledge.file_names import file_name
from knowledge.model import Edition, NoteKind, Passage, SeventhCharacter, System
from knowledge.sources.base import Entry, FileReport, Progress

SCHEMA = """
CREATE TABLE code (
    key TEXT PRIMARY KEY, code TEXT NOT NULL, title TEXT NOT NULL, parent TEXT, base TEXT, reportable INTEGER NOT NULL,
    leaf INTEGER NOT NULL, block TEXT NOT NULL, chapter TEXT NOT NULL, seq INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX code_parent ON code (parent, seq);
CREATE INDEX code_base ON code (base) WHERE base IS NOT NULL;
CREATE TABLE section (id TEXT PRIMARY KEY, title TEXT NOT NULL, chapter TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE note (origin TEXT NOT NULL, kind TEXT NOT NULL, seq INTEGER NOT NULL, text TEXT NOT NULL,
    PRIMARY KEY (origin, kind, seq)) WITHOUT ROWID;
CREATE TABLE seventh (origin TEXT NOT NULL, seq INTEGER NOT NULL, character TEXT NOT NULL, meaning TEXT NOT NULL,
    PRIMARY KEY (origin, seq)) WITHOUT ROWID;
"""

CHAPTERS = 22
"""The tabular list has had 22 chapters since FY2022 (U00-U85); 21 before."""

_TWENTY_SECOND = date(2021, 10, 1)
_FIRST_YEAR = 2015
_MAX_REASONS = 100

_NOTES = {
    "includes": NoteKind.INCLUDES,
    "inclusionTerm": NoteKind.INCLUSION_TERM,
    "excludes1": NoteKind.EXCLUDES1,
    "excludes2": NoteKind.EXCLUDES2,
    "codeFirst": NoteKind.CODE_FIRST,
    "useAdditionalCode": NoteKind.USE_ADDITIONAL,
    "codeAlso": NoteKind.CODE_ALSO,
    "notes": NoteKind.NOTES,
    "sevenChrNote": NoteKind.SEVENTH,
}

PRIOR_LEAF = 0.12
PRIOR_PLAIN = 0.05
PRIOR_SPECIAL = 0.05
"""A coder's words without more detail lead to a complete code, and there to the unspecified one: with these
two priors R@1 on the index dev queries went from 41 to 46 (measured; docs/eval.md)."""


_PLAIN = re.compile(r"\bunspecified\b|\buncomplicated\b|\bwithout (?:complication|coma|behavioral|mention)", re.IGNORECASE)
_SPECIAL_CHAPTERS = frozenset("OPVWXY")
"""Pregnancy, the perinatal period and external causes are meant only when they are said."""
_UNSPECIFIED = re.compile(
    r"(?:,| of)? *\bunspecified\b(?: (?:site|part|type|organism|eye|ear|side|limb|joint|cause|etiology))?,?", re.IGNORECASE
)


@dataclass(slots=True)
class _Scope:
    """What a code inherits while the tree is walked."""

    chapter: str
    block: str
    parent: str | None = None
    seventh: tuple[SeventhCharacter, ...] = ()


class Icd10cmTabular:
    """See the module."""

    name = "icd10cm_tabular"
    version = 6

    def recognise(self, path: Path, head: bytes) -> Edition | None:
        """An XML file whose root is `ICD10CM.tabular`; the fiscal year is its `version` element."""
        if b"<ICD10CM.tabular" not in head:
            return None
        match = re.search(rb"<version>\s*(\d{4})\s*</version>", head)
        if match is None:
            raise SourceError(path, "the tabular list names no version", "Get the file again from the publisher's page.")
        year = int(match[1])
        if year < _FIRST_YEAR:
            raise SourceError(path, f"{year} is not a fiscal year of ICD-10-CM", "Get the file again from the publisher's page.")
        update = "April 1" if "april" in file_name(path).lower() else "October 1"
        released = year if update == "April 1" else year - 1
        return Edition(
            source=self.name,
            name=f"FY{year} ({update} {released})",
            begins=date(year - 1, 10, 1),
            ends=date(year, 9, 30),
            publisher="NCHS/CMS",
            file=file_name(path),
        )

    def write(self, path: Path, edition: Edition, database: sqlite3.Connection, progress: Progress) -> FileReport:
        """Write codes, sections, notes and 7th characters. Raises `SourceError` on broken XML or a missing part."""
        database.executescript(SCHEMA)
        report = FileReport(file=file_name(path), source=self.name, edition=edition.name)
        writer = _Writer(database, report)
        chapters = 0
        try:
            for _, element in ET.iterparse(path, events=("end",)):  # noqa: S314 - see the import
                if element.tag == "chapter":
                    writer.chapter(element)
                    element.clear()
                    chapters += 1
                    progress(f"ICD-10-CM chapter {chapters}", min(chapters / CHAPTERS, 1.0))
        except ET.ParseError as error:
            line = error.position[0]
            raise SourceError(
                path,
                f"the XML breaks off or is damaged ({str(error).split(':')[0]})",
                "Download the file again and compare its size with the publisher's; the last good snapshot keeps serving.",
                line,
            ) from error
        except LookupError as error:
            raise SourceError(path, f"the XML names an encoding that there is not ({error})", "Download the file again.", 1) from error
        expected = CHAPTERS if edition.begins >= _TWENTY_SECOND else CHAPTERS - 1
        if chapters < expected or report.rows == 0:
            raise SourceError(path, f"only {chapters} of {expected} chapters are in the file", "Get the complete tabular list.")
        database.executemany("INSERT INTO note VALUES (?,?,?,?)", writer.notes)
        return report

    def entries(self, database: sqlite3.Connection) -> Iterator[tuple[System, Entry]]:
        """Titles and inclusion terms of every tabular code; the rows made by 7th characters are left out."""
        terms: dict[str, list[str]] = {}
        for origin, text in database.execute(
            "SELECT origin, text FROM note WHERE kind IN ('inclusion_term','includes') ORDER BY origin, kind, seq"
        ):
            terms.setdefault(origin, []).append(text)
        rows = database.execute("SELECT code, title, parent, leaf FROM code WHERE base IS NULL ORDER BY seq").fetchall()
        words = {code: " . ".join((title, *terms.get(code, ()))) for code, title, _, _ in rows}
        parents = {code: parent for code, _, parent, _ in rows}
        for code, title, _, leaf in rows:
            line = [words[code]]
            above = parents[code]
            while above:
                line.append(words[above])
                above = parents[above]
            prior = PRIOR_LEAF * leaf + PRIOR_PLAIN * bool(_PLAIN.search(title)) - PRIOR_SPECIAL * (code[0] in _SPECIAL_CHAPTERS)
            phrases = dict.fromkeys((title, *terms.get(code, ()), *_as_asked(title)))
            yield System.ICD10CM, Entry(code, tuple(phrases), " . ".join(line), prior)

    def passages(self, database: sqlite3.Connection) -> Iterator[Passage]:
        """None: the notes are facts of the codes."""
        yield from ()


class _Writer:
    """Walks one chapter at a time and writes its rows; notes are collected, since ids repeat between levels."""

    def __init__(self, database: sqlite3.Connection, report: FileReport) -> None:
        self.database = database
        self.report = report
        self.notes: list[tuple[str, str, int, str]] = []
        self.restrictions: dict[tuple[str, str], frozenset[str]] = {}
        self.sequence = 0
        self.keys: set[str] = set()
        self.counts: dict[tuple[str, NoteKind], int] = {}

    def chapter(self, element: ET.Element) -> None:
        number = _text(element.find("name"))
        origin = f"chapter {number}"
        self._notes(element, origin)
        self._section(origin, _text(element.find("desc")), number)
        for section in element.findall("section"):
            # some blocks are one category (T07): the prefix keeps their notes apart from the code's
            block = f"block {section.get('id') or _text(section.find('desc'))}"
            self._notes(section, block)
            self._section(block, _text(section.find("desc")), number)
            for diagnosis in section.findall("diag"):
                self._code(diagnosis, _Scope(chapter=number, block=block))

    def _section(self, origin: str, title: str, chapter: str) -> None:
        self.database.execute("INSERT OR IGNORE INTO section VALUES (?,?,?)", (origin, title, chapter))

    def _code(self, element: ET.Element, scope: _Scope) -> None:
        code, title = _text(element.find("name")), _text(element.find("desc"))
        if not icd10cm.looks_like(code) or not title:
            self._reject(element, f"{code or '(no code)'}: not an ICD-10-CM code with a title")
            return
        if icd10cm.key(code) in self.keys:
            self._reject(element, f"{code}: stands in the file twice, the first was taken")
            return
        own = self._notes(element, code)
        self.restrictions.update(icd10cm.restricted_seventh(own))
        definition = element.find("sevenChrDef")
        seventh = scope.seventh
        if definition is not None:
            choices = {e.get("char", "").strip(): _text(e) for e in definition.findall("extension")}
            seventh = tuple(SeventhCharacter(character, meaning) for character, meaning in choices.items() if len(character) == 1)
            self.database.executemany(
                "INSERT INTO seventh VALUES (?,?,?,?)", [(code, i, s.character, s.meaning) for i, s in enumerate(seventh)]
            )
        children = element.findall("diag")
        needs_seventh = bool(seventh) and not children
        self._row(code, title, scope.parent, None, not children and not needs_seventh, not children, scope)
        if needs_seventh:
            for choice in icd10cm.allowed_seventh(code, seventh, self.restrictions):
                longer = icd10cm.with_seventh(code, choice.character)
                if icd10cm.key(longer) not in self.keys:
                    self._row(longer, f"{title}, {choice.meaning}", code, code, True, True, scope)
        below = _Scope(scope.chapter, scope.block, code, seventh)
        for child in children:
            self._code(child, below)

    def _row(self, code: str, title: str, parent: str | None, base: str | None, reportable: bool, leaf: bool, scope: _Scope) -> None:
        self.sequence += 1
        self.report.rows += 1
        self.keys.add(icd10cm.key(code))
        self.database.execute(
            "INSERT INTO code VALUES (?,?,?,?,?,?,?,?,?,?)",
            (icd10cm.key(code), code, title, parent, base, int(reportable), int(leaf), scope.block, scope.chapter, self.sequence),
        )

    def _reject(self, element: ET.Element, reason: str) -> None:
        """Count a code and all below it as not read."""
        below = sum(1 for _ in element.iter("diag")) - 1
        self.report.rejected += 1 + below
        if len(self.report.reasons) < _MAX_REASONS:
            self.report.reasons.append(f"{reason} ({below} below it not read either)" if below else reason)

    def _notes(self, element: ET.Element, origin: str) -> list[str]:
        texts: list[str] = []
        for child in element:
            kind = _NOTES.get(child.tag)
            if kind is None:
                continue
            for note in child.findall("note"):
                text = _text(note)
                if text:
                    number = self.counts.get((origin, kind), 0)
                    self.notes.append((origin, kind.value, number, text))
                    self.counts[origin, kind] = number + 1
                    texts.append(text)
        return texts


def _as_asked(title: str) -> tuple[str, ...]:
    """`Chest pain, unspecified` → `Chest pain`: nobody asks for the unspecified code by that word."""
    asked = " ".join(_UNSPECIFIED.sub(" ", title).replace(" ,", ",").strip(" ,").split())
    return (asked,) if asked != title and asked else ()


def _text(element: ET.Element | None) -> str:
    """All text of an element on one line."""
    return "" if element is None else " ".join("".join(element.itertext()).split())


def packaged_tabular() -> Path | None:
    """The official tabular list that the package `simple-icd-10-cm` carries, or None if it is not installed."""
    from importlib.util import find_spec

    spec = find_spec("simple_icd_10_cm")  # its folder without importing it: that would read and index the list once more
    if spec is None or not spec.submodule_search_locations:
        return None
    folder = Path(spec.submodule_search_locations[0]) / "data"
    found = sorted(folder.glob("*.xml"))
    return found[-1] if found else None
