"""What a sentence asserts of a condition that it mentions: present, negated, suspected, history, family. Pure.

A cue reaches from where it stands to the next word that ends its scope, at most `REACH` characters. Rules: ICD-10-CM Official
Guidelines, sections IV.H (uncertain diagnoses, outpatient), II.H (inpatient) and I.C.21.c.4 (history).
"""

from __future__ import annotations

import re
from enum import StrEnum

REACH = 110
"""Characters over which a cue holds if nothing ends its scope."""


class Assertion(StrEnum):
    """How a condition is mentioned; where several cues hold, the first of these."""

    FAMILY = "family"
    NEGATED = "negated"
    SUSPECTED = "suspected"
    HISTORY = "history"
    PRESENT = "present"


_BEFORE = {
    Assertion.FAMILY: re.compile(
        r"\bfamily history\b|\bfamilial history\b|\bhx in family\b|\b(?:his|her|patient's) (?:mother|father|brother|sister)\b",
        re.IGNORECASE,
    ),
    Assertion.NEGATED: re.compile(
        r"\b(?:no|not|without|denies|denied|deny|denying|negative for|absence of|free of|ruled out|neither|nor)\b(?! (?:only|just)\b)",
        re.IGNORECASE,
    ),
    Assertion.SUSPECTED: re.compile(
        r"\b(?:suspected|suspicion of|suspicious for|suspicious of|probable|probably|possible|possibly|likely|questionable"
        r"|rule out|r/o|cannot exclude|consistent with|compatible with)(?!\w)",
        re.IGNORECASE,
    ),
    Assertion.HISTORY: re.compile(r"\b(?:history of|hx of|h/o|previous|prior|past)(?!\w)", re.IGNORECASE),
}
_AFTER = {
    Assertion.NEGATED: re.compile(
        r"\s*(?:was|were|is|are|has been|have been)?\s*(?:ruled out|excluded|absent|not (?:seen|found|present))\b", re.IGNORECASE
    ),
    Assertion.SUSPECTED: re.compile(r"\s*(?:is|was)?\s*(?:suspected|not excluded|cannot be excluded)\b", re.IGNORECASE),
}
_ENDS = re.compile(r"\b(?:but|except|although|however|which|who|presents?|presented|now|currently)\b|[.;:\n]", re.IGNORECASE)


def assertion(sentence: str, start: int, end: int) -> Assertion:
    """What the sentence asserts of its words `sentence[start:end]`."""
    for kind in Assertion:
        after = _AFTER.get(kind)
        if after is not None and after.match(sentence, end):
            return kind
        before = _BEFORE.get(kind)
        if before is not None and any(_reaches(sentence, cue.end(), start) for cue in before.finditer(sentence, 0, start)):
            return kind
    return Assertion.PRESENT


def codable(kind: Assertion, *, inpatient: bool) -> bool:
    """Whether a condition so mentioned may be coded as present: a suspected one only for an inpatient stay (II.H, against IV.H)."""
    return kind is Assertion.PRESENT or (kind is Assertion.SUSPECTED and inpatient)


def _reaches(sentence: str, cue: int, start: int) -> bool:
    return start - cue <= REACH and _ENDS.search(sentence, cue, start) is None
