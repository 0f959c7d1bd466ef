"""`coderly run`: the adapters that serve until SIGTERM."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from adapters.commands.session import ensure_knowledge, settings_with_logs
from bot.settings import Settings

ADAPTERS = ("slack", "discord")


def run(name: str, log_file: Path | None = None) -> int:
    """Serve with one adapter. Status 2 for a setting that is missing or refused."""
    settings = settings_with_logs(log_file)
    return {"slack": _slack, "discord": _discord}[name](settings)


def _slack(settings: Settings) -> int:
    from adapters.messaging.errors import Misconfigured
    from adapters.slack.app import create_slack_app
    from adapters.slack.run import check_settings, serve

    async def answer() -> None:
        from bot.app import create_app

        async with create_app(settings) as app:
            slack = create_slack_app(app)
            print(f"Coderly is in Slack ({settings.slack.mode.value}). SIGTERM or Ctrl-C ends it.", file=sys.stderr)
            await serve(app, slack)

    try:
        check_settings(settings.slack)
        ensure_knowledge(settings)
        asyncio.run(answer())
    except Misconfigured as error:
        print(str(error), file=sys.stderr)
        return 2
    return 0


def _discord(settings: Settings) -> int:
    from adapters.discord.run import check_settings, serve
    from adapters.messaging.errors import Misconfigured

    async def answer() -> None:
        from bot.app import create_app

        async with create_app(settings) as app:
            print("Coderly is in Discord. SIGTERM or Ctrl-C ends it.", file=sys.stderr)
            await serve(app)

    try:
        check_settings(settings.discord)
        ensure_knowledge(settings)
        asyncio.run(answer())
    except Misconfigured as error:
        print(str(error), file=sys.stderr)
        return 2
    return 0
