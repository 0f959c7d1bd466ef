"""Everyday phrases: found with other endings and little words, in any order; what they mean takes their place or stands beside."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from knowledge.dictionary.words import singular, stemmed
from knowledge.everyday import Everyday, phrases, together
from knowledge.spelling import Speller
from knowledge.text import folded

USED: Mapping[str, int] = {
    "growth": 90, "cold": 40, "hormone": 20, "deficiency": 50, "ankle": 90, "pool": 30, "hair": 20, "agglutinin": 4, "heart": 90, "heartburn": 9,
}  # fmt: skip
PHRASES = Everyday(
    {"belly": "abdomen", "flu shot": "immunization influenza"},
    {"hair falling out": "alopecia", "cold": "nasopharyngitis", "growth": "neoplasm", "fell on ice": "fall due to ice", "can't pee": "urine retention",
     "poop": "feces", "water on the brain": "hydrocephalus", "the runs": "diarrhea", "heart burn": "heartburn"},
)  # fmt: skip


@pytest.fixture(scope="module")
def speller() -> Speller:
    return Speller(USED, {"fx": "fracture"}, everyday=PHRASES)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hair falling out", "alopecia"),
        ("my hair fell out", "my hair fell out"),
        ("her hair falls out", "her alopecia"),
        ("falling out hair", "alopecia"),
        ("fell on the ice", "fall due to ice"),
        ("I can't pee", "i urine retention"),
        ("cant pee", "urine retention"),
        ("water on brain", "hydrocephalus"),
        ("the runs", "diarrhea"),
        ("runs", "runs"),
        ("poop", "feces"),
        ("poopp", "feces"),
        ("belly", "belly abdomen"),
        ("big belly", "big belly abdomen"),
        ("a cold", "a nasopharyngitis"),
        ("cold agglutinin", "cold agglutinin"),
        ("left growth", "left neoplasm"),
        ("growth hormone deficiency", "growth hormone deficiency"),
        ("fx ankle", "fracture ankle"),
        ("heart burn", "heartburn"),
    ],
)
def test_a_phrase_is_read_as_it_is_meant(speller: Speller, typed: str, meant: str) -> None:
    assert speller.meant(typed) == meant


def test_where_services_alone_are_looked_for_nothing_of_theirs_is_replaced(speller: Speller) -> None:
    assert speller.meant("water on the brain", {"inj": "injection"}) == "water on the brain"


def test_what_an_apostrophe_took_apart_is_put_together() -> None:
    assert together("i can t pee".split()) == ["i", "cant", "pee"]
    assert together("vitamin t".split()) == ["vitamin", "t"]


def test_the_longest_phrase_counts() -> None:
    one = Everyday({}, {"ear": "auris", "ear ache": "otalgia"})
    assert [(p.begin, p.end, p.meant) for p in one.found(["bad", "ear", "ache"], {})] == [(1, 3, "otalgia")]


def test_what_a_phrase_means_is_said_in_words_of_the_public_files() -> None:
    folder = os.environ.get("CODERLY_TEST_DATA", "")
    files = [*Path(folder).glob("icd10cm/*/*.xml")] if folder else []  # tabular list and index
    if not files:
        pytest.skip("set CODERLY_TEST_DATA to the folder with the public files")
    words = {word for file in files for word in folded(file.read_text(encoding="utf-8")).split()}
    used = {stemmed(singular(word)) for word in words}
    unused = {said: [w for w in meant.split() if stemmed(singular(w)) not in used] for said, meant in phrases().items()}
    assert {said: words for said, words in unused.items() if words} == {}


def test_no_phrase_is_there_twice_or_means_itself() -> None:
    assert all(said != meant and meant for said, meant in phrases().items())
    assert len(phrases()) > 1_800
