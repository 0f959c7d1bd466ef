"""The mailbox's side of the edge: an answer is a mail, and it is done when the sending server has accepted it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from adapters.email.conversations import Conversations, Kept
from adapters.email.job import Job, Place, job_of, turn_at
from adapters.email.memo import choices_of, memo
from adapters.email.outgoing import outgoing
from adapters.email.smtp import Outbox
from adapters.messaging import edge
from adapters.messaging.edge import Timing
from adapters.messaging.errors import Undeliverable
from adapters.messaging.handover import AGAIN, Kind
from bot.announcements import Announcement
from bot.app import App
from bot.pipeline.wording import OnSentence
from bot.store import StoreError
from bot.turns import Outcome, Platform, Reply

LATER = 60.0
"""Seconds between further attempts once those of `AGAIN` were in vain: a sending server may be down for a night."""

_NOTE = "A note, which is not kept."
"""What is said of a question that was a note on a patient."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Ended:
    """Work that is over. `refused`: the sending server takes no mail for this person."""

    key: str
    refused: bool


class Edge(edge.Edge[Job, Outbox]):
    """See `adapters.messaging.edge`. `on_end` is told of all work that is over, done or not."""

    def __init__(self, app: App, timing: Timing | None = None, again: Sequence[float] = AGAIN, later: float = LATER) -> None:
        super().__init__(app, Platform.EMAIL, timing)
        self.outbox = Outbox(app.settings.email)
        self.conversations = Conversations(app.store, timedelta(days=app.settings.retention_days))
        self.on_end: Callable[[Ended], None] = lambda ended: None
        self._pauses = (*again, later)
        self._refused: set[str] = set()

    async def deliver(self, job: Job, client: Outbox, reply: Reply, replaces: str) -> None:
        """Hand the memo to the sending server, again and again until it takes it; raises `Undeliverable` if it never will."""
        settings, turn = self.app.settings.email, job.turn
        place = await self._in_its_conversation(job)
        understood = _NOTE if reply.confidential else place.question
        kept = Kept(turn.thread, tuple(choice.action for choice in choices_of(reply)), place.subject, place.answers, place.follows)
        await self._record(self.conversations.keep(job.key, kept, turn.person_key))
        plain, attempt = False, 0
        while True:
            made = memo(reply if plain else reply.beside_file(), understood, place.remarks)  # who refuses HTML refuses files
            file = None if plain else reply.file
            mail = outgoing(made, place, job.key, settings.address, settings.name, datetime.now(UTC), answer_id=_which(reply), plain=plain, file=file)
            sent = await client.send(mail)
            self.counts["maybe_twice"] += sent.maybe
            if sent.accepted:
                self.counts["sent"] += 1
                return
            if sent.kind is Kind.PLACE or (sent.kind is Kind.CONTENT and plain):
                self._refused.add(job.key)
                raise Undeliverable(sent.code)
            if sent.kind is Kind.CONTENT:
                plain = True
                continue
            self.counts["sent_later"] += 1
            pause = self._pauses[min(attempt, len(self._pauses) - 1)]
            attempt += 1
            _log.warning("not_sent_yet", extra={**job.where, "error": sent.code, "attempt": attempt, "pause": pause})
            await asyncio.sleep(pause)

    async def asked(self, job: Job, client: Outbox, on_sentence: OnSentence | None) -> Reply:
        """See `adapters.messaging.edge`."""
        if job.place.capped:
            most = self.app.settings.email.per_sender
            return Reply(
                verdict=f"More than {most} mails in an hour are not answered. Send this one again in an hour, or ask on another platform.",
                outcome=Outcome.REFUSED,
            )
        return await super().asked(job, client, on_sentence)

    async def client_for(self, job: Job) -> Outbox | None:
        """See `adapters.messaging.edge`."""
        return self.outbox

    def restored(self, key: str, payload: Mapping[str, Any]) -> Job:
        """See `adapters.messaging.edge`."""
        return job_of(key, payload)

    def unasked(self, key: str, announcement: Announcement) -> Job:
        """See `adapters.messaging.edge`. A mail to whose mailbox it is, in the conversation that it belongs to or in one of its own."""
        place = Place(announcement.workspace, announcement.channel)
        return Job(key, turn_at(place, text="", thread=announcement.thread or f"<{key}>", action=announcement.action), place)

    async def _in_its_conversation(self, job: Job) -> Place:
        """The job's place; of what nobody asked for just now, such as a consultant's answer, that of the conversation it goes on with."""
        place, turn = job.place, job.turn
        if place.answers or not turn.thread:
            return place
        try:
            known = await self.conversations.of_thread(turn.thread, turn.person_key)
        except StoreError:
            return place  # a mail of its own, then
        return replace(place, subject=known.subject, answers=known.answers, follows=known.follows) if known else place

    async def drain(self, seconds: float) -> int:
        """See `adapters.messaging.edge`."""
        stopped = await super().drain(seconds)
        await self.outbox.close()
        return stopped

    async def _work(self, job: Job, client: Outbox) -> None:
        try:
            await super()._work(job, client)
        finally:
            refused = job.key in self._refused
            self._refused.discard(job.key)
            self.on_end(Ended(job.key, refused))


def _which(reply: Reply) -> str:
    """What tells the last of several answers to one mail from the first: the first says that something goes on."""
    return "begun" if reply.live else ""
