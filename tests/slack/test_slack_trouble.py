"""Whatever Slack answers, wherever the question came from: one answer, by whichever way is left, and the assistant is asked once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from asked_turns import count_asked
from model_server import ModelServer, faithful
from slack_desk import Desk, Open
from slack_server import Posted, SlackServer

from adapters.slack import limits
from bot.turns import Reply

SAID = "E11.9 can be reported"


def answers(desk: Desk, words: str = SAID) -> list[Posted]:
    """Our messages that Ann sees and that say it."""
    return [m for m in desk.slack.messages if m.by == "bot" and m.only_for in ("", "UANN") and words in m.text]


async def _mention(desk: Desk) -> None:
    await desk.slack.person("UANN").mentions("E11.9")


async def _direct(desk: Desk) -> None:
    await desk.slack.person("UANN").says("E11.9", "DUANN")


async def _command(desk: Desk) -> None:
    await desk.slack.person("UANN").slash("/code E11.9")


TROUBLE: dict[str, dict[str, Any]] = {
    "ratelimited": {"status": 429, "times": 2}, "internal_error": {"status": 500}, "service_unavailable": {"status": 503},
    "invalid_blocks": {"when": '"blocks": ['}, "msg_blocks_too_long": {"when": '"blocks": ['}, "channel_not_found": {}, "not_in_channel": {},
    "is_archived": {}, "restricted_action": {}, "an_error_of_next_year": {},
}  # fmt: skip


@pytest.mark.parametrize("act", [_mention, _direct, _command], ids=["mention", "direct", "command"])
@pytest.mark.parametrize("error", TROUBLE)
async def test_whatever_slack_says_the_answer_comes_once_and_is_made_once(
    desk: Desk, asked: list[Any], error: str, act: Callable[[Desk], Awaitable[None]]
) -> None:
    desk.slack.fail("chat.postMessage", error, **TROUBLE[error])
    desk.slack.fail("respond", error, **({"status": 400 if "block" in error else 200} | TROUBLE[error]))
    await act(desk)
    await desk.idle()
    assert len(answers(desk)) == 1
    assert len(asked) == 1
    assert await desk.app.store.inbox.take_over("slack:", timedelta(0)) == (), "nothing is left to be answered again"


@pytest.mark.parametrize("error", ["token_revoked", "account_inactive"])
async def test_a_command_is_answered_by_its_own_address_also_where_the_token_is_gone(desk: Desk, asked: list[Any], error: str) -> None:
    desk.slack.fail("chat.postEphemeral", error, times=9)
    ann = desk.slack.person("UANN")
    await ann.says("Type 2 diabetes")
    await ann.shortcut("about_message", desk.slack.messages[0])  # in a thread the token's way comes first
    await desk.idle()
    assert len(answers(desk, "E11.40")) == 1
    assert desk.bolt.edge.counts["revoked"] == 1
    assert len(asked) == 1


async def test_an_event_of_a_workspace_that_we_do_not_know_is_taken_once_and_reaches_nobody_else(desk: Desk, asked: list[Any]) -> None:
    for method in ("chat.postMessage", "chat.postEphemeral"):
        desk.slack.fail(method, "channel_not_found", times=9)
    event = {"type": "app_mention", "user": "U9", "text": "<@UBOT1> E11.9", "ts": "1.5", "channel": "C9"}
    ack = await desk.slack.event(event, team="T9")
    await desk.idle()
    assert (ack.status, ack.attempts) == (200, 1)
    assert [m for m in desk.slack.messages if m.by == "bot"] == []
    assert desk.bolt.edge.counts["undelivered"] == 1
    assert len(asked) == 1


@pytest.mark.parametrize("act", [_mention, _command], ids=["mention", "command"])
async def test_an_answer_of_13000_characters_comes_whole_and_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, act: Callable[[Desk], Awaitable[None]]
) -> None:
    body = "\n".join(f"Row {n:03}: what this row of a long answer says." for n in range(290))
    assert len(body) > 13_000
    turns = []

    async def answer(turn: Any, *_: Any) -> Reply:
        turns.append(turn)
        return Reply(verdict=f"{SAID}.", body=body, answer_id="0123456789abcdef", codes=("E11.9",))

    monkeypatch.setattr(desk.app, "answer", answer)
    desk.slack.fail("chat.postMessage", status=429, times=1)
    await act(desk)
    await desk.idle()
    ours = [m for m in desk.slack.messages if m.by == "bot"]
    said = "\n".join(m.text for m in ours)
    assert [n for n in range(290) if said.count(f"Row {n:03}:") != 1] == []
    assert len(answers(desk)) == 1
    assert len(turns) == 1
    assert desk.slack.refused == []


@pytest.fixture
async def model() -> AsyncIterator[ModelServer]:
    async with ModelServer() as running:
        running.behaviour = faithful()
        yield running


@pytest.mark.parametrize(
    ("method", "error", "status"),
    [
        ("chat.startStream", "channel_type_not_supported", 200), ("chat.startStream", "", 500), ("chat.appendStream", "message_not_in_streaming_state", 200),
        ("chat.stopStream", "message_not_in_streaming_state", 200), ("chat.stopStream", "", 500), ("chat.update", "message_not_found", 200),
        ("chat.update", "invalid_blocks", 200), ("chat.update", "", 503),
    ],
)  # fmt: skip
async def test_a_stream_that_slack_breaks_leaves_one_whole_card_and_the_model_is_asked_once(
    open_desk: Open, slack: SlackServer, model: ModelServer, monkeypatch: pytest.MonkeyPatch, method: str, error: str, status: int
) -> None:
    monkeypatch.setattr(limits, "STREAM_EVERY", 0.0)
    async with open_desk(llm="openai:any", model={"base_url": model.url, "api_key": "none"}) as desk:
        turns = count_asked(desk.app, monkeypatch)
        slack.fail(method, error, status=status, times=9, when='"blocks": [' if error == "invalid_blocks" else "")
        await slack.person("UANN").says("When is modifier 25 right?", "DUANN")
        await asyncio.wait_for(desk.idle(), 60)
        (card,) = slack.shown("DUANN")
        assert "Sources" in card.text or card.blocks
        assert not card.streaming
        assert len(turns) == len(model.prompts) == 1
