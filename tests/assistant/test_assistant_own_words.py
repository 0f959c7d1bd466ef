"""Questions as coders put them: shorthand, lay words, digits alone, codes side by side."""

from __future__ import annotations

from datetime import date

import pytest
from assistant_people import Compose

from bot.coding import places_of_service
from bot.engine import coverage_document
from bot.pipeline.field_words import in_field_words
from bot.pipeline.understand import Asked, understand
from bot.turns import Outcome

ON = date(2026, 5, 1)



@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("can residents bill visits", "Teaching physician rules"),
        ("np pay rate compared with a doc", "85 percent, non-participating and limiting charge"),
        ("lap chole turned open", "Laparoscopic procedure converted to open"),
        ("copy paste notes", "Copied notes and templates"),
        ("what counts as independent historian", "MDM element: data reviewed and analyzed"),
        ("pressure ulcer stages who can document", "Which details may come from other clinicians"),
        ("which goes first, 25 or 59, when several modifiers are on one line", "Order of several modifiers on one line"),
    ],
)
def test_shorthand_and_lay_words_find_the_rule(composed: Compose, said: str, title: str) -> None:
    reply = composed(said)
    assert title in (reply.title, *(button.label for button in reply.buttons)), reply.title


@pytest.mark.parametrize(
    ("said", "modifiers"),
    [
        ("24 vs 25", ("24", "25")),
        ("is 25 needed with a vaccine", ("25",)),
        ("do i need 26 in the hospital", ("26",)),
        ("can 59 go on 99213", ("59",)),
        ("critical care 80 minutes or more", ()),
        ("patient is 52 years old, which code", ()),
        ("is 99213 20-29 minutes", ()),
        ("pos 22 or 24?", ("24",)),
        ("type 2 diabetes on 50 units of insulin", ()),
    ],
)
def test_digits_alone_are_modifiers_only_where_they_can_be(said: str, modifiers: tuple[str, ...]) -> None:
    question = understand(Asked(said, ON))
    assert question.modifiers == modifiers
    assert not question.claim or not [m for line in question.claim.lines for m in line.modifiers if m not in modifiers]


def test_words_of_the_field_replace_whole_words_only() -> None:
    assert in_field_words("NP in the ER, re-eval") == "nurse practitioner in the emergency department, re-evaluation"
    assert in_field_words("inpatient paper") == "inpatient paper"


def test_a_place_of_service_is_told_with_its_rate_or_as_none(composed: Compose) -> None:
    found = composed("what is place of service 22").verdict
    assert found.startswith("Place of service 22 is an outpatient department on the campus of a hospital; Medicare pays the facility rate")
    assert "non-facility" in composed("pos 11?").verdict
    assert composed("What is place of service 97?").verdict.startswith("97 is no place of service code that CMS has assigned")
    assert [places_of_service.described(code) for code in ("02", "2", "97", "")][2:] == ["", ""]


def test_readings_of_a_number_are_only_those_there_are(composed: Compose) -> None:
    assert [b.label for b in composed("97").buttons] == ["Modifier 97", "Codes that begin with 97"]
    assert [b.label for b in composed("25").buttons] == ["Modifier 25", "Place of service 25", "Codes that begin with 25"]
    for button in composed("25").buttons[:2]:
        assert "25" in composed(button.action.arg).verdict


def test_a_modifier_without_prose_is_answered_by_its_row_and_never_by_a_code(composed: Compose) -> None:
    assert "Modifier 63" in composed("modifier 63").verdict
    assert composed("what is modifier ZZ").codes == ()


@pytest.mark.parametrize("said", ["CPT99213", "cpt:99213", "CPT-99213"])
def test_a_code_glued_to_its_code_set_is_read(composed: Compose, said: str) -> None:
    assert composed(said).codes == ("99213",)


def test_a_dental_code_is_said_to_be_none_of_ours(composed: Compose) -> None:
    reply = composed("D0120", verb="code")
    assert (reply.outcome, "dental code (CDT)" in reply.verdict) == (Outcome.NOT_FOUND, True)


def test_numbers_of_policies_are_told_from_diagnoses_by_their_name() -> None:
    assert coverage_document.numbers("LCD L36902, A57000 and L89.152, E11.9") == ("L36902", "A57000")
    assert coverage_document.is_named("what does LCD L36902 cover")
    assert not coverage_document.is_named("L89152")


def test_what_more_is_asked_of_a_code_stands_on_its_card(composed: Compose) -> None:
    reply = composed("g2211 who can bill")
    assert reply.codes == ("G2211",)
    assert reply.body.startswith("G2211 visit complexity add-on: ")
    assert composed("What is CPT code 99213?").body == ""


@pytest.mark.parametrize("said", ["flux capacitor repair kit", "how do you bill for unicorn taming classes"])
def test_what_no_code_describes_is_said_so(composed: Compose, said: str) -> None:
    reply = composed(said)
    assert reply.outcome is Outcome.NOT_FOUND or reply.verdict.startswith("No code has these words")
