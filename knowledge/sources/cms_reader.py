"""What the readers of CMS tables share: they give rows to the catalog and nothing to the search indexes."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from knowledge.errors import SourceError
from knowledge.model import Passage, System
from knowledge.sources.base import Entry, FileReport

_KEPT_REASONS = 100
_WORST = 0.2
"""A file in which more than this part of the rows is rejected has another layout than it seems."""
AGAIN = "Download it again from the publisher's page; the last good snapshot keeps serving."


class TableReader:
    """Base of a reader whose rows answer exact look-ups only."""

    def entries(self, database: sqlite3.Connection) -> Iterator[tuple[System, Entry]]:
        """None: these tables hold no words of their own."""
        yield from ()

    def passages(self, database: sqlite3.Connection) -> Iterator[Passage]:
        """None."""
        yield from ()


@dataclass(slots=True)
class Tally:
    """Counts what became of the lines of one file. Rows are not noted one by one: `report.rows` is the writer's."""

    path: Path
    report: FileReport
    restored: int = 0
    first_restored: str = ""

    def reject(self, line: int, reason: str) -> None:
        """A line that gives no row."""
        self.report.rejected += 1
        if len(self.report.reasons) < _KEPT_REASONS:
            self.report.reasons.append(f"line {line}: {reason}")

    def restore(self, line: int, was: str, now: str) -> None:
        """A cell that a spreadsheet changed and that could be mended for certain."""
        self.restored += 1
        self.first_restored = self.first_restored or f"line {line}: {was} read as {now}"

    def finish(self) -> FileReport:
        """The report. Raises `SourceError` if nothing was read, or so little that the layout must be another."""
        report = self.report
        if not report.rows:
            raise SourceError(self.path, f"no row could be read{self._first()}", AGAIN)
        if report.rejected > _WORST * (report.rows + report.rejected):
            raise SourceError(
                self.path, f"{report.rejected} of {report.rows + report.rejected} rows do not fit the known layout{self._first()}",
                "The file was edited, or its layout is newer than this program: get the original, or update Coderly.",
            )
        if self.restored:
            report.reasons.append(f"{self.first_restored}; {self.restored} cells in all had lost leading zeros or their date form in a spreadsheet")
        return report

    def _first(self) -> str:
        return f" ({self.report.reasons[0]})" if self.report.reasons else ""


def not_that_kind(path: Path, head: bytes, expected: str) -> SourceError:
    """The error for a file with a known name and other content."""
    if not head:
        return SourceError(path, "the file is empty", AGAIN)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return SourceError(path, "the text is UTF-16", "Take the publisher's original, or save the file as UTF-8.")
    if re.search(rb"<html|<!doctype html", head[:2048], re.IGNORECASE):
        return SourceError(path, f"this is a web page, not {expected}", "Accept the licence on the publisher's page, then download the file itself.")
    return SourceError(path, f"by its name this is {expected}, but its content is not", AGAIN)
