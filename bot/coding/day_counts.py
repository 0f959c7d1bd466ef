"""Ages, days between dates, and whether a patient is new by the three-year rule. Pure.

Rule for new and established: CPT and Pub. 100-04, chapter 12 section 30.6.7: no face-to-face professional service by the same group
and specialty within the three years before.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

NEW_RULE = "Pub. 100-04, chapter 12 section 30.6.7: new patient, three years, same group and same specialty"
NEW_YEARS = 3
MAX_YEARS = 130


@dataclass(frozen=True, slots=True)
class Age:
    """Completed years, months and days."""

    years: int
    months: int
    days: int


def age(born: date, on: date) -> Age:
    """The age on a day. Raises `ValueError` for a day before the birth."""
    if on < born:
        raise ValueError("the day lies before the birth")
    months = (on.year - born.year) * 12 + on.month - born.month - (on.day < born.day)
    return Age(months // 12, months % 12, (on - added(born, months)).days)


def added(start: date, months: int) -> date:
    """The same day so many months later; the last of the month where that month is shorter."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def anniversary(start: date, years: int) -> date:
    """The same day so many years later; 29 February becomes 28 in a year without it."""
    return added(start, years * 12)


def is_established(last_seen: date, on: date) -> bool:
    """Whether the last service lies within three years before; the day three years later is still within."""
    return on <= anniversary(last_seen, NEW_YEARS)
