"""A note is read by its headings; its words stay where they are."""

from __future__ import annotations

import pytest

from bot.case.model import SectionKind
from bot.case.sections import sections


def test_headings_say_what_a_section_is() -> None:
    note = "Seen today.\nHPI: knee pain\nFamily History:\ngout\nAssessment\nstrain\nPlan:\n"
    assert [(s.kind, note[s.start : s.end].strip()) for s in sections(note)] == [
        (SectionKind.OTHER, "Seen today."),
        (SectionKind.COMPLAINT, "knee pain"),
        (SectionKind.FAMILY, "gout"),
        (SectionKind.ASSESSMENT, "strain"),
    ]


@pytest.mark.parametrize("note", ["a family history of gout", "Planned: nothing", "word"])
def test_words_of_a_sentence_are_no_heading(note: str) -> None:
    assert [s.kind for s in sections(note)] == [SectionKind.OTHER]


@pytest.mark.parametrize("note", ["", "\n\n", "HPI:\nPlan:"])
def test_a_note_of_headings_alone_has_no_sections(note: str) -> None:
    assert sections(note) == ()


@pytest.mark.parametrize("heading", ["Past history:", "Exam:", "Imaging:", "Hospital course:", "Discharge diagnoses:", "Surgical history"])
def test_what_comes_after_the_family_is_the_patients_again(heading: str) -> None:
    note = f"Family history: gout\n{heading}\nknee pain\n"
    assert [s.kind for s in sections(note)][1:] != [SectionKind.FAMILY]
    assert len(sections(note)) == 2
