"""Diagnoses that the classification joins into one code although nobody wrote that they belong together. Pure.

Rules: ICD-10-CM Official Guidelines, section I.A.15 ("with"), I.C.9.a (hypertension with heart disease and with chronic
kidney disease) and I.C.4.a (diabetes). The link is presumed unless the record says that the two are unrelated.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from knowledge import icd10cm
from knowledge.model import Code

HYPERTENSION = "ICD-10-CM Guidelines, section I.C.9.a"
DIABETES = "ICD-10-CM Guidelines, sections I.A.15 and I.C.4.a"


@dataclass(frozen=True, slots=True)
class PresumedLink:
    """Two codes of a claim and the one that stands for both; a dash says that more characters are needed."""

    first: str
    second: str
    instead: str
    rule: str


_HEART = ("I50", "I514", "I515", "I516", "I517", "I5189", "I519")
_KIDNEY = ("N18",)
_BOTH = "I13.-"
_LINKS = (
    (("I10",), _HEART, "I11.-", HYPERTENSION),
    (("I10",), _KIDNEY, "I12.-", HYPERTENSION),
    (("I11",), _KIDNEY, _BOTH, HYPERTENSION),
    (("I12",), _HEART, _BOTH, HYPERTENSION),
    (("I11",), ("I12",), _BOTH, HYPERTENSION),
    *(((f"{kind}9",), _KIDNEY, f"{kind}.22", DIABETES) for kind in ("E08", "E09", "E10", "E11", "E13")),
)
"""Beginnings of the two codes (no dots), the code for both, the rule."""
_CONCERNED = tuple(begin for lead, partner, _, _ in _LINKS for begin in (*lead, *partner))


def presumed(codes: Sequence[Code]) -> tuple[PresumedLink, ...]:
    """The pairs of a claim that one code should replace. Hypertension with heart and kidney disease is one code for all three."""
    keys = {code.code: key for code in codes if (key := icd10cm.key(code.code)).startswith(_CONCERNED)}
    heart_and_kidney = all(any(key.startswith(kind) for key in keys.values()) for kind in (_HEART, _KIDNEY))
    found = []
    for pair in combinations(keys, 2):
        for first, second in (pair, pair[::-1]):
            for lead, partner, instead, rule in _LINKS:
                if keys[first].startswith(lead) and keys[second].startswith(partner):
                    joined = _BOTH if heart_and_kidney and rule == HYPERTENSION else instead
                    found.append(PresumedLink(first, second, joined, rule))
    return tuple(found)
