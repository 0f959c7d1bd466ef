"""What is asked for and paid: open postings by credential, and their pay. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import quantiles

FEWEST = 4
"""Postings with pay below which a range says more of the employers than of the market."""


@dataclass(frozen=True, slots=True)
class Demand:
    """Of one credential: how many open postings name it, and the middle half of their pay in dollars a year; zeros where too few name pay."""

    credential: str
    postings: int
    low: int = 0
    middle: int = 0
    high: int = 0


def demand(counts: Mapping[str, int], pay: Mapping[str, Sequence[int]], most: int = 10) -> tuple[Demand, ...]:
    """Counts and pays by credential → what is asked for most, first."""
    found = []
    for name, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:most]:
        paid = pay.get(name, ())
        quarters = tuple(round(value, -2) for value in map(int, quantiles(paid, n=4))) if len(paid) >= FEWEST else (0, 0, 0)
        found.append(Demand(name, count, *quarters))
    return tuple(found)
