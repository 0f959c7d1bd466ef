"""The client: what Discord tells us, handed on; nothing that fails in one event harms the next."""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Mapping
from typing import Any

import aiohttp
import discord
from discord import app_commands, ui

from adapters.discord import calls, catch_up, commands, forms, ids, sync
from adapters.discord.edge import Edge
from adapters.discord.intake import Intake
from adapters.discord.place_settings import Places
from adapters.discord.pressed import Presses
from adapters.messaging.edge import Timing
from adapters.messaging.handover import AGAIN
from bot.app import App
from bot.logs import place as code_place
from bot.store import StoreError
from bot.turns import Platform

_FAULT = "Something went wrong on our side. Ask again; if it stays, give an admin the reference"

_log = logging.getLogger(__name__)


def intents(follow_ups: bool) -> discord.Intents:
    """What we ask Discord to tell us: guilds and messages; their content only for follow-ups without a mention."""
    return discord.Intents(guilds=True, guild_messages=True, dm_messages=True, message_content=follow_ups)


class CardItem(ui.DynamicItem[ui.Item[Any]], template=ids.PATTERN):
    """Any button or list of ours, also of a card that was sent before a restart."""

    def __init__(self, item: ui.Item[Any], pressed: ids.Pressed | None) -> None:
        super().__init__(item)
        self.pressed = pressed

    @classmethod
    async def from_custom_id(cls, interaction: discord.Interaction, item: ui.Item[Any], match: re.Match[str], /) -> CardItem:
        """See `DynamicItem`. What was chosen of a list has the custom id of the button that would mean the same."""
        pressed = ids.read(match.string)
        if pressed is not None and pressed.kind is ids.Kind.MENU:
            data: Mapping[str, Any] = interaction.data or {}
            pressed = ids.read(next(iter(data.get("values") or ()), None))
        return cls(item, pressed)

    async def callback(self, interaction: discord.Interaction) -> None:
        """See `DynamicItem`."""
        client = interaction.client
        if isinstance(client, CoderlyClient) and self.pressed is not None:
            await client.presses.pressed(interaction, self.pressed)


class Tree(app_commands.CommandTree[discord.Client]):
    """The commands; a fault in one is told to who used it."""

    async def on_error(self, interaction: discord.Interaction, error: app_commands.AppCommandError, /) -> None:
        """See `CommandTree`."""
        reference = secrets.token_hex(4)
        _log.error("fault", extra={"reference": reference, **code_place(error.__cause__ or error)})
        text = f"{_FAULT} {reference}."
        if isinstance(error, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch):
            text = "This command has changed; it is here again in a minute. Until then, mention me with your question."
        if interaction.response.is_done():
            await calls.call(interaction.followup.send(text, ephemeral=True))
        elif interaction.type is not discord.InteractionType.autocomplete:
            await calls.call(interaction.response.send_message(text, ephemeral=True))


def _counting(edge: Edge) -> aiohttp.TraceConfig:
    """Counts what Discord answers with 429; the library itself waits and asks again."""
    trace = aiohttp.TraceConfig()

    async def ended(_session: Any, _context: Any, told: aiohttp.TraceRequestEndParams) -> None:
        edge.counts["rate_limited"] += told.response.status == 429

    trace.on_request_end.append(ended)
    return trace


class CoderlyClient(discord.Client):
    """One connection to Discord. `edge` outlives it."""

    def __init__(self, app: App, edge: Edge) -> None:
        super().__init__(
            intents=intents(app.settings.discord.follow_ups),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,  # what people write is kept nowhere
            chunk_guilds_at_startup=False,
            max_ratelimit_timeout=60.0,
            http_trace=_counting(edge),
            shard_id=app.settings.discord.shard if app.settings.discord.shards > 1 else None,
            shard_count=app.settings.discord.shards if app.settings.discord.shards > 1 else None,
        )
        self.app = app
        self.edge = edge
        self.intake = Intake(edge, Places(app.store, app.settings.discord))
        self.presses = Presses(self.intake)
        self.tree = Tree(self)
        commands.build(self.tree, self.intake, app.skills)
        self.add_dynamic_items(CardItem)
        self.ready_times = 0
        edge.client = self

    async def setup_hook(self) -> None:
        """Before the connection: tell Discord of the commands if they changed."""
        self.edge.begin()
        try:
            await sync.sync(self.tree, self.app.store)
        except Exception as error:  # noqa: BLE001 - whatever the library makes of Discord's answer, people can still mention us
            _log.error("commands_not_told", extra=dict(code_place(error)))

    async def on_ready(self) -> None:
        """A new session: what happened since the last one was not replayed."""
        self.ready_times += 1
        _log.info("ready", extra={"guilds": len(self.guilds), "times": self.ready_times})
        self.edge.spawn(catch_up.catch_up(self, self.intake))

    async def on_message(self, message: discord.Message) -> None:
        """Somebody wrote something."""
        await self._hear(message)

    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """A question was edited; a link's preview that was added changes nothing."""
        if payload.message.edited_at is not None:
            await self._hear(payload.message)

    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """A question was taken back."""
        await self.edge.withdraw(f"{Platform.DISCORD}:{payload.message_id}")

    async def on_thread_create(self, thread: discord.Thread) -> None:
        """A thread was opened: Discord tells its members alone what is written there."""
        await catch_up.join(self, thread)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Coderly was added to a server."""
        for thread in guild.threads:
            await catch_up.join(self, thread)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Coderly was removed from a server: its settings go, too."""
        await self.intake.places.forget(guild.id)

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Forms, which discord.py finds only if they were opened since the last restart."""
        if interaction.type is discord.InteractionType.modal_submit:
            sent = forms.read(interaction.data or {})
            if sent is not None:
                await self.intake.command(interaction, sent.text, sent.verb)

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        """A fault in one event: its kind and place are logged, never what was said."""
        import sys

        error = sys.exc_info()[1]
        if error is not None:
            _log.error("fault", extra={"event": event_method, "reference": secrets.token_hex(4), **code_place(error)})

    async def _hear(self, message: discord.Message) -> None:
        if self.user is None:
            return
        try:
            await self.intake.message(message, self.user.id)
        except StoreError as error:
            _log.error("not_accepted", extra=dict(code_place(error)))


def create_client(app: App, edge: Edge | None = None, *, timing: Timing | None = None, again: tuple[float, ...] = AGAIN) -> CoderlyClient:
    """The assistant → a client that answers for it. Nothing runs yet; `run.serve` starts it.

    `edge` is that of the client before, if this one takes its place; `timing` and `again` are the clocks of a new one.
    """
    return CoderlyClient(app, edge or Edge(app, timing, again))
