"""The full set: every public file there is (`CODERLY_TEST_DATA`), as links in a folder in which files can be changed."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path

import openpyxl

from knowledge.builder import RunningBuild
from knowledge.errors import KnowledgeError
from knowledge.order import Order
from tests.measure.bases import HOME, say

QUARTERLY = {
    "an NCCI part (a quarter of the practitioner edits)": "*practitioner-ptp-edits-*-f1*.zip",
    "HCPCS (its search index, too)": "HCPC*_OCT_ANWEB.xlsx",
}
"""Files that come every quarter: the largest, and the one that search is made of."""
_SAMPLE_SECONDS = 0.25


def data() -> Path | None:
    """Where the public files are, if they are at hand."""
    folder = os.environ.get("CODERLY_TEST_DATA", "")
    return Path(folder) if folder and Path(folder).is_dir() else None


def home() -> Path | None:
    """A home with a knowledge base of all public files, built once and kept in `var/measure/full`; None without the files."""
    source, kept = data(), HOME / "full"
    if source is None:
        return None
    if not (kept / "knowledge" / "CURRENT").exists():
        say("building everything once ...")
        sources = kept / "sources"
        build(kept / "knowledge", sources if sources.exists() else linked(source, sources))
    return kept


def linked(source: Path, to: Path) -> Path:
    """A folder with links to every file."""
    for file in sorted(p for p in source.rglob("*") if p.is_file()):
        link = to / file.relative_to(source)
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(file.resolve())
    return to


def revise(folder: Path, pattern: str) -> bool:
    """Put another edition of a file in its place: the same with its last line or row left out. False if there is none."""
    link = next(iter(sorted(folder.rglob(pattern))), None)
    if link is None:
        return False
    original = link.resolve()
    link.unlink()
    if original.suffix == ".zip":
        with zipfile.ZipFile(original) as old, zipfile.ZipFile(link, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new:
            for member in old.infolist():
                new.writestr(member.filename, _shortened(old.read(member)))
    elif original.suffix == ".xlsx":
        book = openpyxl.load_workbook(original)
        book.worksheets[0].delete_rows(book.worksheets[0].max_row)
        book.save(link)
    else:
        link.write_bytes(_shortened(original.read_bytes()))
    return True


def _shortened(content: bytes) -> bytes:
    return content.rstrip()[: content.rstrip().rfind(b"\n") + 1]


@dataclass(frozen=True, slots=True)
class Built:
    """Seconds until rows and words answered and until the end; CPU seconds and peak megabytes of all its processes."""

    facts: float
    seconds: float
    cpu: float
    peak: float
    rows: int
    files: int


def build(root: Path, sources: Path, embeddings: str = "wordllama") -> Built:
    """A build in its child process, watched. Raises `KnowledgeError` when it fails."""
    started, before = time.monotonic(), os.times()
    facts, rows, files = 0.0, 0, 0
    running = RunningBuild(Order(str(root), str(sources), embeddings))
    watch = _Watch(running)
    for event in running.events():
        if event["event"] == "published":
            facts = facts or time.monotonic() - started
        elif event["event"] == "file" and event["rows"]:
            rows, files = rows + event["rows"], files + 1
        elif event["event"] == "error":
            raise KnowledgeError(event["message"])
    seconds, after = time.monotonic() - started, os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Built(facts, seconds, cpu, watch.peak(), rows, files)


class _Watch:
    """Adds up the memory of a build and its workers, four times a second."""

    def __init__(self, running: RunningBuild) -> None:
        self._running = running
        self._peak = 0.0
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        while self._running.running:
            self._peak = max(self._peak, _resident(self._running.pid))
            time.sleep(_SAMPLE_SECONDS)

    def peak(self) -> float:
        self._thread.join()
        return self._peak


def _resident(pid: int) -> float:
    """Megabytes of a process and its children, without what they share with nobody counted twice: pages of files are."""
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,rss="], capture_output=True, text=True, check=False).stdout
    rows = [tuple(map(int, line.split())) for line in listed.splitlines()]
    return sum(kilobytes for process, parent, kilobytes in rows if pid in (process, parent)) / 1024


def forget(folder: Path) -> None:
    """Remove what a measurement left."""
    shutil.rmtree(folder, ignore_errors=True)
