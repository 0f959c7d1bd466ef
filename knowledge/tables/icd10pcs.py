"""Rows of the ICD-10-PCS tables, index and definitions, and look-ups on them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.tables.files import Rows
from knowledge.text import folded

TABLES = "icd10pcs_tables"

TABLES_SCHEMA = """
CREATE TABLE tab (
    code TEXT PRIMARY KEY, section TEXT NOT NULL, system TEXT NOT NULL, operation TEXT NOT NULL, definition TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE row (id INTEGER PRIMARY KEY, tab TEXT NOT NULL, codes INTEGER NOT NULL, line INTEGER NOT NULL);
CREATE INDEX row_tab ON row (tab);
CREATE TABLE value (
    row INTEGER NOT NULL, pos INTEGER NOT NULL, character TEXT NOT NULL, axis TEXT NOT NULL, label TEXT NOT NULL, seq INTEGER NOT NULL,
    PRIMARY KEY (row, pos, character)
) WITHOUT ROWID;
"""
"""`tab` is a table of the first three characters; each of its rows allows every combination of its values."""

INDEX_SCHEMA = """
CREATE TABLE entry (
    id INTEGER PRIMARY KEY, parent INTEGER, level INTEGER NOT NULL, path TEXT NOT NULL, plain TEXT NOT NULL, code TEXT NOT NULL,
    see TEXT NOT NULL, uses TEXT NOT NULL, line INTEGER NOT NULL
);
CREATE INDEX entry_plain ON entry (plain);
CREATE INDEX entry_code ON entry (code) WHERE code <> '';
"""
"""`code` is a whole code or its first characters, 3 to 7; `uses` is the value that a device or body part key names."""

DEFINITIONS_SCHEMA = """
CREATE TABLE definition (
    id INTEGER PRIMARY KEY, section TEXT NOT NULL, axis TEXT NOT NULL, term TEXT NOT NULL, plain TEXT NOT NULL, definition TEXT NOT NULL,
    explanation TEXT NOT NULL, includes TEXT NOT NULL, line INTEGER NOT NULL
);
CREATE INDEX definition_plain ON definition (plain);
"""

_TABLE, _CODE = 3, 7


@dataclass(frozen=True, slots=True)
class Value:
    """One character of a code: its position, what the axis is called, and what the character means."""

    position: int
    character: str
    axis: str
    label: str


@dataclass(frozen=True, slots=True)
class Table:
    """The table of the first three characters."""

    code: str
    section: str
    system: str
    operation: str
    definition: str
    edition: str


@dataclass(frozen=True, slots=True)
class PcsEntry:
    """One line of the index: where it leads (`code`, whole or its beginning; `see`; `uses`)."""

    path: str
    level: int
    code: str
    see: str
    uses: str
    edition: str


@dataclass(frozen=True, slots=True)
class Definition:
    """What a value of an axis means in a section."""

    section: str
    axis: str
    term: str
    definition: str
    explanation: str
    includes: str
    edition: str


def table(files: Iterable[Rows], code: str) -> Table | None:
    """The table that a code or its beginning belongs to."""
    for file in files:
        row = file.one("SELECT code, section, system, operation, definition FROM tab WHERE code = ?", code.upper()[:_TABLE])
        if row:
            return Table(*(*row, file.edition.name))
    return None


def sections(files: Iterable[Rows]) -> tuple[tuple[str, str], ...]:
    """First character → what the section is called, in order."""
    return _grouped(files, 1, "section", "")


def body_systems(files: Iterable[Rows], section: str) -> tuple[tuple[str, str], ...]:
    """First two characters → what the body system of a section is called, in order."""
    return _grouped(files, 2, "system", section)


def tables_in(files: Iterable[Rows], beginning: str) -> tuple[tuple[str, str], ...]:
    """The tables that begin with two characters → their operation, in order."""
    return _grouped(files, _TABLE, "operation", beginning)


def heading(files: Iterable[Rows], beginning: str) -> str:
    """What one or two characters stand for: `Medical and Surgical`, `Medical and Surgical, Eye`."""
    for file in files:
        row = file.one("SELECT section, system FROM tab WHERE substr(code, 1, ?) = ?", len(beginning), beginning)
        if row:
            return row[0] if len(beginning) == 1 else f"{row[0]}, {row[1]}"
    return ""


def _grouped(files: Iterable[Rows], length: int, column: str, beginning: str) -> tuple[tuple[str, str], ...]:
    for file in files:
        query = f"SELECT substr(code, 1, ?), min({column}) FROM tab WHERE substr(code, 1, ?) = ? GROUP BY 1 ORDER BY 1"
        rows = file.all(query, length, len(beginning), beginning)
        if rows:
            return tuple((code, words) for code, words in rows)
    return ()


def spelled(files: Iterable[Rows], code: str) -> tuple[Value, ...]:
    """A whole code → the meaning of characters 4 to 7, empty if no row of its table allows the combination."""
    code = code.upper()
    if len(code) != _CODE:
        return ()
    for file in files:
        rows = file.all(
            "SELECT row.id FROM row WHERE tab = ?" + "".join(
                f" AND EXISTS (SELECT 1 FROM value WHERE row = row.id AND pos = {pos} AND character = ?)" for pos in range(4, 8)
            ),
            code[:_TABLE],
            *code[_TABLE:],
        )  # fmt: skip
        if rows:
            return tuple(
                Value(
                    pos,
                    character,
                    *file.one("SELECT axis, label FROM value WHERE row = ? AND pos = ? AND character = ?", rows[0][0], pos, character),
                )
                for pos, character in enumerate(code[_TABLE:], 4)
            )
    return ()


def choices(files: Iterable[Rows], beginning: str) -> tuple[Value, ...]:
    """What may follow the first 3 to 6 characters, over all rows of the table that allow them."""
    beginning = beginning.upper()
    if not _TABLE <= len(beginning) < _CODE:
        return ()
    position = len(beginning) + 1
    given = beginning[_TABLE:]
    query = "SELECT DISTINCT character, axis, label FROM value JOIN row ON row.id = value.row WHERE tab = ? AND pos = ?" + "".join(
        f" AND EXISTS (SELECT 1 FROM value v WHERE v.row = row.id AND v.pos = {pos} AND v.character = ?)"
        for pos in range(4, 4 + len(given))
    )
    for file in files:
        rows = file.all(query + " ORDER BY character", beginning[:_TABLE], position, *given)
        if rows:
            return tuple(Value(position, *row) for row in rows)
    return ()


def look_up(files: Iterable[Rows], words: str, limit: int = 50) -> tuple[PcsEntry, ...]:
    """The index lines with exactly these words, else those that begin with them."""
    wanted = folded(words)
    columns = "path, level, code, see, uses"
    for file in files if wanted else ():
        rows = file.all(f"SELECT {columns} FROM entry WHERE plain = ? ORDER BY id LIMIT ?", wanted, limit) or file.all(
            f"SELECT {columns} FROM entry WHERE plain >= ? AND plain < ? ORDER BY id LIMIT ?", wanted + " ", wanted + "!", limit
        )
        if rows:
            return tuple(PcsEntry(*(*row, file.edition.name)) for row in rows)
    return ()


def define(files: Iterable[Rows], term: str, section: str = "") -> tuple[Definition, ...]:
    """What a term means, in one section (`Medical and Surgical`) or in all."""
    for file in files:
        rows = file.all(
            "SELECT section, axis, term, definition, explanation, includes FROM definition"
            " WHERE plain = ? AND (? = '' OR section = ?) ORDER BY id",
            folded(term),
            section,
            section,
        )
        if rows:
            return tuple(Definition(*(*row, file.edition.name)) for row in rows)
    return ()
