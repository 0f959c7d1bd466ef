"""What a reader of one published file is, and what it hands to the build."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from knowledge.model import Edition, Passage, System

Progress = Callable[[str, float], None]
"""Called with what is being done and the part done, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Entry:
    """All a search index needs of one code: its phrases, the words around it, and a prior (0 to 1)."""

    code: str
    terms: tuple[str, ...]
    context: str
    prior: float = 0.0


@dataclass(slots=True)
class FileReport:
    """What became of one file: rows read, rows rejected with line and reason (the first hundred).

    `held_out` counts index entries that a build which measures search left out of its indexes.
    """

    file: str
    source: str
    edition: str
    rows: int = 0
    rejected: int = 0
    reasons: list[str] = field(default_factory=list)
    reused: bool = False
    seconds: float = 0.0
    held_out: int = 0


class Reader(Protocol):
    """One published file. `version` goes up whenever the rows written from the same file would change."""

    name: str
    version: int

    def recognise(self, path: Path, head: bytes) -> Edition | None:
        """The edition in this file, or None if it is a file of another kind.

        `head` is its first 64 kB. Raises `SourceError` if it is this kind of file but cannot be read.
        """

    def write(self, path: Path, edition: Edition, database: sqlite3.Connection, progress: Progress) -> FileReport:
        """Read the file and write its tables. Raises `SourceError` with file, line and remedy."""

    def entries(self, database: sqlite3.Connection) -> Iterator[tuple[System, Entry]]:
        """What the written tables give to the search indexes."""

    def passages(self, database: sqlite3.Connection) -> Iterator[Passage]:
        """Prose for the passage index."""
