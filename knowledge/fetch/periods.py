"""How often something is published, and which issue is in force on a date. Pure functions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from knowledge.cycles import began
from knowledge.holdings import Cycle

_NCCI_BEGAN = 1994
"""Version 30 of the edits is the one of 2024, 32.3 that of 2026 Q4."""
_MCE_BEGAN = 1983
"""Version 41 of the code editor is that of fiscal year 2024."""


class Cadence(StrEnum):
    """When a new issue comes out."""

    FISCAL_YEAR = "each October"
    APRIL_UPDATE = "some Aprils"
    QUARTER = "each quarter"
    CALENDAR_YEAR = "each January"
    ONCE = "once"


_CYCLES = {
    Cadence.FISCAL_YEAR: Cycle.FISCAL_YEAR, Cadence.APRIL_UPDATE: Cycle.FISCAL_YEAR, Cadence.QUARTER: Cycle.QUARTER, Cadence.CALENDAR_YEAR: Cycle.YEAR,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Period:
    """One issue: the words that addresses, names of files and names of editions are put together from."""

    begins: date
    words: dict[str, str]


def period(cadence: Cadence, on: date) -> Period | None:
    """The issue that is in force on a date; None if there is none (an April update from October to March)."""
    if cadence is Cadence.ONCE:
        return Period(on, {})
    begins = began(_CYCLES[cadence], on)
    if begins is None:
        return None
    if cadence is Cadence.FISCAL_YEAR:
        return _period(begins, begins.year + 1)
    if cadence is Cadence.APRIL_UPDATE:
        april = date(begins.year + 1, 4, 1)
        return _period(april, april.year) if on >= april else None
    return _period(begins, begins.year)


def _period(begins: date, year: int) -> Period:
    quarter = (begins.month + 2) // 3
    month = f"{begins:%B}"
    return Period(begins, {
        "year": str(year), "yy": f"{year % 100:02}", "before": str(year - 1), "q": str(quarter), "month": month.lower(), "Month": month,
        "mon": month[:3], "MON": month[:3].upper(), "mm": f"{begins:%m}", "letter": "abcd"[quarter - 1], "ncci": f"{year - _NCCI_BEGAN}{quarter - 1}",
        "mce": str(year - _MCE_BEGAN),
    })  # fmt: skip
