"""Words that name a code set ask for a code of it, however they are written, and are not searched for."""

from __future__ import annotations

from datetime import date

import pytest
from assistant_people import Compose

from bot.coding.finding import Subject
from bot.pipeline.question import Intent
from bot.pipeline.understand import Asked, understand
from knowledge.model import System

TODAY = date(2026, 12, 1)


@pytest.mark.parametrize(
    ("text", "system", "words"),
    [
        ("icd 10 for pneumonia", System.ICD10CM, "pneumonia"),
        ("what icd-10 for type 2 diabetes with diabetic ckd stage 3", System.ICD10CM, "type 2 diabetes with diabetic ckd stage 3"),
        ("what ICD for copd exacerbation", System.ICD10CM, "copd exacerbation"),
        ("which hcpcs for wheelchair", System.HCPCS, "wheelchair"),
        ("need the cpt for ear wax removal", System.CPT, "ear wax removal"),
        ("icd 10 pcs for hip replacement", System.ICD10PCS, "hip replacement"),
    ],
)
def test_a_code_set_before_for_asks_for_a_code(text: str, system: System, words: str) -> None:
    question = understand(Asked(text, TODAY))
    assert (question.intent, question.systems, question.words) == (Intent.FIND, (system,), words)


@pytest.mark.parametrize("text", ["what are the cpt rules for consults", "what is the icd-10 guideline for sepsis"])
def test_a_rule_of_a_code_set_is_no_code(text: str) -> None:
    assert understand(Asked(text, TODAY)).intent is Intent.RULE


def test_excludes_between_two_codes_is_asked_of_the_rows() -> None:
    assert understand(Asked("excludes1 J44.9 and J45.909", TODAY)).subjects == (Subject.DIAGNOSES,)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("documentation needed for 99215", "em"),
        ("what does 99291 have to document", "em"),
        ("documentation for 45385", "compliance"),
        ("how long to keep documentation", "compliance"),
    ],
)
def test_what_a_visit_has_to_document_is_a_question_about_visits(text: str, topic: str) -> None:
    assert understand(Asked(text, TODAY)).topic == topic


@pytest.mark.parametrize(
    ("text", "title"),
    [("documentation needed for 99215", "Choosing a visit level by medical decision making"), ("documentation required for 99291", "Critical care")],
)
def test_the_passage_of_the_visit_says_what_to_document(composed: Compose, text: str, title: str) -> None:
    assert title.lower() in composed(text).title.lower()
