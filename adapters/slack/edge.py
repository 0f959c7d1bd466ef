"""Slack's side of the edge: which client speaks where, what shows meanwhile, and whose token is gone."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

from slack_sdk.web.async_client import AsyncWebClient

from adapters.messaging import edge
from adapters.messaging.edge import Timing
from adapters.slack import calls
from adapters.slack.admins import NOTES, Admins, NotTaken, taken
from adapters.slack.delivery import Delivery
from adapters.slack.job import Job, Place, Way, job_of, turn_at
from adapters.slack.live import LiveCard, elsewhere, pointer
from adapters.slack.progress import Progress
from adapters.slack.thread_notes import with_thread_note
from bot.announcements import Announcement
from bot.app import App
from bot.case_cards.attached import MOST_BYTES
from bot.pipeline.wording import OnSentence
from bot.store import SharedCard
from bot.turns import Outcome, Platform, Reply, Visibility


class Workspaces(Protocol):
    """Where Coderly is installed."""

    async def client(self, team: str, enterprise: str) -> AsyncWebClient | None:
        """A client that may speak there, `None` if Coderly is not installed there any more."""
        ...

    async def forget(self, team: str, enterprise: str) -> None:
        """The workspace took our token away: delete it."""
        ...


class Edge(edge.Edge[Job, AsyncWebClient]):
    """See `adapters.messaging.edge`: what was accepted is in the inbox before Slack is told "received"."""

    def __init__(self, app: App, delivery: Delivery, workspaces: Workspaces, timing: Timing | None = None) -> None:
        super().__init__(app, Platform.SLACK, timing)
        self.delivery = delivery
        self._workspaces = workspaces
        self.admins = Admins(app)

    async def deliver(self, job: Job, client: AsyncWebClient, reply: Reply, replaces: str) -> None:
        """See `adapters.messaging.edge`."""
        await self.delivery.deliver(client, job.place, reply, replaces)

    async def follow(self, job: Job, client: AsyncWebClient, reply: Reply) -> None:
        """See `adapters.messaging.edge`. One message that changes."""
        card = LiveCard(client, job.place, self.timing.live_every, self.delivery.typed)
        await card.begin(reply)
        self.spawn(card.follow(self.app.live, reply.live))
        if elsewhere(job.place):
            await self.delivery.deliver(client, job.place, pointer(reply))

    async def asked(self, job: Job, client: AsyncWebClient, on_sentence: OnSentence | None) -> Reply:
        """See `adapters.messaging.edge`. A thread's note, and a file, are fetched before; the file is removed if nobody took it on."""
        asked = await with_thread_note(client, job)
        if isinstance(asked, Reply):
            return asked
        turn = await self.admins.prepared(client, replace(job, turn=asked))
        note = turn.verb == NOTES
        if not job.files or not (note or await self.admins.may(turn)):
            return await self.app.answer(turn, on_sentence, job.key)
        most = MOST_BYTES if note else self.app.settings.reload.max_upload
        with tempfile.TemporaryDirectory(prefix="coderly-") as folder:
            try:
                attachments = await taken(client, job.files, Path(folder), most)
            except NotTaken as error:
                return Reply(verdict=str(error), outcome=Outcome.FAILED, visibility=Visibility.PRIVATE)
            return await self.app.answer(replace(turn, attachments=attachments), on_sentence, job.key)

    async def client_for(self, job: Job) -> AsyncWebClient | None:
        """See `adapters.messaging.edge`."""
        return await self._workspaces.client(job.place.team, job.place.enterprise)

    def restored(self, key: str, payload: Mapping[str, Any]) -> Job:
        """See `adapters.messaging.edge`."""
        return job_of(key, payload)

    def unasked(self, key: str, announcement: Announcement) -> Job:
        """See `adapters.messaging.edge`. A message in the channel or thread; what is private goes to the person's direct messages."""
        told = announcement
        channel, thread = (told.person, "") if told.private else (told.channel, told.thread)
        place = Place(Way.THREAD, told.workspace, channel, told.person, thread_ts=thread)
        return Job(key, turn_at(place, text="", thread=thread, action=told.action, open_thread=thread), place)

    async def remove(self, card: SharedCard) -> bool:
        """See `adapters.messaging.edge`."""
        team, _, enterprise = card.workspace.partition("/")
        client = await self._workspaces.client(team, enterprise)
        if client is None:
            return True
        code, _ = await calls.call(client.chat_delete(channel=card.channel, ts=card.message))
        return code not in (calls.RATE_LIMITED, calls.SERVER, calls.UNREACHABLE)

    async def revoked(self, job: Job) -> None:
        """See `adapters.messaging.edge`."""
        await self._workspaces.forget(job.place.team, job.place.enterprise)

    def progress(self, job: Job, client: AsyncWebClient) -> Progress | None:
        """See `adapters.messaging.edge`."""
        return Progress(client, job.place) if job.place.way is Way.THREAD and job.place.thread_ts else None
