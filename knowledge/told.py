"""What a build tells whoever waits for it: events as they happen, and a report of every file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from knowledge.sources.base import FileReport

Event = Callable[[dict[str, Any]], None]
"""Takes one event: `{"event": "progress", …}`, `"file"`, `"held_out"`, `"published"`, `"prepared"`, `"unchanged"`."""


class Told:
    """Passes events on and keeps the reports of files for the manifest."""

    def __init__(self, emit: Event) -> None:
        self._emit = emit
        self.reports: list[FileReport] = []

    def file(self, report: FileReport) -> None:
        """What became of one file."""
        self.reports.append(report)
        self._emit({"event": "file", **asdict(report)})

    def progress(self, what: str, part: float) -> None:
        """How far something is, 0 to 1."""
        self._emit({"event": "progress", "what": what, "part": round(part, 4)})

    def held_out(self, source: str, entries: int) -> None:
        """How many index entries of a source a set of queries left out of search."""
        for report in self.reports:
            if report.source == source:
                report.held_out = entries
        self._emit({"event": "held_out", "source": source, "entries": entries})

    def published(self, snapshot: str, *, complete: bool) -> None:
        """Another snapshot serves now."""
        self._emit({"event": "published", "snapshot": snapshot, "complete": complete})

    def prepared(self, snapshot: str) -> None:
        """A snapshot is built and waits to be published."""
        self._emit({"event": "prepared", "snapshot": snapshot})

    def unchanged(self, snapshot: str) -> None:
        """The snapshot that serves is what would have been built."""
        self._emit({"event": "unchanged", "snapshot": snapshot})
