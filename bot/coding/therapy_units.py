"""Timed therapy: minutes -> billable units by Medicare's rule on the total and by CPT's midpoint rule on each code. Pure.

Rule: Pub. 100-04, chapter 5 section 20.2 (8 to 22 minutes 1 unit, 23 to 37 two, and 15 more for each; the total of all timed minutes
decides, and the codes with the most minutes left over get what full quarters of an hour leave).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

RULE = "Pub. 100-04, chapter 5 section 20.2: timed units by total minutes (the 8-minute rule)"
QUARTER, FEWEST = 15, 8
MAX_MINUTES = 1440
TIMED = frozenset(
    (
        "97032", "97033", "97034", "97035", "97036", "97110", "97112", "97113", "97116", "97124", "97140", "97530", "97533", "97535", "97537",
        "97542", "97750", "97755", "97760", "97761", "97763",
    )
)
"""Therapy codes counted in quarters of an hour, by number."""
UNTIMED = frozenset(
    (
        "97010", "97012", "97014", "97016", "97018", "97022", "97024", "97026", "97028", "97150", "97161", "97162", "97163", "97164", "97165",
        "97166", "97167", "97168", "92507", "92508", "92526", "G0281", "G0283", "G0329",
    )
)
"""Codes that are one unit whatever the time; their minutes do not count."""


@dataclass(frozen=True, slots=True)
class TherapyShare:
    """One code: its minutes, the units Medicare's rule gives it, and those of the midpoint rule."""

    code: str
    minutes: int
    units: int
    midpoint: int


@dataclass(frozen=True, slots=True)
class TherapyUnits:
    """All timed codes of a day."""

    minutes: int
    units: int
    shares: tuple[TherapyShare, ...]

    @property
    def midpoint(self) -> int:
        """Units of the midpoint rule in all."""
        return sum(share.midpoint for share in self.shares)


def units_of(minutes: int) -> int:
    """Units for so many timed minutes: none below 8, then one for each 15, the rest counting from 8."""
    return (minutes + QUARTER - FEWEST) // QUARTER


def therapy_units(timed: Sequence[tuple[str, int]]) -> TherapyUnits:
    """Codes with their minutes (the same code twice is added up) -> units in all and by code."""
    by_code: dict[str, int] = {}
    for code, minutes in timed:
        by_code[code] = by_code.get(code, 0) + minutes
    total = sum(by_code.values())
    units = units_of(total)
    given = {code: minutes // QUARTER for code, minutes in by_code.items()}
    left = sorted(by_code, key=lambda code: (-(by_code[code] % QUARTER), list(by_code).index(code)))
    for code in left[: units - sum(given.values())]:
        given[code] += 1
    shares = tuple(TherapyShare(code, minutes, given[code], units_of(minutes)) for code, minutes in by_code.items())
    return TherapyUnits(total, units, shares)
