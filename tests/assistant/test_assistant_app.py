"""The whole assistant: turns in, replies out, whatever happens below it."""

from __future__ import annotations

import asyncio
import re
import shutil
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from assistant_people import Start, presses, says
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from model_server import Behaviour, ModelServer, faithful

from bot import actions
from bot.actions import Action
from bot.app import App
from bot.store import StoreError
from bot.turns import Outcome, Platform, Reply, Visibility


async def test_a_code_a_question_a_search_and_a_command_are_answered(app: App) -> None:
    assert (await app.answer(says("E11.9"))).codes == ("E11.9",)
    assert (await app.answer(says("/code 27257"))).codes == ("27257",)
    assert (await app.answer(says("hip dislocation from birth", verb="code"))).codes[0] == "Q65.2"
    assert (await app.answer(says("search icd10cm: chest pain"))).codes[0] == "R07.9"
    assert (await app.answer(says("cpt: chest x-ray", verb="search"))).codes[0].startswith("7104")
    assert (await app.answer(says("When is modifier 25 right?"))).topic == "modifiers"


async def test_every_answer_has_its_own_id(app: App) -> None:
    first, second = await app.answer(says("E11.9")), await app.answer(says("E11.9"))
    assert first.answer_id
    assert first.answer_id != second.answer_id


async def test_a_look_up_is_private_and_a_question_is_for_the_thread(app: App) -> None:
    assert (await app.answer(says("E11.9"))).visibility is Visibility.PRIVATE
    assert (await app.answer(says("When is modifier 25 right?"))).visibility is Visibility.THREAD


async def test_a_follow_up_is_about_the_code_asked_before_also_when_both_come_at_once(app: App) -> None:
    _, follow_up = await asyncio.gather(app.answer(says("27257")), app.answer(says("what is its MUE?")))
    assert follow_up.codes == ("27257",)
    elsewhere = await app.answer(says("what is its MUE?", thread="another"))
    assert elsewhere.codes == ()


async def test_threads_are_answered_side_by_side(start: Start, server: ModelServer) -> None:
    """The model answers nobody before both have asked."""
    both = asyncio.Barrier(2)
    server.behaviour = faithful()
    server.behaviour.wait = both.wait
    async with start(llm="openai:any", model={"base_url": server.url, "api_key": "k"}) as app:
        replies = await asyncio.gather(*(app.answer(says("When is modifier 25 right?", thread=t)) for t in ("one", "two")))
    assert [r.outcome for r in replies] == [Outcome.ANSWERED] * 2
    assert replies[0].body == replies[1].body


async def test_a_turn_can_be_stopped_and_the_next_one_is_answered(start: Start, server: ModelServer) -> None:
    server.behaviour = Behaviour(then="silent")
    async with start(llm="openai:any", model={"base_url": server.url, "api_key": "k"}) as app:
        turn = says("When is modifier 25 right?")
        running = asyncio.create_task(app.answer(turn))
        await server.asked.wait()
        assert app.cancel(turn)
        assert (await running).verdict == "Stopped."
        server.behaviour = faithful()
        assert (await app.answer(turn)).outcome is Outcome.ANSWERED
        assert not app.cancel(turn)


async def test_at_the_end_running_turns_are_stopped_and_new_ones_told_to_come_back(start: Start, server: ModelServer) -> None:
    server.behaviour = Behaviour(then="silent")
    async with start(llm="openai:any", model={"base_url": server.url, "api_key": "k"}, runtime={"drain": 0.1}) as app:
        running = asyncio.create_task(app.answer(says("When is modifier 25 right?")))
        await server.asked.wait()
    assert (await running).verdict == "Stopped."
    late = await app.answer(says("E11.9"))
    assert (late.outcome, "ask again" in late.verdict) == (Outcome.FAILED, True)


async def test_a_turn_past_its_deadline_gets_a_polite_reply_with_a_reference(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.store.engine._BUSY_MS", 3_000)  # SQLite ends its wait before it can be cancelled
    async with start(runtime={"deadline": 2.0}) as app:
        await app.answer(says("E11.9"))
        holder = sqlite3.connect(tmp_path / "state.sqlite", isolation_level=None)
        holder.execute("BEGIN EXCLUSIVE")
        reply = await app.answer(says("I10"))
        holder.execute("ROLLBACK")
        holder.close()
        assert reply.outcome is Outcome.FAILED
        assert "took too long" in reply.verdict
        assert "smaller parts" in reply.verdict
        assert reply.notices[0].reference
        assert reply.notices[0].reference in reply.text
        assert (await app.answer(says("I10"))).outcome is Outcome.ANSWERED


async def test_nothing_asked_is_answered_with_an_example(app: App) -> None:
    turns = [says(said) for said in ("", "   ", "\n\t", "...", "🙂🙂", "\x00\x07", "hi there", "thanks")]
    for turn in turns + [says("", verb=verb) for verb in ("code", "search", "ask")]:
        reply = await app.answer(turn)
        assert (reply.outcome, reply.codes) == (Outcome.UNCLEAR, ()), turn
        assert "/code E11.9" in reply.text


async def test_long_and_odd_pastes_are_answered_and_the_cut_is_told(app: App) -> None:
    for text in ("x" * 10_000, "99213 " * 1_600, "\x1b[2J\u202eE11.9", "\ud800 E11.9", "e11.9 \u200b"):
        assert isinstance(await app.answer(says(text)), Reply)
    reply = await app.answer(says("chest pain " + "and more " * 3_000))
    assert any("Only the first 12,000 characters were read" in n.text for n in reply.notices)


async def test_every_button_of_an_answer_travels_in_ninety_bytes_and_means_something_when_pressed(app: App) -> None:
    for question in ("E11", "G43", "27257", "J3301", "99213", "When is modifier 25 right?", "chest pain", "25", "/help"):
        for button in (await app.answer(says(question))).buttons:
            carried = actions.decode(actions.encode(button.action))
            pressed = await app.answer(presses(carried, thread="pressed"))
            assert pressed.outcome in (Outcome.ANSWERED, Outcome.NOT_FOUND, Outcome.UNCLEAR), (question, button)
            assert "button" not in pressed.verdict


async def test_a_long_action_travels_as_a_token_and_is_resolved_when_pressed(app: App) -> None:
    long = " ".join(str(code) for code in range(99202, 99222))
    carried = await app.store.tokens.shorten(Action("code", long))
    assert carried.is_token
    reply = await app.answer(presses(actions.decode(actions.encode(carried))))
    assert "99202" in reply.codes


async def test_a_button_that_is_unknown_too_old_or_somebody_elses_says_so(app: App) -> None:
    long = Action("ask", "what does a very long question look like when nobody has shortened it yet, asks a careful tester?")
    expired = await app.store.tokens.shorten(long, ttl=timedelta(seconds=-1))
    foreign = await app.store.tokens.shorten(long, owner="slack:w:bob")
    for action, words in ((Action("ask", "~never-made"), "no longer known"), (expired, "too old"), (foreign, "somebody else's")):
        reply = await app.answer(presses(action))
        assert (reply.outcome, words in reply.verdict, "Ask the question again" in reply.verdict) == (Outcome.REFUSED, True, True)
    assert (await app.answer(presses(foreign, person="bob"))).outcome is not Outcome.REFUSED
    assert (await app.answer(presses(Action("nonsense", "E11.9")))).codes == ("E11.9",)
    assert (await app.answer(presses(Action("passage", "gone")))).outcome is Outcome.NOT_FOUND


async def rated(app: App) -> list[tuple[int, str, str]]:
    return [(f.rating, f.reason, f.answer_id) async for f in app.store.feedback.export()]


async def test_a_thumb_is_about_the_last_answer_and_the_last_thumb_counts(app: App) -> None:
    answer = await app.answer(says("E11.9"))
    assert (await app.answer(says("up", verb="feedback"))).verdict == "Thank you."
    assert await rated(app) == [(1, "", answer.answer_id)]
    await app.answer(says("/help"))
    reply = await app.answer(says("feedback wrong the edition is old"))
    assert "noted for review" in reply.verdict
    assert await rated(app) == [(-1, "the edition is old", answer.answer_id)]


async def test_thumbs_come_in_many_forms(app: App) -> None:
    for number, (word, rating) in enumerate((("👍", 1), ("+1", 1), ("good", 1), ("👎", -1), ("no", -1))):
        await app.answer(says("E11.9", thread=word))
        await app.answer(says(word, verb="feedback", thread=word))
        assert [r for r, _, _ in await rated(app)][number] == rating


async def test_thumbs_under_a_card_rate_that_answer_also_when_others_came_after_it(app: App) -> None:
    first = await app.answer(says("E11.9", verb="code"))
    await app.answer(says("I10", verb="code"))
    await app.answer(presses(Action("feedback", f"down #{first.answer_id}")))
    assert await rated(app) == [(-1, "", first.answer_id)]
    assert (await app.answer(presses(Action("feedback", "up #0123456789abcdef")))).outcome is Outcome.NOT_FOUND


async def test_feedback_that_says_nothing_or_is_about_nothing_is_told_how(app: App) -> None:
    assert (await app.answer(says("up", verb="feedback"))).outcome is Outcome.NOT_FOUND
    await app.answer(says("E11.9"))
    for said in ("", "perhaps", "🙂"):
        reply = await app.answer(says(said, verb="feedback"))
        assert (reply.outcome, "/feedback up" in reply.rule) == (Outcome.UNCLEAR, True)
    assert await rated(app) == []


async def test_help_lists_every_skill_and_about_says_what_is_loaded_and_whose_it_is(app: App) -> None:
    helped = await app.answer(says("help"))
    assert {f"/{skill.name}" for skill in app.skills} == {row[0].split(" ")[0] for row in helped.tables[0].rows}
    about = await app.answer(says("", verb="about"))
    editions = {row[1] for row in about.tables[0].rows}
    assert "starter pack" in editions
    assert any(re.fullmatch(r"FY20\d\d \(.+\)", name) for name in editions)
    assert "American Medical Association" in about.text
    assert "not coding, billing, legal or medical advice" in about.text


async def test_what_is_loaded_fits_a_line(app: App) -> None:
    line = app.status_line()
    assert re.match(r"ICD-10-CM FY20\d\d \(.+ 1 20\d\d\) · ", line)
    assert line.endswith("no model")


async def test_without_a_knowledge_base_it_is_said_how_to_get_one(start: Start, tmp_path: Path) -> None:
    async with start(home=tmp_path / "empty") as app:
        for said in ("E11.9", "chest pain", "about"):
            reply = await app.answer(says(said))
            assert reply.outcome is Outcome.FAILED
            assert "coderly kb build" in reply.text
        assert app.status_line() == "no knowledge base yet"
        assert (await app.answer(says("help"))).outcome is Outcome.ANSWERED


async def test_a_knowledge_base_that_comes_later_is_used(start: Start, tmp_path: Path, small_home: Path) -> None:
    async with start(home=tmp_path / "home") as app:
        assert (await app.answer(says("E11.9"))).outcome is Outcome.FAILED
        shutil.copytree(small_home / "knowledge", tmp_path / "home" / "knowledge", dirs_exist_ok=True)
        assert (await app.answer(says("E11.9"))).codes == ("E11.9",)


async def test_a_knowledge_base_deleted_while_it_serves_does_not_end_the_process(start: Start, tmp_path: Path, small_home: Path) -> None:
    shutil.copytree(small_home / "knowledge", tmp_path / "home" / "knowledge")
    async with start(home=tmp_path / "home") as app:
        before = await app.answer(says("E11.9"))
        await app.answer(says("chest pain"))
        shutil.rmtree(tmp_path / "home" / "knowledge")
        after = await app.answer(says("E11.9", thread="after"))
        assert (after.verdict, after.outcome) == (before.verdict, Outcome.ANSWERED)
        for said in ("27257", "chest pain", "knee pain", "When is modifier 25 right?"):
            reply = await app.answer(says(said, thread=said))
            assert reply.outcome is Outcome.ANSWERED or "coderly kb build" in reply.text
        shutil.copytree(small_home / "knowledge", tmp_path / "home" / "knowledge")
        assert (await app.answer(says("chest pain", thread="again"))).codes[0] == "R07.9"


@pytest.mark.parametrize("url", ["bogus", "mysql://h/d", "sqlite:////dev/null/state.sqlite"])
async def test_a_store_that_cannot_be_had_is_told_at_the_start(start: Start, url: str) -> None:
    with pytest.raises(StoreError) as caught:
        async with start(database_url=url):
            pass
    assert str(caught.value)


async def test_a_store_that_breaks_while_it_is_used_gives_a_reference_and_the_process_goes_on(app: App, tmp_path: Path) -> None:
    await app.answer(says("E11.9"))
    database = sqlite3.connect(tmp_path / "state.sqlite")
    database.execute("ALTER TABLE thread_turns RENAME TO elsewhere")
    database.commit()
    reply = await app.answer(says("I10"))
    assert reply.outcome is Outcome.FAILED
    assert reply.notices[0].reference
    assert "thread_turns" not in reply.text
    database.execute("ALTER TABLE elsewhere RENAME TO thread_turns")
    database.commit()
    database.close()
    assert (await app.answer(says("I10"))).codes == ("I10",)


async def test_context_of_a_batch_stands_in_for_a_conversation(app: App) -> None:
    turn = says("and its MUE?", context=("What is 27257?", "(bot) 27257: our answer"))
    assert (await app.answer(turn)).codes == ("27257",)


async def test_all_platforms_are_served_alike(app: App) -> None:
    texts = {(await app.answer(says("27257", platform=platform))).text for platform in Platform}
    assert len(texts) == 1


@examples(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(max_size=80),
    st.sampled_from([None, "code", "ask", "search", "feedback", "about", "notes", "below", "more", "passage", "unheard"]),
)
async def test_whatever_is_said_is_answered_and_never_with_a_fault(app: App, text: str, verb: str | None) -> None:
    reply = await app.answer(says(text, verb=verb))
    assert reply.verdict
    assert not any(n.reference for n in reply.notices)
