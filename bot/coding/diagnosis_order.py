"""In which order the diagnoses of a claim stand, and which partner a note of the tabular list asks for. Pure.

Rules: ICD-10-CM Official Guidelines, sections I.A.13 (etiology before manifestation, "code first" and "use additional
code"), I.C.20.a.6 (external causes), I.C.21.c.16 (Z codes that may only be first), I.C.19.e.5.c (underdosing).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.coding.note_codes import ranges
from knowledge import icd10cm
from knowledge.model import Code, Note, NoteKind

CODE_FIRST = "ICD-10-CM Guidelines, section I.A.13"
EXTERNAL_CAUSE = "ICD-10-CM Guidelines, section I.C.20.a.6"
ONLY_FIRST = "ICD-10-CM Guidelines, section I.C.21.c.16"
UNDERDOSING = "ICD-10-CM Guidelines, section I.C.19.e.5.c"

_MANIFESTATION = re.compile(r"\bin (?:[a-z]+ ){0,3}diseases? classified elsewhere", re.IGNORECASE)
_ONLY_FIRST = (
    "Z00", "Z01", "Z02", "Z04", "Z3181", "Z3183", "Z3184", "Z332", "Z34", "Z38", "Z39", "Z40", "Z42", "Z510", "Z511", "Z52", "Z761", "Z762",
    "Z9912",
)  # fmt: skip
_NOT_ONLY_FIRST = ("Z006", "Z529")
_DEPENDS = re.compile(r"\bif\b|\bany\b|\bcomplicating\b|\bfollowing\b", re.IGNORECASE)
_ALWAYS = re.compile(r"\bunderlying\b|\bassociated disease\b|\bcausative\b", re.IGNORECASE)
_UNDERDOSING = re.compile(r"\bunderdosing\b", re.IGNORECASE)


class OrderState(StrEnum):
    """What is wrong with the place of a diagnosis, or with its partner."""

    MANIFESTATION_FIRST = "manifestation_first"
    SECONDARY_FIRST = "secondary_first"
    """Stands first although its note always asks for another code before it."""
    MAY_BE_SECONDARY = "may_be_secondary"
    """Stands first, and a note asks for another code before it in cases the claim does not show."""
    AFTER_PARTNER = "after_partner"
    """The code that belongs before it stands after it."""
    NO_PARTNER = "no_partner"
    """Not first, but none of the codes its note asks for is on the claim."""
    ADDITIONAL_BEFORE = "additional_before"
    """A code meant to follow stands before."""
    ADDITIONAL_MISSING = "additional_missing"
    EXTERNAL_CAUSE_FIRST = "external_cause_first"
    UNDERDOSING_FIRST = "underdosing_first"
    ONLY_FIRST = "only_first"
    """May only be first and stands later."""


@dataclass(frozen=True, slots=True)
class OrderVerdict:
    """One remark on the order. `partner` is the code it is about or that would belong there; `notes` what asks for it.

    `always`: the note asks in every case, not only where something else is true, too.
    """

    state: OrderState
    code: str
    partner: str = ""
    notes: tuple[Note, ...] = ()
    always: bool = False


def order(codes: Sequence[Code]) -> tuple[OrderVerdict, ...]:
    """Everything that can be said about the order of the claim's diagnoses. A pair is named once."""
    found: list[OrderVerdict] = []
    pairs: set[frozenset[str]] = set()
    for at, code in enumerate(codes):
        for verdict in (*(_place(at, code) or _first(at, codes)), *_additional(at, codes)):
            pair = frozenset((verdict.code, verdict.partner))
            if verdict.partner and pair in pairs:
                continue
            pairs.add(pair)
            found.append(verdict)
    return tuple(found)


def is_manifestation(code: Code) -> bool:
    """Whether the title says that the code is only the manifestation of a disease that has its own code."""
    return _MANIFESTATION.search(code.title) is not None


def is_external_cause(code: Code) -> bool:
    """Chapter 20: V00 to Y99."""
    return code.code[:1] in "VWXY"


def only_first(code: Code) -> bool:
    """Whether the guidelines allow the code only as principal or first-listed diagnosis."""
    key = icd10cm.key(code.code)
    return key.startswith(_ONLY_FIRST) and not key.startswith(_NOT_ONLY_FIRST)


def _place(at: int, code: Code) -> tuple[OrderVerdict, ...]:
    if at == 0 and is_external_cause(code):
        return (OrderVerdict(OrderState.EXTERNAL_CAUSE_FIRST, code.code),)
    if at == 0 and code.code.startswith("T") and _UNDERDOSING.search(code.title):
        return (OrderVerdict(OrderState.UNDERDOSING_FIRST, code.code),)
    if at > 0 and only_first(code):
        return (OrderVerdict(OrderState.ONLY_FIRST, code.code),)
    return ()


def _first(at: int, codes: Sequence[Code]) -> tuple[OrderVerdict, ...]:
    """What the "code first" notes of one code say."""
    code = codes[at]
    notes = tuple(note for note in code.notes if note.kind is NoteKind.CODE_FIRST)
    if not notes:
        return (OrderVerdict(OrderState.MANIFESTATION_FIRST, code.code, always=True),) if at == 0 and is_manifestation(code) else ()
    always = is_manifestation(code) or _always(notes)
    before = _partners(notes, codes[:at])
    after = _partners(notes, codes[at + 1 :])
    if before:
        return ()
    if after:
        state = OrderState.MANIFESTATION_FIRST if at == 0 and is_manifestation(code) else OrderState.AFTER_PARTNER
        return tuple(OrderVerdict(state, code.code, partner, named, always) for partner, named in after[:1])
    if at == 0:
        state = OrderState.MANIFESTATION_FIRST if is_manifestation(code) else OrderState.SECONDARY_FIRST
        return (OrderVerdict(state if always else OrderState.MAY_BE_SECONDARY, code.code, notes=notes, always=always),)
    named_any = any(ranges(note.text) for note in notes)
    return (OrderVerdict(OrderState.NO_PARTNER, code.code, notes=notes, always=True),) if always and named_any else ()


def _additional(at: int, codes: Sequence[Code]) -> tuple[OrderVerdict, ...]:
    """What the "use additional code" notes say: those of block and chapter only about codes that are there."""
    code = codes[at]
    notes = tuple(note for note in code.notes if note.kind is NoteKind.USE_ADDITIONAL)
    found: list[OrderVerdict] = []
    for origin in dict.fromkeys(note.origin for note in notes):
        here = tuple(note for note in notes if note.origin == origin)
        if _partners(here, codes[at + 1 :]):
            continue
        own = not origin.startswith(("block ", "chapter "))
        before = _partners(here, codes[:at])
        if before:
            found += [OrderVerdict(OrderState.ADDITIONAL_BEFORE, code.code, partner, named, own) for partner, named in before[:1] if own]
        elif own and any(ranges(note.text) for note in here):
            # below the category a note that names codes says what completes the code itself (I11.0 and I50.-)
            always = len(icd10cm.key(origin)) > icd10cm.CATEGORY_LENGTH and not any(_DEPENDS.search(note.text) for note in here)
            found.append(OrderVerdict(OrderState.ADDITIONAL_MISSING, code.code, notes=here, always=always and len(here) == 1))
    return tuple(found)


def _partners(notes: Sequence[Note], codes: Sequence[Code]) -> list[tuple[str, tuple[Note, ...]]]:
    """The codes that the notes name, each with the notes that name it."""
    found = []
    for code in codes:
        key = icd10cm.key(code.code)
        named = tuple(note for note in notes if any(r.holds(key, code.title) for r in ranges(note.text)))
        if named:
            found.append((code.code, named))
    return found


def _always(notes: Sequence[Note]) -> bool:
    """Whether the notes ask for a code before this one in every case, as `underlying disease, such as:` does."""
    headings = [note.text for note in notes if not ranges(note.text)]
    return any(_ALWAYS.search(note.text) for note in notes) and not any(map(_DEPENDS.search, headings))
