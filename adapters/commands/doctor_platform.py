"""`coderly doctor slack` and its like: look at everything of a platform's set-up that can be seen."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

from adapters.commands.session import settings_with_logs
from adapters.messaging.checked import Checked
from bot.settings import Settings

PLATFORMS = ("slack", "discord", "email", "web")


def examine(platform: str) -> int:
    """Print what was looked at, with remedies; status 1 if something is wrong."""
    settings = settings_with_logs()
    look_at = _examination(platform)

    async def look() -> int:
        wrong = 0
        async for checked in look_at(settings):
            wrong += not checked.ok
            print(
                f"{'ok   ' if checked.ok else 'WRONG'} {checked.what}{f'  ->  {checked.remedy}' if checked.remedy and not checked.ok else ''}"
            )
            if checked.ok and checked.remedy:
                print(f"      {checked.remedy}")
        return wrong

    return 1 if asyncio.run(look()) else 0


def _examination(platform: str) -> Callable[[Settings], AsyncIterator[Checked]]:
    if platform == "slack":
        from adapters.slack import doctor as slack

        return lambda settings: slack.examine(settings.slack)
    if platform == "email":
        from adapters.email import doctor as email

        return lambda settings: email.examine(settings.email)
    if platform == "web":
        from adapters.web import doctor as web

        return lambda settings: web.examine(settings.web)
    from adapters.discord import doctor as discord

    return lambda settings: discord.examine(settings.discord)
