"""Which codes make others unnecessary. Pure.

Rules: ICD-10-CM Official Guidelines, sections I.B.5 (signs that routinely go with a disease are not coded beside it), I.B.18 and
I.B.2 (the most specific code), I.A.12.a (Excludes1).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.case.lists import is_in, lists
from bot.case.model import Reason
from bot.case.ranking import Ranked
from bot.coding.excludes import EXCLUDES1, Exclusion
from knowledge import icd10cm

INTEGRAL = "ICD-10-CM Guidelines, section I.B.5"
SPECIFIC = "ICD-10-CM Guidelines, sections I.B.2 and I.B.18"
COMBINED = "ICD-10-CM Guidelines, section I.B.9"
VAGUE = "ICD-10-CM Guidelines, section I.B.18"
_SIDE_BY_SIDE = 2
"""Words and marks between the parts of a combination."""
_UNSPECIFIED = "unspecified"
_UNCOMPLICATED = "without complications"
_PAIN, _SITED_PAIN = "R52", ("R07", "R10", "R51", "M25.5", "M54", "M79.6", "H57.1", "N64.4", "R68.84", "K08.8", "G43", "N23")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A code that is not reported, because of another one where `because` names it."""

    code: str
    reason: Reason
    rule: str
    because: str = ""


def integral(codes: Sequence[str]) -> Iterator[LeftOut]:
    """Signs and symptoms that routinely go with a condition among the codes."""
    signs = {code: lists().signs_of(code) for code in codes}
    for code in codes:
        for condition, found in signs.items():
            if condition != code and found and is_in(code, found):
                yield LeftOut(code, Reason.INTEGRAL, INTEGRAL, condition)
                break


def less_specific(titles: Sequence[tuple[str, str]]) -> Iterator[LeftOut]:
    """(code, title) of unspecified codes beside a specific one of their category, and of pain without a site beside a sited one."""
    for code, title in titles:
        if _UNSPECIFIED in title.lower() or code == _PAIN:
            other = next((c for c, t in titles if c != code and _says_more(code, title, c, t)), "")
            if other:
                yield LeftOut(code, Reason.LESS_SPECIFIC, SPECIFIC, other)


def _says_more(code: str, title: str, other: str, other_title: str) -> bool:
    if code == _PAIN:
        return other.startswith(_SITED_PAIN)
    same = icd10cm.key(other).startswith(_said_by_default(icd10cm.key(code)))
    return same and other_title.lower().count(_UNSPECIFIED) < title.lower().count(_UNSPECIFIED)


def _said_by_default(key: str) -> str:
    """What is left of an unspecified code without the characters that say so: `E11.40` is of `E11.4`, no default for all of `E11`."""
    bare = key[: icd10cm.SEVENTH_POSITION - 1].rstrip("X") if len(key) == icd10cm.SEVENTH_POSITION else key
    return bare[: icd10cm.CATEGORY_LENGTH] + bare[icd10cm.CATEGORY_LENGTH :].rstrip("09")


def uncomplicated(titles: Sequence[tuple[str, str]]) -> Iterator[LeftOut]:
    """(code, title) of codes "without complications" beside one of their category that names a complication."""
    for code, title in titles:
        if _UNCOMPLICATED in title.lower():
            others = (c for c, t in titles if c[: icd10cm.CATEGORY_LENGTH] == code[: icd10cm.CATEGORY_LENGTH] and _UNCOMPLICATED not in t.lower())
            other = next(others, "")
            if other:
                yield LeftOut(code, Reason.LESS_SPECIFIC, SPECIFIC, other)


def superseded(codes: Sequence[str]) -> Iterator[LeftOut]:
    """Conditions without a cause beside the disease that is their cause (a list of ours, `rules.toml`)."""
    for code in codes:
        for general, causes in lists().superseded:
            cause = next((other for other in codes if is_in(other, causes)), "")
            if is_in(code, general) and cause:
                yield LeftOut(code, Reason.LESS_SPECIFIC, SPECIFIC, cause)


def combinations(chosen: Sequence[Ranked], rest: Sequence[Ranked]) -> Iterator[tuple[Ranked, tuple[str, ...]]]:
    """Codes of the rest that join two or more chosen ones of their category, said side by side: `nausea and vomiting`."""
    for entry in rest:
        if entry.best is None or entry.best.gap > _SIDE_BY_SIDE:
            continue
        spans = list(entry.mentions)
        category = entry.row.code[: icd10cm.CATEGORY_LENGTH]
        parts = [other for other in chosen if other.row.code.startswith(category) and any(_within(other, span) for span in spans)]
        words = {span for part in parts for span in part.mentions}
        if len(parts) > 1 and len(words) > 1:
            yield entry, tuple(part.row.code for part in parts)


def _within(entry: Ranked, span: tuple[int, int]) -> bool:
    return any(span[0] <= start and end <= span[1] and (start, end) != span for start, end in entry.mentions)


def excluded(found: Sequence[Exclusion]) -> Iterator[LeftOut]:
    """Signs and symptoms that an Excludes1 note of a condition, or their own, gives to that condition.

    Other pairs may both be true where they have nothing to do with each other: the coder decides.
    """
    for exclusion in found:
        if exclusion.leaves.startswith("R") and not exclusion.stays.startswith("R"):
            yield LeftOut(exclusion.leaves, Reason.EXCLUDES1, EXCLUDES1, exclusion.stays)


def is_vague(code: str) -> bool:
    """Whether a code stands for words that name no condition well enough."""
    return is_in(code, lists().vague)
