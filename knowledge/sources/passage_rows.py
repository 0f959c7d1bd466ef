"""Table `passage`: how prose stands in a catalog file, whichever reader it comes from."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import date
from typing import Any

from knowledge.model import Passage

SCHEMA = """
CREATE TABLE passage (
    id TEXT PRIMARY KEY, title TEXT NOT NULL, text TEXT NOT NULL, topic TEXT NOT NULL, source TEXT NOT NULL, edition TEXT NOT NULL,
    checked TEXT NOT NULL, valid_from TEXT, valid_to TEXT, payer TEXT NOT NULL, codes TEXT NOT NULL, modifiers TEXT NOT NULL,
    keywords TEXT NOT NULL, document TEXT NOT NULL, locator TEXT NOT NULL, workspace TEXT NOT NULL
) WITHOUT ROWID;
"""
_FIRST_COLUMNS = 13
"""What the table held before documents came; snapshots with it may still serve."""


def insert(database: sqlite3.Connection, passage: Passage) -> None:
    """Write one passage."""
    database.execute(
        "INSERT INTO passage VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        (
            passage.id,
            passage.title,
            passage.text,
            passage.topic,
            passage.source,
            passage.edition,
            passage.checked.isoformat(),
            passage.valid_from.isoformat() if passage.valid_from else None,
            passage.valid_to.isoformat() if passage.valid_to else None,
            passage.payer,
            json.dumps(passage.codes),
            json.dumps(passage.modifiers),
            json.dumps(passage.keywords),
            passage.document,
            passage.locator,
            passage.workspace,
        ),
    )


def passages(database: sqlite3.Connection) -> Iterator[Passage]:
    """All passages of a catalog file, in the order of their ids."""
    for row in database.execute("SELECT * FROM passage ORDER BY id"):
        yield from_row(row)


def from_row(row: tuple[Any, ...]) -> Passage:
    """A row of the table → `Passage`."""
    document, locator, workspace = row[_FIRST_COLUMNS:] or ("", "", "")
    return Passage(
        id=row[0],
        title=row[1],
        text=row[2],
        topic=row[3],
        source=row[4],
        edition=row[5],
        checked=date.fromisoformat(row[6]),
        valid_from=_date(row[7]),
        valid_to=_date(row[8]),
        payer=row[9],
        codes=tuple(json.loads(row[10])),
        modifiers=tuple(json.loads(row[11])),
        keywords=tuple(json.loads(row[12])),
        document=document,
        locator=locator,
        workspace=workspace,
    )


def _date(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
