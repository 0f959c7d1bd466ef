"""The alphabetic index as a tree, and where its cross-references lead."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from knowledge.sources.icd10cm_index_words import LEVEL, without_modifiers
from knowledge.text import folded

_LEADING = re.compile(r"^(?:with|due to|in|of|by|from|for|to|on|at|and) (?=\w)")
_BRACKET = re.compile(r"\[[^\[\]]*\]")
_LISTED = 3
"""Parts of a reference that may be one title: `Disease, heart, ischemic, chronic` is tried as one, two and three words a level."""


@dataclass(slots=True)
class Line:
    """One line of the index."""

    identity: int
    parent: int | None
    path: str
    code: str
    second: str
    see: str
    see_also: str
    below: list[Line] = field(default_factory=list)

    @property
    def titles(self) -> tuple[str, ...]:
        """The printed titles from the main term down."""
        return tuple(self.path.split(LEVEL))

    @property
    def title(self) -> str:
        """Its own title."""
        return self.path.rpartition(LEVEL)[2]


class Tree:
    """All lines, and the main terms by name."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self.lines: dict[int, Line] = {}
        self._main: dict[str, list[Line]] = {}
        query = "SELECT id, parent, path, code, second, see, see_also FROM entry ORDER BY id"
        for row in database.execute(query):
            line = Line(*row)
            self.lines[line.identity] = line
            above = self.lines.get(line.parent) if line.parent is not None else None
            if above is not None:
                above.below.append(line)
            else:
                for name in _names(line.title):
                    self._main.setdefault(name, []).append(line)

    def __iter__(self) -> Iterator[Line]:
        return iter(self.lines.values())

    def referred(self, reference: str) -> Line | None:
        """The line that `Infarct, myocardium` names, or None if no line bears these names."""
        parts = [part.strip() for part in reference.split(",") if part.strip()]
        for length in range(min(_LISTED, len(parts)), 0, -1):
            for line in self._main.get(_name(" ".join(parts[:length])), ()):
                found = self._descend(line, parts[length:])
                if found is not None:
                    return found
        return None

    def _descend(self, line: Line, parts: list[str]) -> Line | None:
        if not parts:
            return line
        for length in range(min(_LISTED, len(parts)), 0, -1):
            wanted = _name(" ".join(parts[:length]))
            for child in line.below:
                if wanted in _names(child.title):
                    found = self._descend(child, parts[length:])
                    if found is not None:
                        return found
        for child in line.below:  # `with`, `due to` and the like are levels that a reference passes over
            if _name(child.title) in ("with", "due to", "in", "by", "in due to"):
                found = self._descend(child, parts)
                if found is not None:
                    return found
        return None


@lru_cache(maxsize=100_000)
def _name(title: str) -> str:
    bare = folded(_BRACKET.sub(" ", without_modifiers(title)).replace(" NEC", "").replace(" NOS", "") + " ")
    stripped = _LEADING.sub("", bare)
    return " ".join(word[:-1] if len(word) > 4 and word.endswith("s") and not word.endswith("ss") else word for word in stripped.split())


@lru_cache(maxsize=100_000)
def _names(title: str) -> frozenset[str]:
    parts = without_modifiers(title).split(",")
    return frozenset((_name(title), *(_name(part) for part in parts if part.strip()))) - {""}
