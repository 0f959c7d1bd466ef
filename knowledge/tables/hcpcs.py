"""Rows of HCPCS Level II with their own dates, and look-ups on them. The source is cumulative: the newest file answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from knowledge.tables.dated import Force
from knowledge.tables.files import Rows

SOURCE = "hcpcs"
SCHEMA = """
CREATE TABLE code (
    code TEXT PRIMARY KEY, modifier INTEGER NOT NULL, seq INTEGER NOT NULL, long TEXT NOT NULL, short TEXT NOT NULL, coverage TEXT NOT NULL,
    betos TEXT NOT NULL, pricing TEXT NOT NULL, multiple TEXT NOT NULL, service_type TEXT NOT NULL, crossref TEXT NOT NULL,
    added INTEGER, effective INTEGER, ended INTEGER, action TEXT NOT NULL, line INTEGER NOT NULL
) WITHOUT ROWID;
"""
"""Dates are integers YYYYMMDD. `modifier` is 1 for two-character modifiers. Lists (`pricing`, …) are blank-separated."""

COVERAGE = {
    "C": "carrier judgment",
    "D": "special coverage instructions apply",
    "I": "not payable by Medicare",
    "M": "non-covered by Medicare",
    "S": "non-covered by Medicare statute",
}
ACTION = {
    "A": "added",
    "B": "administrative data and long description changed",
    "C": "long description changed",
    "D": "discontinued",
    "F": "administrative data changed",
    "N": "no maintenance",
    "P": "payment change",
    "R": "reactivated",
    "S": "short description changed",
    "T": "miscellaneous change",
}

_COLUMNS = "code, modifier, long, short, coverage, betos, pricing, multiple, service_type, crossref, added, effective, ended, action"


@dataclass(frozen=True, slots=True)
class HcpcsCode:
    """A code or modifier. `dropped_by` names the newer complete edition that no longer lists it: its end is then not published."""

    code: str
    modifier: bool
    long: str
    short: str
    coverage: str
    betos: str
    pricing: tuple[str, ...]
    multiple: str
    service_type: tuple[str, ...]
    crossref: tuple[str, ...]
    added: date | None
    effective: date | None
    ended: date | None
    action: str
    edition: str
    dropped_by: str = ""

    def force(self, on: date) -> Force:
        """Whether the code may be reported for a date of service, by its own dates."""
        if self.added is not None and on < self.added:
            return Force.NOT_YET
        if self.ended is not None and on > self.ended:
            return Force.ENDED
        return Force.BEGIN_UNKNOWN if self.added is None else Force.IN_FORCE


def codes(files: Iterable[Rows], on: date) -> tuple[str, ...]:
    """Every code that may be reported on a date by the newest file that lists it, modifiers aside, in order. `files` newest first."""
    day = on.year * 10_000 + on.month * 100 + on.day
    found: dict[str, bool] = {}
    for file in files:
        for code, added, ended in file.all("SELECT code, added, ended FROM code WHERE modifier = 0"):
            found.setdefault(code, (added is None or added <= day) and (ended is None or day <= ended))
    return tuple(sorted(code for code, open_ in found.items() if open_))


def look_up(files: Iterable[Rows], code: str) -> HcpcsCode | None:
    """A code or two-character modifier from the newest file that lists it. `files` newest first."""
    newer = ""
    for file in files:
        row = file.one(f"SELECT {_COLUMNS} FROM code WHERE code = ?", code.strip().upper())
        if row:
            return _code(row, file.edition.name, newer)
        if not file.edition.partial:
            newer = newer or file.edition.name
    return None


def modifiers(files: Iterable[Rows]) -> tuple[HcpcsCode, ...]:
    """All modifiers of the newest complete file."""
    for file in files:
        if not file.edition.partial:
            return tuple(_code(r, file.edition.name, "") for r in file.all(f"SELECT {_COLUMNS} FROM code WHERE modifier = 1 ORDER BY code"))
    return ()


def _code(row: tuple[str, ...], edition: str, newer: str) -> HcpcsCode:
    code, modifier, long, short, coverage, betos, pricing, multiple, service, cross, added, effective, ended, action = row
    return HcpcsCode(
        code=code,
        modifier=bool(modifier),
        long=long,
        short=short,
        coverage=coverage,
        betos=betos,
        pricing=tuple(pricing.split()),
        multiple=multiple,
        service_type=tuple(service.split()),
        crossref=tuple(cross.split()),
        added=_day(added),
        effective=_day(effective),
        ended=_day(ended),
        action=action,
        edition=edition,
        dropped_by=newer,
    )


def _day(stored: str | int | None) -> date | None:
    number = int(stored) if stored else 0
    return date(number // 10_000, number // 100 % 100, number % 100) if number else None
