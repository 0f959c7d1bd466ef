"""Questions that go on about what was said before."""

from __future__ import annotations

from datetime import date

import pytest
from assistant_people import says

from bot.app import App
from bot.coding.claim import Setting
from bot.coding.claim_text import read_claim
from bot.coding.finding import Subject
from bot.memory import KEPT_SECONDS, MAX_THREADS, ServiceDates
from bot.pipeline.question import Intent
from bot.pipeline.recalled import Recalled, parameters_of, recall, with_parameters
from bot.pipeline.understand import Asked, understand

TODAY = date(2026, 5, 1)


@pytest.mark.parametrize(
    ("first", "then", "about"),
    [
        ("/code 27256", "what abt with anesthesia?", "27257"),
        ("What is 27257?", "and without anesthesia", "27256"),
        ("What is 45378?", "and if they snare a polyp", "45385"),
    ],
)
async def test_words_alone_turn_to_the_sibling_that_they_fit(app: App, first: str, then: str, about: str) -> None:
    await app.answer(says(first))
    assert (await app.answer(says(then))).codes == (about,)


async def test_a_question_about_the_code_itself_stays_with_it(app: App) -> None:
    await app.answer(says("What is 27257?"))
    reply = await app.answer(says("and its mue?"))
    assert "27257" in reply.text
    assert "27256" not in reply.verdict


def test_same_but_hospital_asks_the_same_of_the_same_codes_elsewhere() -> None:
    recalled = recall(["Are 45385 and 45380 bundled on 2026-03-02 in California?", "(bot) 45380 is denied beside 45385"], TODAY)
    assert recalled == Recalled(("45380", "45385"), date(2026, 3, 2), (Subject.PTP,), {"state": "CA"})
    question = understand(Asked("same but hospital", TODAY, recalled=recalled))
    assert question.claim is not None
    assert (question.claim.setting, question.claim.state, question.claim.on) == (Setting.HOSPITAL, "CA", date(2026, 3, 2))
    assert set(question.claim.codes) == {"45385", "45380"}
    assert question.subjects == (Subject.PTP,)


def test_what_is_said_anew_wins_over_what_was_said_before() -> None:
    before = parameters_of(read_claim("99213 state CA, payer aetna, pos 11", TODAY))
    claim = with_parameters(read_claim("99213 zip 10001, setting hospital", TODAY), before)
    assert (claim.zip5, claim.state, claim.payer, claim.pos, claim.setting) == ("10001", "", "aetna", "11", Setting.HOSPITAL)


def test_parameters_hold_no_date_and_nothing_of_a_patient() -> None:
    claim = read_claim("99213 dos 2026-03-02, age 67, female, state CA, discharged 2026-03-04", TODAY)
    assert parameters_of(claim) == {"state": "CA"}


def test_a_verb_with_a_denial_needs_no_code() -> None:
    assert understand(Asked("what does PR-1 mean", TODAY)).intent is Intent.RULE


def test_a_date_of_service_is_kept_for_two_hours_in_this_process_only() -> None:
    now = [0.0]
    memory = ServiceDates(lambda: now[0])
    memory.put("a", TODAY)
    assert memory.get("a") == TODAY
    assert memory.get("b") is None
    now[0] = KEPT_SECONDS + 1
    assert memory.get("a") is None
    for n in range(MAX_THREADS + 1):
        memory.put(str(n), TODAY)
    assert memory.get("0") is None
    assert memory.get("1") == TODAY


async def test_a_date_ends_with_the_subject_it_was_named_for(app: App) -> None:
    await app.answer(says("/check I10 dos 2024-05-06"))
    assert "2024-05-06" in (await app.answer(says("/check"))).text
    await app.answer(says("/check R07.9"))
    again = await app.answer(says("/check"))
    assert "R07.9" in again.text
    assert "2024-05-06" not in again.text, "the last claim was asked as of today"
