"""Words as they are typed: shortened, clipped, with slips, by the name a drug is sold under."""

from __future__ import annotations

import pytest

from knowledge.spelling import Speller, abbreviations, drug_names, marked_abbreviations, words_of_services

KNOWN = {"malignant": 90, "malign": 1, "fracture": 50, "knee": 30, "dislocation": 20, "pain": 40, "infliximab": 3, "with": 80, "without": 60}


@pytest.fixture(scope="module")
def speller() -> Speller:
    return Speller(KNOWN, abbreviations(), marked_abbreviations(), drug_names())


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("fx w/o dislocation", "fracture without dislocation"),
        ("pain w/ knee", "pain with knee"),
        ("w/knee pain", "with knee pain"),
        ("H/O pain", "history of pain"),
        ("malig knee", "malignant knee"),
        ("fracturr", "fracture"),
        ("fractrue knee", "fracture knee"),
        ("Remicade", "infliximab"),
        ("Depo-Provera", "medroxyprogesterone acetate"),
        ("w/out pain", "without pain"),
        ("and/or knee", "and or knee"),
        ("", ""),
        ("///", ""),
    ],
)
def test_what_is_typed_is_read_as_meant(speller: Speller, typed: str, meant: str) -> None:
    assert speller.meant(typed) == meant


def test_a_known_word_is_never_changed(speller: Speller) -> None:
    assert speller.meant(" ".join(KNOWN)) == " ".join(KNOWN)


def test_no_substance_is_called_by_a_name_of_another() -> None:
    names = drug_names()
    assert not names.keys() & set(names.values())


def test_a_pasted_page_is_cut_to_what_a_title_could_hold(speller: Speller) -> None:
    assert len(speller.meant("knee pain " * 2000).split()) == 64
    assert len(speller.meant("x" * 12_000)) == 40


@pytest.mark.parametrize(
    ("typed", "of_services", "elsewhere"),
    [("inj methotrexate", "injection methotrexate", "injury injection methotrexate"), ("foot pad", "foot pad", "foot peripheral arterial disease")],
)
def test_short_words_mean_something_else_in_titles_of_services(typed: str, of_services: str, elsewhere: str) -> None:
    speller = Speller(dict.fromkeys(("methotrexate", "foot", "injection"), 5), abbreviations())
    assert (speller.meant(typed, words_of_services()), speller.meant(typed)) == (of_services, elsewhere)
