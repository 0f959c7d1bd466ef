"""The edge: accepts each delivery once, keeps it until it is answered, answers it in tasks of its own, and ends in order.

What was accepted is in the store's inbox before Slack is told "received". If the process dies, any process that
shares the store takes the work over; the answer can show twice only if it died between Slack's acceptance and our
record of it, and that is counted.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
import time
from collections import Counter
from collections.abc import Awaitable, Coroutine, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.delivery import Delivery
from adapters.slack.errors import Revoked, Undeliverable
from adapters.slack.job import Job, Way, job_of
from adapters.slack.progress import Progress
from bot.app import App
from bot.logs import place as code_place
from bot.privacy import gate
from bot.store import StoreError
from bot.turns import Notice, Outcome, Reply, Visibility

_log = logging.getLogger(__name__)


class Workspaces(Protocol):
    """Where Coderly is installed."""

    async def client(self, team: str, enterprise: str) -> AsyncWebClient | None:
        """A client that may speak there, `None` if Coderly is not installed there any more."""
        ...

    async def forget(self, team: str, enterprise: str) -> None:
        """The workspace took our token away: delete it."""
        ...


GIVE_UP = 3
"""Processes that may die over one piece of work before the person is told to ask again."""


@dataclass(frozen=True, slots=True)
class Timing:
    """Clocks of the edge, in seconds. Tests turn them faster."""

    sweep: float = 30.0
    silent_for: float = 150.0
    """Work untouched for so long is taken over: longer than a turn's deadline and its delivery together."""
    kept: float = 86_400.0
    """Finished work keeps its claim for so long; Slack retries for minutes."""
    acks_first: float = 1.0
    """How long work waits, at most, for deliveries that are not acknowledged yet."""


class Edge:
    """See the module. `counts` are for the log and for tests: accepted, repeated, taken_over, maybe_twice, undelivered."""

    def __init__(self, app: App, delivery: Delivery, workspaces: Workspaces, timing: Timing | None = None) -> None:
        self.app = app
        self.delivery = delivery
        self.counts: Counter[str] = Counter()
        self.timing = timing or Timing()
        self._workspaces = workspaces
        self._tasks: set[asyncio.Task[None]] = set()
        self._sweeper: asyncio.Task[None] | None = None
        self._mine: set[str] = set()
        self._arriving = 0
        self._settled = asyncio.Event()
        self._settled.set()
        self.draining = False

    def arrives(self) -> None:
        """A delivery is being read; until `acknowledged`, work that could wait does."""
        self._arriving += 1
        self._settled.clear()

    def acknowledged(self) -> None:
        """A delivery has its answer to Slack."""
        self._arriving -= 1
        if self._arriving <= 0:
            self._settled.set()

    async def accept(self, job: Job) -> bool:
        """Keep the job; `False` if it was accepted before. Raises `StoreError` if it cannot be kept."""
        kept = gate(job.turn.text, self.app.settings.phi.slack).text
        fresh = await self.app.store.inbox.receive(job.key, job.payload(kept))
        self.counts["accepted" if fresh else "repeated"] += 1
        return fresh

    def start(self, job: Job, client: AsyncWebClient) -> None:
        """Answer an accepted job in a task of the edge's own."""
        self._mine.add(job.key)
        self.spawn(self._work(job, client))

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Run work with a strong reference; what it raises is logged with its place."""
        task = asyncio.create_task(self._guarded(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def begin(self) -> None:
        """Start looking for work that another process left behind."""
        if self._sweeper is None:
            self._sweeper = asyncio.create_task(self._sweep())

    async def drain(self, seconds: float) -> int:
        """Take nothing new, let answers go out for some seconds, stop the rest: it is in the inbox. How many were stopped."""
        self.draining = True
        if self._sweeper is not None:
            self._sweeper.cancel()
            await asyncio.gather(self._sweeper, return_exceptions=True)
            self._sweeper = None
        if not self._tasks:
            return 0
        _, left = await asyncio.wait(set(self._tasks), timeout=seconds)
        for task in left:
            task.cancel()
        if left:
            await asyncio.wait(left, timeout=1.0)
        return len(left)

    async def idle(self) -> None:
        """Wait until nothing is being answered."""
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    async def _work(self, job: Job, client: AsyncWebClient) -> None:
        try:
            await self._answer(job, client)
        finally:
            self._mine.discard(job.key)

    async def _answer(self, job: Job, client: AsyncWebClient) -> None:
        if self._arriving:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._settled.wait(), self.timing.acks_first)
        progress = Progress(client, job.place) if job.place.way is Way.THREAD and job.place.thread_ts else None
        if progress is not None:
            progress.begin()
        replaces = ""
        try:
            streams = progress is not None and bool(self.app.settings.llm)
            reply = await self.app.answer(job.turn, progress.sentence if progress and streams else None)
        finally:
            if progress is not None:
                replaces = await progress.finish()
        if self.draining and reply.outcome is Outcome.FAILED and not reply.answer_id:
            return  # stopped by the end of the process: the inbox has it
        if job.place.quiet and reply.outcome is Outcome.UNCLEAR:
            await self._record(self.app.store.inbox.done(job.key))
            return
        await self._hand_over(job, client, reply, replaces)

    async def _hand_over(self, job: Job, client: AsyncWebClient, reply: Reply, replaces: str = "") -> None:
        await self._record(self.app.store.inbox.delivering(job.key))
        try:
            await self.delivery.deliver(client, job.place, reply, replaces)
        except Revoked as error:
            self.counts["revoked"] += 1
            _log.warning("revoked", extra={"team": job.place.team, "error": error.code})
            await self._record(self._workspaces.forget(job.place.team, job.place.enterprise))
        except Undeliverable as error:
            self.counts["undelivered"] += 1
            _log.error(
                "undelivered", extra={"team": job.place.team, "channel": job.place.channel, "error": error.code, "answer": reply.answer_id}
            )
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

    async def _sweep(self) -> None:
        pruned = 0.0
        while True:
            try:
                await self.app.store.inbox.touch(self._mine)
                await self.take_over()
                if time.monotonic() - pruned > 3600:
                    pruned = time.monotonic()
                    await self.app.store.inbox.prune(timedelta(seconds=self.timing.kept))
            except StoreError as error:
                _log.error("sweep_failed", extra=dict(code_place(error)))
            await asyncio.sleep(self.timing.sweep)

    async def take_over(self) -> None:
        """Answer what a process that died, or this one before its restart, had accepted."""
        for waiting in await self.app.store.inbox.take_over("slack:", timedelta(seconds=self.timing.silent_for)):
            self.counts["taken_over"] += 1
            self.counts["maybe_twice"] += waiting.maybe_delivered
            _log.warning("taken_over", extra={"attempts": waiting.attempts, "maybe_twice": waiting.maybe_delivered})
            job = _readable(waiting.key, waiting.payload)
            client = await self._workspaces.client(job.place.team, job.place.enterprise) if job else None
            if job is None or client is None:
                await self.app.store.inbox.done(waiting.key)
            elif waiting.attempts > GIVE_UP:
                self.spawn(self._hand_over(job, client, _asked_in_vain()))
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


def _readable(key: str, payload: Mapping[str, Any]) -> Job | None:
    try:
        return job_of(key, payload)
    except (ValueError, KeyError, TypeError):
        return None
