"""`coderly chat`."""

from __future__ import annotations

import asyncio
import sys

from adapters.commands.session import ensure_knowledge, settings_with_logs
from bot.settings import Settings, load_settings


def run() -> int:
    """Build if needed, then chat until /quit or end of input."""
    settings = load_settings()
    settings = settings_with_logs(settings.home / "coderly.log")  # a log line in the middle of a card helps nobody
    ensure_knowledge(settings)
    return asyncio.run(_chat(settings))


async def _chat(settings: Settings) -> int:
    from adapters.terminal import chat
    from bot.app import create_app

    async with create_app(settings) as app:
        verbs = {verb: skill.summary for skill in app.skills for verb in skill.verbs[:1]}
        return await chat(app, stdin_is_tty=sys.stdin.isatty(), verbs=verbs)
