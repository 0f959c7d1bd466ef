"""A whole assistant in a Slack of our own: what the tests of this folder start from."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from slack_server import APP_TOKEN, SIGNING_SECRET, SlackServer

from adapters.messaging.edge import Timing
from adapters.slack import create_slack_app
from adapters.slack.app import SlackApp
from adapters.slack.run import http, serve
from bot.app import App, create_app
from bot.settings import Settings

SOON = (0.01, 0.02)
"""Pauses between attempts at a delivery, in place of seconds."""


@dataclass
class Desk:
    """Slack, the adapter in it, and the assistant behind it."""

    slack: SlackServer
    bolt: SlackApp
    app: App

    async def idle(self) -> None:
        """Until every answer is out."""
        await self.bolt.edge.idle()


Open = Callable[..., AbstractAsyncContextManager[Desk]]
"""`async with open_desk(llm=…) as desk`: settings as keywords, `slack={…}` for those of the adapter."""


def settings_for(home: Path, state: Path, server: SlackServer, **options: Any) -> Settings:
    """The small knowledge base, a store of one's own, and the Slack of the test."""
    own = {
        "bot_token": "xoxb-1",
        "app_token": APP_TOKEN,
        "signing_secret": SIGNING_SECRET,
        "api_url": server.api_url,
        "host": "127.0.0.1",
        "port": 0,
    }
    own |= {"mode": "http"} | options.pop("slack", {})
    defaults: dict[str, Any] = {"home": home, "database_url": f"sqlite:///{state}/state.sqlite", "secret_key": "of the tests", "slack": own}
    return Settings(_env_file=None, **(defaults | options))


@asynccontextmanager
async def desk_at(home: Path, state: Path, server: SlackServer, *, timing: Timing | None = None, **options: Any) -> AsyncIterator[Desk]:
    """The adapter over HTTP, or connected by Socket Mode (`slack={"mode": "socket"}`)."""
    settings = settings_for(home, state, server, **options)
    async with create_app(settings) as app:
        bolt = create_slack_app(app, timing=timing, again=SOON)
        if settings.slack.mode.value == "http":
            async with http(bolt) as port:
                server.deliver_to = f"http://127.0.0.1:{port}/slack/events"
                yield Desk(server, bolt, app)
                await bolt.edge.drain(10)
            return
        stop, before = asyncio.Event(), server.connections
        serving = asyncio.create_task(serve(app, bolt, stop))
        try:
            await server.until(lambda: server.connections > before or serving.done())
            yield Desk(server, bolt, app)
        finally:
            stop.set()
            await serving
