"""Each field of a payload left out in turn: what Slack may leave out costs nobody the answer, what it must not harms nobody."""

from __future__ import annotations

import copy
import logging
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
from slack_desk import Desk
from slack_server import Ack, Posted

Path = tuple[str | int, ...]
_WHO = {("type",), ("user",), ("user", "id")}
_TEAM = {("team",), ("team", "id")}
_EVENT = {("type",), ("team_id",), ("event",), *(("event", name) for name in ("type", "user", "text", "ts", "channel"))}
_LINES = ("view", "state", "values", "lines", "value", "value")
_NEEDED: dict[str, set[Path]] = {
    "slash_commands": {("command",), ("team_id",), ("channel_id",), ("user_id",), ("text",)},
    "app_mention": _EVENT,
    "message": _EVENT,
    "block_actions": {*_WHO, ("actions",), ("actions", 0), *(("actions", 0, name) for name in ("action_id", "type", "block_id"))},
    "view_submission": {*_WHO, *_TEAM, ("view", "callback_id"), ("view", "type"), *(_LINES[:n] for n in range(1, 7))},
    "message_action": {*_WHO, ("callback_id",), ("channel",), ("channel", "id"), ("message",), ("message", "text")},
    "shortcut": {*_WHO, *_TEAM, ("callback_id",), ("trigger_id",)},
}
"""What no payload of the kind does without: who asked what where. Everything else may be missing."""


def paths(body: Any, above: Path = ()) -> Iterator[Path]:
    """Every field of a payload; the blocks of a card are one."""
    inner = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    for name, value in inner:
        yield (*above, name)
        if name != "blocks":
            yield from paths(value, (*above, name))


def without(body: dict[str, Any], path: Path) -> dict[str, Any]:
    """A copy that lacks the field."""
    kept = copy.deepcopy(body)
    holder: Any = kept
    for step in path[:-1]:
        holder = holder[step]
    del holder[path[-1]]
    return kept


async def _mentions(desk: Desk) -> Ack | str:
    return await desk.slack.person("UANN").mentions("E11.9")


async def _writes(desk: Desk) -> Ack | str:
    return await desk.slack.person("UANN").says("E11.9", "DUANN")


async def _types(desk: Desk) -> Ack | str:
    return await desk.slack.person("UANN").slash("/code E11.9")


async def _presses(desk: Desk) -> Ack | str:
    ann, card = desk.slack.person("UANN"), next(m for m in desk.slack.messages if m.by == "bot")
    similar = next(e for b in card.blocks for e in b.get("elements", []) if "Similar codes" in str(e.get("text")))  # also once it is ticked
    return await desk.slack.deliver("interactive", ann.press(card, similar))


async def _submits(desk: Desk) -> Ack | str:
    return await desk.slack.person("UANN").submits(desk.slack.views[0], {"lines": "99213, 20610", "diagnoses": "M17.11", "dos": "2026-05-05"})


async def _about(desk: Desk) -> Ack | str:
    return await desk.slack.person("UANN").shortcut("about_message", desk.slack.messages[0])


async def _opens(desk: Desk) -> Ack | str:
    return await desk.slack.person("UANN").shortcut("check_claim")


Act = Callable[[Desk], Awaitable[Ack | str]]


@pytest.mark.parametrize(
    ("kind", "act"),
    [
        ("slash_commands", _types), ("app_mention", _mentions), ("message", _writes), ("block_actions", _presses),
        ("view_submission", _submits), ("message_action", _about), ("shortcut", _opens),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)  # fmt: skip
async def test_a_field_left_out_costs_nobody_the_answer(
    desk: Desk, kind: str, act: Act, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await _prepared(desk)
    sent: list[dict[str, Any]] = []
    dropped: Path = ()
    deliver = desk.slack.deliver

    async def lacking(way: str, body: dict[str, Any], *more: Any) -> Ack:
        if way != kind and (body.get("event") or body).get("type") != kind:
            return Ack(200, "", 0.0)  # the other event of the same message
        sent.append(body)
        ack = await deliver(way, without(body, dropped) if dropped else body, *more)
        assert "in trouble" not in str(ack.body), "the web server's own page would mean that nobody caught it"
        return Ack(200, ack.body, ack.seconds)  # Slack repeats nothing here

    monkeypatch.setattr(desk.slack, "deliver", lacking)
    whole = await _said(desk, act)
    assert whole
    answers = {}
    caplog.set_level(logging.ERROR)
    for dropped in paths(sent[0]):
        caplog.clear()
        answers[dropped] = len(await _said(desk, act))
        assert dropped in _NEEDED[kind] or not [r for r in caplog.records if r.getMessage() in ("fault", "unreadable_delivery")]
    assert {path for path, number in answers.items() if number != len(whole)} <= _NEEDED[kind]
    assert max(answers.values()) == len(whole), "nothing comes twice either"
    assert desk.slack.refused == [] or kind == "shortcut", "only a form without its trigger may be refused"


async def _prepared(desk: Desk) -> None:
    """A message of somebody, a card with buttons, and an open form."""
    await desk.slack.person("UBOB").says("Asthma, uncomplicated. Type 2 diabetes.")
    await desk.slack.person("UANN").slash("/code I10")
    await desk.slack.person("UANN").shortcut("check_claim")
    await desk.idle()


async def _said(desk: Desk, act: Act) -> list[Posted] | list[dict[str, Any]]:
    """What somebody sees after it: new messages of the bot's, or new forms."""
    before, forms = len(desk.slack.messages), len(desk.slack.views)
    await act(desk)
    await desk.idle()
    return [m for m in desk.slack.messages[before:] if m.by == "bot"] or desk.slack.views[forms:]
