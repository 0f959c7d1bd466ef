"""Defaults of a person and of a channel, being forgotten, and what is kept only for a time."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from assistant_people import Start, presses, says
from model_server import Behaviour, ModelServer, faithful

from bot.actions import Action
from bot.app import App
from bot.housekeeping import prune
from bot.store import Role, StoredTurn
from bot.turns import Outcome, Reply


def field(reply: Reply, label: str) -> str:
    return next((f.value for f in reply.fields if f.label == label), "")


async def test_a_persons_defaults_hold_where_the_question_is_silent_and_are_said_aloud(app: App) -> None:
    reply = await app.answer(says("defaults state=CA payer=medicare setting=hospital"))
    assert reply.verdict == "Where a question does not say: state CA, payer medicare, setting hospital."
    answer = await app.answer(says("Can I bill 45385 and 45380 together?"))
    assert field(answer, "By your defaults") == "state CA, setting hospital, payer medicare"
    other = await app.answer(says("Can I bill 45385 and 45380 together?", person="bob", thread="b"))
    assert field(other, "By your defaults") == ""


async def test_what_is_said_goes_before_ones_own_defaults_and_these_before_the_channels(app: App) -> None:
    await app.store.people.set_role("slack:w:tess", Role.TRUSTED)
    assert (await app.answer(says("/defaults channel state=TX setting=hospital", person="tess"))).outcome is Outcome.ANSWERED
    await app.answer(says("/defaults state=CA"))
    own = await app.answer(says("Can I bill 45385 and 45380 together?", thread="1"))
    assert field(own, "By your defaults") == "state CA, setting hospital"
    said = await app.answer(says("45385 and 45380 together in Ohio, setting practitioner?", thread="2"))
    assert field(said, "By your defaults") == ""
    channels = await app.answer(says("Can I bill 45385 and 45380 together?", person="bob", thread="3"))
    assert field(channels, "By your defaults") == "state TX, setting hospital"


async def test_a_changed_default_counts_in_a_conversation_that_goes_on(app: App) -> None:
    await app.answer(says("/defaults state=CA"))
    await app.answer(says("Can I bill 45385 and 45380 together?"))
    await app.answer(says("/defaults state=NY"))
    assert "state NY" in field(await app.answer(says("and are they bundled?")), "By your defaults")
    await app.answer(presses(Action("defaults", "clear")))
    assert field(await app.answer(says("and are they bundled?")), "By your defaults") == ""


@pytest.mark.parametrize(
    ("said", "outcome", "words"),
    [
        ("/defaults", Outcome.ANSWERED, "No defaults are set"),
        ("/defaults banana", Outcome.UNCLEAR, "No default could be read"),
        ("/defaults state=CA banana", Outcome.ANSWERED, "state CA"),
        ("/defaults channel state=CA", Outcome.REFUSED, "trusted people and admins"),
        ("/defaults dos=2026-05-05", Outcome.UNCLEAR, "No default could be read"),
    ],
)
async def test_defaults_that_cannot_be_read_are_told_how(app: App, said: str, outcome: Outcome, words: str) -> None:
    reply = await app.answer(says(said))
    assert (reply.outcome, words in reply.verdict) == (outcome, True)


@pytest.mark.parametrize("said", ["forget about 99213", "team conference codes", "defaults in coding guidelines"])
async def test_a_question_that_begins_like_an_order_is_a_question(app: App, said: str) -> None:
    assert (await app.answer(says(said))).topic not in ("defaults", "forget", "team")


async def test_forget_me_asks_once_and_then_leaves_no_trace(app: App, tmp_path: Path) -> None:
    await app.answer(says("/defaults state=CA"))
    await app.answer(says("zebracanary 27257 on 2026-03-02"))
    await app.answer(says("/feedback wrong zebracanary"))
    asked = await app.answer(says("/forget me"))
    assert [b.own for b in asked.buttons] == [True]
    foreign = await app.answer(presses(asked.buttons[0].action, person="bob"))
    assert (foreign.outcome, "somebody else" in foreign.verdict) == (Outcome.REFUSED, True)
    assert (await app.answer(says("what is its MUE?"))).codes == ("27257",)
    done = await app.answer(presses(asked.buttons[0].action))
    assert done.verdict.startswith("Forgotten: ")
    assert app.service_dates.get(says("x").thread_key) is None
    database = sqlite3.connect(tmp_path / "state.sqlite")
    tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'") if not name.startswith("sqlite_")]
    rows = {table: str(database.execute(f"SELECT * FROM {table}").fetchall()) for table in tables}
    database.close()
    assert not [table for table, text in rows.items() if "zebracanary" in text or "slack:w:ann" in text or ("27257" in text and table != "feedback")]
    assert (await app.answer(says("what is its MUE?"))).codes == ()
    assert (await app.answer(says("/forget bob"))).outcome is Outcome.UNCLEAR


async def test_conversations_past_their_time_are_deleted(app: App) -> None:
    person = await app.store.people.ensure("slack:w:ann")
    for age, question in ((100, "old"), (1, "young")):
        await app.store.threads.append(StoredTurn("slack:w:c:t", datetime.now(UTC) - timedelta(days=age), question, person.id))
    await prune(app.store, 90, 0)
    assert [t.question for t in await app.store.threads.recent("slack:w:c:t")] == ["young"]


async def test_what_a_model_took_is_kept_for_each_answer_and_told_by_about(start: Start, server: ModelServer) -> None:
    behaviour = faithful()
    server.behaviour = Behaviour(text=behaviour.text, usage=(1_000, 200))
    prices = {"price_read": 2.0, "price_written": 10.0}
    async with start(llm="openai:any", model={"base_url": server.url, "api_key": "k", **prices}) as app:
        await app.answer(says("When is modifier 25 right?"))
        await app.answer(says("When is modifier 25 right?", thread="again"))
        use = await app.store.model_use.since(timedelta(days=1))
        assert (use.answers, use.calls, use.read, use.written, use.cached) == (2, 1, 1_000, 200, 1)
        assert use.dollars == pytest.approx(0.004)
        assert "2 answers, 1,200 tokens" in (await app.answer(says("/about"))).text
        server.behaviour = faithful()
        await app.answer(says("What is 27257?"))
        assert (await app.store.model_use.since(timedelta(days=1))).read > 1_000


async def test_a_thumb_down_is_asked_why_and_the_evidence_is_kept(app: App) -> None:
    answer = await app.answer(says("When is modifier 25 right?"))
    down = await app.answer(presses(Action("feedback", f"down #{answer.answer_id}")))
    assert "What was wrong?" in down.rule
    await app.answer(presses(down.buttons[1].action))
    (kept,) = [f async for f in app.store.feedback.export()]
    assert (kept.rating, kept.reason) == (-1, "old edition")
    assert "modifier-25" in kept.evidence
