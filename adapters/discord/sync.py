"""Commands are told to Discord only when they changed: it takes 200 a day, and people lose them for a moment."""

from __future__ import annotations

import hashlib
import json
import logging

import discord
from discord import app_commands

from bot.store import Store

_KEY = "discord:commands"

_log = logging.getLogger(__name__)


async def sync(tree: app_commands.CommandTree[discord.Client], store: Store) -> bool:
    """Tell Discord of the commands if they are not those it was told last. Whether it was told."""
    payload = [command.to_dict(tree) for command in tree.get_commands()]
    said = json.dumps(payload, sort_keys=True, default=str)
    application = str(tree.client.application_id or "")
    told = {"application": application, "hash": hashlib.sha256(said.encode()).hexdigest()}
    if await store.installations.find(_KEY) == told:
        return False
    await tree.sync()
    await store.installations.save(_KEY, told)
    _log.info("commands_told", extra={"count": len(payload)})
    return True
