"""Targets that read what platforms deliver: payloads of Slack and Discord, forms, signatures."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

import discord
import fuzz_inputs as inputs
from fuzz_target import Run, Target, pure
from fuzz_texts import DISCORD_SIGNS, QUESTIONS, SLACK_SIGNS

from adapters.discord import forms, inbound
from adapters.discord.job import Job as DiscordJob
from adapters.discord.job import Place as DiscordPlace
from adapters.discord.job import Way as DiscordWay
from adapters.discord.job import job_of as discord_job_of
from adapters.discord.job import turn_at as discord_turn_at
from adapters.slack import claim_form, intake, note_form, reason_form
from adapters.slack.job import job_of as slack_job_of

VERBS = frozenset(("code", "ask", "check", "case", "kb", "watch", "team", "help"))
BOT = "UBOT1"
SECRET = "secret of the fuzzer"
_TEXTS = inputs.text(QUESTIONS, (*SLACK_SIGNS, *DISCORD_SIGNS))
_TEAM = {"team_id": "T1", "enterprise_id": None}
_PRESSED = {
    "type": "block_actions", "team": {"id": "T1"}, "user": {"id": "U1", "team_id": "T1"}, "channel": {"id": "C1"}, "trigger_id": "t.1", "response_url": "https://x",
    "container": {"type": "message", "message_ts": "1.0", "channel_id": "C1", "is_ephemeral": True, "thread_ts": "1.0"}, "message": {"ts": "1.0", "blocks": [{}]},
}  # fmt: skip
_VALUES = {"lines": {"value": {"value": "99213-25"}}, "state": {"value": {"value": "CA"}}, "dos": {"value": {"selected_date": "2026-05-05"}}}
SLACK = (
    {**_TEAM, "command": "/code", "text": "27257", "channel_id": "C1", "user_id": "U1", "trigger_id": "t.1", "response_url": "https://x"},
    {**_TEAM, "command": "/coderly", "text": "ncci 45385 45380", "channel_id": "D1", "user_id": "U1", "trigger_id": "t.1"},
    {**_TEAM, "type": "event_callback", "event_id": "Ev1", "event": {"type": "app_mention", "user": "U1", "text": f"<@{BOT}> E11.9", "ts": "1.0", "channel": "C1"}},
    {**_TEAM, "type": "event_callback", "event_id": "Ev2", "event": {
        "type": "message", "user": "U1", "text": "I10", "ts": "2.0", "channel": "D1", "channel_type": "im", "thread_ts": "1.0",
        "files": [{"name": "a.zip", "url_private_download": "https://files.slack.com/a", "size": 9}]}},
    {**_PRESSED, "actions": [{"action_id": "code|27257", "value": "0123456789abcdef"}]},
    {**_PRESSED, "actions": [{"action_id": "coderly_menu", "selected_option": {"value": "code|27257"}}]},
    {"type": "view_submission", "team": {"id": "T1"}, "user": {"id": "U1"}, "trigger_id": "t.1", "view": {"callback_id": intake.CLAIM_SHORTCUT, "state": {"values": _VALUES}}},
    {"type": "view_submission", "team": {"id": "T1"}, "user": {"id": "U1"}, "trigger_id": "t.1", "view": {"callback_id": note_form.CALLBACK, "state": {"values": {
        "note": {"value": {"value": "knee pain"}}, "setting": {"value": {"selected_option": {"value": "inpatient"}}}}}}},
    {"type": "message_action", "callback_id": intake.MESSAGE_SHORTCUT, "team": {"id": "T1"}, "user": {"id": "U1"}, "channel": {"id": "C1"}, "trigger_id": "t.1",
     "message": {"ts": "1.0", "text": "a note", "thread_ts": "0.9"}, "response_url": "https://x"},
)  # fmt: skip
FORMS = (
    {"custom_id": "o1:check", "components": [{"type": 18, "component": {"custom_id": "text", "value": "99213-25"}}, {"component": {"custom_id": "dx", "value": "I10"}}]},
    {"custom_id": "o1:ask", "components": [{"type": 1, "components": [{"custom_id": "text", "value": "when is 25 right"}]}]},
)  # fmt: skip
_AUTHOR = {"id": "401", "username": "ann", "discriminator": "0", "avatar": None, "global_name": None}
MESSAGES: tuple[dict[str, Any], ...] = (
    {"id": "900", "channel_id": "300", "type": 0, "content": "<@100> E11.9", "author": _AUTHOR, "mentions": [{**_AUTHOR, "id": "100", "bot": True}], "mention_roles": [],
     "mention_everyone": False, "attachments": [], "embeds": [], "pinned": False, "tts": False, "timestamp": "2026-01-01T00:00:00+00:00", "edited_timestamp": None, "flags": 0},
    {"id": "901", "channel_id": "300", "type": 19, "content": "and I10?", "author": _AUTHOR, "mentions": [], "mention_roles": [], "mention_everyone": True,
     "attachments": [{"id": "1", "filename": "n.txt", "size": 3, "url": "https://x", "proxy_url": "https://x"}], "embeds": [], "pinned": False, "tts": False,
     "timestamp": "2026-01-01T00:00:00+00:00", "edited_timestamp": "2026-01-02T00:00:00+00:00", "message_reference": {"message_id": "899", "channel_id": "300"}},
)  # fmt: skip
_UNREADABLE = (KeyError, ValueError, TypeError, AttributeError, OverflowError)
"""What discord.py raises for a message that is none; the client is begun anew then (tests/discord/test_discord_wire.py)."""


def _slack(body: dict[str, Any]) -> None:
    job = intake.read(body, BOT, VERBS, 1.0)
    intake.team_of(body)
    view = body.get("view")
    if isinstance(view, dict):
        claim_form.errors(view)
        reason_form.said(view)
    if job is None:
        return
    assert job.key.startswith("slack:")
    assert job.place.user, "a job without a person"
    kept = json.loads(json.dumps(job.payload(job.turn.text)))
    assert slack_job_of(job.key, kept).turn == job.turn, "the inbox gives another turn back"


def _kept(payload: dict[str, Any]) -> None:
    for read, key in ((slack_job_of, "slack:T1:1"), (discord_job_of, "discord:1")):
        with contextlib.suppress(KeyError, ValueError, TypeError):  # what `Edge.take_over` expects of a payload that is none
            read(key, payload)  # type: ignore[operator]


def _form(data: dict[str, Any]) -> None:
    forms.read(data)


@contextmanager
def _messages() -> Iterator[Run]:
    client = discord.Client(intents=discord.Intents.none())

    def run(data: dict[str, Any]) -> None:
        try:
            message = discord.Message(state=client._connection, channel=client.get_partial_messageable(300), data=data)  # type: ignore[arg-type]
        except _UNREADABLE:
            return
        if hasattr(message, "author") and isinstance(message.content, str):  # Discord sends both
            inbound.heard(message, 100)

    yield run


@contextmanager
def _signatures() -> Iterator[Run]:
    from slack_bolt.request.async_request import AsyncBoltRequest
    from slack_bolt.response import BoltResponse

    from adapters.slack.verification import QuietVerification

    check = QuietVerification(SECRET)

    async def let_through() -> BoltResponse:
        return BoltResponse(status=299)

    def run(request: tuple[str, dict[str, str], bool]) -> None:
        body, headers, ours = request
        try:
            bolt = AsyncBoltRequest(body=body, headers=headers)  # type: ignore[arg-type]
        except (ValueError, AttributeError, TypeError):
            return  # Bolt reads a body before anything of ours does; `SlackApp` answers 400
        said = runner.run(check.async_process(req=bolt, resp=BoltResponse(status=200), next=let_through))
        assert (said.status == 299) == ours, "a signature that is not ours was taken" if not ours else "ours was refused"

    with asyncio.Runner() as runner:
        yield run


def _request(random: Random) -> tuple[str, dict[str, str], bool]:
    body = "".join(c for c in _TEXTS(random) if not "\ud800" <= c <= "\udfff")
    stamp = str(int(time.time()) - 3)
    good = hmac.new(SECRET.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
    spoilt = random.randrange(8)
    signature = f"v0={good}"
    if spoilt == 1:
        signature = signature[:-1]
    elif spoilt == 2:
        signature = random.choice(("", "v0=", "v1=" + good, good, "v0=" + "0" * 64, "v0=é", _TEXTS(random)))
    elif spoilt == 3:
        stamp = random.choice(("", "abc", "-1", "٣", "0", str(int(time.time()) - 4_000), "9" * 400, "1e9", stamp + "0"))
    elif spoilt == 4:
        body += random.choice((" ", "x", "\n"))
    elif spoilt == 5:
        return body, {}, False
    headers = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature, "Content-Type": "application/json"}
    return body, headers, spoilt not in (1, 2, 3, 4)


def targets() -> Iterator[Target]:
    """Readers of deliveries."""
    yield pure("Slack deliveries", inputs.payload(SLACK, _TEXTS), _slack)
    place = DiscordPlace(DiscordWay.CHANNEL, 200, 300, 401, message=900)
    kept = DiscordJob("discord:900", discord_turn_at(place, text="E11.9", thread="900"), place).payload("E11.9")
    first = intake.read(SLACK[0], BOT, VERBS, 1.0)
    assert first is not None
    yield pure("kept jobs", inputs.payload((kept, first.payload("27257")), _TEXTS), _kept)
    yield pure("Discord forms", inputs.payload(FORMS, _TEXTS), _form)
    yield Target("Discord messages", inputs.payload(MESSAGES, _TEXTS), _messages)
    yield Target("signatures", _request, _signatures)
