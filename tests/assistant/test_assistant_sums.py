"""Sums in a coder's own words reach the calculator; what only has numbers in it does not."""

from __future__ import annotations

from datetime import date

import pytest

from bot.coding.finding import Subject
from bot.pipeline.sums import sum_in
from bot.pipeline.understand import Asked, understand

TODAY = date(2026, 12, 1)


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("how many units of J3301 for 40 mg?", "drug units of J3301 for 40 mg"),
        ("J3301 40mg", "drug units J3301 40mg"),
        ("how many units for J3301 80 mg", "drug units for J3301 80 mg"),
        ("97110 38 minutes how many units", "therapy 97110 38 minutes"),
        ("97110 25 min, 97140 13 min", "therapy 97110 25 min, 97140 13 min"),
        ("00142 45 minutes", "anesthesia 00142 45 minutes"),
    ],
)
def test_a_sum_in_words_is_one(text: str, called: str) -> None:
    assert sum_in(text) == called
    question = understand(Asked(text, TODAY))
    assert (question.calculation, question.subjects) == (called, (Subject.CALCULATION,))
    assert understand(Asked(text, TODAY, verb="calc")).calculation == called


@pytest.mark.parametrize(
    "text",
    [
        "99213 30 minutes",
        "J0585 155 units",
        "97110 x3",
        "97110 and 97530 together",
        "is J3301 covered",
        "J3301",
        "40 mg",
        "97110 20 minutes and 99213 with knee pain",
        "does 97110 need 8 minutes of direct contact with the therapist",
        "",
    ],
)
def test_what_only_has_numbers_in_it_is_none(text: str) -> None:
    assert sum_in(text) == ""


def test_the_verb_of_units_counts_a_dose_too() -> None:
    asked = understand(Asked("J3301 40 mg", TODAY, verb="mue", subjects=(Subject.MUE,)))
    assert asked.subjects == (Subject.CALCULATION,)
    assert understand(Asked("J3301 x4", TODAY, verb="mue", subjects=(Subject.MUE,))).subjects == (Subject.MUE,)


@pytest.mark.parametrize("text", ["250.00", "icd 9 250.00 to icd 10", "convert 250.00", "250.00?"])
def test_an_old_diagnosis_is_asked_for_its_successors(text: str) -> None:
    question = understand(Asked(text, TODAY))
    assert question.subjects == (Subject.CROSSWALK,)
    assert question.claim is not None
    assert question.claim.diagnoses == ("250.00",)
