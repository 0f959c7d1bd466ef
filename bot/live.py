"""Replies that change while something long goes on: a build, a download.

A skill begins the work and answers at once with a reply that carries its id (`Reply.live`); the adapter shows it and then
lets each reply that `follow` gives take its place, at its own pace: what came meanwhile is skipped, the last one never.
The work belongs to the process, not to who looks: it goes on when nobody follows.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace

from bot.tasks import Tasks
from bot.turns import Reply

Show = Callable[[Reply], None]
"""Takes what is to be seen now."""
Work = Callable[[Show], Awaitable[Reply]]
"""Something long; gives the last reply."""
_KEPT = 200
"""Works whose last reply can still be had."""


@dataclass
class _Running:
    latest: Reply
    done: bool = False
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def show(self, reply: Reply) -> None:
        """For the time being."""
        self._change(replace(reply, live=self.latest.live))

    def end(self, reply: Reply) -> None:
        """For good."""
        self.done = True
        self._change(replace(reply, live=""))

    def _change(self, reply: Reply) -> None:
        self.latest = reply
        self.changed.set()
        self.changed = asyncio.Event()


class LiveReplies:
    """All long works of this process. `fault` says what a person is told of one that raised."""

    def __init__(self, fault: Callable[[Exception], Reply]) -> None:
        self._fault = fault
        self._works: OrderedDict[str, _Running] = OrderedDict()
        self._tasks = Tasks()

    def begin(self, first: Reply, work: Work) -> Reply:
        """Start the work; gives `first` with the id under which it can be followed."""
        identity = secrets.token_hex(8)
        running = self._works[identity] = _Running(replace(first, live=identity))
        while len(self._works) > _KEPT:
            self._works.popitem(last=False)
        self._tasks.start(self._run(running, work))
        return running.latest

    async def follow(self, identity: str) -> AsyncIterator[Reply]:
        """What is to be seen in place of the reply, as it changes, up to the last; nothing for an id that is not known any more."""
        running = self._works.get(identity)
        shown = None
        while running is not None:
            changed, latest, done = running.changed, running.latest, running.done
            if latest is not shown:
                shown = latest
                yield latest
            if done:
                return
            if running.latest is latest:
                await changed.wait()

    async def close(self) -> None:
        """Stop looking after the works; processes that they started go on."""
        await self._tasks.drain(0)

    async def _run(self, running: _Running, work: Work) -> None:
        try:
            last = await work(running.show)
        except Exception as error:  # noqa: BLE001 - the edge of the work: whoever follows is told
            last = self._fault(error)
        running.end(last)
