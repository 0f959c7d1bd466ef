"""Reader of the NCCI add-on code edits: fixed lines of 97, types 1 to 3, dates as year and day of the year."""

from __future__ import annotations

import re
import sqlite3
from datetime import timedelta
from pathlib import Path

from knowledge.errors import SourceError
from knowledge.file_names import file_name
from knowledge.model import Edition
from knowledge.sources.base import FileReport, Progress
from knowledge.sources.cms_reader import AGAIN, TableReader, Tally, not_that_kind
from knowledge.sources.cms_values import code_of, day_of, number, quarter_edition, quarter_of
from knowledge.tables import addon_codes

_NAME = re.compile(r"AOC_V(\d{4})Q([1-4]).*\.txt$", re.IGNORECASE)
_LINE = re.compile(rb"[123 ][0-9A-Z]{5}[\d ]{7}[0-9A-Z]{5}[\d ]{21}")
_WIDTH = 39
"""Of the 97 columns the note may have lost its blanks; what stands before it may not."""

_Row = tuple[str, str, int, int | None, int | None, int | None, int | None, str]


class AddonCodes(TableReader):
    """See the module."""

    name = addon_codes.SOURCE
    version = 1

    def recognise(self, path: Path, head: bytes) -> Edition | None:
        """By CMS's name (`AOC_V2024Q3-F-MCR.txt`) and the shape of the first line."""
        match = _NAME.search(path.name)
        if match is None:
            return None
        if not any(_LINE.match(line) for line in head.split(b"\n")[:20]):
            raise not_that_kind(path, head, "the list of add-on codes in lines of 97")
        year, quarter = int(match[1]), int(match[2])
        return quarter_edition(self.name, f"{year} Q{quarter}", quarter_of(year, quarter)[0], file_name(path))

    def write(self, path: Path, edition: Edition, database: sqlite3.Connection, progress: Progress) -> FileReport:
        """Write every pair. Raises `SourceError` for a damaged file or another layout."""
        database.executescript(addon_codes.SCHEMA)
        tally = Tally(path, FileReport(file=file_name(path), source=self.name, edition=edition.name))
        raw = path.read_bytes()
        if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise SourceError(path, "the text is UTF-16", AGAIN)
        seen: dict[_Row, int] = {}
        for line, text in enumerate(raw.decode("cp1252", "replace").splitlines(), 1):
            if not text.strip("\x1a "):
                continue
            try:
                row = _row(text)
                if row in seen:
                    raise ValueError(f"the same row as line {seen[row]}")
            except ValueError as error:
                tally.reject(line, str(error))
                continue
            seen[row] = line
        counts: dict[tuple[str, str], int] = {}
        for row in seen:
            seq = counts[row[:2]] = counts.get(row[:2], -1) + 1
            database.execute("INSERT INTO addon VALUES (?,?,?,?,?,?,?,?,?)", (*row, seq))
        tally.report.rows = len(seen)
        progress(f"add-on codes {edition.name}", 1.0)
        return tally.finish()


def _row(text: str) -> _Row:
    if len(text) < _WIDTH and len(text.rstrip()) < 18:
        raise ValueError(f"{len(text)} characters instead of 97")
    text = text.ljust(_WIDTH)
    if text[0] not in "123":
        raise ValueError(f"type {text[0]!r} is not 1, 2 or 3")
    addon, primary = text[1:6], text[13:18]
    if code_of(addon) != addon or (primary != addon_codes.CONTRACTOR and code_of(primary) != primary):
        raise ValueError(f"{addon} {primary}: not two codes")
    deleted = [day_of(text[at:at + 7]) for at in (6, 18)]
    begins, ends = day_of(text[25:32]), day_of(text[32:39])
    if begins and ends and ends < begins - timedelta(days=1):
        raise ValueError(f"ends {ends} before it begins {begins}")
    return addon, primary, int(text[0]), number(deleted[0]), number(deleted[1]), number(begins), number(ends), text[39:97].strip()
