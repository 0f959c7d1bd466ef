"""What was found by words, by category: codes of one category stand together, and a code that is too short has its billable ones below.

A list of equals hides that five of eight hits are the same disease with another side, and that the best hit cannot be billed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from knowledge.model import Hit, System

BELOW = 4
"""Billable codes named below a hit that is too short."""
_WITH_BELOW = 3
"""Hits of one list that are followed by billable ones."""


@dataclass(frozen=True, slots=True)
class Member:
    """A hit, and the billable codes that it stands for when it is too short; `more` of them are not named."""

    hit: Hit
    below: tuple[Hit, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class Family:
    """Hits of one category, best first. `category` is its code and title when several hits are of it and none is the category itself."""

    members: tuple[Member, ...]
    category: tuple[str, str] | None = None


def by_category(hits: Iterable[Hit], title_of: Callable[[str], str], below: Callable[[str], tuple[Hit, ...]]) -> tuple[Family, ...]:
    """Families in the order of their best hits.

    `title_of` names an ICD-10-CM category; `below` gives the ICD-10-CM codes that begin with a code, in code order, itself
    among them or not. Codes of other systems have no categories: each is a family.
    """
    found: dict[str, list[Hit]] = {}
    for hit in hits:
        found.setdefault(hit.code[:3] if hit.system is System.ICD10CM else f"{hit.system} {hit.code}", []).append(hit)
    named = {hit.code for family in found.values() for hit in family}
    left = _WITH_BELOW
    families = []
    for category, members in found.items():
        entries = []
        for hit in members:
            billable: tuple[Hit, ...] = ()
            if left and not hit.reportable and hit.system is System.ICD10CM:
                billable = tuple(h for h in below(hit.code) if h.reportable and h.code not in named)
                left -= bool(billable)
            entries.append(Member(hit, billable[:BELOW], max(0, len(billable) - BELOW)))
            named |= {h.code for h in billable[:BELOW]}
        several = len(members) > 1 and members[0].system is System.ICD10CM and category not in {hit.code for hit in members}
        families.append(Family(tuple(entries), (category, title_of(category)) if several else None))
    return tuple(families)
