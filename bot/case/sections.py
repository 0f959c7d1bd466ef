"""The sections of a note by their headings, with their places in the text as given. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class SectionKind(StrEnum):
    """What a section says: by it a condition is past, the family's, or the assessment of today."""

    COMPLAINT = "complaint"
    PAST = "past"
    FAMILY = "family"
    FINDINGS = "findings"
    ASSESSMENT = "assessment"
    OTHER = "other"


_HEADINGS = {
    "chief complaint": SectionKind.COMPLAINT,
    "cc": SectionKind.COMPLAINT,
    "history of present illness": SectionKind.COMPLAINT,
    "hpi": SectionKind.COMPLAINT,
    "subjective": SectionKind.COMPLAINT,
    "past medical history": SectionKind.PAST,
    "past surgical history": SectionKind.PAST,
    "pmh": SectionKind.PAST,
    "psh": SectionKind.PAST,
    "family history": SectionKind.FAMILY,
    "fh": SectionKind.FAMILY,
    "physical exam": SectionKind.FINDINGS,
    "physical examination": SectionKind.FINDINGS,
    "review of systems": SectionKind.FINDINGS,
    "ros": SectionKind.FINDINGS,
    "objective": SectionKind.FINDINGS,
    "assessment": SectionKind.ASSESSMENT,
    "assessment and plan": SectionKind.ASSESSMENT,
    "impression": SectionKind.ASSESSMENT,
    "diagnosis": SectionKind.ASSESSMENT,
    "diagnoses": SectionKind.ASSESSMENT,
    "plan": SectionKind.OTHER,
    "medications": SectionKind.OTHER,
    "allergies": SectionKind.OTHER,
    "social history": SectionKind.OTHER,
}
_HEADING = re.compile(rf"^[ \t]*({'|'.join(sorted(_HEADINGS, key=len, reverse=True))})[ \t]*(?::|$)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Section:
    """`note[start:end]` without its heading."""

    kind: SectionKind
    start: int
    end: int


def sections(note: str) -> tuple[Section, ...]:
    """The sections in order; what stands before the first heading is of no kind (`OTHER`). Sections without a word are left out."""
    marks = [(m.start(), m.end(), _HEADINGS[m[1].lower()]) for m in _HEADING.finditer(note)]
    starts = [(0, 0, SectionKind.OTHER), *marks]
    ends = [*(mark[0] for mark in marks), len(note)]
    return tuple(
        Section(kind, begin, end) for (_, begin, kind), end in zip(starts, ends, strict=True) if any(c.isalnum() for c in note[begin:end])
    )
