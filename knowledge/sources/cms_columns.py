"""Columns found by the words of their header, wherever the header stands and in whatever order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from knowledge.errors import SourceError
from knowledge.sources.cms_reader import AGAIN
from knowledge.sources.cms_sheet import Row, folded

_WITHIN = 40
"""Rows looked at for a header: notices and titles above it change from year to year."""


class Columns:
    """Field name → position, for one file. `get` gives a cell stripped, blank if the row is too short for an optional field."""

    def __init__(self, positions: Mapping[str, int], line: int, names: tuple[str, ...]) -> None:
        self.positions = dict(positions)
        self.line = line
        self.names = names
        self.width = max(positions.values()) + 1

    def get(self, cells: list[str], field: str) -> str:
        """The cell of a field; blank if the file has no such column. Raises `ValueError` if the row is too short."""
        at = self.positions.get(field)
        if at is None:
            return ""
        if at >= len(cells):
            raise ValueError(f"{len(cells)} columns instead of {self.width}")
        return cells[at].strip()


def find_columns(path: Path, rows: Iterator[Row], required: Mapping[str, str], optional: Mapping[str, str] | None = None) -> Columns:
    """Read down to the header and map it: field → regular expression for the whole header cell, in lower case.

    Raises `SourceError` naming the columns that are missing from the row most like a header.
    """
    best: tuple[int, int, list[str]] = (0, 0, [])
    for line, cells in rows:
        names = [folded(cell) for cell in cells]
        found = _positions(names, required)
        if len(found) == len(required):
            return Columns({**_positions(names, optional or {}), **found}, line, tuple(names))
        if len(found) > best[0]:
            best = (len(found), line, [field for field in required if field not in found])
        if line > _WITHIN and not found:
            break
    count, line, missing = best
    if count * 2 >= len(required):
        raise SourceError(path, f"columns are missing from the header: {', '.join(missing)}", "Get the original file; if it is one, update Coderly.", line)
    raise SourceError(path, "the header was not found", AGAIN)


def _positions(names: list[str], wanted: Mapping[str, str]) -> dict[str, int]:
    found = {}
    for field, pattern in wanted.items():
        at = next((n for n, name in enumerate(names) if name and re.fullmatch(pattern, name)), None)
        if at is not None:
            found[field] = at
    return found


def has_columns(rows: list[Row], required: Mapping[str, str]) -> bool:
    """Whether one of these rows is the header sought. Stops at the first column that a row has not: many readers ask."""
    patterns = [re.compile(pattern) for pattern in required.values()]
    for _, cells in rows:
        names = [name for name in map(folded, cells) if name]
        if len(names) >= len(patterns) and all(any(map(pattern.fullmatch, names)) for pattern in patterns):
            return True
    return False
