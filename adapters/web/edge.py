"""The page's side of the edge: what was asked is in the inbox, what is answered goes to the pages that follow, and stays in the store."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from adapters.messaging import edge
from adapters.messaging.cards import Cards
from adapters.messaging.edge import Timing
from adapters.web import render
from adapters.web.job import NEWS, Job, Place, job_of, turn_at
from adapters.web.streams import END, Event, Streams
from bot.announcements import Announcement
from bot.app import App
from bot.faults import fault_reply
from bot.store import StoreError
from bot.turns import Platform, Reply

TIMING = Timing(sweep=3.0, silent_for=12.0, news=10.0, live_every=0.5, acks_first=0.0)
"""People sit in front of the page: what a process left behind is taken over in seconds, and a page costs nothing to change."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A card as it was shown."""

    reply: Reply


class Edge(edge.Edge[Job, Streams]):
    """See `adapters.messaging.edge`."""

    def __init__(self, app: App, timing: Timing | None = None) -> None:
        super().__init__(app, Platform.WEB, timing or TIMING)
        self.streams = Streams()
        self.cards: Cards[Shown] = Cards()

    async def deliver(self, job: Job, client: Streams, reply: Reply, replaces: str) -> None:
        """See `adapters.messaging.edge`. A page that is gone finds the answer in the store when it is opened again."""
        await self.update(job, client, reply)

    async def update(self, job: Job, client: Streams, reply: Reply) -> bool:
        """See `adapters.messaging.edge`."""
        self.cards.put(Shown(reply))
        client.show(job.key, Event("card", render.card(reply)))
        if not reply.live:
            client.show(job.key, END)
        return True

    async def client_for(self, job: Job) -> Streams:
        """See `adapters.messaging.edge`."""
        return self.streams

    def restored(self, key: str, payload: Mapping[str, Any]) -> Job:
        """See `adapters.messaging.edge`."""
        return job_of(key, payload)

    def unasked(self, key: str, announcement: Announcement) -> Job:
        """See `adapters.messaging.edge`."""
        place = Place(announcement.person, NEWS, quiet=True)
        return Job(key, turn_at(place, "", action=announcement.action), place)

    def progress(self, job: Job, client: Streams) -> Sentences:
        """See `adapters.messaging.edge`."""
        return Sentences(job.key, client)

    async def attend(self, job: Job) -> bool:
        """See to it that a job is answered, here or elsewhere, once. Whether its stream is here: else the store has the answer.

        A page whose connection broke asks again with the same id; the process that had it may be dead.
        Raises `StoreError`.
        """
        if await self.accept(job):
            self.streams.open(job.key)
            self.start(job, self.streams)
            return True
        until = time.monotonic() + self.app.settings.runtime.deadline
        while not self.streams.knows(job.key):
            if not await self.app.store.inbox.is_open(job.key) or time.monotonic() > until:
                return False
            for waiting in await self.app.store.inbox.take_over(job.key, timedelta(seconds=self.timing.silent_for)):
                self.streams.open(waiting.key)
                self.start(job, self.streams)
            await asyncio.sleep(0.3)
        return True

    async def _work(self, job: Job, client: Streams) -> None:
        """Whoever follows is never left waiting: what could not be answered says so, what another process will answer is let go."""
        try:
            await super()._work(job, client)
        except Exception as error:  # noqa: BLE001 - the edge: a person always gets an answer
            await self.deliver(job, client, fault_reply("Something went wrong on our side.", "Ask again; if it stays, give an admin the reference.", error), "")
        if self.draining and not job.quiet:
            await self._let_go(job, client)

    async def put_off(self, job: Job, client: Streams) -> None:
        """See `adapters.messaging.edge`. The page asks again by itself."""
        await self._let_go(job, client)

    async def _let_go(self, job: Job, client: Streams) -> None:
        try:
            if await self.app.store.inbox.is_open(job.key):
                await self.app.store.inbox.release(job.key)
                client.drop(job.key)
        except StoreError:
            client.drop(job.key)


class Sentences:
    """Verified sentences as they come."""

    def __init__(self, key: str, streams: Streams) -> None:
        self._key = key
        self._streams = streams

    def begin(self) -> None:
        """See `adapters.messaging.edge`."""

    async def sentence(self, text: str) -> None:
        """See `adapters.messaging.edge`."""
        self._streams.show(self._key, Event("sentence", text))

    async def finish(self) -> str:
        """See `adapters.messaging.edge`."""
        return ""
