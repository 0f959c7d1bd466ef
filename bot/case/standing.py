"""Whether the mentions of a condition let it be coded. Pure.

Rules: ICD-10-CM Official Guidelines, sections IV.H (uncertain diagnoses, outpatient), II.H (inpatient), I.C.21.c.4 (history),
IV.J (all documented conditions that coexist).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.case.lists import is_in, lists
from bot.case.model import Assertion, Group, Mention, Reason, Setting

UNCERTAIN_OUTPATIENT = "ICD-10-CM Guidelines, section IV.H"
UNCERTAIN_INPATIENT = "ICD-10-CM Guidelines, section II.H"
HISTORY = "ICD-10-CM Guidelines, section I.C.21.c.4"
DOCUMENTED = "ICD-10-CM Guidelines, section IV.J"

_HISTORIES = ("Z79", "Z80", "Z81", "Z82", "Z83", "Z84", "Z85", "Z86", "Z87", "Z88", "Z89", "Z90", "Z91", "Z92", "Z93", "Z94", "Z95", "Z96",
              "Z97", "Z98", "Z99")  # fmt: skip
_FAMILY = ("Z80", "Z81", "Z82", "Z83", "Z84")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a code stands by its mentions alone."""

    group: Group
    reason: Reason = Reason.NONE
    rule: str = ""


def standing(code: str, mentions: Sequence[Mention], setting: Setting) -> Standing:
    """The best that any mention allows: a condition that is affirmed once is not undone by a denial elsewhere."""
    kinds = {mention.assertion for mention in mentions}
    if Assertion.AFFIRMED in kinds or _says_history(code, kinds):
        return Standing(Group.ADDITIONAL)
    if Assertion.HISTORY in kinds and is_in(code, lists().chronic):
        return Standing(Group.ADDITIONAL, rule=HISTORY)
    if Assertion.SUSPECTED in kinds:
        if setting is Setting.INPATIENT:
            return Standing(Group.ADDITIONAL, rule=UNCERTAIN_INPATIENT)
        return Standing(Group.LEFT_OUT, Reason.SUSPECTED, UNCERTAIN_OUTPATIENT)
    for kind, reason, rule in _LEFT_OUT:
        if kind in kinds:
            return Standing(Group.LEFT_OUT, reason, rule)
    return Standing(Group.ADDITIONAL)


_LEFT_OUT = (
    (Assertion.HISTORY, Reason.HISTORY, HISTORY),
    (Assertion.NEGATED, Reason.NEGATED, DOCUMENTED),
    (Assertion.HYPOTHETICAL, Reason.HYPOTHETICAL, DOCUMENTED),
    (Assertion.FAMILY, Reason.FAMILY, HISTORY),
)


def _says_history(code: str, kinds: set[Assertion]) -> bool:
    """Whether the code itself means what is past, or the family's."""
    return (Assertion.HISTORY in kinds and is_in(code, _HISTORIES)) or (Assertion.FAMILY in kinds and is_in(code, _FAMILY))
