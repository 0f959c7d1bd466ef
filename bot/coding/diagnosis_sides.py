"""Diagnoses of one claim that say too much or too little beside each other: doubles, sides, 7th characters, "unspecified". Pure.

Rules: ICD-10-CM Official Guidelines, sections I.B.12 (a code once), I.B.13 (laterality), I.B.18 (unspecified codes),
I.C.19.a (7th characters).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from knowledge import icd10cm
from knowledge.model import Code

ONCE = "ICD-10-CM Guidelines, section I.B.12"
LATERALITY = "ICD-10-CM Guidelines, section I.B.13"
UNSPECIFIED = "ICD-10-CM Guidelines, section I.B.18"
ENCOUNTERS = "ICD-10-CM Guidelines, section I.C.19.a"

Kin = Callable[[Code], Sequence[tuple[str, str]]]
"""Codes with their titles in the neighbourhood of a code: where a code for both sides would stand."""

_SIDE = re.compile(r"\b(right|left|bilateral(?:ly)?|both)\b", re.IGNORECASE)
_WORD = re.compile(r"[a-z0-9']+")
_SAYS_NOTHING = frozenset(
    ("right", "left", "bilateral", "unilateral", "both", "unspecified", "of", "in", "the", "and", "side", "initial", "encounter")
)
_VAGUE = re.compile(r"\bunspecified\b|\bwithout complications?\b", re.IGNORECASE)


class SideState(StrEnum):
    """What does not fit."""

    TWICE = "twice"
    BOTH_SIDES = "both_sides"
    """Right and left are reported where one code says both."""
    SIDE_UNSPECIFIED = "side_unspecified"
    """The side is unspecified in one code and given in the other."""
    LESS_SPECIFIC = "less_specific"
    """An unspecified code stands beside a more specific one of its subcategory."""
    ENCOUNTERS_MIXED = "encounters_mixed"
    """One injury with two 7th characters that exclude each other."""


@dataclass(frozen=True, slots=True)
class SideVerdict:
    """Two codes (or one twice). `instead` is the code that says it all, where there is one."""

    state: SideState
    codes: tuple[str, ...]
    instead: str = ""


def sides(codes: Sequence[Code], kin: Kin) -> tuple[SideVerdict, ...]:
    """Everything of this kind on one claim. `kin` is asked only where right and left stand side by side."""
    found = [SideVerdict(SideState.TWICE, (code,)) for code, count in Counter(c.code for c in codes).items() if count > 1]
    once = tuple({code.code: code for code in codes}.values())
    for first, second in combinations(once, 2):
        if first.base and first.base == second.base:
            if {first.code[-1], second.code[-1]} & set("0123456789"):
                continue  # a fetus, a stage or the time of a coma score: several may be true
            found.append(SideVerdict(SideState.ENCOUNTERS_MIXED, (first.code, second.code)))
        elif first.code[: icd10cm.CATEGORY_LENGTH] == second.code[: icd10cm.CATEGORY_LENGTH]:
            found += _pair(first, second, kin)
    return tuple(found)


def _pair(first: Code, second: Code, kin: Kin) -> list[SideVerdict]:
    sides_ = {side(first.title), side(second.title)}
    if _same_thing(first.title, second.title):
        if sides_ == {"right", "left"}:
            both = next((code for code, title in kin(first) if side(title) == "bilateral" and _covers(title, first.title)), "")
            return [SideVerdict(SideState.BOTH_SIDES, (first.code, second.code), both)] if both else []
        if "" in sides_ and len(sides_) > 1:
            vague, sided = (second, first) if side(first.title) else (first, second)
            if "unspecified" in vague.title.lower():
                return [SideVerdict(SideState.SIDE_UNSPECIFIED, (vague.code, sided.code), sided.code)]
            return []
    for vague, other in ((first, second), (second, first)):
        if (
            icd10cm.key(other.code).startswith(_scope(vague))
            and _VAGUE.search(vague.title)
            and not _VAGUE.search(other.title)
            and not _sides_apart(vague, other)
        ):
            return [SideVerdict(SideState.LESS_SPECIFIC, (vague.code, other.code), other.code)]
    return []


def side(title: str) -> str:
    """`right`, `left`, `bilateral`, or an empty string."""
    found = {match[1].lower() for match in _SIDE.finditer(title)}
    if found & {"bilateral", "bilaterally", "both"} or {"right", "left"} <= found:
        return "bilateral"
    return next(iter(found), "")


def _scope(vague: Code) -> str:
    """Beside which codes an unspecified one says nothing more: below `.9` those of the category, else those of its subcategory."""
    key = icd10cm.key(vague.code)
    return key[: icd10cm.CATEGORY_LENGTH] if key[icd10cm.CATEGORY_LENGTH :].startswith("9") else icd10cm.key(vague.parent or key)


def _sides_apart(first: Code, second: Code) -> bool:
    """Whether the two are of different sides: then neither makes the other needless."""
    return {side(first.title), side(second.title)} == {"right", "left"}


def _same_thing(first: str, second: str) -> bool:
    return _thing(first) == _thing(second)


def _covers(both: str, one: str) -> bool:
    """Whether a title for both sides is about the same as that of one side; it may leave out the organ (`right eye`, `bilateral`)."""
    return _thing(both) <= _thing(one) and len(_thing(one) - _thing(both)) <= 1


def _thing(title: str) -> frozenset[str]:
    """The words of a title that name the condition, without side and number."""
    return frozenset(word.removesuffix("s") for word in _WORD.findall(title.lower()) if word not in _SAYS_NOTHING)
