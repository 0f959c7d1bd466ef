"""`coderly kb reload`: a dry run with its report, then the question whether to publish."""

from __future__ import annotations

import asyncio
import getpass
import sys

from adapters.commands.session import settings_with_logs, show_progress
from bot.reload import report
from bot.reload.reloads import Reloads, order
from bot.secret import secret_key
from bot.settings import Settings
from bot.turns import Reply
from knowledge.builder import RunningBuild


def run(*, publish: bool, accept: bool, why: str) -> int:
    """Status 1 if something has to be accepted first, or nobody is there to be asked; what waits can be published later."""
    settings = settings_with_logs()
    events = show_progress(RunningBuild(order(settings, note=why)))
    identity = next((event["snapshot"] for event in events if event["event"] == "prepared"), "")
    if not identity:
        print(report.unchanged(report.unread(event for event in events if event["event"] == "file")).text)
        return 0
    return asyncio.run(_asked(settings, identity, publish=publish, accept=accept, why=why))


async def _asked(settings: Settings, identity: str, *, publish: bool, accept: bool, why: str) -> int:
    from bot.live import LiveReplies
    from bot.store import Store

    async with await Store.open(settings.store_url, secret_key(settings)) as store:
        reloads = Reloads(settings, LiveReplies(_never), store.audit.append)
        question = await reloads.question()
        if question is None:
            print("Another build has followed this dry run.", file=sys.stderr)
            return 1
        print(question.text)
        if not publish:
            if not sys.stdin.isatty() or (await asyncio.to_thread(input, "\nPublish? [y/N] ")).strip().lower() not in ("y", "yes"):
                print("Nothing is published; the dry run waits: coderly kb reload --publish, or /kb status in chat.", file=sys.stderr)
                return 1
            accept = True  # the concerns stand right above the question
        done = await reloads.publish(f"terminal:local:{getpass.getuser()}", identity, why, accept=accept)
        if any(button.action.arg.startswith("accept") for button in done.buttons):
            print("\nNot published: look at the warnings, then run coderly kb reload --publish --accept.", file=sys.stderr)
            return 1
        print(f"\n{done.text}")
        return 0


def _never(error: Exception) -> Reply:
    raise error  # nothing goes on in the background of a command
