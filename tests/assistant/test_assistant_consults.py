"""Consults: what goes along, who may do what, and what becomes of the answer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from assistant_people import Start, presses, says

from bot.actions import Action
from bot.app import App
from bot.consults import cards
from bot.store import Consult, ConsultState, Role, Standing
from bot.turns import Outcome, Platform, Turn, private_thread

ADMIN = "slack:w:ada"


async def _ready(app: App) -> None:
    await app.store.people.set_role("slack:w:carl", Role.CONSULTANT)
    assert (await app.answer(says("/consults here", person="ada", channel="review"))).outcome is Outcome.ANSWERED


async def _asked(app: App, words: str = "") -> Consult:
    answer = await app.answer(says("27257"))
    assert [b.label for b in answer.aside] == ["Ask a consultant"]
    await app.answer(says(f"/consult {words}"))
    return (await app.store.consults.of("w"))[-1]


async def test_the_question_goes_with_our_answer_and_the_askers_words_and_nothing_else(start: Start) -> None:
    async with start(admins=(ADMIN,)) as app:
        await _ready(app)
        await app.answer(says("something said before about E11.9"))
        consult = await _asked(app, "the payer is Aetna")
        assert (consult.question, consult.said, consult.codes) == ("27257", "the payer is Aetna", ("27257",))
        assert "before" not in consult.answer
        assert not consult.private
        again = await app.answer(says("/consult once more"))
        assert "already" in again.verdict
        assert len(await app.store.consults.of("w")) == 1


async def test_a_button_means_the_answer_it_stands_under(start: Start) -> None:
    async with start(admins=(ADMIN,)) as app:
        await _ready(app)
        first = await app.answer(says("27257", thread=private_thread("ann")))
        await app.answer(says("E11.9", thread=private_thread("ann")))
        await app.answer(presses(first.aside[0].action, thread=private_thread("ann")))
        (consult,) = await app.store.consults.of("w")
        assert (consult.question, consult.private) == ("27257", True)
        strange = await app.answer(presses(first.aside[0].action, person="bob", thread="elsewhere"))
        assert strange.outcome is Outcome.NOT_FOUND


async def test_what_identifies_a_patient_is_in_neither_question_nor_reply(start: Start) -> None:
    async with start(admins=(ADMIN,)) as app:
        await _ready(app)
        consult = await _asked(app, "her MRN: 00482913")
        assert "00482913" not in consult.said
        await app.answer(says(f"/consults answer {consult.id} See MRN: 00482913 and use 22", person="carl"))
        done = await app.store.consults.one(consult.id)
        assert done is not None
        assert "use 22" in done.reply
        assert "00482913" not in done.reply


async def test_a_reply_may_become_an_answer_of_the_team(start: Start) -> None:
    async with start(admins=(ADMIN,)) as app:
        await _ready(app)
        consult = await _asked(app)
        early = await app.answer(says(f"/consults team {consult.id}", person="carl"))
        assert early.outcome is Outcome.UNCLEAR
        sent = await app.answer(says(f"/consults answer {consult.id} We always add 22.", person="carl"))
        await app.answer(presses(sent.buttons[0].action, person="carl"))
        (proposed,) = await app.store.team_answers.of("w", Standing.PROPOSED)
        assert (proposed.question, proposed.answer) == ("27257", "We always add 22.")


async def test_the_list_shows_ages_and_owners_and_an_admin_releases_what_somebody_else_holds(start: Start) -> None:
    async with start(admins=(ADMIN,)) as app:
        await _ready(app)
        consult = await _asked(app)
        await app.answer(says(f"/consults claim {consult.id}", person="carl"))
        listed = await app.answer(says("/consults", person="ada"))
        assert listed.tables[0].rows[0][1].startswith("claimed by carl (slack)")
        await app.store.people.set_role("slack:w:dora", Role.CONSULTANT)
        kept = await app.answer(says(f"/consults release {consult.id}", person="dora"))
        assert kept.outcome is Outcome.REFUSED
        await app.answer(says(f"/consults release {consult.id}", person="ada"))
        again = await app.store.consults.one(consult.id)
        assert again is not None
        assert again.state is ConsultState.OPEN


async def test_another_workspace_sees_none_of_it(start: Start) -> None:
    async with start(admins=(ADMIN, "slack:v:eve")) as app:
        await _ready(app)
        consult = await _asked(app)
        eve = Turn(Platform.SLACK, "v", "c", "t", "eve", f"/consults show {consult.id}")
        assert (await app.answer(eve)).outcome is Outcome.NOT_FOUND
        assert "No consult is waiting" in (await app.answer(Turn(Platform.SLACK, "v", "c", "t", "eve", "/consults"))).verdict


async def test_an_asker_withdraws_what_is_hers(start: Start) -> None:
    async with start(admins=(ADMIN,)) as app:
        await _ready(app)
        consult = await _asked(app)
        assert (await app.answer(presses(Action("consult", f"withdraw {consult.id}"), person="bob"))).outcome is Outcome.NOT_FOUND
        assert "withdrawn" in (await app.answer(presses(Action("consult", f"withdraw {consult.id}")))).verdict
        late = await app.answer(says(f"/consults answer {consult.id} too late", person="carl"))
        assert (late.outcome, "withdrawn" in late.verdict) == (Outcome.REFUSED, True)


@pytest.mark.parametrize(
    ("since", "words"),
    [
        (timedelta(0), "0 minutes"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(minutes=119), "119 minutes"),
        (timedelta(hours=5), "5 hours"),
        (timedelta(days=3), "3 days"),
        (-timedelta(hours=1), "0 minutes"),
    ],
)
def test_an_age_is_said_as_people_say_it(since: timedelta, words: str) -> None:
    assert cards.age(since) == words


def test_a_card_of_an_answered_consult_offers_no_claim() -> None:
    now = datetime(2026, 12, 1, tzinfo=UTC)
    consult = Consult(
        id=3, workspace="w", platform="slack", channel="c", thread="t", person="ann", person_id=1, private=False, answer_id="a" * 16,
        question="q", said="", answer="draft", codes=(), state=ConsultState.ANSWERED, owner_id=2, owner="slack:w:carl", reply="r", at=now,
        claimed=now, answered=now,
    )  # fmt: skip
    assert cards.for_review(consult, now, 1).buttons == ()
    assert [b.label for b in cards.for_review(consult, now, 2).buttons] == ["Save as a team answer"]
