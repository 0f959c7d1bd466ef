"""The team's own answers: who may write and approve them, where they stand, and what happens when their codes change."""

from __future__ import annotations

from datetime import date

import pytest
from assistant_people import Start, presses, says

from bot.actions import Action
from bot.app import App
from bot.pipeline import team
from bot.store import Role, Standing
from bot.turns import Outcome, Reply

ADMIN = "slack:w:ada"


async def _trusted(app: App, person: str = "tess") -> None:
    await app.store.people.set_role(f"slack:w:{person}", Role.TRUSTED)


async def _approved(app: App, question: str, answer: str) -> int:
    await _trusted(app)
    await app.answer(says(question, person="tess", thread="made"))
    saved = await app.answer(says(f"/team save {answer}", person="tess", thread="made"))
    assert saved.outcome is Outcome.ANSWERED, saved.verdict
    number = (await app.store.team_answers.of("w", Standing.PROPOSED))[0].id
    assert (await app.answer(says(f"/team approve {number}", person="ada", thread="made"))).outcome is Outcome.ANSWERED
    return number


async def test_an_approved_answer_stands_below_ours_and_changes_nothing_of_it(start: Start) -> None:
    async with start(admins=(ADMIN,)) as app:
        plain = await app.answer(says("Can I bill 45385 and 45380 together?", thread="before"))
        number = await _approved(app, "Can I bill 45385 and 45380 together?", "We always send the op note with these two.")
        reply = await app.answer(says("can i bill 45385 with 45380 together", thread="after", person="bob"))
        assert (reply.verdict, reply.fields, reply.citations) == (plain.verdict, plain.fields, plain.citations)
        assert f"Your team's answer #{number}" in reply.body
        assert "not from a published source" in reply.body
        assert "We always send the op note" in reply.text
        for other in ("Can I bill 45385 and 45378 together?", "45385", "what does 45385 pay with 45380"):
            assert "op note" not in (await app.answer(says(other, thread=other, person="bob"))).text


async def test_an_answer_without_codes_fits_the_same_question_in_other_words(start: Start) -> None:
    async with start(admins=(ADMIN,)) as app:
        await _approved(app, "Who signs the addendum of a resident's note?", "Here it is the attending.")
        assert "Here it is the attending" in (await app.answer(says("who signs an addendum to a resident note", person="bob", thread="x"))).text
        assert "Here it is the attending" not in (await app.answer(says("who may sign a claim?", person="bob", thread="y"))).text


async def test_before_an_admin_approved_it_nobody_sees_it_and_another_workspace_never(start: Start) -> None:
    async with start(admins=(ADMIN,)) as app:
        await _trusted(app)
        await app.answer(says("What is 27257?", person="tess"))
        await app.answer(says("/team save Ask Maria first.", person="tess"))
        assert "Maria" not in (await app.answer(says("27257", person="bob", thread="b"))).text
        (made,) = await app.store.team_answers.of("w", Standing.PROPOSED)
        await app.answer(presses(Action("team", f"approve {made.id}"), person="ada"))
        assert "Maria" in (await app.answer(says("27257", person="bob", thread="c"))).text
        elsewhere = says("27257", person="bob", thread="d")
        other = type(elsewhere)(elsewhere.platform, "w2", "c", "d", "bob", "27257")
        assert "Maria" not in (await app.answer(other)).text


async def test_only_trusted_people_save_and_only_admins_decide(start: Start) -> None:
    async with start(admins=(ADMIN,)) as app:
        await app.answer(says("What is 27257?", person="bob"))
        assert (await app.answer(says("/team save no", person="bob"))).outcome is Outcome.REFUSED
        await _trusted(app)
        await app.answer(says("What is 27257?", person="tess", thread="2"))
        await app.answer(says("/team save yes", person="tess", thread="2"))
        (made,) = await app.store.team_answers.of("w", Standing.PROPOSED)
        for verb in ("approve", "reject", "retire"):
            for person in ("bob", "tess"):
                assert (await app.answer(says(f"/team {verb} {made.id}", person=person))).outcome is Outcome.REFUSED
        assert [a.standing for a in await app.store.team_answers.of("w", *Standing)] == [Standing.PROPOSED]
        actions = [entry.action for entry in await app.store.audit.tail()]
        assert actions.count("team_answer_proposed") == 1


async def test_when_what_is_known_of_a_code_changes_its_answer_is_marked(start: Start) -> None:
    async with start(admins=(ADMIN,)) as app:
        number = await _approved(app, "What is 27257?", "Only Dr. Lee's team does these.")
        assert "looked at again" not in (await app.answer(says("27257", thread="a"))).text
        made = await app.store.team_answers.one("w", number)
        assert made is not None
        await app.store.team_answers.decide("w", number, ADMIN, Standing.APPROVED, {**made.prints, "27257": "what it was last year"})
        reply = await app.answer(says("27257", thread="b"))
        assert "To be looked at again: what is known of 27257 has changed" in reply.text
        listed = await app.answer(says("/team", person="ada"))
        assert "look again: 27257" in listed.text
        await app.answer(says(f"/team approve {number}", person="ada"))
        assert "looked at again" not in (await app.answer(says("27257", thread="c"))).text
        await app.answer(says(f"/team retire {number}", person="ada"))
        assert "Your team" not in (await app.answer(says("27257", thread="d"))).text


async def test_prints_tell_a_code_that_changed_from_one_that_did_not(app: App) -> None:
    with app.knowledge.use() as snapshot:
        now = team.prints(("99441", "27257"), snapshot, date(2026, 5, 1))
        assert team.prints(("99441", "27257"), snapshot, date(2026, 5, 2)) == now
        assert len(set(now.values())) == 3


async def test_identifiers_never_get_into_a_team_answer(start: Start) -> None:
    async with start(admins=(ADMIN,)) as app:
        number = await _approved(app, "What is 27257?", "As for John Smith, MRN 12345678, we bill it.")
        made = await app.store.team_answers.one("w", number)
        assert made is not None
        assert not [part for part in ("John", "Smith", "12345678") if part in made.answer]


@pytest.mark.parametrize("said", ["/team bogus", "/team save", "/team approve", "/team show 99", "/team approve 99999999999"])
async def test_an_order_that_makes_no_sense_is_told_how(start: Start, said: str) -> None:
    async with start(admins=(ADMIN,)) as app:
        reply: Reply = await app.answer(says(said, person="ada"))
        assert reply.outcome in (Outcome.UNCLEAR, Outcome.NOT_FOUND)
        assert "/team" in reply.rule
