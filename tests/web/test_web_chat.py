"""The chat over the wire: questions, presses, streams, and what a page does when its connection broke."""

from __future__ import annotations

import asyncio

import pytest
from web_desk import EVENTS, Browser, Desk

from adapters.messaging.cards import Cards
from adapters.web.job import job_of
from bot.store import WatchPlace


async def test_a_question_is_answered_without_any_script(browser: Browser) -> None:
    shown = await browser.ask("E11.9")
    assert shown.startswith("E11.9")
    assert "FY" in shown


async def test_a_page_that_is_opened_again_shows_the_conversation(desk: Desk, browser: Browser) -> None:
    shown = await browser.ask("E11.9")
    await browser.open()
    assert browser.cards() == [shown]
    desk.edge.cards = Cards()  # as after a restart: the store has the text
    await browser.open()
    assert "E11.9" in browser.cards()[0]


async def test_a_new_conversation_is_empty_and_a_follow_up_goes_on_in_the_old_one(browser: Browser) -> None:
    await browser.ask("E11.9")
    assert "E11.9" in await browser.ask("is it billable?")
    await browser.send("/afresh")
    assert browser.cards() == []


async def test_a_button_asks_what_it_says(browser: Browser) -> None:
    await browser.ask("E11.9")
    label = browser.page.css('button[name="action"]')[0].text(strip=True)
    assert await browser.press(label)
    assert len(browser.cards()) == 2


async def test_a_thumb_is_kept_with_the_editions(desk: Desk, browser: Browser) -> None:
    await browser.ask("E11.9")
    assert "noted" in await browser.press("Not right")
    assert "noted" in await browser.press("Old edition")
    (kept,) = [one async for one in desk.app.store.feedback.export()]
    assert (kept.rating, kept.reason) == (-1, "old edition")


async def test_the_script_gets_the_card_and_the_end(browser: Browser) -> None:
    events = await browser.events(text="E11.9")
    assert [kind for kind, _ in events] == ["card", "end"]
    assert "E11.9" in events[0][1]


async def test_the_same_message_sent_twice_is_answered_once(desk: Desk, browser: Browser) -> None:
    once, again = await asyncio.gather(*(browser.events(text="E11.9", id="00aa11bb22cc33dd") for _ in range(2)))
    assert once[-2:] == again[-2:]
    turns = await desk.app.store.threads.of_person((await desk.app.store.people.ensure("web:local:me")).id)
    assert len(turns) == 1
    assert desk.edge.counts["accepted"] == 1


async def test_what_a_dead_process_accepted_is_answered_when_the_page_asks_again(desk: Desk, browser: Browser) -> None:
    """The page sends the same id again; the work is taken over once it was silent for long enough, and answered once."""
    first = await browser.open()
    assert first.status_code == 200
    visit = await _visit_thread(desk, browser)
    key = "web:me:00aa11bb22cc33dd"
    payload = {"text": "E11.9", "verb": None, "action": "", "channel": "me", "thread": visit, "message": "00aa11bb22cc33dd"}
    payload["place"] = {"person": "me", "thread": visit, "quiet": False}
    assert job_of(key, payload).turn.text == "E11.9"
    await desk.app.store.inbox.receive(key, payload)
    events = await browser.events(text="E11.9", id="00aa11bb22cc33dd")
    assert [kind for kind, _ in events] == ["card", "end"]
    turns = await desk.app.store.threads.of_person((await desk.app.store.people.ensure("web:local:me")).id)
    assert len(turns) == 1


async def test_a_process_that_ends_takes_nothing_new(desk: Desk, browser: Browser) -> None:
    desk.edge.draining = True
    response = await browser.send(headers=EVENTS, text="E11.9")
    assert (response.status_code, response.headers["retry-after"]) == (503, "1")


async def test_patient_identifiers_are_taken_out_before_anything_is_kept(desk: Desk, browser: Browser) -> None:
    shown = await browser.ask("E11.9 for John Smith, MRN 12345678, SSN 123-45-6789")
    assert "123-45-6789" not in shown
    turns = await desk.app.store.threads.of_person((await desk.app.store.people.ensure("web:local:me")).id)
    assert "123-45-6789" not in str(turns)


@pytest.mark.parametrize("text", ["", "   ", "\n"])
async def test_nothing_is_asked_with_nothing(browser: Browser, text: str) -> None:
    response = await browser.send(text=text)
    assert response.status_code == 200
    assert browser.cards() == []


@pytest.mark.parametrize("action", ["no action", "code", "|", "code|" + "x" * 500, "feedback|up #0000000000000000", "nosuch|x"])
async def test_a_button_that_no_card_has_does_no_harm(browser: Browser, action: str) -> None:
    response = await browser.send(action=action)
    assert response.status_code == 200


async def test_a_question_too_long_for_a_form_is_refused_with_words(browser: Browser) -> None:
    response = await browser.send(text="a" * 300_000)
    assert response.status_code == 413
    assert "smaller parts" in browser.page.text()


async def test_markup_in_a_question_stays_text(browser: Browser) -> None:
    await browser.ask("<script>alert(1)</script> [a](https://evil.example) E11.9")
    await browser.open()
    assert browser.page.css("main script, main a") == []


async def test_what_a_person_watches_stands_above_her_conversation(desk: Desk, browser: Browser) -> None:
    await browser.ask("/watch E11.9")
    found = await desk.app.store.watches.of(WatchPlace("web", "local", "me"))
    assert [watch.pattern for watch in found] == ["E11.9"]


async def test_the_knowledge_base_is_for_admins(browser: Browser) -> None:
    assert "admin" in await browser.ask("/kb reload")


async def _visit_thread(desk: Desk, browser: Browser) -> str:
    kept = desk.app.store.sealer.unseal(browser.http.cookies["coderly"])
    assert kept is not None
    return str(kept["thread"])
