"""Sentences of a note keep their places, and what is denied, suspected, past or the family's is not called present."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.case.assertions import Assertion, assertion, codable
from bot.case.sentences import sentences


@pytest.mark.parametrize(
    ("sentence", "words", "expected"),
    [
        ("She has asthma", "asthma", Assertion.PRESENT),
        ("Denies fever, cough or rash", "rash", Assertion.NEGATED),
        ("No fever but has a cough", "cough", Assertion.PRESENT),
        ("No fever but has a cough", "fever", Assertion.NEGATED),
        ("Not only gout is seen", "gout", Assertion.PRESENT),
        ("Pneumonia was ruled out", "Pneumonia", Assertion.NEGATED),
        ("Rule out pneumonia", "pneumonia", Assertion.SUSPECTED),
        ("Probable gastritis", "gastritis", Assertion.SUSPECTED),
        ("Family history of diabetes", "diabetes", Assertion.FAMILY),
        ("History of stroke, now presents with vertigo", "stroke", Assertion.HISTORY),
        ("History of stroke, now presents with vertigo", "vertigo", Assertion.PRESENT),
        ("No history of gallstones", "gallstones", Assertion.NEGATED),
    ],
)
def test_a_condition_is_what_its_sentence_says_of_it(sentence: str, words: str, expected: Assertion) -> None:
    start = sentence.index(words)
    assert assertion(sentence, start, start + len(words)) is expected


@pytest.mark.parametrize("kind", list(Assertion))
def test_a_suspected_diagnosis_is_coded_for_inpatients_only(kind: Assertion) -> None:
    assert codable(kind, inpatient=False) == (kind is Assertion.PRESENT)
    assert codable(kind, inpatient=True) == (kind in (Assertion.PRESENT, Assertion.SUSPECTED))


@given(st.text(alphabet=st.sampled_from("aB1. ;\n!é█"), max_size=200))
def test_sentences_are_cut_from_the_note_and_lose_no_letter(note: str) -> None:
    found = sentences(note)
    assert all(note[s.start : s.start + len(s.text)] == s.text for s in found)
    assert sum(c.isalnum() for s in found for c in s.text) == sum(c.isalnum() for c in note)


@pytest.mark.parametrize("note", ["", " \n ", "...", "█ █"])
def test_a_note_without_words_has_no_sentences(note: str) -> None:
    assert sentences(note) == ()


def test_a_title_before_a_name_ends_no_sentence() -> None:
    assert [s.text for s in sentences("Seen by Dr. Roe. Gout is better.")] == ["Seen by Dr. Roe.", "Gout is better."]
