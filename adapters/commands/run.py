"""`coderly run`: the adapters that serve until SIGTERM."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.commands.session import ensure_knowledge, settings_with_logs
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.app import App

ADAPTERS = ("slack", "discord", "web")


def run(name: str, log_file: Path | None = None) -> int:
    """Serve with one adapter. Status 2 for a setting that is missing or refused."""
    from adapters.messaging.errors import Misconfigured

    settings = settings_with_logs(log_file)
    try:
        asyncio.run({"slack": _slack, "discord": _discord, "web": _web}[name](settings))
    except Misconfigured as error:
        print(str(error), file=sys.stderr)
        return 2
    return 0


async def _slack(settings: Settings) -> None:
    from adapters.slack.app import create_slack_app
    from adapters.slack.run import check_settings, serve

    check_settings(settings.slack)
    async with _app(settings) as app:
        slack = create_slack_app(app)
        print(f"Coderly is in Slack ({settings.slack.mode.value}). SIGTERM or Ctrl-C ends it.", file=sys.stderr)
        await serve(app, slack)


async def _discord(settings: Settings) -> None:
    from adapters.discord.run import check_settings, serve

    check_settings(settings.discord)
    async with _app(settings) as app:
        print("Coderly is in Discord. SIGTERM or Ctrl-C ends it.", file=sys.stderr)
        await serve(app)


async def _web(settings: Settings) -> None:
    from adapters.web.run import serve
    from adapters.web.visits import check_settings

    check_settings(settings.web)
    async with _app(settings) as app:
        await serve(app)


@asynccontextmanager
async def _app(settings: Settings) -> AsyncIterator[App]:
    """The assistant, with a knowledge base. Nothing serves yet, so that building one may block."""
    from bot.app import create_app

    ensure_knowledge(settings)
    async with create_app(settings) as app:
        yield app
