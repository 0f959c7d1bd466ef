"""Mentions, follow-ups in threads, direct messages and the agent view."""

from __future__ import annotations

import asyncio
import json

import pytest
from model_server import Behaviour, ModelServer, faithful
from slack_desk import Desk, Open
from slack_server import SlackServer

from adapters.slack import limits
from bot.turns import Platform, Turn


async def test_a_mention_is_answered_once_and_in_its_thread(desk: Desk) -> None:
    ts = await desk.slack.person("UANN").mentions("E11.9")
    await desk.idle()
    (card,) = desk.slack.shown("C1", "UBOB")
    assert card.thread_ts == ts
    assert "E11.9 can be reported" in card.text
    assert desk.slack.refused == []


async def test_a_mention_with_a_verb_does_what_the_command_does(desk: Desk) -> None:
    await desk.slack.person("UANN").mentions("code I10")
    await desk.idle()
    assert "I10" in desk.slack.shown("C1", "UBOB")[0].text


async def test_the_asker_goes_on_in_the_thread_without_a_mention(desk: Desk) -> None:
    ann = desk.slack.person("UANN")
    ts = await ann.mentions("E11.9")
    await desk.idle()
    await ann.says("and E11.65?", thread=ts)
    await desk.idle()
    assert "E11.65" in desk.slack.shown("C1", thread=ts)[1].text


async def test_people_who_talk_to_each_other_are_left_alone_until_the_bot_is_asked_again(desk: Desk) -> None:
    ann, bob = desk.slack.person("UANN"), desk.slack.person("UBOB")
    ts = await ann.mentions("E11.9")
    await desk.idle()
    await bob.says("is that right for I10, too?", thread=ts)
    await ann.says("I think E11.65 is better", thread=ts)
    await desk.idle()
    assert len(desk.slack.shown("C1", thread=ts)) == 1
    await ann.mentions("E11.65", thread=ts)
    await desk.idle()
    await ann.says("and I10?", thread=ts)
    await desk.idle()
    assert len(desk.slack.shown("C1", thread=ts)) == 3


async def test_a_message_for_somebody_else_a_thanks_and_a_thread_of_others_stay_unanswered(desk: Desk) -> None:
    ann = desk.slack.person("UANN")
    ts = await ann.mentions("E11.9")
    await desk.idle()
    await ann.says("<@UBOB> look, E11.65", thread=ts)
    await ann.says("E11.9 in a channel, for nobody")
    other = await desk.slack.person("UBOB").says("what do you think of I10?")
    await ann.says("I10 is fine", thread=other)
    await desk.idle()
    assert len(desk.slack.shown("C1")) == 1
    assert desk.bolt.edge.counts["accepted"] == 1, "what is not for us is not kept"


async def test_a_channel_may_ask_for_a_mention_each_time(open_desk: Open) -> None:
    async with open_desk(slack={"mention_only": ["C1"]}) as desk:
        ann = desk.slack.person("UANN")
        ts = await ann.mentions("E11.9")
        await desk.idle()
        await ann.says("and E11.65?", thread=ts)
        await desk.idle()
        assert len(desk.slack.shown("C1", thread=ts)) == 1


async def test_bots_edits_and_our_own_messages_are_no_questions(desk: Desk) -> None:
    event = {"type": "message", "channel": "DUANN", "channel_type": "im", "ts": "1.1", "text": "E11.9"}
    for more in ({"user": "UBOT1"}, {"user": "U9", "bot_id": "B9"}, {"user": "U9", "subtype": "message_changed"}, {}, {"user": None}):
        assert (await desk.slack.event({**event, **more})).ok
    await desk.idle()
    assert desk.slack.messages == []


async def test_a_direct_message_is_answered_in_its_own_thread_where_the_talk_goes_on(desk: Desk) -> None:
    ann = desk.slack.person("UANN")
    ts = await ann.says("E11.9", "DUANN")
    await desk.idle()
    await ann.says("and E11.65?", "DUANN", thread=ts)
    await desk.idle()
    one, two = desk.slack.shown("DUANN", thread=ts)
    assert (one.only_for, two.only_for) == ("", "")
    assert "Share" not in one.labels
    assert "E11.65" in two.text


async def test_the_agent_view_suggests_prompts_and_each_of_them_is_answered(desk: Desk) -> None:
    ann = desk.slack.person("UANN")
    await ann.opens("messages")
    await desk.idle()
    prompts = next(a for m, a in desk.slack.calls if m == "assistant.threads.setSuggestedPrompts")["prompts"]
    assert 1 <= len(prompts) <= 4
    for prompt in prompts:
        await ann.says(prompt["message"], "DUANN")
    await desk.idle()
    assert len(desk.slack.shown("DUANN")) == len(prompts)
    assert not any("nothing to look up" in m.text.lower() for m in desk.slack.shown("DUANN"))


async def test_a_pressed_button_in_a_thread_answers_the_presser_only_with_a_look_up(desk: Desk) -> None:
    ts = await desk.slack.person("UANN").mentions("E11.9")
    await desk.idle()
    (card,) = desk.slack.shown("C1", thread=ts)
    bob = desk.slack.person("UBOB")
    await bob.presses(card, next(name for name in card.labels if name.startswith("Up:")))
    await desk.idle()
    assert len(desk.slack.shown("C1", "UANN", ts)) == 1
    assert desk.slack.shown("C1", "UBOB", ts)[1].only_for == "UBOB"
    await bob.presses(card, "What does Excludes1 mean?")
    await desk.idle()
    assert desk.slack.shown("C1", "UANN", ts)[-1].only_for == "", "an explanation is for the thread"


@pytest.fixture
async def server() -> object:
    async with ModelServer() as running:
        yield running


def with_model(server: ModelServer) -> dict[str, object]:
    return {"llm": "openai:any", "model": {"base_url": server.url, "api_key": "none"}}


async def test_a_slow_answer_shows_a_status_soon_and_streams_what_is_verified(
    open_desk: Open, server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "STATUS_AFTER", 0.02)
    monkeypatch.setattr(limits, "STREAM_EVERY", 0.0)
    server.behaviour = faithful()
    server.behaviour.wait = lambda: asyncio.sleep(0.3)
    async with open_desk(**with_model(server)) as desk:
        await desk.slack.person("UANN").says("When is modifier 25 right?", "DUANN")
        await desk.idle()
        called = [m for m, _ in desk.slack.calls]
        assert called.index("agents.sessions.setStatus") < called.index("chat.startStream") < called.index("chat.update")
        assert [a["status"] for m, a in desk.slack.calls if m == "agents.sessions.setStatus"] == ["processing", "active"]
        (card,) = desk.slack.shown("DUANN")
        assert card.blocks[0]["type"] == "rich_text", "in the end the card stands where the stream was, verdict first"
        assert not card.streaming
        assert desk.slack.refused == []


async def test_a_stream_that_slack_ends_after_its_window_still_becomes_the_whole_card(
    open_desk: Open, server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "STREAM_EVERY", 0.0)
    server.behaviour = faithful()
    async with open_desk(**with_model(server)) as desk:
        desk.slack.stream_pieces = 1
        await desk.slack.person("UANN").says("When is modifier 25 right?", "DUANN")
        await desk.idle()
        (card,) = desk.slack.shown("DUANN")
        assert card.blocks[0]["type"] == "rich_text"
        assert len(server.prompts) == 1
        if any("message_not_in_streaming_state" in r for r in desk.slack.refused):
            assert "Sources" not in card.text or card.blocks


async def test_the_stop_button_stops_the_answer(open_desk: Open, server: ModelServer) -> None:
    server.behaviour = Behaviour(then="silent")
    async with open_desk(**with_model(server)) as desk:
        ann = desk.slack.person("UANN")
        ts = await ann.says("When is modifier 25 right?", "DUANN")
        await server.asked.wait()
        await ann.stops("DUANN", ts)
        await desk.idle()
        (told,) = desk.slack.shown("DUANN")
        assert told.text == "Stopped."


async def test_questions_of_one_thread_are_answered_in_order(desk: Desk) -> None:
    ann = desk.slack.person("UANN")
    ts = await ann.mentions("E11.9")
    for code in ("I10", "J44.9", "K21.9"):
        await ann.mentions(code, thread=ts)
    await desk.idle()
    said = [m.text for m in desk.slack.shown("C1", thread=ts)]
    assert [next(c for c in ("E11.9", "I10", "J44.9", "K21.9") if f"{c} can be" in text) for text in said] == [
        "E11.9",
        "I10",
        "J44.9",
        "K21.9",
    ]


async def test_what_two_workspaces_ask_in_channels_of_one_name_stays_apart(desk: Desk, slack: SlackServer) -> None:
    turns = [Turn(Platform.SLACK, team, "C1", "1.1", "U1", "x") for team in ("T1", "T2")]
    assert turns[0].thread_key != turns[1].thread_key
    assert turns[0].person_key != turns[1].person_key
    await slack.person("UANN").mentions("E11.9")
    await desk.idle()
    assert json.dumps(await desk.app.store.people.find("slack:T2:UANN")) == "null"


async def test_in_a_thread_a_mention_with_the_verb_does_what_the_slash_command_does(desk: Desk) -> None:
    ann = desk.slack.person("UANN")
    root = await ann.says("Who knows?")
    for line, topic in (("/search chest pain", "R07.9"), ("code E11.9", "E11.9 can be reported"), ("/help", "/code"), ("/modifier 25", "25")):
        await ann.mentions(line, thread=root)
        await desk.idle()
        assert topic in desk.slack.shown("C1", thread=root)[-1].text
    await ann.slash("/coderly modifier 25")
    await desk.idle()
    assert desk.slack.shown("C1", "UANN")[-1].text.splitlines()[0] == desk.slack.shown("C1", thread=root)[-1].text.splitlines()[0]
