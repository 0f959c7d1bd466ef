"""Serving Discord until SIGTERM: one process a token, and a new client where the library's own reconnecting ends.

Discord's library gives up when the first connection fails (Rapptz/discord.py 10520) and when it cannot read an event;
a wrong token or an intent that is not granted ends us, since asking again would use up the day's 1000 sign-ins.
"""

from __future__ import annotations

import asyncio
import fcntl
import hashlib
import logging
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import discord
from discord.gateway import KeepAliveHandler

from adapters.discord.client import CoderlyClient, create_client
from adapters.discord.edge import Edge
from adapters.messaging.errors import Misconfigured
from adapters.messaging.signals import stopped_by_signals
from bot.app import App
from bot.logs import place as code_place
from bot.settings import DiscordSettings

NO_TOKEN = "CODERLY_DISCORD__TOKEN is empty: copy the token from Bot > Reset Token on the app's page. See docs/discord.md."  # noqa: S105 - a message
_REFUSED = "Discord refuses the token: reset it under Bot and copy the new one into CODERLY_DISCORD__TOKEN."
_INTENT = (
    "CODERLY_DISCORD__FOLLOW_UPS needs the Message Content intent: switch it on under Bot > Privileged Gateway Intents, or the setting off."
)
_FATAL = {
    4004: _REFUSED,
    4010: "Discord refuses the shard: see CODERLY_DISCORD__SHARD.",
    4011: "Coderly is in too many servers for so few connections: run more processes, with CODERLY_DISCORD__SHARDS and CODERLY_DISCORD__SHARD.",
    4012: "Discord no longer speaks this version of its protocol: update Coderly.",
    4013: "Discord refuses the intents.",
    4014: _INTENT,
}
"""Close codes after which connecting again helps nobody."""

PAUSES = (1.0, 2.0, 5.0, 15.0, 30.0, 60.0)
"""Seconds before a new client, longer each time; a connection of `_HELD` seconds begins at the front again."""
_HELD = 60.0

_LAST_BEAT = 5.0
"""Seconds that a heartbeat under way gets."""

_log = logging.getLogger(__name__)


def check_settings(settings: DiscordSettings) -> None:
    """Raise `Misconfigured` if there is no token."""
    if not settings.token.get_secret_value():
        raise Misconfigured(NO_TOKEN)


async def serve(app: App, stop: asyncio.Event | None = None, *, edge: Edge | None = None, pauses: Sequence[float] = PAUSES) -> None:
    """Serve until `stop` is set, or SIGTERM or SIGINT comes. Raises `Misconfigured` if Discord refuses us for good."""
    check_settings(app.settings.discord)
    token = app.settings.discord.token.get_secret_value()
    edge = edge or Edge(app)
    stop = stop or stopped_by_signals()
    with only_process(app.settings.home, token, app.settings.discord.shard):
        stopped = asyncio.create_task(stop.wait())
        failures = 0
        try:
            while not stop.is_set():
                begun = time.monotonic()
                client = create_client(app, edge)
                error = await _until_lost(client, token, edge, stopped)
                if stop.is_set():
                    return
                failures = 0 if time.monotonic() - begun > _HELD else failures
                pause = pauses[min(failures, len(pauses) - 1)]
                failures += 1
                edge.counts["reconnected"] += 1
                _log.warning("client_lost", extra={"pause": pause, **(code_place(error) if error is not None else {})})
                await asyncio.wait({stopped}, timeout=pause)
        finally:
            stopped.cancel()
            await edge.drain(0)


async def _until_lost(client: CoderlyClient, token: str, edge: Edge, stopped: asyncio.Task[bool]) -> BaseException | None:
    """Be connected until the client gives up or we are to stop; then answers go out while the connection still stands."""
    connection = asyncio.create_task(client.start(token))
    try:
        await asyncio.wait({connection, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if stopped.done():
            edge.draining = True
            await edge.drain(edge.app.settings.runtime.drain)
    finally:
        await client.close()
        await asyncio.sleep(0)  # the last events the library tells of
        if not connection.done():
            connection.cancel()
        (error,) = await asyncio.gather(connection, return_exceptions=True)
        await _end_heartbeats(client)
    if isinstance(error, discord.LoginFailure):
        raise Misconfigured(_REFUSED)
    if isinstance(error, discord.PrivilegedIntentsRequired):
        raise Misconfigured(_INTENT)
    if isinstance(error, discord.ConnectionClosed) and error.code in _FATAL:
        raise Misconfigured(_FATAL[error.code])
    return error


async def _end_heartbeats(client: CoderlyClient) -> None:
    """Stop the library's heartbeats of a client: one that ended between Discord's hello and its own answer leaves their thread running."""
    for thread in threading.enumerate():
        if isinstance(thread, KeepAliveHandler) and thread.ws._connection is client._connection:
            thread.stop()
            await asyncio.to_thread(thread.join, _LAST_BEAT)


@contextmanager
def only_process(home: Path, token: str, shard: int = 0) -> Iterator[None]:
    """Hold a shard of the token on this machine: two processes would each get every event. Raises `Misconfigured` if another has it."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / f"discord-{hashlib.sha256(token.encode()).hexdigest()[:8]}{f'-{shard}' if shard else ''}.lock").open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Misconfigured("Another process serves Discord with this token already; one is enough. Stop it first.") from None
        yield
