"""When a global surgical period begins and ends. Pure.

Rule: Pub. 100-04, chapter 12 section 40.1: 000 the day itself; 010 that day and the ten after it; 090 the day before, the day itself
and the ninety after it, 92 days in all.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

RULE = "Pub. 100-04, chapter 12 section 40.1: the global surgical period"
_AFTER = {"000": 0, "010": 10, "090": 90}
_BEFORE = {"090": 1}
OTHER = {
    "MMM": "maternity: the usual global period does not apply",
    "XXX": "no global period: the concept does not apply",
    "YYY": "the contractor sets the global period",
    "ZZZ": "an add-on: it takes the global period of its primary code",
}
"""Global indicators that are not days."""


@dataclass(frozen=True, slots=True)
class GlobalPeriod:
    """First and last day, both inside, and how many days that is."""

    indicator: str
    first: date
    last: date

    @property
    def days(self) -> int:
        """Days in all."""
        return (self.last - self.first).days + 1


def global_period(indicator: str, surgery: date) -> GlobalPeriod | None:
    """The period of an indicator (`000`, `010`, `090`) for a day of surgery; None for the others. Raises `OverflowError` past year 9999."""
    if indicator not in _AFTER:
        return None
    before, after = timedelta(_BEFORE.get(indicator, 0)), timedelta(_AFTER[indicator])
    return GlobalPeriod(indicator, surgery - before, surgery + after)
