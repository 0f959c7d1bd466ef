"""Slack refuses, slows down or is gone: the person still gets the answer, once, and the assistant is asked once."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from slack_desk import Desk
from slack_server import Posted

from adapters.messaging.cards import Cards
from adapters.slack.delivery import Delivery
from bot.turns import Reply


def seen(desk: Desk) -> list[Posted]:
    return [m for m in desk.slack.messages if m.by == "bot"]


async def test_a_card_that_slack_refuses_comes_as_text_once(desk: Desk, asked: list[Any]) -> None:
    desk.slack.fail("chat.postMessage", "invalid_blocks", when='"blocks": [')
    await desk.slack.person("UANN").mentions("E11.9")
    await desk.idle()
    (message,) = seen(desk)
    assert message.blocks == []
    assert "E11.9 can be reported" in message.text
    assert "Sources:" in message.text
    assert len(asked) == 1


@pytest.mark.parametrize("error", ["msg_blocks_too_long", "invalid_blocks_format", "msg_too_long"])
async def test_the_same_for_a_private_card(desk: Desk, asked: list[Any], error: str) -> None:
    desk.slack.fail("respond", error, status=400, when='"blocks": [')
    await desk.slack.person("UANN").slash("/code E11.9")
    await desk.idle()
    assert ["E11.9 can be reported" in m.text for m in seen(desk)] == [True]
    assert len(asked) == 1


@pytest.mark.parametrize(("status", "times"), [(429, 1), (429, 3), (500, 2), (503, 3)])
async def test_a_busy_or_broken_slack_is_asked_again(desk: Desk, asked: list[Any], status: int, times: int) -> None:
    desk.slack.fail("chat.postMessage", status=status, times=times, after=0)
    desk.slack.fail("respond", status=status, times=1, after=0)
    ann = desk.slack.person("UANN")
    await ann.mentions("E11.9")
    await ann.slash("/code I10")
    await desk.idle()
    assert len(seen(desk)) == 2
    assert len(asked) == 2


@pytest.mark.parametrize("status", [200, 503])
async def test_a_slack_that_says_in_words_that_it_is_away_still_gets_the_answer_where_it_was_asked(desk: Desk, asked: list[Any], status: int) -> None:
    desk.slack.fail("chat.postMessage", "service_unavailable", status=status, times=2 if status == 200 else 5)  # the library asks four times itself
    await desk.slack.person("UANN").mentions("E11.9")
    await desk.idle()
    assert [(m.channel, m.only_for) for m in seen(desk)] == [("C1", "")]
    assert len(asked) == 1


@pytest.mark.parametrize("error", ["not_in_channel", "channel_not_found", "is_archived"])
async def test_where_the_bot_may_not_post_the_answer_comes_another_way(desk: Desk, asked: list[Any], error: str) -> None:
    desk.slack.fail("chat.postMessage", error)
    await desk.slack.person("UANN").mentions("E11.9")
    await desk.idle()
    assert [(m.channel, m.only_for) for m in seen(desk)] == [("C1", "UANN")]
    desk.slack.fail("chat.postMessage", error)
    desk.slack.fail("chat.postEphemeral", error)
    await desk.slack.person("UANN").mentions("I10")
    await desk.idle()
    assert seen(desk)[1].channel == "DUANN"
    assert len(asked) == 2


async def test_a_used_response_url_costs_nobody_the_answer(desk: Desk) -> None:
    desk.slack.fail("respond", "used_url", status=404)
    await desk.slack.person("UANN").slash("/code E11.9")
    await desk.idle()
    assert [(m.only_for, m.channel) for m in seen(desk)] == [("UANN", "C1")]
    desk.slack.members["C9"] = False
    desk.slack.fail("respond", "used_url", status=404)
    await desk.slack.person("UANN").slash("/code E11.9", "C9")
    await desk.idle()
    assert seen(desk)[1].channel == "DUANN"


@pytest.mark.parametrize("error", ["token_revoked", "account_inactive"])
async def test_a_workspace_that_took_the_token_away_is_not_asked_again(desk: Desk, error: str) -> None:
    desk.slack.fail("chat.postMessage", error, times=9)
    await desk.slack.person("UANN").mentions("E11.9")
    await desk.idle()
    assert desk.slack.counts["chat.postMessage"] == 1
    assert desk.bolt.edge.counts["revoked"] == 1


async def test_an_answer_that_no_way_leads_out_is_counted_and_not_asked_for_again(desk: Desk, asked: list[Any]) -> None:
    for method in ("chat.postMessage", "chat.postEphemeral"):
        desk.slack.fail(method, "fatal_error", times=99)
    await desk.slack.person("UANN").mentions("E11.9")
    await desk.idle()
    assert desk.bolt.edge.counts["undelivered"] == 1
    assert len(asked) == 1


def long_reply() -> Reply:
    body = "\n".join(f"Row {n}: what the {n}th row of a very long answer says about it." for n in range(1_500))
    return Reply(verdict="Long.", body=body, answer_id="0123456789abcdef", codes=("E11.9",))


@pytest.fixture
def says(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Callable[[Reply], None]:
    def put(reply: Reply) -> None:
        async def answer(*_: Any) -> Reply:
            return reply

        monkeypatch.setattr(desk.app, "answer", answer)

    return put


async def test_a_very_long_answer_comes_in_parts_and_the_rest_behind_a_button(desk: Desk, says: Callable[[Reply], None]) -> None:
    says(long_reply())
    ann = desk.slack.person("UANN")
    await ann.slash("/ask everything")
    await desk.idle()
    while "Show" in "".join(seen(desk)[-1].labels):
        assert len(seen(desk)) < 30
        await ann.presses(seen(desk)[-1], seen(desk)[-1].labels[-1])
        await desk.idle()
    said = "\n".join(m.text for m in seen(desk))
    assert [n for n in range(1_500) if f"Row {n}:" not in said] == []
    assert desk.slack.refused == []


async def test_a_reply_that_would_wake_the_channel_wakes_nobody(desk: Desk, says: Callable[[Reply], None]) -> None:
    says(Reply(verdict="<!channel> <@UBOB> pay now", body="<!here>", answer_id="0123456789abcdef"))
    await desk.slack.person("UANN").mentions("E11.9")
    await desk.idle()
    sent = json.dumps([a for m, a in desk.slack.calls if m == "chat.postMessage"])
    assert "<!here" not in sent
    assert "<!channel> <@" not in seen(desk)[0].text


async def test_a_response_url_is_not_used_when_it_must_have_ended(desk: Desk) -> None:
    clock = time.time() + 31 * 60
    delivery = Delivery(Cards(), clock=lambda: clock, again=())
    desk.bolt.edge.delivery = delivery
    await desk.slack.person("UANN").slash("/code E11.9")
    await desk.idle()
    assert desk.slack.counts["respond"] == 0
    assert len(seen(desk)) == 1
