"""Levels of evaluation and management: by medical decision making (two of three elements) or by total time on the day. Pure.

Facts by number: CPT 2024 and later (one minimum time a code, to be met or exceeded; four levels of decision making), taken over by
CMS in the physician fee schedule rules of 2021, 2023 and 2024. Names and words are ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

RULE = "CPT E/M guidelines as adopted by CMS (rules of 2021 and 2023): two of problems, data and risk, or total time on the day"
SINGLE_MINIMUM_SINCE = date(2024, 1, 1)
MAX_MINUTES = 1440


class Mdm(IntEnum):
    """How hard the decision was; the same four steps for each element."""

    STRAIGHTFORWARD = 1
    LOW = 2
    MODERATE = 3
    HIGH = 4

    @property
    def words(self) -> str:
        """The level in lower case."""
        return self.name.lower()


ELEMENTS = ("problems", "data", "risk")


@dataclass(frozen=True, slots=True)
class Step:
    """One code of a family: the decision making and the minutes it needs, None where it has none."""

    code: str
    mdm: Mdm | None
    minutes: int | None


@dataclass(frozen=True, slots=True)
class Family:
    """The codes of one kind of visit, the lowest first. `more_than`: the last code begins above its minutes, not at them."""

    name: str
    steps: tuple[Step, ...]
    more_than: bool = False

    @property
    def timed(self) -> bool:
        """Whether time may choose the level."""
        return any(step.minutes is not None for step in self.steps)

    @property
    def decided(self) -> bool:
        """Whether decision making may choose the level."""
        return any(step.mdm is not None for step in self.steps)


def _family(name: str, *steps: tuple[str, int, int | None]) -> Family:
    return Family(name, tuple(Step(code, Mdm(rank) if rank else None, minutes) for code, rank, minutes in steps))


FAMILIES: Mapping[str, Family] = {
    "office new": _family("office, new patient", ("99202", 1, 15), ("99203", 2, 30), ("99204", 3, 45), ("99205", 4, 60)),
    "office established": _family(
        "office, established patient", ("99211", 0, None), ("99212", 1, 10), ("99213", 2, 20), ("99214", 3, 30), ("99215", 4, 40)
    ),
    "hospital initial": _family("hospital inpatient or observation, initial", ("99221", 1, 40), ("99222", 3, 55), ("99223", 4, 75)),
    "hospital subsequent": _family("hospital inpatient or observation, subsequent", ("99231", 1, 25), ("99232", 3, 35), ("99233", 4, 50)),
    "hospital same day": _family("hospital, admitted and discharged on one day", ("99234", 1, 45), ("99235", 3, 70), ("99236", 4, 85)),
    "hospital discharge": Family("hospital discharge", (Step("99238", None, 0), Step("99239", None, 30)), more_than=True),
    "emergency": _family(
        "emergency department", ("99281", 0, None), ("99282", 1, None), ("99283", 2, None), ("99284", 3, None), ("99285", 4, None)
    ),
    "nursing initial": _family("nursing facility, initial", ("99304", 1, 25), ("99305", 3, 35), ("99306", 4, 50)),
    "nursing subsequent": _family(
        "nursing facility, subsequent", ("99307", 1, 10), ("99308", 2, 20), ("99309", 3, 30), ("99310", 4, 45)
    ),
    "nursing discharge": Family("nursing facility discharge", (Step("99315", None, 0), Step("99316", None, 30)), more_than=True),
    "home new": _family("home or residence, new patient", ("99341", 1, 15), ("99342", 2, 30), ("99344", 3, 60), ("99345", 4, 75)),
    "home established": _family(
        "home or residence, established patient", ("99347", 1, 20), ("99348", 2, 30), ("99349", 3, 40), ("99350", 4, 60)
    ),
    "consultation outpatient": _family(
        "consultation, office or outpatient (not paid by Medicare)", ("99242", 1, 20), ("99243", 2, 30), ("99244", 3, 40), ("99245", 4, 55)
    ),
    "consultation inpatient": _family(
        "consultation, inpatient or observation (not paid by Medicare)", ("99252", 1, 35), ("99253", 2, 45), ("99254", 3, 60), ("99255", 4, 80)
    ),
}
"""Rank 1 stands for straightforward or low where a family has three levels; 0 for a code without decision making of its own."""

_PROLONGED = {"99205": (75, 89), "99215": (55, 69)}
"""Minutes from which a first unit of 99417 (CPT) and of G2212 (Medicare) may be added."""
_PROLONGED_UNIT = 15


def family_of(code: str) -> Family | None:
    """The family a code belongs to."""
    return next((family for family in FAMILIES.values() if any(step.code == code for step in family.steps)), None)


def level_of(elements: Mapping[str, Mdm]) -> Mdm:
    """Two of three: the level that at least two elements reach. With two known it is the lower of both. Needs at least two."""
    return sorted(elements.values(), reverse=True)[1]


def by_decision(family: Family, level: Mdm) -> str:
    """The highest code whose decision making the level reaches, empty if the family has none."""
    reached = [step.code for step in family.steps if step.mdm is not None and step.mdm <= level]
    return reached[-1] if reached else ""


def by_time(family: Family, minutes: int) -> str:
    """The highest code whose minutes are met (for a discharge: passed), empty if none is."""
    if family.more_than:
        return family.steps[-1].code if minutes > (family.steps[-1].minutes or 0) else family.steps[0].code
    reached = [step.code for step in family.steps if step.minutes is not None and step.minutes <= minutes]
    return reached[-1] if reached else ""


def prolonged(code: str, minutes: int) -> tuple[tuple[str, int, int], ...]:
    """For the highest office levels: add-on code, minutes its first unit needs, units reached (99417 of CPT, G2212 of Medicare)."""
    if code not in _PROLONGED:
        return ()
    return tuple(
        (addon, first, max(0, (minutes - first) // _PROLONGED_UNIT + 1))
        for addon, first in zip(("99417", "G2212"), _PROLONGED[code], strict=True)
    )
