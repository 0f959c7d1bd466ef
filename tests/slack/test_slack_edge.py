"""What arrives at the edge: signatures, repeats, broken payloads, a store that fails, the end of the process."""

from __future__ import annotations

import asyncio
import json
import logging
import time
import urllib.parse
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from slack_desk import Desk, Open
from slack_server import SlackServer, signed

import bot.app
from adapters.messaging.edge import Timing
from adapters.slack import intake
from bot.logs import configure
from bot.store import StoreBusyError, StoreUnreachableError

PRIVATE = "Jane Roe 12345678 with E11.9"
AT_ONCE = Timing(silent_for=0.0)


async def post(desk: Desk, raw: str, headers: dict[str, str]) -> int:
    content = {"Content-Type": "application/x-www-form-urlencoded"}
    async with aiohttp.ClientSession() as session, session.post(desk.slack.deliver_to, data=raw, headers=content | headers) as response:
        return response.status


@pytest.mark.parametrize(
    "headers",
    [
        {},
        signed("something else"),
        {"X-Slack-Request-Timestamp": "soon", "X-Slack-Signature": "v0=1"},
        {"X-Slack-Request-Timestamp": "9" * 400, "X-Slack-Signature": "v0=1"},
        signed("something else") | {"X-Slack-Signature": "v0=é"},
        {"X-Slack-Signature": "v0=1"},
    ],
)
async def test_a_wrong_signature_is_refused_and_nothing_of_the_body_is_logged(
    desk: Desk, headers: dict[str, str], capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    log = tmp_path / "log"
    root = logging.getLogger()
    before = (root.handlers[:], root.level)
    configure("DEBUG", log)
    try:
        raw = urllib.parse.urlencode({"command": "/code", "text": PRIVATE, "team_id": "T1"})
        assert await post(desk, raw, headers) == 401
        old = signed(raw, at=time.time() - 600)
        assert await post(desk, raw, old) == 401
    finally:
        for handler in root.handlers:
            handler.close()
        root.handlers[:], root.level = before
    written = log.read_text() + "".join(capfd.readouterr())
    assert "wrong_signature" in written
    assert not any(word in written for word in ("Jane", "12345678", "E11.9", urllib.parse.quote_plus(PRIVATE)))
    assert desk.slack.messages == []


async def test_a_repeated_delivery_is_answered_once(desk: Desk) -> None:
    event = {"type": "app_mention", "user": "UANN", "text": "<@UBOT1> E11.9", "ts": "1.5", "channel": "C1"}
    acks = await asyncio.gather(*(desk.slack.event(event, event_id="EvSame") for _ in range(5)))
    await desk.idle()
    assert all(a.ok for a in acks)
    assert len(desk.slack.shown("C1")) == 1
    assert (desk.bolt.edge.counts["accepted"], desk.bolt.edge.counts["repeated"]) == (1, 4)


async def test_an_event_that_cannot_be_kept_is_delivered_again_and_then_answered(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    receive, failures = desk.app.store.inbox.receive, 2

    async def busy(key: str, payload: dict[str, Any]) -> bool:
        nonlocal failures
        failures -= 1
        if failures >= 0:
            raise StoreBusyError("busy")
        return await receive(key, payload)

    monkeypatch.setattr(desk.app.store.inbox, "receive", busy)
    ack = await desk.slack.event({"type": "app_mention", "user": "UANN", "text": "<@UBOT1> E11.9", "ts": "1.5", "channel": "C1"})
    await desk.idle()
    assert (ack.status, ack.attempts) == (200, 3)
    assert len(desk.slack.shown("C1")) == 1
    failures = 1
    told = await desk.slack.person("UANN").slash("/code E11.9")
    assert (told.status, "try again" in told.body) == (200, True)


async def test_work_of_a_process_that_died_is_answered_by_the_next_and_what_may_show_twice_is_counted(
    open_desk: Open, slack: SlackServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = slack.person("UANN")

    async def die(*_: object, **__: object) -> None:
        raise asyncio.CancelledError

    async with open_desk() as desk:  # dies before it has an answer
        monkeypatch.setattr(desk.app, "answer", die)
        assert (await ann.slash("/code E11.9")).ok
        await desk.idle()
    async with open_desk() as desk:  # dies after Slack took the answer, before that is recorded
        monkeypatch.setattr(desk.app.store.inbox, "done", die)
        await ann.mentions("I10")
        await desk.idle()
    monkeypatch.undo()
    assert [m.thread_ts == "" for m in slack.shown("C1", "UANN")] == [False]
    async with open_desk(timing=AT_ONCE) as desk:
        await desk.bolt.edge.take_over()
        await desk.idle()
        assert desk.bolt.edge.counts["taken_over"] == 2
        assert desk.bolt.edge.counts["maybe_twice"] == 1
    said = [m.text for m in slack.shown("C1", "UANN")]
    assert sum("E11.9 can be" in text for text in said) == 1
    assert sum("I10 can be" in text for text in said) == 2


async def test_work_over_which_process_after_process_dies_ends_with_a_word_to_the_person(
    open_desk: Open, slack: SlackServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_desk(timing=AT_ONCE) as desk:

        async def die(*_: object, **__: object) -> None:
            raise asyncio.CancelledError

        monkeypatch.setattr(desk.app, "answer", die)
        await slack.person("UANN").mentions("E11.9")
        for _ in range(4):
            await desk.idle()
            await desk.bolt.edge.take_over()
        await desk.idle()
        (told,) = slack.shown("C1")
        assert "ask again" in told.text
        await desk.bolt.edge.take_over()
        await desk.idle()
        assert len(slack.shown("C1")) == 1


async def test_whatever_fails_while_others_work_is_looked_for_it_is_looked_for_again(
    open_desk: Open, slack: SlackServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_desk(timing=Timing(sweep=0.05, silent_for=0.5, news=0.0)) as desk:
        edge, ann = desk.bolt.edge, slack.person("UANN")

        async def die(*_: object, **__: object) -> None:
            raise asyncio.CancelledError

        with monkeypatch.context() as dying:
            dying.setattr(desk.app, "answer", die)
            for code in ("E11.9", "I10"):
                await ann.mentions(code)
            await desk.idle()
        told = 0

        async def never_right() -> None:
            nonlocal told
            told += 1
            raise TypeError

        monkeypatch.setattr(desk.app.store.inbox, "touch", wrong_at_first(desk.app.store.inbox.touch, ValueError))
        monkeypatch.setattr(desk.app.store.inbox, "take_over", wrong_at_first(desk.app.store.inbox.take_over, KeyError))
        monkeypatch.setattr(edge, "client_for", wrong_at_first(edge.client_for, RuntimeError))
        monkeypatch.setattr(edge, "announce", never_right)
        edge.begin()
        await slack.until(lambda: len(slack.shown("C1")) == 2 and told > 2)
        await desk.idle()
    assert sorted(m.text.split(" ")[0] for m in slack.shown("C1")) == ["E11.9", "I10"]


def wrong_at_first(right: Callable[..., Awaitable[Any]], error: type[Exception]) -> Callable[..., Awaitable[Any]]:
    """What raises the first time it is called."""
    calls = iter([True])

    async def called(*given: Any) -> Any:
        if next(calls, False):
            raise error
        return await right(*given)

    return called


async def test_a_store_that_is_away_while_an_answer_is_made_costs_nobody_the_answer(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    append, failures = desk.app.store.threads.append, 2

    async def away(turn: Any, delivering: str = "") -> None:
        nonlocal failures
        failures -= 1
        if failures >= 0:
            raise StoreUnreachableError("away")
        await append(turn, delivering)

    monkeypatch.setattr(desk.app.store.threads, "append", away)
    await desk.slack.person("UANN").mentions("E11.9")
    await desk.idle()
    (card,) = desk.slack.shown("C1")
    assert "E11.9 can be" in card.text


@pytest.mark.parametrize(("pauses", "deadline"), [((0.01,), 45.0), ((30.0,), 0.2)], ids=["longer than it is waited for", "past the deadline of the turn"])
async def test_a_store_that_stays_away_keeps_the_question_for_when_it_is_back(
    open_desk: Open, slack: SlackServer, monkeypatch: pytest.MonkeyPatch, pauses: tuple[float, ...], deadline: float
) -> None:
    async def away(*_: object) -> None:
        raise StoreUnreachableError("away")

    monkeypatch.setattr(bot.app, "_STORE_AWAY", pauses)
    async with open_desk(timing=AT_ONCE, runtime={"deadline": deadline}) as desk:
        with monkeypatch.context() as gone:
            gone.setattr(desk.app.store.threads, "append", away)
            await slack.person("UANN").mentions("E11.9")
            await desk.idle()
            assert slack.shown("C1") == []
        await desk.bolt.edge.take_over()
        await desk.idle()
    (card,) = slack.shown("C1")
    assert "E11.9 can be" in card.text


async def test_what_the_end_of_the_process_stops_is_free_for_the_next_at_once(
    open_desk: Open, slack: SlackServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_desk() as desk:

        async def for_ever(*_: object, **__: object) -> None:
            await asyncio.Event().wait()

        monkeypatch.setattr(desk.app, "answer", for_ever)
        await slack.person("UANN").mentions("E11.9")
        assert await desk.bolt.edge.drain(0.1) == 1
    async with open_desk(timing=Timing(silent_for=3600.0)) as desk:
        await desk.bolt.edge.take_over()
        await desk.idle()
    (card,) = slack.shown("C1")
    assert "E11.9 can be" in card.text


async def test_at_the_end_running_answers_go_out_and_new_events_are_left_for_the_next_process(
    open_desk: Open, slack: SlackServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = asyncio.Event()
    async with open_desk() as desk:
        answer = desk.app.answer

        async def slow(*arguments: Any) -> Any:
            await gate.wait()
            return await answer(*arguments)

        monkeypatch.setattr(desk.app, "answer", slow)
        slack.retry_after = ()  # type: ignore[assignment]
        await slack.person("UANN").mentions("E11.9")
        draining = asyncio.create_task(desk.bolt.edge.drain(10))
        await asyncio.sleep(0.01)
        late = await slack.event({"type": "app_mention", "user": "UANN", "text": "<@UBOT1> I10", "ts": "9.5", "channel": "C1"})
        assert late.status == 503
        assert "restarting" in (await slack.person("UANN").slash("/code I10")).body
        gate.set()
        assert await draining == 0
    assert ["E11.9 can be" in m.text for m in slack.shown("C1")] == [True]


async def test_another_workspace_cannot_be_answered_and_nothing_breaks(desk: Desk) -> None:
    ack = await desk.slack.event({"type": "app_mention", "user": "U", "text": "<@UBOT1> E11.9", "ts": "1.5", "channel": "C1"}, team="T9")
    assert ack.status == 200


BODIES = [
    {}, {"type": "event_callback"}, {"type": "event_callback", "event": None}, {"type": "event_callback", "event": {"type": "message"}},
    {"type": "event_callback", "team_id": "T1", "event": {"type": "app_mention", "user": "U1"}},
    {"type": "block_actions", "team": {"id": "T1"}, "user": {"id": "U1"}}, {"type": "block_actions", "team": {"id": "T1"}, "user": {"id": "U1"}, "actions": []},
    {"type": "block_actions", "team": {"id": "T1"}, "user": {"id": "U1"}, "actions": [{}], "channel": {"id": "C1"}},
    {"type": "view_submission", "team": {"id": "T1"}, "user": {"id": "U1"}, "view": {"callback_id": "check_claim"}},
    {"type": "message_action", "callback_id": "about_message", "team": {"id": "T1"}, "user": {"id": "U1"}, "channel": {"id": "C1"}},
    {"type": "shortcut", "callback_id": "check_claim", "team": {"id": "T1"}, "user": {"id": "U1"}}, {"type": "something_new"},
]  # fmt: skip


@pytest.mark.parametrize("body", BODIES, ids=lambda b: json.dumps(b)[:60])
async def test_a_payload_with_parts_missing_breaks_nothing(desk: Desk, body: dict[str, Any]) -> None:
    kind = "events_api" if body.get("type") == "event_callback" else "interactive"
    ack = await desk.slack.deliver(kind, body)
    assert ack.status in (200, 400, 404, 500)
    assert "in trouble" not in ack.body, "the web server's own page would mean that nobody caught it"
    command = await desk.slack.deliver("slash_commands", {"command": "/code", "text": "E11.9"})
    assert command.status == 200
    await desk.idle()


WORDS = st.one_of(
    st.none(), st.text(max_size=8), st.sampled_from(["U1", "C1", "T1", "D1", "1.5", "message", "app_mention", "code|E11.9", "<@UBOT>"])
)
NAMES = st.sampled_from(
    "type event user channel ts text thread_ts team team_id actions action_id container message view callback_id command trigger_id event_id".split()
)
TREES = st.recursive(WORDS, lambda inner: st.one_of(st.dictionaries(NAMES, inner, max_size=6), st.lists(inner, max_size=2)), max_leaves=25)
KINDS = st.sampled_from(["event_callback", "block_actions", "view_submission", "message_action", None])


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.dictionaries(NAMES, TREES, max_size=10), KINDS)
def test_reading_any_payload_never_fails(body: dict[str, Any], kind: str | None) -> None:
    job = intake.read(body | ({"type": kind} if kind else {"command": "/code"}), "UBOT", ("code", "help"), 0.0)
    if job is not None:
        assert job.key.startswith(f"slack:{job.place.team}:")
        assert job.place.team
        assert job.place.channel


async def test_healthz_tells_a_balancer_whether_to_send_more(desk: Desk) -> None:
    url = desk.slack.deliver_to.replace("/slack/events", "/healthz")
    async with aiohttp.ClientSession() as session:
        async with session.get(url) as response:
            assert response.status == 200
        desk.bolt.edge.draining = True
        async with session.get(url) as response:
            assert response.status == 503


@pytest.mark.parametrize("raw", ["{", "payload=%7B", "payload=no+json", "[]", "\x00"])
async def test_a_body_that_nobody_signed_and_nobody_can_read_is_refused_quietly(desk: Desk, raw: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert await post(desk, raw, {}) in (400, 401)
    async with aiohttp.ClientSession() as session, session.post(desk.slack.deliver_to, data=raw, headers={"Content-Type": "application/json"}) as response:
        assert response.status in (400, 401)
    assert "Traceback" not in "".join(capfd.readouterr())


@pytest.mark.parametrize(
    "body",
    [
        {"type": "block_actions", "actions": 7},
        {"type": "block_actions", "actions": {"a": 1}},
        {"type": "view_submission", "view": {"callback_id": "check_claim", "state": []}},
        {"type": "view_submission", "view": {"callback_id": "check_claim", "state": {"values": "text"}}},
        {"type": "view_submission", "view": {"callback_id": "check_claim", "state": {"values": {"lines": [1]}}}},
    ],
)
async def test_what_should_be_an_object_and_is_none_is_no_job(body: dict[str, Any]) -> None:
    assert intake.read(body, "UBOT1", ("code",), 0.0) is None
