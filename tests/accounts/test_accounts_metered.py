"""The metered plan: a guest sees one code page, who registered five more, members all."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any

import pytest
from assistant_people import Start, presses, says
from model_server import ModelServer, faithful

from bot.actions import Action
from bot.app import App
from bot.settings import AccountSettings
from bot.store import Role
from bot.turns import Outcome, Reply

METERED: dict[str, Any] = {"accounts": {"plan": "metered"}}
CODES = ("27257", "27256", "99213", "99214", "99215", "99212", "E11.9", "I10", "J1885")
_BEHIND = (
    *("/fee 99214", "/ncci 99214 99213", "/modifier 99214", "/coverage 99214"),
    *("/units 99214 x2", "/status 99214", "/check 99214; dx I10", "/evidence 99214"),
)


def left(reply: Reply) -> int | None:
    """The number of views that the card says are left."""
    said = [notice.text for notice in reply.notices if notice.text.endswith(" left.")]
    return int(said[0].split()[0]) if said else None


async def register(app: App, person: str = "ann") -> Reply:
    return await app.answer(presses(Action("register", "accept 1"), person=person))


async def test_the_flow_line_by_line(start: Start, url: str) -> None:
    async with start(database_url=url, **METERED) as app:
        first = await app.answer(says("/code 27257"))
        assert (left(first), first.locked) == (0, ())
        assert any(field.label == "What sets it apart" for field in first.fields)

        second = await app.answer(says("/code 27256"))
        assert left(second) == 0
        assert "27256" in second.verdict
        assert "splint" in second.verdict, "the plain description stays"
        assert "What sets it apart" in second.locked
        assert [field.label for field in second.fields] == ["Code set"]
        assert [button.label for button in second.buttons] == ["Register"]
        assert "Locked: " in second.text

        terms = await app.answer(presses(second.buttons[0].action))
        assert "Accept these terms" in terms.verdict
        assert app.settings.accounts.terms in terms.body
        registered = await app.answer(presses(terms.buttons[0].action))
        assert registered.rule.startswith("5 code page views left.")

        lefts = [left(await app.answer(says(f"/code {code}"))) for code in CODES[1:6]]
        assert lefts == [4, 3, 2, 1, 0]
        over = await app.answer(says("/code E11.9"))
        assert over.locked
        assert over.rule == "Members see every code page; an admin makes members."
        assert [button.label for button in over.buttons] == ["My account"]

        await app.store.people.set_role("slack:w:ann", Role.MEMBER)
        for code in CODES:
            reply = await app.answer(says(f"/code {code}"))
            assert (reply.locked, left(reply)) == ((), None)


async def test_nothing_is_counted_in_the_open_plan_and_nothing_is_asked_of_the_store(start: Start) -> None:
    async with start() as app:
        for code in CODES:
            reply = await app.answer(says(f"/code {code}"))
            assert (left(reply), reply.locked) == (None, ())
        person = await app.store.people.ensure("slack:w:ann")
        assert person.role is Role.MEMBER
        assert "page_views" not in await app.store.personal_data.of(person.id)
        assert "open to you" in (await app.answer(says("/register"))).verdict


async def test_admins_and_everybody_above_a_guest_are_not_counted(start: Start) -> None:
    async with start(admins=("slack:w:root",), **METERED) as app:
        for number, role in enumerate(Role):
            await app.store.people.set_role(f"slack:w:p{number}", role)
            replies = [await app.answer(says(f"/code {code}", person=f"p{number}")) for code in CODES[:2]]
            assert bool(replies[1].locked) is (role is Role.GUEST)
        assert not [r for r in [await app.answer(says(f"/code {code}", person="root")) for code in CODES[:3]] if r.locked]
        vouched = [await app.answer(says(f"/code {code}", person="owner", vouched_for=True)) for code in CODES[:3]]
        assert not [reply for reply in vouched if reply.locked]


async def test_a_locked_page_still_says_that_its_edition_had_ended(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.app.today", lambda: date(2041, 5, 5))
    async with start(**METERED) as app:
        await app.answer(says("/code E11.9"))
        beyond = await app.answer(says("/code I10"))
    assert beyond.locked
    assert any("2041-05-05 is after" in notice.text for notice in beyond.notices)


@pytest.mark.parametrize("text", _BEHIND)
async def test_no_other_way_opens_a_locked_page(start: Start, text: str) -> None:
    async with start(**METERED) as app:
        shown = (await app.answer(says(text, person="root", vouched_for=True))).text
        await app.answer(says("/code 27257"))
        reply = await app.answer(says(text))
        assert reply.locked
        assert reply.tables == ()
        assert not [line for line in shown.splitlines() if len(line) > 40 and line in reply.text and "plain words" not in line and "[1]" not in line]


async def test_a_question_in_words_and_a_button_open_none_either(start: Start) -> None:
    async with start(**METERED) as app:
        await app.answer(says("/code 27257"))
        for turn in (says("what does 99213 pay in Texas?"), says("are 99213 and 99214 bundled?"), says("99213 vs 99214"), presses(Action("history", "99213"))):
            reply = await app.answer(turn)
            assert reply.locked or not reply.codes, turn.text


async def test_searching_and_asking_about_rules_cost_no_view(start: Start) -> None:
    async with start(**METERED) as app:
        for text in ("/search chest pain", "When is modifier 25 right?", "/help", "/about", "/browse"):
            assert left(await app.answer(says(text))) is None
        assert left(await app.answer(says("/code 27257"))) == 0


async def test_several_codes_are_locked_together_where_not_all_can_be_opened_and_none_is_paid_for(start: Start) -> None:
    async with start(**METERED) as app:
        both = await app.answer(says("/code 27257 27256"))
        assert both.verdict == "2 code pages; 1 can still be opened."
        assert {field.label for field in both.fields} == {"27257", "27256"}
        assert left(await app.answer(says("/code 27257"))) == 0


async def test_a_code_that_does_not_exist_costs_nothing(start: Start) -> None:
    async with start(**METERED) as app:
        assert (await app.answer(says("/code E11.99"))).outcome is Outcome.NOT_FOUND
        assert left(await app.answer(says("/code 27257"))) == 0


async def test_two_hundred_at_once_open_six_pages(start: Start, url: str) -> None:
    async with start(database_url=url, runtime={"workers": 16}, **METERED) as app:
        await register(app)
        turns = [says(f"/code {CODES[number % len(CODES)]}", thread=f"t{number}") for number in range(200)]
        replies = await asyncio.gather(*(app.answer(turn) for turn in turns))
        assert {reply.outcome for reply in replies} == {Outcome.ANSWERED}
        assert len({reply.codes for reply in replies if not reply.locked}) == 6
        assert all(reply.locked for reply in replies if reply.codes not in {r.codes for r in replies if not r.locked})


async def test_two_registrations_at_once_are_one(start: Start, url: str) -> None:
    async with start(database_url=url, **METERED) as app:
        turns = [presses(Action("register", "accept 1"), thread=f"t{number}") for number in range(20)]
        replies = await asyncio.gather(*(app.answer(turn) for turn in turns))
        assert {reply.verdict for reply in replies} == {"You are registered."}
        assert {reply.rule.split()[0] for reply in replies} == {"6"}
        assert [entry.action for entry in await app.store.audit.tail()].count("registered") == 1


async def test_terms_that_changed_are_shown_and_not_accepted_unread(start: Start) -> None:
    async with start(accounts={"plan": "metered", "terms_version": "2", "terms": "The second terms."}) as app:
        for stale in (presses(Action("register", "accept 1")), says("/register accept 1")):
            reply = await app.answer(stale)
            assert reply.body == "The second terms."
            assert "have changed" in reply.notices[0].text
        assert await app.store.acceptances.of((await app.store.people.ensure("slack:w:ann")).id) == {}


async def test_forgetting_and_registering_again_opens_no_more_than_once(start: Start) -> None:
    async with start(accounts={"plan": "metered", "registered_views": 1}) as app:
        await register(app)
        assert [left(await app.answer(says(f"/code {code}"))) for code in CODES[:2]] == [1, 0]
        await app.answer(says("/forget me yes"))
        await register(app)
        assert (await app.answer(says(f"/code {CODES[2]}"))).locked


async def test_what_is_locked_is_not_in_what_is_kept(start: Start) -> None:
    async with start(**METERED) as app:
        await app.answer(says("/code 27257"))
        locked = await app.answer(says("/code 27256"))
        stored = await app.store.threads.by_answer(locked.answer_id)
        assert stored is not None
        assert "sets it apart " not in stored.answer_text.partition("Locked: ")[0]
        assert stored.answer_text == locked.text


async def test_sentences_of_a_model_are_not_told_before_the_gate(start: Start, server: ModelServer) -> None:
    server.behaviour = faithful()
    heard: list[str] = []

    async def hear(sentence: str) -> None:
        heard.append(sentence)

    async with start(llm="openai:any", model={"base_url": server.url, "api_key": "none"}, **METERED) as app:
        await app.answer(says("/code 27257"))
        assert (await app.answer(says("What sets 27256 apart from 27257?"), hear)).locked
        assert heard == []
        await app.answer(says("When is modifier 25 right?", person="root", vouched_for=True), hear)
        assert heard, "who is not metered hears them"


def test_the_seed_is_the_default_of_the_metered_plan() -> None:
    settings = AccountSettings()  # type: ignore[call-arg]
    assert (settings.plan.value, settings.guest_views, settings.registered_views) == ("open", 1, 5)
