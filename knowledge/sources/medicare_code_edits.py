"""Reader of the Definitions of Medicare Code Edits, the text file of the zip that CMS publishes with each version.

The manual as plain text: numbered chapters (`4. Age conflict`, `5. Sex conflict`), in them lettered lists (`B. Pediatric
diagnoses (age 0 through 17)`), under each heading a line a code: code, tab, title. The table of contents repeats the
headings with a tab and a page number. The ages of a list stand in its heading; newborn is age 0 only. Version 41 is that
of fiscal year 2024, 41.1 its April update; from version 42 on the sex edit is out of service and lists nothing.

Not seen in full here: the layout is that which public importers of the file describe. Titles are not kept.
"""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from knowledge import icd10cm
from knowledge.errors import SourceError
from knowledge.file_names import file_name
from knowledge.model import Edition
from knowledge.sources.base import FileReport, Progress
from knowledge.sources.cms_reader import AGAIN, TableReader, Tally, not_that_kind
from knowledge.sources.codeset_editions import fiscal_year, is_partial
from knowledge.sources.codeset_lines import TextFile, text_file
from knowledge.tables import medicare_code_edits as table

_TITLE = re.compile(r"definitions? of medicare code edits", re.IGNORECASE)
_NAMED = re.compile(r"definitions?[-_ ]of[-_ ]medicare[-_ ]code[-_ ]edits.*\.txt$", re.IGNORECASE)
_CHAPTER = re.compile(r"(\d{1,2})\. \S[^\t]*")
_LIST = re.compile(r"[A-Z]\. (?P<name>[^\t(]+?)\s*(?:\(age (?P<lowest>\d+) through (?P<highest>\d+)\))?", re.IGNORECASE)
_ROW = re.compile(r"(?P<code>[0-9A-Z]{3,7})\t(?P<title>\s*\S.*)?")
_TEXT_VERSION = re.compile(r"\bv(?:ersion )?\s?(\d{2})\.(\d)\b", re.IGNORECASE)
_FILE_VERSION = re.compile(r"v[-_ ]?(\d{2})[-_.]?(\d)?(?!\d)", re.IGNORECASE)
_FIRST_YEAR = 1983
"""Version 41 is that of fiscal year 2024."""
_AGE, _SEX = "4", "5"
_CATEGORIES = {"perinatal/newborn": "newborn", "newborn": "newborn", "pediatric": "pediatric", "maternity": "maternity", "adult": "adult"}
_SEXES = {"females": "F", "males": "M"}
_PCS = re.compile(r"[0-9A-HJ-NP-Z]{7}")


@dataclass(frozen=True, slots=True)
class _AgeList:
    category: str
    lowest: int
    highest: int


@dataclass(frozen=True, slots=True)
class _SexList:
    procedure: bool
    sex: str


class MedicareCodeEdits(TableReader):
    """See the module."""

    name = table.SOURCE
    version = 1

    def recognise(self, path: Path, head: bytes) -> Edition | None:
        """By its title and chapters; the version stands at the top or in the name."""
        file = text_file(path, head)
        named = _NAMED.search(path.name)
        text = file.head() if file else ""
        if not _TITLE.search(text[:4096]) or "Age conflict" not in text:
            if named:
                raise not_that_kind(path, head, "the Definitions of Medicare Code Edits")
            return None
        match = _TEXT_VERSION.search(text[:4096]) or _FILE_VERSION.search(file_name(path))
        if match is None:
            remedy = "Give it CMS's own name back, e.g. Definitions of Medicare Code Edits_v_44.txt."
            raise SourceError(path, "neither the text nor its name tells the version", remedy)
        year = _FIRST_YEAR + int(match[1])
        name, begins, ends = fiscal_year(year, "april" if match[2] not in (None, "0") else "")
        partial = is_partial(file_name(path))
        return Edition(source=self.name, name=name, begins=begins, ends=ends, publisher="CMS", file=file_name(path), partial=partial)

    def write(self, path: Path, edition: Edition, database: sqlite3.Connection, progress: Progress) -> FileReport:
        """Write ages and sexes. Raises `SourceError` if one of the four lists of ages is missing."""
        database.executescript(table.SCHEMA)
        tally = Tally(path, FileReport(file=file_name(path), source=self.name, edition=edition.name))
        chapter, current, found = "", None, set()
        for line, raw in TextFile(path).lines():
            text = raw.strip(" ")
            heading = _CHAPTER.fullmatch(text)
            if heading:
                chapter, current = heading[1], None
                continue
            heading = _LIST.fullmatch(text) if chapter in (_AGE, _SEX) else None
            if heading:
                current = _list(path, line, chapter, heading)
                continue
            if current is None or "\t" not in text:
                continue
            try:
                if not self._row(database, current, text, line):
                    continue
            except ValueError as error:
                tally.reject(line, str(error))
                continue
            tally.report.rows += 1
            if isinstance(current, _AgeList):
                found.add(current.category)
        report = tally.finish()
        missing = sorted(set(_CATEGORIES.values()) - found)
        if missing and not edition.partial:
            raise SourceError(path, f"no codes were found for {', '.join(missing)} ages", f"It is cut off, or its layout is newer. {AGAIN}")
        progress("Medicare code edits", 1.0)
        return report

    def _row(self, database: sqlite3.Connection, current: _AgeList | _SexList, text: str, line: int) -> bool:
        """Store one line; False if it is no row. Raises `ValueError` saying why it is rejected."""
        match = _ROW.fullmatch(text)
        if match is None:
            return False
        code = match["code"]
        values: tuple[str | int, ...] = (code, int(current.procedure), current.sex, line) if isinstance(current, _SexList) else (
            code, current.category, current.lowest, current.highest, line
        )  # fmt: skip
        procedure = isinstance(current, _SexList) and current.procedure
        if not (_PCS.fullmatch(code) if procedure else icd10cm.looks_like(code)):
            raise ValueError(f"{code!r} is not an ICD-10-{'PCS' if procedure else 'CM'} code")
        kind = "sex" if isinstance(current, _SexList) else "age"
        if not database.execute(f"INSERT OR IGNORE INTO {kind} VALUES ({','.join('?' * len(values))})", values).rowcount:
            raise ValueError(f"{code} stands in this list already")
        return True


def _list(path: Path, line: int, chapter: str, heading: re.Match[str]) -> _AgeList | _SexList | None:
    """The list that a heading begins; None for one that is neither of ages nor of sexes. Raises `SourceError` for ages that are not told."""
    words = heading["name"].lower().split()
    if chapter == _SEX:
        sex = _SEXES.get(words[2]) if len(words) == 4 and words[1] == "for" and words[3] == "only" else None
        return _SexList(words[0] == "procedures", sex) if sex else None
    category = _CATEGORIES.get(words[0]) if len(words) == 2 and words[1] == "diagnoses" else None
    if category is None:
        return None
    if heading["lowest"] is None and category != "newborn":
        raise SourceError(path, f"the list of {category} diagnoses does not tell its ages", "The layout is newer: update Coderly.", line)
    return _AgeList(category, int(heading["lowest"] or 0), int(heading["highest"] or 0))
