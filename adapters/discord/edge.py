"""Discord's side of the edge."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from typing import Any

import discord

from adapters.discord import calls, layout
from adapters.discord.delivery import Delivery
from adapters.discord.job import DIRECT, Job, Place, Way, job_of, turn_at
from adapters.messaging import edge
from adapters.messaging.edge import Timing
from adapters.messaging.handover import AGAIN, Kind
from adapters.messaging.typed import Typed
from bot.announcements import Announcement
from bot.app import App
from bot.store import SharedCard
from bot.turns import Platform, Reply

_TYPING_AFTER = 0.4
"""Seconds before "is typing" appears: most answers are there sooner."""
_WITHDRAWN = 500
"""Deleted questions that are remembered."""


class Edge(edge.Edge[Job, discord.Client]):
    """See `adapters.messaging.edge`. It outlives the client: a supervisor may replace one that lost its way."""

    def __init__(self, app: App, timing: Timing | None = None, again: tuple[float, ...] = AGAIN) -> None:
        super().__init__(app, Platform.DISCORD, timing)
        self.client: discord.Client | None = None
        self.delivery = Delivery(self._connected, again, Typed(layout.typed(app.skills)))
        self._answering: dict[str, Job] = {}
        self._withdrawn: dict[str, None] = {}

    def _connected(self) -> discord.Client:
        if self.client is None:
            raise RuntimeError("there is no client yet")
        return self.client

    async def deliver(self, job: Job, client: discord.Client, reply: Reply, replaces: str) -> None:
        """See `adapters.messaging.edge`. Nothing is said to a question that was deleted meanwhile."""
        if job.key not in self._withdrawn:
            await self.delivery.deliver(job.place, reply)

    async def update(self, job: Job, client: discord.Client, reply: Reply) -> bool:
        """See `adapters.messaging.edge`. The answer to an interaction can change for 15 minutes."""
        return await self.delivery.update(job.place, reply)

    async def client_for(self, job: Job) -> discord.Client | None:
        """See `adapters.messaging.edge`."""
        return self.client

    def restored(self, key: str, payload: Mapping[str, Any]) -> Job:
        """See `adapters.messaging.edge`."""
        return job_of(key, payload)

    def unasked(self, key: str, announcement: Announcement) -> Job:
        """See `adapters.messaging.edge`. A message in the channel or thread; what is private goes to the person's direct messages."""
        told = announcement
        guild = 0 if told.workspace == DIRECT else int(told.workspace)
        where = told.thread if told.thread.isdecimal() else told.channel
        place = Place(Way.PRIVATE if told.private else Way.CHANNEL, guild, int(where), int(told.person), quiet=True)
        turn = turn_at(place, text="", thread=told.thread, channel=told.channel, action=told.action, open_thread=told.thread)
        return Job(key, turn, place)

    async def remove(self, card: SharedCard) -> bool:
        """See `adapters.messaging.edge`."""
        if self.client is None:
            return False
        message = self.client.get_partial_messageable(int(card.channel)).get_partial_message(int(card.message))
        code, _ = await calls.call(message.delete())
        return calls.kind(code) is not Kind.AGAIN

    def progress(self, job: Job, client: discord.Client) -> Typing | None:
        """See `adapters.messaging.edge`."""
        return Typing(client, job.place) if job.place.way is Way.CHANNEL and not job.place.quiet else None

    async def withdraw(self, key: str) -> None:
        """The question was deleted: stop answering it."""
        job = self._answering.get(key)
        if job is not None:
            self._withdrawn[key] = None
            while len(self._withdrawn) > _WITHDRAWN:
                del self._withdrawn[next(iter(self._withdrawn))]
            first = next(one for one in self._answering.values() if one.turn.thread_key == job.turn.thread_key)
            if first is job:  # else another question of the thread runs, and this one waits behind it
                self.app.cancel(job.turn)

    def start(self, job: Job, client: discord.Client) -> None:
        """See `adapters.messaging.edge`."""
        self._answering[job.key] = job
        super().start(job, client)

    async def _work(self, job: Job, client: discord.Client) -> None:
        try:
            await super()._work(job, client)
        finally:
            self._answering.pop(job.key, None)


class Typing:
    """ "Coderly is typing…" while an answer is being made."""

    def __init__(self, client: discord.Client, place: Place) -> None:
        self._channel = client.get_partial_messageable(place.channel, guild_id=place.guild or None)
        self._task: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """See `adapters.messaging.edge`."""
        self._task = asyncio.create_task(self._type())

    async def sentence(self, text: str) -> None:
        """Discord is no place for streams: the card comes as a whole."""

    async def finish(self) -> str:
        """See `adapters.messaging.edge`."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        return ""

    async def _type(self) -> None:
        await asyncio.sleep(_TYPING_AFTER)
        with contextlib.suppress(discord.DiscordException, OSError):
            async with self._channel.typing():
                await asyncio.Event().wait()
