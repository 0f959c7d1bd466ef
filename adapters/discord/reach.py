"""The ways in which a payload reaches a place of Discord, each tried with the client that is connected now."""

from __future__ import annotations

import io
from collections.abc import Awaitable, Callable
from typing import Any

import discord

from adapters.discord import calls, permissions, view
from adapters.discord.job import Place, Way
from adapters.messaging import handover
from bot.turns import File

Payload = dict[str, Any]
Send = handover.Send[Payload]
Current = Callable[[], discord.Client]
"""The client that is connected now: a supervisor may have replaced the one that heard the question."""

THREAD_EXISTS = "160004"
_NO_EDIT = frozenset(("suppress_embeds", "nonce"))
ATTACHED = "attached"
"""In a payload: a file of ours. discord.py closes what it has sent, so each attempt gets one of its own."""


class _FirstAnswer:
    """The message that an interaction was first answered with, by its name in addresses: as a `str` the library would quote the @."""

    def __str__(self) -> str:
        return "@original"


ORIGINAL: Any = _FirstAnswer()


def hook(client: discord.Client, place: Place) -> discord.Webhook:
    """As `Interaction.followup` makes it: only a webhook of an application sends what one person alone sees."""
    data: Any = {"id": place.application, "type": discord.WebhookType.application.value, "token": place.token}
    return discord.Webhook.from_state(data=data, state=client._connection)


def _ready(payload: Payload) -> Payload:
    """What discord.py takes."""
    if ATTACHED not in payload:
        return payload
    file: File = payload[ATTACHED]
    rest = {name: value for name, value in payload.items() if name != ATTACHED}
    return {**rest, "file": discord.File(io.BytesIO(file.text.encode()), file.name)}


def original(current: Current, place: Place) -> Send:
    """The message that an interaction was first answered with, once."""
    used = False

    async def send(payload: Payload) -> str:
        nonlocal used
        if used or ATTACHED in payload:
            return "used"  # only the first message takes the place of "is thinking…"
        asked = {name: value for name, value in payload.items() if name not in _NO_EDIT}
        code, _ = await calls.call(hook(current(), place).edit_message(ORIGINAL, **asked))
        used = not code
        return "not_editable" if code == calls.SERVER else code  # some edits of cards fail for ever with 500 (discord-api-docs 7448)

    return send


def followup(current: Current, place: Place, private: bool) -> Send:
    """A message behind an interaction's first answer."""
    async def send(payload: Payload) -> str:
        asked = {name: value for name, value in _ready(payload).items() if name != "nonce"}
        code, _ = await calls.call(hook(current(), place).send(ephemeral=private and not place.direct, wait=True, **asked))
        return code

    return send


def in_channel(current: Current, place: Place, stand: list[str] | None = None) -> Send:
    """Ids of what was posted go into `stand`."""

    def channel() -> discord.PartialMessageable:
        return current().get_partial_messageable(place.channel, guild_id=place.guild or None)

    async def send(payload: Payload) -> str:
        reference = discord.MessageReference(message_id=place.message, channel_id=place.channel, fail_if_not_exists=False)
        asked = {**_ready(payload), "reference": reference} if place.message else _ready(payload)
        code, sent = await calls.call(channel().send(**asked))
        if sent is not None and stand is not None:
            stand.append(str(sent.id))
        return code

    return send


def in_thread(current: Current, place: Place) -> Send:
    """A thread that is opened from the question has the question's id, so that opening it twice does no harm."""
    is_open = False

    async def send(payload: Payload) -> str:
        nonlocal is_open
        if not is_open:
            channel = current().get_partial_messageable(place.channel, guild_id=place.guild or None)
            code, _ = await calls.call(channel.get_partial_message(place.message).create_thread(name=place.thread_name))
            if code and code != THREAD_EXISTS:
                return code
            is_open = True
        code, _ = await calls.call(current().get_partial_messageable(place.message, guild_id=place.guild or None).send(**payload))
        return code

    return send


def direct(current: Current, place: Place) -> Send:
    """A direct message; where it was not to be expected, after a line that says why."""
    explained = place.direct or (place.way is Way.PRIVATE and place.quiet)  # what is private and was not asked for is meant to come here

    async def send(payload: Payload) -> str:
        nonlocal explained
        client = current()
        code, channel = await calls.call(_open_direct(client, place.user))
        if channel is None:
            return code
        if not explained:
            explained = True
            await calls.call(channel.send(**view.as_text(permissions.why_direct(client, place.guild, place.channel))))
        code, _ = await calls.call(channel.send(**{**_ready(payload), "nonce": f"{payload.get('nonce', '')}d"}))
        return code

    return send


def _open_direct(client: discord.Client, user: int) -> Awaitable[discord.DMChannel]:
    return client.create_dm(discord.Object(user))
