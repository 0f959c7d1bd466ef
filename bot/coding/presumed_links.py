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
WITH_DIABETES = (
    (("N18",), "22", False),
    (("G629", "G609", "G63"), "42", True),
    (("G589",), "41", True),
    (("G900", "G909"), "43", True),
    (("K3184",), "43", False),
    (("I739",), "51", True),
    (("I702", "I703"), "51", False),
    (("I96",), "52", True),
    (("L974", "L975"), "621", False),
    (("L97", "L984"), "622", False),
    (("M86",), "69", False),
    (("H26", "H25"), "36", True),
    (("E162",), "649", True),
    (("R739",), "65", True),
)
"""What the alphabetic index lists below "Diabetes, type 2, with": beginnings of codes, the characters behind the category of diabetes, and
whether the combination says all of the second condition."""
_KINDS = ("E08", "E09", "E10", "E11", "E13")
_LINKS = (
    (("I10",), _HEART, "I11.-", HYPERTENSION),
    (("I10",), _KIDNEY, "I12.-", HYPERTENSION),
    (("I11",), _KIDNEY, _BOTH, HYPERTENSION),
    (("I12",), _HEART, _BOTH, HYPERTENSION),
    (("I11",), ("I12",), _BOTH, HYPERTENSION),
    *(((f"{kind}9",), _KIDNEY, f"{kind}.22", DIABETES) for kind in _KINDS),
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


def with_diabetes(diabetes: str, other: str) -> tuple[str, bool]:
    """The code for a diabetes (its key) with another condition (its key), and whether it says all of it; `("", False)` where none is presumed."""
    kind = diabetes[: icd10cm.CATEGORY_LENGTH]
    if kind not in _KINDS:
        return "", False
    return next(((f"{kind}.{rest}", whole) for begins, rest, whole in WITH_DIABETES if other.startswith(begins)), ("", False))


def with_hypertension(keys: Sequence[str]) -> str:
    """The code for hypertension with the heart and kidney disease among these keys (I.C.9.a); empty where there is neither.

    Kidney disease of stage 5 or end stage has a code of its own; heart failure is told from other heart disease.
    """
    heart, kidney = (any(key.startswith(kind) for key in keys) for kind in (_HEART, _KIDNEY))
    failing, last = (any(key.startswith(kind) for key in keys) for kind in (("I50",), ("N185", "N186")))
    if heart and kidney:
        return ("I13.2" if last else "I13.0") if failing else ("I13.11" if last else "I13.10")
    if kidney:
        return "I12.0" if last else "I12.9"
    return ("I11.0" if failing else "I11.9") if heart else ""


def joins_hypertension(key: str) -> bool:
    """Whether a disease is presumed to belong to a hypertension beside it."""
    return key.startswith((*_HEART, *_KIDNEY))
