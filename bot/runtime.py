"""Turns at work: in order within a thread, bounded over all, with a deadline, a cancel and a drain."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.tasks import Tasks

T = TypeVar("T")


class Draining(Exception):
    """The process is shutting down and takes no new turns."""


class Cancelled(Exception):
    """The turn was stopped by its person."""


class Runtime:
    """`submit` runs one piece of work for a thread after the work submitted before it for the same thread."""

    def __init__(self, workers: int, deadline: float) -> None:
        self._slots = asyncio.Semaphore(workers)
        self._deadline = deadline
        self._last: dict[str, asyncio.Future[None]] = {}
        self._running: dict[str, asyncio.Task[object]] = {}
        self._tasks = Tasks()
        self._draining = False

    async def submit(self, thread: str, work: Callable[[], Awaitable[T]]) -> T:
        """Run `work` in its turn. Raises `TimeoutError` after the deadline, `Cancelled`, or `Draining`."""
        if self._draining:
            raise Draining
        before = self._last.get(thread)
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._last[thread] = done
        task = self._tasks.start(self._run(thread, before, work))
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            if task.cancelled():
                raise Cancelled from None
            task.cancel()  # the caller went away
            raise
        finally:
            if not done.done():
                done.set_result(None)
            if self._last.get(thread) is done:
                del self._last[thread]

    async def _run(self, thread: str, before: asyncio.Future[None] | None, work: Callable[[], Awaitable[T]]) -> T:
        if before is not None:
            await asyncio.shield(before)
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - always inside a task
        async with self._slots:
            self._running[thread] = task
            try:
                async with asyncio.timeout(self._deadline):
                    return await work()
            finally:
                if self._running.get(thread) is task:
                    del self._running[thread]

    def cancel(self, thread: str) -> bool:
        """Stop what runs for a thread. False if nothing did."""
        task = self._running.get(thread)
        return task.cancel() if task is not None else False

    async def drain(self, seconds: float) -> int:
        """Take nothing new, let running turns end for some seconds, then stop them. Gives how many were stopped."""
        self._draining = True
        return await self._tasks.drain(seconds)
