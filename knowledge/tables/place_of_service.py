"""Places of service: two-digit codes, their names, and which fee (facility or not) they take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.model import Edition
from knowledge.tables.dated import answering
from knowledge.tables.files import Rows

SOURCE = "place_of_service"
SCHEMA = "CREATE TABLE place (code TEXT PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, description TEXT NOT NULL) WITHOUT ROWID"


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One place. `facility` is None where the file does not say, or the code is not assigned."""

    code: str
    name: str
    facility: bool | None
    description: str
    edition: Edition
    stale: bool


def place(files: Sequence[Rows], code: str, on: date) -> PlaceRow | None:
    """A place by its code; `2` is read as `02`."""
    for file, stale in answering(files, on):
        row = file.one("SELECT code, name, kind, description FROM place WHERE code = ?", code.strip().zfill(2))
        if row:
            return PlaceRow(row[0], row[1], {"Facility": True, "Non-Facility": False}.get(row[2]), row[3], file.edition, stale)
    return None


def assigned(files: Sequence[Rows], on: date) -> tuple[PlaceRow, ...]:
    """Every code that is assigned, in order."""
    for file, stale in answering(files, on):
        rows = file.all("SELECT code, name, kind, description FROM place WHERE name <> 'Unassigned' ORDER BY code")
        if rows:
            return tuple(PlaceRow(c, n, {"Facility": True, "Non-Facility": False}.get(k), d, file.edition, stale) for c, n, k, d in rows)
    return ()
