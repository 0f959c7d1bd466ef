"""Terms from the table of neoplasms and from the tabular list."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from knowledge import icd10cm
from knowledge.dictionary.terms import INCLUSION, TABLE, TITLE, Term, as_said, leaves_out, phrases
from knowledge.sources.icd10cm_index_words import LEVEL

NEOPLASMS, TABULAR = "icd10cm_neoplasm_table", "icd10cm_tabular"
_VALUES = frozenset(("Z68",))
"""Categories whose title names a measure: the value decides, not the word."""
_COLUMNS = {
    "malignant primary": "malignant",
    "malignant secondary": "secondary",
    "ca in situ": "in situ",
    "benign": "benign",
    "uncertain behavior": "uncertain",
    "unspecified behavior": "neoplasm",
}


def neoplasm_terms(database: sqlite3.Connection) -> Iterator[Term]:
    """A term a cell: the words of the site, and the column."""
    rows = database.execute(
        "SELECT path, title, c.code FROM cell c JOIN heading USING (col) JOIN entry e ON e.id = c.entry ORDER BY e.id, col"
    )
    for path, column, code in rows:
        titles = tuple(path.split(LEVEL))[1:]
        growth = _COLUMNS.get(column.lower(), "")
        if growth and not any(leaves_out(title) or "overlapping" in title for title in titles):
            for phrase in phrases(titles) if titles else ("",):
                yield Term(phrase, code, NEOPLASMS, f"{path}: {column}", TABLE, growth=growth)


def cells(database: sqlite3.Connection) -> dict[tuple[int, str], str]:
    """(line, column) → code of the table of neoplasms."""
    rows = database.execute("SELECT c.entry, title, c.code FROM cell c JOIN heading USING (col)")
    return {(line, _COLUMNS[column.lower()]): code for line, column, code in rows if column.lower() in _COLUMNS}


def tabular_terms(database: sqlite3.Connection) -> Iterator[Term]:
    """Titles and inclusion terms of every code but those made by 7th characters."""
    for code, title in database.execute("SELECT code, title FROM code WHERE base IS NULL ORDER BY seq"):
        said = as_said(title)
        if said and code not in _VALUES:
            yield Term(said, code, TABULAR, title, TITLE)
    known = {code for (code,) in database.execute("SELECT code FROM code")}
    for origin, text in database.execute("SELECT origin, text FROM note WHERE kind IN ('inclusion_term', 'includes') ORDER BY origin, seq"):
        if origin in known and icd10cm.looks_like(origin) and not text.lower().startswith("other "):
            said = as_said(text)
            if said and "code" not in said.lower():
                yield Term(said, origin, TABULAR, text, INCLUSION)
