"""Rows of the ICD-10-CM alphabetic index, the external cause index and the two tables, and look-ups on them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from knowledge import icd10cm
from knowledge.tables.files import Rows
from knowledge.text import folded

SCHEMA = """
CREATE TABLE entry (
    id INTEGER PRIMARY KEY, parent INTEGER, level INTEGER NOT NULL, path TEXT NOT NULL, plain TEXT NOT NULL, worded TEXT NOT NULL,
    code TEXT NOT NULL, more INTEGER NOT NULL, second TEXT NOT NULL, see TEXT NOT NULL, see_also TEXT NOT NULL,
    line INTEGER NOT NULL
);
CREATE INDEX entry_plain ON entry (plain);
CREATE INDEX entry_worded ON entry (worded) WHERE worded <> plain;
CREATE INDEX entry_code ON entry (code) WHERE code <> '';
CREATE TABLE heading (col INTEGER PRIMARY KEY, title TEXT NOT NULL);
CREATE TABLE cell (entry INTEGER NOT NULL, col INTEGER NOT NULL, code TEXT NOT NULL, more INTEGER NOT NULL, PRIMARY KEY (entry, col))
    WITHOUT ROWID;
CREATE INDEX cell_code ON cell (code);
"""
"""`plain` is the folded path without nonessential modifiers, `worded` with all.
`more` is 1 for a code printed with a trailing dash: it needs more characters."""

_COLUMNS = "id, parent, level, path, code, more, second, see, see_also"
_MOST = 50


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """One line of the index. `path` is printed with ` > ` between the levels, modifiers in parentheses.

    `code` is empty where the index only refers elsewhere (`see`); `more` says that it needs more characters;
    `second` is the code in brackets (manifestation). `cells` holds a table's columns: heading → code, where a
    code that needs more characters keeps its dash.
    """

    path: str
    level: int
    code: str = ""
    more: bool = False
    second: str = ""
    see: str = ""
    see_also: str = ""
    cells: tuple[tuple[str, str], ...] = ()
    edition: str = ""


@lru_cache(maxsize=65_536)
def key(words: str) -> str:
    """The form in which words are compared; the blank makes a final `'s` fold as one before another word."""
    return folded(words + " ")


def look_up(files: Iterable[Rows], words: str, limit: int = _MOST) -> tuple[IndexEntry, ...]:
    """The index lines under exactly these words, else those that begin with them, from the first file that has any.

    `files` in the order in which they answer: the edition in force, partial ones before full ones.
    """
    wanted = key(words)
    if not wanted:
        return ()
    for file in files:
        rows = file.all(f"SELECT {_COLUMNS} FROM entry WHERE plain = ? ORDER BY id LIMIT ?", wanted, limit)
        rows = rows or file.all(f"SELECT {_COLUMNS} FROM entry WHERE worded = ? AND worded <> plain ORDER BY id LIMIT ?", wanted, limit)
        rows = rows or file.all(
            f"SELECT {_COLUMNS} FROM entry WHERE plain >= ? AND plain < ? ORDER BY level, id LIMIT ?", wanted + " ", wanted + "!", limit
        )
        if rows:
            return tuple(_entry(file, row) for row in rows)
    return ()


def entries_of(files: Iterable[Rows], code: str) -> tuple[IndexEntry, ...]:
    """Every index line and table row that leads to a code, from the first file that has any."""
    wanted = icd10cm.dotted(code)
    for file in files:
        rows = file.all(
            f"SELECT {_COLUMNS} FROM entry WHERE code = ? OR id IN (SELECT entry FROM cell WHERE code = ?) ORDER BY id", wanted, wanted
        )
        if rows:
            return tuple(_entry(file, row) for row in rows)
    return ()


def below(files: Iterable[Rows], words: str) -> tuple[IndexEntry, ...]:
    """The lines one level below the line with these words: what a coder would choose from next."""
    wanted = key(words)
    for file in files:
        rows = file.all(f"SELECT {_COLUMNS} FROM entry WHERE parent IN (SELECT id FROM entry WHERE plain = ?) ORDER BY id", wanted)
        if rows:
            return tuple(_entry(file, row) for row in rows)
    return ()


def _entry(file: Rows, row: tuple[int, int | None, int, str, str, int, str, str, str]) -> IndexEntry:
    identity, _, level, path, code, more, second, see, see_also = row
    cells = file.all(
        "SELECT title, code || CASE more WHEN 1 THEN '-' ELSE '' END FROM cell JOIN heading USING (col) WHERE entry = ? ORDER BY col",
        identity,
    )
    return IndexEntry(path, level, code, bool(more), second, see, see_also, tuple((t, c) for t, c in cells), file.edition.name)
