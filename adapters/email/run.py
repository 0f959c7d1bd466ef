"""Serving the mailbox until SIGTERM."""

from __future__ import annotations

import asyncio
import logging
import sys

from adapters.email.edge import Edge
from adapters.email.watcher import Clocks, Watcher
from adapters.messaging.errors import Misconfigured
from adapters.messaging.signals import stopped_by_signals
from bot.app import App
from bot.settings import EmailSettings

_NEEDED = {
    "imap_host": "the server of the mailbox",
    "smtp_host": "the server that takes our answers",
    "username": "the name that signs in",
    "address": "Coderly's own address",
    "authserv_id": "the name your mail server puts first in Authentication-Results; coderly doctor email shows it",
}

_log = logging.getLogger(__name__)


def check_settings(settings: EmailSettings) -> None:
    """Raise `Misconfigured` if something is missing without which no mail can be answered safely."""
    missing = [f"CODERLY_EMAIL__{name.upper()} ({what})" for name, what in _NEEDED.items() if not getattr(settings, name)]
    if missing:
        raise Misconfigured(f"Not set: {'; '.join(missing)}. See docs/email.md.")
    if "@" not in settings.address:
        raise Misconfigured("CODERLY_EMAIL__ADDRESS is not an address, such as coding@example.org.")


async def serve(app: App, stop: asyncio.Event | None = None, *, edge: Edge | None = None, clocks: Clocks | None = None) -> None:
    """Serve until `stop` is set, or SIGTERM or SIGINT comes; then answers under way go out and their mails are filed."""
    check_settings(app.settings.email)
    stop = stop or stopped_by_signals()
    edge = edge or Edge(app)
    watcher = Watcher(edge, clocks)
    print(f"Coderly answers mail to {app.settings.email.address}. SIGTERM or Ctrl-C ends it.", file=sys.stderr, flush=True)  # noqa: T201 - said to who started it
    edge.begin()
    try:
        await watcher.watch(stop)
    finally:
        stopped = await edge.drain(app.settings.runtime.drain)
        await watcher.finish()
        if stopped:
            _log.warning("left_for_later", extra={"jobs": stopped})
