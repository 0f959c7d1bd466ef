"""One diagnosis on a date: may it be reported as written, and if not, what is missing. Pure.

Rules: ICD-10-CM Official Guidelines, section I.B.2 (highest number of characters), I.A.4 and I.A.5 (placeholder X,
7th characters). What exists is the catalog's to say; it is asked through `look`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from knowledge import icd10cm
from knowledge.model import Code, Edition, Lookup, LookupState

LENGTHS = "ICD-10-CM Guidelines, section I.B.2"
SEVENTH = "ICD-10-CM Guidelines, sections I.A.4 and I.A.5"


class DiagnosisState(StrEnum):
    """Whether a diagnosis may be reported as written, and why not."""

    BILLABLE = "billable"
    SUBDIVIDED = "subdivided"
    """Exists, but only the codes below it may be reported."""
    NEEDS_SEVENTH = "needs_seventh"
    WRONG_SEVENTH = "wrong_seventh"
    SEVENTH_MISPLACED = "seventh_misplaced"
    """The character exists for the code, but stands in another than the 7th place."""
    PLACEHOLDER_MISPLACED = "placeholder_misplaced"
    """X stands where the code is subdivided."""
    TOO_LONG = "too_long"
    """More characters than the complete code has."""
    NOT_FOUND = "not_found"
    NOT_A_CODE = "not_a_code"
    EDITION_NOT_LOADED = "edition_not_loaded"
    SYSTEM_NOT_LOADED = "system_not_loaded"


@dataclass(frozen=True, slots=True)
class DiagnosisVerdict:
    """What is said of one diagnosis. `code` is its row; `nearest` the longest code that is in it, where there is no row.

    `choices` are the codes that could be reported instead, complete or not, in the order of the tabular list.
    """

    asked: str
    state: DiagnosisState
    edition: Edition | None = None
    code: Code | None = None
    nearest: Code | None = None
    choices: tuple[str, ...] = ()

    @property
    def decided(self) -> bool:
        """Whether an edition was there to decide."""
        return self.state not in (DiagnosisState.EDITION_NOT_LOADED, DiagnosisState.SYSTEM_NOT_LOADED)


def judge(lookup: Lookup, look: Callable[[str], Lookup]) -> DiagnosisVerdict:
    """A look-up → the verdict. `look` finds shorter codes in the same edition; it is called only where there is no row."""
    if lookup.state is LookupState.EDITION_NOT_LOADED:
        return DiagnosisVerdict(lookup.asked, DiagnosisState.EDITION_NOT_LOADED)
    if lookup.state is LookupState.SYSTEM_NOT_LOADED:
        return DiagnosisVerdict(lookup.asked, DiagnosisState.SYSTEM_NOT_LOADED)
    if lookup.code is not None:
        code = lookup.code
        if code.reportable:
            return DiagnosisVerdict(lookup.asked, DiagnosisState.BILLABLE, lookup.edition, code)
        state = DiagnosisState.SUBDIVIDED if _subdivided(code) else DiagnosisState.NEEDS_SEVENTH
        return DiagnosisVerdict(lookup.asked, state, lookup.edition, code, choices=_choices(code))
    if not icd10cm.looks_like(lookup.asked):
        return DiagnosisVerdict(lookup.asked, DiagnosisState.NOT_A_CODE, lookup.edition)
    nearest = _nearest(lookup.asked, look)
    if nearest is None:
        return DiagnosisVerdict(lookup.asked, DiagnosisState.NOT_FOUND, lookup.edition, choices=lookup.neighbours)
    state, choices = _why(lookup, nearest)
    return DiagnosisVerdict(lookup.asked, state, lookup.edition, nearest=nearest, choices=choices)


def _why(lookup: Lookup, nearest: Code) -> tuple[DiagnosisState, tuple[str, ...]]:
    """Why there is no such code, though one begins like it."""
    rest = icd10cm.key(lookup.asked)[len(icd10cm.key(nearest.code)) :]
    if _subdivided(nearest):
        misplaced = rest.startswith("X")
        state = DiagnosisState.PLACEHOLDER_MISPLACED if misplaced else DiagnosisState.NOT_FOUND
        return state, nearest.children if misplaced or not lookup.neighbours else lookup.neighbours
    if not nearest.seventh:
        return DiagnosisState.TOO_LONG, (nearest.code,) if nearest.reportable else ()
    if rest[-1] in {choice.character for choice in nearest.seventh}:
        return DiagnosisState.SEVENTH_MISPLACED, (icd10cm.with_seventh(nearest.code, rest[-1]),)
    return DiagnosisState.WRONG_SEVENTH, _choices(nearest)


def _nearest(asked: str, look: Callable[[str], Lookup]) -> Code | None:
    key = icd10cm.key(asked)
    for length in range(len(key) - 1, icd10cm.CATEGORY_LENGTH - 1, -1):
        found = look(key[:length]).code
        if found is not None:
            return found
    return None


def _subdivided(code: Code) -> bool:
    """Whether there are codes below it other than those that a 7th character makes."""
    return bool(code.children) and not code.seventh


def _choices(code: Code) -> tuple[str, ...]:
    if code.seventh:
        return tuple(icd10cm.with_seventh(code.code, choice.character) for choice in code.seventh)
    return code.children
