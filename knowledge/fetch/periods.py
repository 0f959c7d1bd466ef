"""How often something is published, and which issue is in force on a date. Pure functions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

_NCCI_BEGAN = 1994
"""Version 30 of the edits is the one of 2024, 32.3 that of 2026 Q4."""
_FISCAL_BEGINS = 10


class Cadence(StrEnum):
    """When a new issue comes out."""

    FISCAL_YEAR = "each October"
    APRIL_UPDATE = "some Aprils"
    QUARTER = "each quarter"
    CALENDAR_YEAR = "each January"
    ONCE = "once"


@dataclass(frozen=True, slots=True)
class Period:
    """One issue: the words that addresses, names of files and names of editions are put together from."""

    begins: date
    words: dict[str, str]


def period(cadence: Cadence, on: date) -> Period | None:
    """The issue that is in force on a date; None if there is none (an April update from October to March)."""
    if cadence is Cadence.ONCE:
        return Period(on, {})
    if cadence is Cadence.CALENDAR_YEAR:
        return _period(date(on.year, 1, 1), on.year)
    if cadence is Cadence.QUARTER:
        return _period(date(on.year, 3 * ((on.month - 1) // 3) + 1, 1), on.year)
    fiscal = on.year + (on.month >= _FISCAL_BEGINS)
    if cadence is Cadence.FISCAL_YEAR:
        return _period(date(fiscal - 1, 10, 1), fiscal)
    return _period(date(fiscal, 4, 1), fiscal) if on >= date(fiscal, 4, 1) else None


def _period(begins: date, year: int) -> Period:
    quarter = (begins.month + 2) // 3
    month = f"{begins:%B}"
    return Period(begins, {
        "year": str(year), "yy": f"{year % 100:02}", "before": str(year - 1), "q": str(quarter), "month": month.lower(), "Month": month,
        "mon": month[:3], "MON": month[:3].upper(), "mm": f"{begins:%m}", "letter": "abcd"[quarter - 1], "ncci": f"{year - _NCCI_BEGAN}{quarter - 1}",
    })  # fmt: skip
