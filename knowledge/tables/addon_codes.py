"""Add-on codes and the primary codes they go with. Cumulative: rows carry their own dates, the newest file answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.model import Edition
from knowledge.sources.cms_values import day
from knowledge.tables.dated import Force, force
from knowledge.tables.files import Rows

SOURCE = "addon_codes"
CONTRACTOR = "CCCCC"
"""In place of a primary code: the contractor decides which ones go."""

SCHEMA = """
CREATE TABLE addon (
    addon TEXT NOT NULL, primary_code TEXT NOT NULL, type INTEGER NOT NULL, addon_deleted INTEGER, primary_deleted INTEGER,
    begins INTEGER, ends INTEGER, note TEXT NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (addon, primary_code, seq)
) WITHOUT ROWID;
CREATE INDEX addon_primary ON addon (primary_code);
"""
_ROWS = "SELECT addon, primary_code, type, addon_deleted, primary_deleted, begins, ends, note FROM addon WHERE "


@dataclass(frozen=True, slots=True)
class AddonRow:
    """One pair. `type`: 1 closed list of primaries, 2 no list, 3 a list that the contractor may add to."""

    addon: str
    primary: str
    type: int
    addon_deleted: date | None
    primary_deleted: date | None
    begins: date | None
    ends: date | None
    note: str
    edition: Edition

    @property
    def contractor_decides(self) -> bool:
        """Whether no primary code is named."""
        return self.primary == CONTRACTOR

    def force(self, on: date) -> Force:
        """What the row says about a date of service: the pair, and both codes, must be in force."""
        ends = min((d for d in (self.ends, self.addon_deleted, self.primary_deleted) if d is not None), default=None)
        return force(self.begins, ends, self.edition, on)


def primaries_of(files: Sequence[Rows], addon: str) -> tuple[AddonRow, ...]:
    """Every row of an add-on code, of whatever date. Empty: the code is no add-on code in the newest file."""
    return _rows(files, "addon = ? ORDER BY primary_code, seq", addon)


def addons_of(files: Sequence[Rows], primary: str) -> tuple[AddonRow, ...]:
    """Every add-on code that names this primary."""
    return _rows(files, "primary_code = ? ORDER BY addon, seq", primary)


def _rows(files: Sequence[Rows], where: str, code: str) -> tuple[AddonRow, ...]:
    """From the newest file; an excerpt before it only if it has the code."""
    for file in files:
        rows = file.all(_ROWS + where, code.upper())
        if rows or not file.edition.partial:
            return tuple(AddonRow(a, p, t, day(x), day(y), day(b), day(e), note, file.edition) for a, p, t, x, y, b, e, note in rows)
    return ()
