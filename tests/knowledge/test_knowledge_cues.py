"""What a person's words say besides the condition, and the everyday words of the starter pack."""

from __future__ import annotations

import pytest

from knowledge import cues
from knowledge.readers import reader_named, readers
from knowledge.sources.starter import packaged_starter
from knowledge.spelling import Speller, abbreviations


@pytest.mark.parametrize(
    ("query", "side"), [("right knee pain", "right"), ("pain knee left", "left"), ("right and left knee", ""), ("knee", "")]
)
def test_one_side_is_understood_and_two_are_left_alone(query: str, side: str) -> None:
    assert cues.side_of(query) == side


def test_the_side_that_was_said_lifts_its_code_and_lowers_the_others() -> None:
    assert cues.fit("right", "Pain in right knee") > 0 > cues.fit("right", "Pain in left knee")
    assert cues.fit("right", "Pain in unspecified knee") < 0 == cues.fit("right", "Gout")
    assert cues.fit("", "Pain in right knee") == 0


def test_an_encounter_stands_for_its_seventh_character() -> None:
    assert [cues.encounter_of(q) for q in ("fracture initial encounter", "subsequent", "sequela of burn", "burn")] == ["A", "D", "S", ""]


def test_a_service_is_told_from_a_condition() -> None:
    assert cues.wants_service("xray of chest")
    assert not cues.wants_service("chest pain")


def test_misspelt_words_and_abbreviations_are_read_as_meant() -> None:
    speller = Speller({"diabetes": 90, "neuropathy": 9, "pain": 50, "pneumonia": 9}, abbreviations())
    assert speller.meant("diabtes with neuropaty") == "diabetes with neuropathy"
    assert speller.meant("HTN and CKD") == "hypertension and chronic kidney disease"
    assert speller.meant("zzzzzz paon 12345") == "zzzzzz pain 12345"


def test_every_reader_has_a_name_of_its_own_and_is_found_by_it() -> None:
    names = [reader.name for reader in readers()]
    assert len(set(names)) == len(names) > 30
    assert all(reader_named(name).name == name for name in names)


def test_the_starter_pack_is_whole() -> None:
    assert (packaged_starter() / "diagnoses.toml").is_file()
    assert len(list((packaged_starter() / "primer").glob("*.md"))) >= 200
