"""Socket Mode, where Slack closes connections every few hours and networks do so at any time."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from slack_desk import Desk, Open
from slack_server import SlackServer

from adapters.messaging.errors import Misconfigured
from adapters.slack import create_slack_app, run
from adapters.slack.run import serve


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "WATCH", 0.1)


SOCKET = {"mode": "socket", "signing_secret": ""}


async def test_everything_works_over_a_socket(open_desk: Open) -> None:
    async with open_desk(slack=SOCKET) as desk:
        ann = desk.slack.person("UANN")
        assert (await ann.slash("/code E11.9")).ok
        ts = await ann.mentions("I10")
        await desk.idle()
        (card,) = [m for m in desk.slack.shown("C1", "UANN") if m.only_for]
        assert (await ann.presses(card, "Share")).ok
        await desk.idle()
        assert "E11.9 can be reported" in card.text
        assert len(desk.slack.shown("C1", thread=ts)) == 1
        assert "✓ Shared" in card.labels


@pytest.mark.parametrize("how", ["ask_to_reconnect", "drop_sockets"])
async def test_a_connection_that_goes_while_an_answer_is_made_costs_neither_that_nor_the_next(
    open_desk: Open, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    async with open_desk(slack=SOCKET) as desk:
        gate = asyncio.Event()
        answer = desk.app.answer

        async def slow(*arguments: Any) -> Any:
            await gate.wait()
            return await answer(*arguments)

        monkeypatch.setattr(desk.app, "answer", slow)
        ann, before = desk.slack.person("UANN"), desk.slack.connections
        await ann.mentions("E11.9")
        await getattr(desk.slack, how)()
        await desk.slack.until(lambda: desk.slack.connections > before)
        gate.set()
        await ann.mentions("I10")
        await desk.idle()
        said = [m.text for m in desk.slack.shown("C1")]
        assert [sum(f"{code} can be" in text for text in said) for code in ("E11.9", "I10")] == [1, 1]


async def test_a_client_that_cannot_come_back_is_replaced(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk.app.settings.slack, "mode", "socket")
    async with run.socket(desk.bolt, watch=0.05, lost_for=0.1) as watcher:
        assert watcher._handler is not None
        stuck = watcher._handler.client
        stuck.auto_reconnect_enabled = stuck.default_auto_reconnect_enabled = False

        async def never(*_: Any, **__: Any) -> None:
            """The library's own way back does not work: python-slack-sdk#1110."""

        stuck.connect_to_new_endpoint = never  # type: ignore[method-assign]
        await desk.slack.drop_sockets()
        await desk.slack.until(lambda: watcher.rebuilt >= 1)
        for _ in range(200):
            if await watcher.healthy():
                break
            await asyncio.sleep(0.02)
        assert await watcher.healthy()


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"bot_token": ""}, "CODERLY_SLACK__BOT_TOKEN is empty"),
        ({"app_token": ""}, "CODERLY_SLACK__APP_TOKEN is empty"),
        ({"mode": "http", "signing_secret": ""}, "CODERLY_SLACK__SIGNING_SECRET is empty"),
        ({"bot_token": "xoxb-wrong"}, "refuses the bot token (invalid_auth)"),
    ],
)
async def test_a_missing_or_refused_token_is_said_before_anything_starts(
    desk: Desk, slack: SlackServer, options: dict[str, str], says: str
) -> None:
    base = desk.app.settings.slack.model_dump()
    desk.app.settings.slack = type(desk.app.settings.slack).model_validate({**base, "mode": "socket", **options})
    with pytest.raises(Misconfigured) as told:
        await serve(desk.app, create_slack_app(desk.app), asyncio.Event())
    assert says in str(told.value)
    assert slack.connections == 0
