"""Reader of the NCCI procedure-to-procedure edits, practitioner and outpatient hospital, as CMS publishes them each quarter.

Tab-delimited text in four parts by range of column 1. A header spread over several lines is found
by its words; below it every line is `column 1, column 2, * if before 1996, begin, end or *, indicator, rationale`.
A part has some 640,000 lines but few different endings, so a line is cut into two codes and an ending, and each
ending is understood once: that, not csv, is what keeps a part under four seconds.
"""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

from knowledge.errors import SourceError
from knowledge.file_names import file_name
from knowledge.model import Edition
from knowledge.sources import cms_archive
from knowledge.sources.base import FileReport, Progress
from knowledge.sources.cms_reader import TableReader, Tally
from knowledge.sources.cms_values import code_of, quarter_edition, quarter_of
from knowledge.sources.ncci_ptp_lines import BAD, Codes, Endings, blocks, find_data
from knowledge.tables import ncci_ptp

_NAME = re.compile(r"cci(?P<table>pra|oph)[-_]v(?P<major>\d\d)(?P<minor>\d)r(?P<revision>\d+)-f(?P<part>\d)", re.IGNORECASE)
_FIRST_YEAR = 1994
"""Version 30 is the one of 2024."""
_PARTS = 4
_SOURCES = {"pra": ncci_ptp.PRACTITIONER, "oph": ncci_ptp.HOSPITAL}



class NcciPtp(TableReader):
    """See the module. One reader for each of the two tables."""

    version = 1

    def __init__(self, name: str) -> None:
        self.name = name

    def recognise(self, path: Path, head: bytes) -> Edition | None:
        """By the header in the text; version, part and table from the name CMS gives the text or the zip around it."""
        if cms_archive.is_zip(head):
            return None
        match = _NAME.search(path.name) or (_NAME.search(file_name(path)) if path.suffix.lower() == ".txt" else None)
        if match is None:
            if b"Column1/Column2 Edits" in head[:4096]:
                raise SourceError(path, "NCCI edits, but the name does not tell version and part", "Give it CMS's own name back, e.g. ccipra-v301r0-f1.txt.")
            return None
        if _SOURCES[match["table"].lower()] != self.name:
            return None
        find_data(path, head)
        return _edition(self.name, match, file_name(path))

    def write(self, path: Path, edition: Edition, database: sqlite3.Connection, progress: Progress) -> FileReport:
        """Write every row. Raises `SourceError` for a damaged archive, another layout, or a file without rows."""
        database.executescript(ncci_ptp.SCHEMA)
        database.execute("PRAGMA cache_size=-65536")
        report = FileReport(file=file_name(path), source=self.name, edition=edition.name)
        writer = _Writer(database, Tally(path, report))
        size = path.stat().st_size
        with path.open("rb") as stream:
            for line, lines in blocks(path, stream.read):
                writer.block(line, lines)
                progress(f"{edition.name}", min(writer.bytes / max(size, 1), 1.0))
        return writer.finish()


def practitioner() -> NcciPtp:
    """The reader of the practitioner (and ambulatory surgery) table."""
    return NcciPtp(ncci_ptp.PRACTITIONER)


def hospital() -> NcciPtp:
    """The reader of the outpatient hospital table."""
    return NcciPtp(ncci_ptp.HOSPITAL)


def _edition(source: str, match: re.Match[str], file: str) -> Edition:
    year, quarter = _FIRST_YEAR + int(match["major"]), int(match["minor"]) + 1
    name = f"v{match['major']}.{match['minor']}r{match['revision']}, {year} Q{quarter}"
    return quarter_edition(source, name, quarter_of(year, quarter)[0], file, part=f"{match['part']}/{_PARTS}")


class _Writer:
    """Inserts blocks of lines; lines that do not fit the quick cut are looked at one by one."""

    def __init__(self, database: sqlite3.Connection, tally: Tally) -> None:
        self.database, self.tally = database, tally
        self.first, self.second, self.endings = Codes(rb"\t"), Codes(rb""), Endings()
        self.mended: set[int] = set()
        self.bytes = 0

    def block(self, line: int, lines: list[bytes]) -> None:
        first, second, endings = self.first, self.second, self.endings
        rows = [(first[t[:6]], second[t[6:11]], endings[t[11:]]) for t in lines]
        self.bytes += sum(map(len, lines)) + len(lines)
        if first.bad or second.bad or endings.bad:
            rows = [fixed for at, row in enumerate(rows) if (fixed := row if BAD not in row else self._odd(line + at, lines[at])) is not None]
        inserted = self._insert(rows)
        if inserted < len(rows):
            self._say_duplicates(line, lines, len(rows) - inserted)
        self.tally.report.rows += inserted

    def _insert(self, rows: list[tuple[int, int, int]]) -> int:
        before = self.database.total_changes
        self.database.executemany("INSERT OR IGNORE INTO edit VALUES (?,?,?)", rows)
        return self.database.total_changes - before

    def _odd(self, line: int, raw: bytes) -> tuple[int, int, int] | None:
        """A line that the quick cut could not take: mended, rejected with the reason, or blank."""
        if not raw.strip(b"\x1a\r\n\t "):
            return None
        cells = [c.strip().strip('"') for c in raw.decode("cp1252", "replace").strip("\r").split("\t")]
        try:
            if len(cells) < 7:
                raise ValueError(f"{len(cells)} columns instead of 7")
            codes = [code_of(cell) for cell in cells[:2]]
            ending = self.endings.of(cells[2:])
        except ValueError as error:
            self.tally.reject(line, str(error))
            return None
        for was, now in zip(cells, codes, strict=False):
            if was != now:
                self.tally.restore(line, was, now)
        self.mended.update(ncci_ptp.number(c) for c in codes)
        return ncci_ptp.number(codes[0]), ncci_ptp.number(codes[1]), ending

    def _say_duplicates(self, line: int, lines: list[bytes], count: int) -> None:
        """Name the repeated lines of this block; if the first of the two is further up, name only how many."""
        seen: set[bytes] = set()
        for at, raw in enumerate(lines):
            if raw in seen and raw.strip() and count:
                self.tally.reject(line + at, "the same row again")
                count -= 1
            seen.add(raw)
        for _ in range(count):
            self.tally.reject(line, "a row of this block stands further up already")

    def finish(self) -> FileReport:
        """Write codes and details, make the index, and give the report."""
        numbers = {n for n in (*self.first.values(), *self.second.values()) if n != BAD} | self.mended
        self.database.executemany("INSERT INTO code VALUES (?,?)", [(n, ncci_ptp.code(n)) for n in sorted(numbers)])
        self.database.executemany("INSERT INTO detail VALUES (?,?,?,?,?,?)", [(at, *fields) for fields, at in self.endings.known.items()])
        self.database.execute(ncci_ptp.INDEX)
        return self.tally.finish()
