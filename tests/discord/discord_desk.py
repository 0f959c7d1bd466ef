"""A whole assistant in a Discord in memory: what the tests of this folder start from.

simcord runs the real discord.py without a network; it is young, so nothing but this module and the tests' use of its
people (`ann.slash`, `ann.send`, `ann.click`) knows it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import discord
import simcord
from discord_cards import labels, said

from adapters.discord.client import CoderlyClient, create_client
from adapters.messaging.edge import Timing
from bot.app import App, create_app
from bot.live import LiveReplies
from bot.settings import Settings
from bot.turns import Reply

CALM = Timing(sweep=3600.0)
"""No sweeps while a test waits for the bot to be at rest."""
SOON = (0.01, 0.02)
"""Pauses between attempts at a delivery, in place of seconds."""


@dataclass
class Card:
    """A message of ours as somebody sees it."""

    content: str
    components: list[dict[str, Any]]
    ephemeral: bool
    message: Any
    embeds: list[discord.Embed] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All that is said, without the marks that keep marks from meaning something."""
        return "\n".join([self.content, said(self.components), *[e.description or "" for e in self.embeds]]).replace("\\", "")

    @property
    def labels(self) -> list[str]:
        """The labels of its buttons."""
        return labels(self.components)


@dataclass
class Desk:
    """Discord, the client in it, and the assistant behind it."""

    env: simcord.Env
    app: App
    client: CoderlyClient
    guild: simcord.GuildHandle
    coding: simcord.ChannelHandle
    ann: simcord.MemberActor
    bob: simcord.MemberActor

    async def idle(self) -> None:
        """Until every answer is out."""
        await self.client.edge.idle()
        await self.env.settle()
        await self.client.edge.idle()

    @property
    def name(self) -> str:
        """Our mention."""
        assert self.client.user is not None
        return self.client.user.mention

    async def answered(self, result: simcord.InteractionResult) -> Card:
        """The card that answers an interaction."""
        await self.idle()
        assert result.response is not None, self.env.transcript()
        return card_of(result.response)

    async def ask(self, who: simcord.MemberActor, channel: simcord.ChannelHandle, text: str, **how: Any) -> discord.Message:
        """Somebody mentions us; the message they wrote."""
        message = await who.send(channel, f"{self.name} {text}", **how)
        await self.idle()
        return message

    def seen(self, channel: simcord.ChannelHandle, who: simcord.MemberActor | None = None) -> list[Card]:
        """Our cards in a channel or thread, as somebody sees them."""
        assert self.client.user is not None
        own = self.client.user.id
        return [card_of(m) for m in channel.history(viewer=who) if m.author.id == own and m.type is not discord.MessageType.thread_created]

    def thread(self, number: int = -1) -> simcord.ChannelHandle:
        """A thread of the channel."""
        return self.coding.threads[number]

    def direct(self, who: simcord.MemberActor) -> list[Card]:
        """Our direct messages to somebody."""
        return self.seen(who.user.dm_channel)

    async def restart(self) -> None:
        """The process ends and another begins, on the same store."""
        await self.client.edge.drain(5)
        self.client = create_client(self.app, timing=CALM, again=SOON)
        await self.env.restart_bot(self.client)
        await self.idle()

    def requests(self, method: str, part: str) -> list[str]:
        """Paths of the calls that we made."""
        return [r.path for r in self.env.http_requests if r.method == method and part in r.path]


class Declared(LiveReplies):
    """Waiting for a process of its own is declared to simcord, which else holds its clock until that process is done."""

    def __init__(self, real: LiveReplies, env: simcord.Env) -> None:
        vars(self).update(vars(real))
        self._env = env

    async def follow(self, identity: str) -> AsyncIterator[Reply]:
        """See `LiveReplies`."""
        replies = aiter(super().follow(identity))
        while True:
            try:
                yield await self._env.external_wait(anext(replies), reason="a build in a process of its own")
            except StopAsyncIteration:
                return


Open = Callable[..., AbstractAsyncContextManager[Desk]]
"""`async with open_desk(llm=…) as desk`: settings as keywords, `discord={…}` for those of the adapter."""


def settings_for(home: Path, state: Path, **options: Any) -> Settings:
    """The small knowledge base and a store of one's own."""
    defaults: dict[str, Any] = {"home": home, "database_url": f"sqlite:///{state}/state.sqlite", "secret_key": "of the tests", "runtime": {"schedules": False}}
    return Settings(_env_file=None, **(defaults | options))


@asynccontextmanager
async def desk_at(home: Path, state: Path, **options: Any) -> AsyncIterator[Desk]:
    """The adapter in a server with a channel and two people."""
    async with create_app(settings_for(home, state, **options)) as app:
        client = create_client(app, timing=CALM, again=SOON)
        env = simcord.Env(client, settle_timeout=60.0)
        app.live = Declared(app.live, env)
        await env.start()
        try:
            guild = env.create_guild()
            people = [guild.add_member(env.create_user(name)) for name in ("ann", "bob")]
            coding = guild.create_text_channel("coding")
            desk = Desk(env, app, client, guild, coding, *people)
            await env.settle()
            yield desk
            await desk.idle()
            await desk.client.edge.drain(5)
        finally:
            await env.shutdown()
        env.raise_errors()


def card_of(message: Any) -> Card:
    """A message as simcord gives it, whichever way."""
    components = message.components
    if components and not isinstance(components[0], dict):
        components = [c.to_dict() for c in components]
    return Card(message.content, components, message.flags.ephemeral, message, list(message.embeds))
