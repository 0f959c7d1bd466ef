"""The edge: accepts each delivery once, keeps it until it is answered, answers it in tasks of its own, and ends in order.

What was accepted is in the store's inbox. If the process dies, any process that shares the store takes the work over;
the answer can show twice only if it died between the platform's acceptance and our record of it, and that is counted.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
import time
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Awaitable, Coroutine, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Generic, Protocol, TypeVar

from adapters.messaging.errors import Revoked, Undeliverable
from adapters.messaging.job import Job
from adapters.messaging.shared import take_down
from adapters.messaging.sweeper import Sweeper
from bot.announcements import Announcement
from bot.app import App, today
from bot.consults.announcing import consult_news
from bot.jobs.alerts import job_news
from bot.logs import place as code_place
from bot.pipeline.wording import OnSentence
from bot.privacy import gate
from bot.settings import PhiPolicy
from bot.store import SharedCard, StoreError, Waiting
from bot.tasks import Tasks
from bot.turns import Notice, Outcome, Platform, Reply, Visibility
from bot.watch.announcing import WatchNews

_log = logging.getLogger(__name__)

GIVE_UP = 3
"""Processes that may die over one piece of work before the person is told to ask again."""


class Progress(Protocol):
    """What is seen while an answer is being made."""

    def begin(self) -> None:
        """Start to show it."""

    async def sentence(self, text: str) -> None:
        """One more verified sentence."""

    async def finish(self) -> str:
        """End all that shows. The id of a message that the card shall replace, or the empty string."""


J = TypeVar("J", bound=Job[Any])
C = TypeVar("C")


@dataclass(frozen=True, slots=True)
class Timing:
    """Clocks of the edge, in seconds. Tests turn them faster."""

    sweep: float = 5.0
    """Between two times that a process says which work it is at, and looks for what others left."""
    silent_for: float = 30.0
    """Work untouched for so long is taken over: several sweeps, so that a process that stumbles keeps its own."""
    news: float = 30.0
    """Between two looks at what nobody asked for just now."""
    live_every: float = 2.0
    """Between two updates of a message that changes while something long goes on."""
    acks_first: float = 1.0
    """How long work waits, at most, for deliveries that are not acknowledged yet."""


class Edge(ABC, Generic[J, C]):
    """One platform's edge: `J` are its jobs, `C` what speaks to it.

    `counts` are for the log and for tests: accepted, repeated, taken_over, maybe_twice, undelivered, revoked.
    """

    def __init__(self, app: App, platform: Platform, timing: Timing | None = None) -> None:
        self.app = app
        self.counts: Counter[str] = Counter()
        app.metrics.edge(platform.value, self.counts)
        self.timing = timing or Timing()
        self._platform = platform
        self._watches = WatchNews(platform.value, app.store, app.knowledge, app.chain.readers)
        self._tasks = Tasks()
        self._sweeper: asyncio.Task[None] | None = None
        self._mine: set[str] = set()
        self._left: set[str] = set()
        self._arriving = 0
        self._settled = asyncio.Event()
        self._settled.set()
        self.draining = False

    @abstractmethod
    async def deliver(self, job: J, client: C, reply: Reply, replaces: str) -> None:
        """Bring the reply to the job's place. Raises `Revoked` or `Undeliverable`."""

    @abstractmethod
    async def client_for(self, job: J) -> C | None:
        """What speaks for us at the job's place, `None` if nothing does any more."""

    @abstractmethod
    def restored(self, key: str, payload: Mapping[str, Any]) -> J:
        """The job that `payload` was made of. Raises `ValueError`, `KeyError` or `TypeError` if it is none."""

    @abstractmethod
    def unasked(self, key: str, announcement: Announcement) -> J:
        """The job whose answer tells a place something that nobody asked for just now."""

    async def asked(self, job: J, client: C, on_sentence: OnSentence | None) -> Reply:
        """The assistant's reply to a job. With a reply that has an answer id it is recorded that the job is about to be delivered."""
        return await self.app.answer(job.turn, on_sentence, job.key)

    async def update(self, job: J, client: C, reply: Reply) -> bool:
        """Show a reply in place of the one that was delivered to the job. Whether it stands there: a platform may know no such thing."""
        return False

    async def follow(self, job: J, client: C, reply: Reply) -> None:
        """Show the first reply of something long, and see to it that the last one comes. Raises as `deliver` does."""
        await self.deliver(job, client, reply, "")
        self.spawn(self._changing(job, client, reply.live))

    async def _changing(self, job: J, client: C, identity: str) -> None:
        """Let the delivered card change; the last reply comes as another message where it cannot."""
        last: Reply | None = None
        async for reply in self.app.live.follow(identity):
            last = reply
            if not reply.live:
                break
            await asyncio.sleep(self.timing.live_every)
            await self.update(job, client, reply)
        if last is not None and not last.live and not await self.update(job, client, last):
            await self.deliver(job, client, last, "")

    async def remove(self, card: SharedCard) -> bool:
        """Delete a message of ours that stands under the name of somebody who was forgotten; see `take_down`. A platform may share nothing."""
        return True

    async def put_off(self, job: J, client: C) -> None:
        """The store stays away: the job waits in the inbox for whoever looks first once it is back."""

    async def revoked(self, job: J) -> None:
        """The job's workspace took our token away."""

    def progress(self, job: J, client: C) -> Progress | None:
        """What shows while the job is being answered."""
        return None

    @property
    def policy(self) -> PhiPolicy:
        """What happens to protected health information on this platform."""
        policy: PhiPolicy = getattr(self.app.settings.phi, self._platform.value)
        return policy

    def arrives(self) -> float:
        """A delivery is being read; until `acknowledged` gets the time that this gives, work that could wait does."""
        self._arriving += 1
        self._settled.clear()
        return time.monotonic()

    def acknowledged(self, arrived: float) -> None:
        """A delivery has its answer to the platform."""
        self.app.metrics.acknowledged(self._platform.value, time.monotonic() - arrived)
        self._arriving -= 1
        if self._arriving <= 0:
            self._settled.set()

    async def accept(self, job: J) -> bool:
        """Keep the job; `False` if it was accepted before. Raises `StoreError` if it cannot be kept."""
        kept = gate(job.turn.text, self.policy).text
        fresh = await self.app.store.inbox.receive(job.key, job.payload(kept))
        self.counts["accepted" if fresh else "repeated"] += 1
        return fresh

    def start(self, job: J, client: C) -> None:
        """Answer an accepted job in a task of the edge's own."""
        self.spawn(self._held(job, self._work(job, client)))

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Run work with a strong reference; what it raises is logged with its place."""
        self._tasks.start(self._guarded(work))

    def taking_in(self) -> AbstractContextManager[None]:
        """The current task takes something in: a drain waits for it, and for what it starts."""
        return self._tasks.holding()

    def begin(self) -> None:
        """Start looking for work that another process left behind."""
        if self._sweeper is None:
            sweeper = Sweeper(self._touch, self.take_over, self._tell, every=self.timing.sweep, news_every=self.timing.news)
            self._sweeper = asyncio.create_task(sweeper.run())

    async def drain(self, seconds: float) -> int:
        """Take nothing new, let answers go out for some seconds, stop the rest: it is in the inbox, for whoever comes first. How many were stopped."""
        self.draining = True
        if self._sweeper is not None:
            self._sweeper.cancel()
            await asyncio.gather(self._sweeper, return_exceptions=True)
            self._sweeper = None
        await self.settled()
        stopped = await self._tasks.drain(seconds)
        for key in self._left:
            await self._record(self.app.store.inbox.release(key))
        return stopped

    async def idle(self) -> None:
        """Wait until nothing is being answered."""
        await self._tasks.idle()

    async def settled(self) -> None:
        """Wait, a second at most, until every delivery that is being read has its acknowledgement."""
        if self._arriving:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._settled.wait(), self.timing.acks_first)

    async def _held(self, job: J, work: Coroutine[Any, Any, None]) -> None:
        """Work at a job that is this process's until it ends."""
        self._mine.add(job.key)
        try:
            await work
        finally:
            self._mine.discard(job.key)
            if self.draining:
                self._left.add(job.key)

    async def _work(self, job: J, client: C) -> None:
        await self._answer(job, client)

    async def _answer(self, job: J, client: C) -> None:
        await self.settled()
        progress = self.progress(job, client)
        if progress is not None:
            progress.begin()
        replaces = ""
        try:
            streams = progress is not None and bool(self.app.settings.llm)
            reply = await self.asked(job, client, progress.sentence if progress and streams else None)
        except StoreError:
            await self.put_off(job, client)
            return
        finally:
            if progress is not None:
                replaces = await progress.finish()
        if self.draining and reply.outcome is Outcome.FAILED and not reply.answer_id:
            return  # stopped by the end of the process: the inbox has it
        if job.quiet and reply.outcome is Outcome.UNCLEAR:
            await self._record(self.app.store.inbox.done(job.key))
            return
        await self.hand_over(job, client, reply, replaces, recorded=bool(reply.answer_id))

    async def hand_over(self, job: J, client: C, reply: Reply, replaces: str = "", *, recorded: bool = False) -> None:
        """Bring a reply to an accepted job, which is then done, whether or not the platform took it.

        `recorded`: that it is about to be delivered stands in the inbox already.
        """
        if not recorded:
            await self._record(self.app.store.inbox.delivering(job.key))
        try:
            if reply.live:
                await self.follow(job, client, reply)
            else:
                await self.deliver(job, client, reply, replaces)
        except Revoked as error:
            self.counts["revoked"] += 1
            _log.warning("revoked", extra={**job.where, "error": error.code})
            await self._record(self.revoked(job))
        except Undeliverable as error:
            self.counts["undelivered"] += 1
            _log.error("undelivered", extra={**job.where, "error": error.code, "answer": reply.answer_id})
        await self._record(self.app.store.inbox.done(job.key))

    async def _record(self, write: Awaitable[object]) -> None:
        """A record of ours that fails costs nobody the answer."""
        try:
            await write
        except StoreError as error:
            _log.error("not_recorded", extra=dict(code_place(error)))

    async def _guarded(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Exception as error:  # noqa: BLE001 - the edge: logged with place and kind, never with text
            _log.error("fault", extra={"reference": secrets.token_hex(4), **code_place(error)})

    async def _touch(self) -> None:
        await self.app.store.inbox.touch(self._mine)

    async def _tell(self) -> None:
        await take_down(self.app.store, self._platform.value, self.remove)
        await self.announce()

    async def announce(self) -> None:
        """Tell what nobody asked for just now, each once, whichever process comes first: watched codes, consults, jobs."""
        remind_after = timedelta(hours=self.app.settings.consults.remind_after)
        consults = await consult_news(self._platform.value, self.app.store, remind_after)
        jobs = await job_news(self._platform.value, self.app.store, timedelta(minutes=self.app.settings.jobs.alert_minutes))
        for announcement in (*consults, *jobs, *await self._watches.due(today())):
            job = self.unasked(f"{self._platform.value}:{announcement.name}", announcement)
            client = await self.client_for(job)
            if client is None and announcement.must_reach:
                continue
            fresh = client is not None and await self.accept(job)
            await announcement.told()
            if fresh and client is not None:
                self.start(job, client)

    async def take_over(self) -> None:
        """Answer what a process that died, or this one before its restart, had accepted."""
        for waiting in await self.app.store.inbox.take_over(f"{self._platform.value}:", timedelta(seconds=self.timing.silent_for)):
            self.counts["taken_over"] += 1
            self.counts["maybe_twice"] += waiting.maybe_delivered
            _log.warning("taken_over", extra={"attempts": waiting.attempts, "maybe_twice": waiting.maybe_delivered})
            try:
                await self._resume(waiting)
            except Exception as error:  # noqa: BLE001 - the others are taken over all the same; this one is again when its time has come
                _log.error("not_taken_over", extra=dict(code_place(error)))

    async def _resume(self, waiting: Waiting) -> None:
        try:
            job = self.restored(waiting.key, waiting.payload)
        except (ValueError, KeyError, TypeError):
            await self.app.store.inbox.done(waiting.key)
            return
        client = await self.client_for(job)
        if client is None:
            await self.app.store.inbox.done(waiting.key)
        elif waiting.attempts > GIVE_UP:
            self.spawn(self._held(job, self.hand_over(job, client, _asked_in_vain())))
        else:
            self.start(job, client)


def fault_card(reference: str) -> Reply:
    """What a person sees of a fault that no reply could tell about."""
    return Reply(
        verdict="Something went wrong on our side. Ask again; if it stays, give an admin the reference.",
        outcome=Outcome.FAILED,
        visibility=Visibility.PRIVATE,
        notices=(Notice("If you report this, give the reference.", "error", reference),),
    )


def _asked_in_vain() -> Reply:
    return Reply(
        verdict="Your question could not be answered. Please ask again, or in smaller parts.",
        outcome=Outcome.FAILED,
        visibility=Visibility.PRIVATE,
    )
