"""Reader of the operator's own licensed CPT data file: descriptors long, medium and short, lay and clinician wording.

Offered like every file, read only when the mode of CPT says so (`knowledge.licensed`). A release is a zip or a folder of files;
each is a part of one edition. The files of descriptors hold the same codes: a release in which they differ is mixed
or damaged, and none of it is used. Nothing of a line but its number gets into a report.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from knowledge.errors import SourceError
from knowledge.file_names import file_name
from knowledge.model import Edition, Passage, System
from knowledge.sources import cpt_lines
from knowledge.sources.base import Entry, FileReport, Progress
from knowledge.sources.cpt_lines import CODE_SETS, Part
from knowledge.tables import cpt_descriptors

_HEAD_BYTES = 65_536
_MAX_REASONS = 100
_PRIOR = 0.0
_FOLDERS_UP = 3
"""`CPT Link/history/` lies two folders below the release."""


class CptLicensed:
    """See the module."""

    name = cpt_descriptors.SOURCE
    version = 1
    index = cpt_descriptors.INDEX

    def recognise(self, path: Path, head: bytes) -> Edition | None:
        """The release in this file. Raises `SourceError` if nothing says which year it is of."""
        part = cpt_lines.part_of(path.name)
        if part is None or not head:
            return None
        text = _start(head)
        if not cpt_lines.looks_like(part, text):
            return None
        name = file_name(path)
        year = cpt_lines.release_year(text, name, *(folder.name for folder in path.parents[:_FOLDERS_UP])) or _year_beside(path)
        if year is None:
            raise SourceError(path, "nothing says which year this CPT file is of", "Put its release into a folder or zip named cpt-<year>.")
        upper = part is Part.LONG and "L" not in path.stem.upper().removeprefix("LONGU")
        return Edition(
            source=self.name,
            name=f"CPT {year}",
            begins=date(year, 1, 1),
            ends=date(year, 12, 31),
            publisher="American Medical Association (the operator's licensed copy)",
            file=name,
            part=cpt_descriptors.UPPER_CASE if upper else _part_name(part, path),
        )

    def write(self, path: Path, edition: Edition, database: sqlite3.Connection, progress: Progress) -> FileReport:
        """Write the rows of one file. Raises `SourceError`, never with a line's text."""
        database.executescript(cpt_descriptors.SCHEMA)
        part = cpt_lines.part_of(path.name)
        report = FileReport(file=file_name(path), source=self.name, edition=edition.name)
        text = cpt_lines.decoded(path.read_bytes())
        if part in (Part.LONG, Part.MEDIUM, Part.SHORT):
            rows, bad = cpt_lines.coded_lines(text)
            _store(database, part.value, rows, report)
        elif part in (Part.CONSUMER, Part.CLINICIAN):
            rows, bad = cpt_lines.titled_rows(text, part)
            _store(database, part.value, rows, report)
        elif part is Part.MODIFIERS:
            bad = []
            for row in cpt_lines.modifier_paragraphs(text):
                database.execute("INSERT OR REPLACE INTO modifier VALUES (?,?,?)", row)
                report.rows += 1
        else:
            bad = _store_table(database, part, text, report)
        report.rejected += len(bad)
        report.reasons += [f"line {number}: no row of this file" for number in bad[:_MAX_REASONS]]
        if not report.rows:
            raise SourceError(path, "no row was found in it", "Unpack it again from your licensed release.")
        progress(edition.name, 1.0)
        return report

    def entries(self, database: sqlite3.Connection) -> Iterator[tuple[System, Entry]]:
        """The words of each code; the long wording is its context."""
        held: dict[str, dict[str, list[str]]] = {}
        for code, kind, text in database.execute("SELECT code, kind, text FROM descriptor ORDER BY code, kind, seq"):
            held.setdefault(code, {}).setdefault(kind, []).append(text)
        for code, kinds in held.items():
            texts = tuple(dict.fromkeys(text for kind in cpt_descriptors.KINDS for text in kinds.get(kind, ())))
            yield System.CPT, Entry(code, texts, next(iter(kinds.get(cpt_descriptors.LONG, ())), ""), _PRIOR)

    def passages(self, database: sqlite3.Connection) -> Iterator[Passage]:
        """None."""
        yield from ()

    def conflict(self, parts: Sequence[tuple[Edition, sqlite3.Connection]]) -> str:
        """What is wrong with a release whose files are these; empty if they belong together."""
        codes = {
            edition.file: {row[0] for row in database.execute("SELECT DISTINCT code FROM descriptor")}
            for edition, database in parts
            if edition.part in (cpt_descriptors.UPPER_CASE, *CODE_SETS)
        }
        counts = ", ".join(f"{file} {len(found):,}" for file, found in sorted(codes.items()))
        if len({frozenset(found) for found in codes.values()}) > 1:
            return f"its files do not hold the same codes ({counts}): the release is damaged or mixed; unpack it again"
        return ""


def _start(head: bytes) -> str:
    """The beginning as text; a character that the 64 kB cut in two is no reason to take it for another encoding."""
    return cpt_lines.decoded(head if len(head) < _HEAD_BYTES else head.rsplit(b"\n", 1)[0])


def _part_name(part: Part, path: Path) -> str:
    return f"{part.value} {path.stem.lower()}" if part in (Part.PLA, Part.HISTORY) else part.value


def _year_beside(path: Path) -> int | None:
    """The year that another file of the release says: lay and clinician wording lie in folders below it and say none."""
    for folder in path.parents[:_FOLDERS_UP]:
        for other in sorted(folder.glob("*.txt"))[:50]:
            if cpt_lines.part_of(other.name) in CODE_SETS and other.is_file():
                with other.open("rb") as handle:
                    year = cpt_lines.release_year(_start(handle.read(_HEAD_BYTES)))
                if year:
                    return year
    return None


def _store(database: sqlite3.Connection, kind: str, rows: Sequence[cpt_lines.Row], report: FileReport) -> None:
    counts: dict[str, int] = {}
    for row in rows:
        seq = counts.get(row.key, 0)
        if seq and kind in CODE_SETS:
            report.rejected += 1
            report.reasons.append(f"line {row.line}: {row.key} stands twice")
            continue
        counts[row.key] = seq + 1
        database.execute("INSERT INTO descriptor VALUES (?,?,?,?)", (row.key, kind, seq, row.cells[0]))
        report.rows += 1


def _store_table(database: sqlite3.Connection, part: Part | None, text: str, report: FileReport) -> list[int]:
    """Proprietary laboratory analyses and the history of codes."""
    bad: list[int] = []
    counts: dict[str, int] = {}
    for line, row in cpt_lines.table_rows(text):
        code = next((row[name] for name in ("cptcode", "code", "placode") if row.get(name)), "")
        if not cpt_lines.CODE.match(code):
            bad.append(line)
            continue
        seq = counts.get(code, 0)
        counts[code] = seq + 1
        if part is Part.PLA:
            values = (code, row.get("testname", ""), row.get("labname", ""), row.get("manufacturername", ""))
            database.execute("INSERT OR REPLACE INTO pla VALUES (?,?,?,?)", values)
        else:
            database.execute("INSERT INTO history VALUES (?,?,?)", (code, seq, json.dumps(row, ensure_ascii=False)))
        report.rows += 1
    return bad
