"""`coderly doctor slack`."""

from __future__ import annotations

import asyncio

from adapters.commands.session import settings_with_logs


def run() -> int:
    """Look at everything of the Slack set-up that can be seen; status 1 if something is wrong."""
    settings = settings_with_logs()

    async def look() -> int:
        from adapters.slack.doctor import examine

        wrong = 0
        async for checked in examine(settings.slack):
            wrong += not checked.ok
            print(
                f"{'ok   ' if checked.ok else 'WRONG'} {checked.what}{f'  ->  {checked.remedy}' if checked.remedy and not checked.ok else ''}"
            )
            if checked.ok and checked.remedy:
                print(f"      {checked.remedy}")
        return wrong

    return 1 if asyncio.run(look()) else 0
