"""Words as they sound, and everyday words beside those of the classification."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.everyday import everyday
from knowledge.sound import sound, undoubled
from knowledge.spelling import Speller, abbreviations

KNOWN = {
    "pneumonia": 90, "asthma": 80, "asmb": 1, "collarbone": 4, "color": 40, "collar": 21, "heartburn": 9, "heart": 500, "burn": 90, "annual": 30, "anal": 50,
    "concussion": 40, "contusion": 90, "hemorrhoids": 30, "pain": 900, "pian": 1, "chest": 90, "blood": 80, "pressure": 70, "cough": 30, "physical": 9,
    "fracture": 99, "jaw": 20, "wetting": 1, "waiting": 13, "bed": 90, "bone": 99,
}  # fmt: skip


@pytest.fixture(scope="module")
def speller() -> Speller:
    return Speller(KNOWN, abbreviations(), everyday=everyday())


@pytest.mark.parametrize(
    ("heard", "written"),
    [
        ("numonia", "pneumonia"), ("skizophrenia", "schizophrenia"), ("siatica", "sciatica"), ("exzema", "eczema"), ("soriasis", "psoriasis"),
        ("constipashun", "constipation"), ("rist", "wrist"), ("crones", "crohns"), ("glawcoma", "glaucoma"), ("nuckle", "knuckle"),
    ],
)  # fmt: skip
def test_words_that_sound_alike_have_one_sound(heard: str, written: str) -> None:
    assert sound(heard) == sound(written)


@pytest.mark.parametrize(("one", "other"), [("pain", "pus"), ("hip", "knee"), ("fever", "fiber"), ("liver", "lung")])
def test_words_that_do_not_sound_alike_have_two(one: str, other: str) -> None:
    assert sound(one) != sound(other)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", max_size=40))
def test_any_word_has_a_sound_without_a_letter_twice_in_a_row(word: str) -> None:
    assert sound(word) == undoubled(sound(word))
    assert sound(undoubled(word)) is not None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("numonia", "pneumonia"),
        ("asma", "asthma"),
        ("concusion", "concussion"),
        ("anual physical", "annual physical"),
        ("hemroids", "hemorrhoids"),
        ("heart burn", "heartburn"),
        ("bloodpressure", "blood pressure"),
        ("coughing", "coughing"),
        ("chest pian", "chest pian pain"),
        ("bed weting", "nocturnal enuresis"),
        ("broken jaw", "broken jaw fracture mandible"),
        ("colar bone", "collarbone clavicle"),
    ],
)
def test_what_is_spelt_by_ear_or_in_everyday_words_is_read_as_meant(speller: Speller, typed: str, meant: str) -> None:
    assert speller.meant(typed) == meant
