"""After a new session: threads are joined, and mentions that came into our threads meanwhile are answered."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

import discord

from adapters.discord import calls, limits
from adapters.discord.intake import Intake
from bot.store import StoreError

_MOST = 100
"""Messages of a thread that are looked at."""

_log = logging.getLogger(__name__)


async def join(client: discord.Client, thread: discord.Thread) -> bool:
    """Become a member, or Discord may keep the thread's messages from us. Whether it was necessary."""
    if thread.me is not None or thread.archived or (thread.owner_id == client.application_id):
        return False
    code, _ = await calls.call(thread.join())
    if code:
        _log.info("not_joined", extra={"thread": str(thread.id), "error": code})
    return not code


async def catch_up(client: discord.Client, intake: Intake) -> None:
    """Every active thread we may see: join it; if it is ours, hear what mentions us and was not heard. Claims turn repeats away."""
    me = client.user
    if me is None:
        return
    since = discord.utils.utcnow() - timedelta(hours=limits.MISSED_HOURS)
    for guild in client.guilds:
        for thread in guild.threads:
            await join(client, thread)
            if thread.owner_id != me.id or not _is_new(thread, since):
                continue
            try:
                async for message in thread.history(limit=_MOST, after=since, oldest_first=True):
                    if any(user.id == me.id for user in message.mentions):
                        await intake.message(message, me.id)
            except (discord.HTTPException, OSError, StoreError) as error:
                _log.warning("not_caught_up", extra={"thread": str(thread.id), "error": type(error).__name__})


def _is_new(thread: discord.Thread, since: datetime) -> bool:
    return thread.last_message_id is None or discord.utils.snowflake_time(thread.last_message_id) > since
