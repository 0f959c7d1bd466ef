"""What is denied, suspected, past or the family's is not called present."""

from __future__ import annotations

import pytest

from bot.case.assertions import Sentence, acuity, codable, laterality
from bot.case.model import Acuity, Assertion, Laterality, SectionKind


@pytest.mark.parametrize(
    ("sentence", "words", "expected"),
    [
        ("She has asthma", "asthma", Assertion.AFFIRMED),
        ("Denies fever, cough or rash", "rash", Assertion.NEGATED),
        ("No fever but has a cough", "cough", Assertion.AFFIRMED),
        ("No fever but has a cough", "fever", Assertion.NEGATED),
        ("Not only gout is seen", "gout", Assertion.AFFIRMED),
        ("The wound did not heal because of diabetes", "diabetes", Assertion.AFFIRMED),
        ("Pain is no longer there but edema persists", "edema", Assertion.AFFIRMED),
        ("He did not have fever", "fever", Assertion.NEGATED),
        ("Pneumonia was ruled out", "Pneumonia", Assertion.NEGATED),
        ("Rule out pneumonia", "pneumonia", Assertion.SUSPECTED),
        ("Probable gastritis", "gastritis", Assertion.SUSPECTED),
        ("Gastritis is suspected", "Gastritis", Assertion.SUSPECTED),
        ("Prior to admission she had gout", "gout", Assertion.AFFIRMED),
        ("Family history of diabetes", "diabetes", Assertion.FAMILY),
        ("Her mother had breast cancer", "breast cancer", Assertion.FAMILY),
        ("History of stroke, now presents with vertigo", "stroke", Assertion.HISTORY),
        ("History of stroke, now presents with vertigo", "vertigo", Assertion.AFFIRMED),
        ("History of hypertension, gout and asthma", "asthma", Assertion.HISTORY),
        ("No history of gallstones", "gallstones", Assertion.NEGATED),
        ("Return if fever occurs", "fever", Assertion.HYPOTHETICAL),
        ("At risk of falls", "falls", Assertion.HYPOTHETICAL),
    ],
)
def test_a_condition_is_what_its_sentence_says_of_it(sentence: str, words: str, expected: Assertion) -> None:
    start = sentence.index(words)
    assert Sentence(sentence).asserts(start, start + len(words)).kind is expected


def test_the_section_decides_where_the_sentence_says_nothing() -> None:
    assert Sentence("Gout", SectionKind.PAST).asserts(0, 4).kind is Assertion.HISTORY
    assert Sentence("Gout", SectionKind.FAMILY).asserts(0, 4).kind is Assertion.FAMILY
    assert Sentence("Denies gout", SectionKind.PAST).asserts(7, 11).kind is Assertion.NEGATED


def test_the_cue_is_shown_with_its_place() -> None:
    found = Sentence("Patient denies chest pain").asserts(15, 25)
    assert "Patient denies chest pain"[found.start : found.end] == "denies"


@pytest.mark.parametrize("kind", list(Assertion))
def test_a_suspected_diagnosis_is_coded_for_inpatients_only(kind: Assertion) -> None:
    assert codable(kind, inpatient=False) == (kind is Assertion.AFFIRMED)
    assert codable(kind, inpatient=True) == (kind in (Assertion.AFFIRMED, Assertion.SUSPECTED))


@pytest.mark.parametrize(
    ("sentence", "words", "side", "course"),
    [
        ("Acute pain of the right knee", "pain", Laterality.RIGHT, Acuity.ACUTE),
        ("Left hip pain, right knee normal", "hip pain", Laterality.LEFT, Acuity.UNSAID),
        ("Bilateral chronic otitis", "otitis", Laterality.BILATERAL, Acuity.CHRONIC),
        ("Acute on chronic heart failure", "heart failure", Laterality.UNSAID, Acuity.ACUTE_ON_CHRONIC),
        ("Knee pain. Right hand normal", "Knee pain", Laterality.UNSAID, Acuity.UNSAID),
    ],
)
def test_side_and_course_come_from_near_words(sentence: str, words: str, side: Laterality, course: Acuity) -> None:
    start = sentence.index(words)
    assert laterality(sentence, start, start + len(words)) is side
    assert acuity(sentence, start, start + len(words)) is course
