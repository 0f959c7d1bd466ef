"""Readers of crosswalk files in plain text: the general equivalence maps (GEMs) and the ICD-9-CM titles."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from knowledge.errors import SourceError
from knowledge.file_names import file_name
from knowledge.model import Edition
from knowledge.sources.base import FileReport, Progress
from knowledge.sources.cms_reader import TableReader, Tally, not_that_kind
from knowledge.sources.codeset_editions import fiscal_year, is_partial, year_named
from knowledge.sources.codeset_lines import TextFile, text_file
from knowledge.tables.crosswalks import GEM_SCHEMA, ICD9_SCHEMA

_GEM = re.compile(r"(?P<source>[0-9A-Z]{3,7}) +(?P<target>NoDx|NoPCS|[0-9A-Z]{3,7}) +(?P<flags>[01]{3}\d{2})", re.IGNORECASE)
_GEM_FILE = re.compile(r"(?:gem|i9pcs|pcsi9).*\.txt$", re.IGNORECASE)
_NO_TARGET = frozenset({"NODX", "NOPCS"})
_LINES_TO_TELL = 5


class Gems(TableReader):
    """General equivalence maps, a direction a file. The last were issued for FY2018."""

    name = "gems"
    version = 1

    def recognise(self, path: Path, head: bytes) -> Edition | None:
        """By lines of two codes and five flags; direction and year stand in the names."""
        file = text_file(path, head)
        if file is None:
            return None
        first = file.head().splitlines()[:-1][:_LINES_TO_TELL]
        if not first or not all(_GEM.fullmatch(line.strip()) for line in first):
            if _GEM_FILE.search(file.name) and "guide" not in file.name.lower():
                raise not_that_kind(path, head, "a general equivalence map")
            return None
        year = year_named(file.name) or year_named(file_name(path))
        if year is None:
            raise SourceError(path, "the name of the map does not tell its year", "Name it as published, e.g. 2018_I9gem.txt.")
        name, begins, _ = fiscal_year(year, file.name)
        return Edition(
            source=self.name, name=name, begins=begins, publisher="CMS", file=file_name(path), partial=is_partial(file_name(path)), part=direction_of(path)
        )

    def write(self, path: Path, edition: Edition, database: sqlite3.Connection, progress: Progress) -> FileReport:
        """Write every line of the map."""
        database.executescript(GEM_SCHEMA)
        tally = Tally(path, FileReport(file=file_name(path), source=self.name, edition=edition.name))
        rows = list(_gem_rows(TextFile(path), direction_of(path), tally))
        database.executemany("INSERT INTO gem VALUES (?,?,?,?,?,?,?,?,?)", rows)
        tally.report.rows = len(rows)
        progress(f"map {path.name}", 1.0)
        return tally.finish()


def direction_of(path: Path) -> str:
    """`2018_I9gem.txt` → `9>10`. Raises `SourceError` if the name does not tell."""
    lowered = path.name.lower()
    for mark, direction in (("pcsi9", "pcs>9"), ("i9pcs", "9>pcs"), ("i10", "10>9"), ("i9", "9>10")):
        if mark in lowered:
            return direction
    raise SourceError(
        path, "the name of the map does not tell its direction", "Name it as published, e.g. 2018_I9gem.txt or 2018_I10gem.txt."
    )


def _gem_rows(file: TextFile, direction: str, tally: Tally) -> Iterator[tuple[str | int, ...]]:
    seen: dict[tuple[str, str, str], int] = {}
    for line, text in file.lines():
        if not text.strip():
            continue
        match = _GEM.fullmatch(text.strip())
        if match is None:
            tally.reject(line, "the line is not two codes and five flags")
            continue
        source, target, flags = match["source"].upper(), match["target"].upper(), match["flags"]  # one code is in lower case
        first = seen.setdefault((source, target, flags), line)
        if first != line:
            tally.reject(line, f"the same map as in line {first}")
            continue
        yield direction, source, "" if target in _NO_TARGET else target, *(int(flag) for flag in flags), line


_TITLES = {
    "DX": re.compile(r"(?P<code>\d{3,5}|V\d{2,4}|E\d{3,4}) +(?P<title>\S.*)"),
    "SG": re.compile(r"(?P<code>\d{2,4}) +(?P<title>\S.*)"),
}
_TITLE_FILE = re.compile(r"CMS(?P<version>\d{2})_DESC_LONG_(?P<kind>DX|SG)\.txt$", re.IGNORECASE)
_ISSUED = 1982
"""Version 1 was in force from October 1983; version 32, the last, from October 2014."""


class Icd9Titles(TableReader):
    """Long titles of ICD-9-CM diagnoses (DX) and procedures (SG), each an own source: the codes of the two overlap."""

    name = "icd9cm_diagnoses"
    version = 1
    kind = "DX"

    def recognise(self, path: Path, head: bytes) -> Edition | None:
        """By its name, since code and title a line tell nothing else, and its first lines."""
        file = text_file(path, head)
        match = _TITLE_FILE.search(path.name)
        if match is None or match["kind"].upper() != self.kind:
            return None
        first = file.head().splitlines()[:-1][:_LINES_TO_TELL] if file else []
        if not first or not all(_TITLES[self.kind].fullmatch(line.strip()) for line in first):
            raise not_that_kind(path, head, "a list of ICD-9-CM titles")
        begins = date(_ISSUED + int(match["version"]), 10, 1)
        ends = date(begins.year + 1, 9, 30)
        name = f"version {match['version']}"
        return Edition(
            source=self.name, name=name, begins=begins, ends=ends, publisher="CMS", file=file_name(path), partial=is_partial(file_name(path))
        )

    def write(self, path: Path, edition: Edition, database: sqlite3.Connection, progress: Progress) -> FileReport:
        """Write every title."""
        database.executescript(ICD9_SCHEMA)
        tally = Tally(path, FileReport(file=file_name(path), source=self.name, edition=edition.name))
        seen: dict[str, int] = {}
        for line, text in TextFile(path).lines():
            if not text.strip():
                continue
            match = _TITLES[self.kind].fullmatch(text.strip())
            if match is None:
                tally.reject(line, "the line is not a code and a title")
            elif match["code"] in seen:
                tally.reject(line, f"{match['code']} stands in line {seen[match['code']]} already")
            else:
                seen[match["code"]] = line
                database.execute("INSERT INTO code VALUES (?,?,?)", (match["code"], match["title"], line))
        tally.report.rows = len(seen)
        progress("ICD-9-CM titles", 1.0)
        return tally.finish()


class Icd9ProcedureTitles(Icd9Titles):
    """The procedures."""

    name = "icd9cm_procedures"
    kind = "SG"
