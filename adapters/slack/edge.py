"""Slack's side of the edge: which client speaks where, what shows meanwhile, and whose token is gone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from slack_sdk.web.async_client import AsyncWebClient

from adapters.messaging import edge
from adapters.messaging.edge import Timing
from adapters.slack.delivery import Delivery
from adapters.slack.job import Job, Place, Way, job_of, turn_at
from adapters.slack.progress import Progress
from bot.app import App
from bot.turns import Platform, Reply
from bot.watch.announcing import Announcement


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

    async def deliver(self, job: Job, client: AsyncWebClient, reply: Reply, replaces: str) -> None:
        """See `adapters.messaging.edge`."""
        await self.delivery.deliver(client, job.place, reply, replaces)

    async def client_for(self, job: Job) -> AsyncWebClient | None:
        """See `adapters.messaging.edge`."""
        return await self._workspaces.client(job.place.team, job.place.enterprise)

    def restored(self, key: str, payload: Mapping[str, Any]) -> Job:
        """See `adapters.messaging.edge`."""
        return job_of(key, payload)

    def unasked(self, key: str, announcement: Announcement) -> Job:
        """See `adapters.messaging.edge`. A message in the channel; private cards are for who asks."""
        place = Place(Way.THREAD, announcement.workspace, announcement.channel, announcement.person)
        return Job(key, turn_at(place, text="", thread="", action=announcement.action), place)

    async def revoked(self, job: Job) -> None:
        """See `adapters.messaging.edge`."""
        await self._workspaces.forget(job.place.team, job.place.enterprise)

    def progress(self, job: Job, client: AsyncWebClient) -> Progress | None:
        """See `adapters.messaging.edge`."""
        return Progress(client, job.place) if job.place.way is Way.THREAD and job.place.thread_ts else None
