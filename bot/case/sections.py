"""The sections of a note by their headings, with their places in the text as given. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.case.model import Section, SectionKind, Sentence

_HEADINGS = {
    "chief complaint": SectionKind.COMPLAINT,
    "cc": SectionKind.COMPLAINT,
    "history of present illness": SectionKind.COMPLAINT,
    "hpi": SectionKind.COMPLAINT,
    "subjective": SectionKind.COMPLAINT,
    "reason for visit": SectionKind.COMPLAINT,
    "reason for admission": SectionKind.COMPLAINT,
    "indication": SectionKind.COMPLAINT,
    "indications": SectionKind.COMPLAINT,
    "interval": SectionKind.COMPLAINT,
    "interval history": SectionKind.COMPLAINT,
    "past history": SectionKind.PAST,
    "past hx": SectionKind.PAST,
    "pmhx": SectionKind.PAST,
    "pshx": SectionKind.PAST,
    "medical history": SectionKind.PAST,
    "surgical history": SectionKind.PAST,
    "past medical history": SectionKind.PAST,
    "past surgical history": SectionKind.PAST,
    "pmh": SectionKind.PAST,
    "psh": SectionKind.PAST,
    "family history": SectionKind.FAMILY,
    "family hx": SectionKind.FAMILY,
    "fh": SectionKind.FAMILY,
    "fhx": SectionKind.FAMILY,
    "exam": SectionKind.FINDINGS,
    "examination": SectionKind.FINDINGS,
    "findings": SectionKind.FINDINGS,
    "imaging": SectionKind.FINDINGS,
    "labs": SectionKind.FINDINGS,
    "vitals": SectionKind.FINDINGS,
    "physical exam": SectionKind.FINDINGS,
    "physical examination": SectionKind.FINDINGS,
    "review of systems": SectionKind.FINDINGS,
    "ros": SectionKind.FINDINGS,
    "objective": SectionKind.FINDINGS,
    "assessment": SectionKind.ASSESSMENT,
    "assessment and plan": SectionKind.ASSESSMENT,
    "assessment/plan": SectionKind.ASSESSMENT,
    "assessment & plan": SectionKind.ASSESSMENT,
    "a/p": SectionKind.ASSESSMENT,
    "a&p": SectionKind.ASSESSMENT,
    "dx": SectionKind.ASSESSMENT,
    "problems": SectionKind.ASSESSMENT,
    "principal diagnosis": SectionKind.PRINCIPAL,
    "primary diagnosis": SectionKind.PRINCIPAL,
    "secondary diagnoses": SectionKind.ASSESSMENT,
    "impression": SectionKind.ASSESSMENT,
    "diagnosis": SectionKind.ASSESSMENT,
    "diagnoses": SectionKind.ASSESSMENT,
    "discharge diagnosis": SectionKind.ASSESSMENT,
    "discharge diagnoses": SectionKind.ASSESSMENT,
    "final diagnosis": SectionKind.ASSESSMENT,
    "final diagnoses": SectionKind.ASSESSMENT,
    "hospital course": SectionKind.OTHER,
    "procedures": SectionKind.OTHER,
    "plan": SectionKind.OTHER,
    "medications": SectionKind.MEDICATIONS,
    "current medications": SectionKind.MEDICATIONS,
    "home medications": SectionKind.MEDICATIONS,
    "meds": SectionKind.MEDICATIONS,
    "allergies": SectionKind.ALLERGIES,
    "allergy": SectionKind.ALLERGIES,
    "procedure": SectionKind.OTHER,
    "labs/imaging": SectionKind.FINDINGS,
    "pathology": SectionKind.FINDINGS,
    "disposition": SectionKind.OTHER,
    "treatment": SectionKind.OTHER,
    "social history": SectionKind.OTHER,
}
_NAMES = "|".join(map(re.escape, sorted(_HEADINGS, key=len, reverse=True)))
_HEADING = re.compile(rf"(?:^[ \t]*({_NAMES})[ \t]*(?::|$)|(?<=[.;] )({_NAMES}):)", re.IGNORECASE | re.MULTILINE)
"""At the start of a line, or behind a full stop where a colon follows."""


def sections(note: str) -> tuple[Section, ...]:
    """The sections in order; what stands before the first heading is of no kind (`OTHER`). Sections without a word are left out."""
    marks = [(m.start(), m.end(), _HEADINGS[(m[1] or m[2]).lower()], m[1] or m[2]) for m in _HEADING.finditer(note)]
    starts = [(0, 0, SectionKind.OTHER, ""), *marks]
    ends = [*(mark[0] for mark in marks), len(note)]
    return tuple(
        Section(kind, begin, end, heading)
        for (_, begin, kind, heading), end in zip(starts, ends, strict=True)
        if any(c.isalnum() for c in note[begin:end])
    )


def kind_at(parts: Sequence[Section], sentence: Sentence) -> SectionKind:
    """The kind of the section that a sentence ends in: its heading, where it has one, stands before the section."""
    last = sentence.end - 1
    return next((part.kind for part in parts if part.start <= last < part.end), SectionKind.OTHER)
