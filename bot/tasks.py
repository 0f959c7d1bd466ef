"""Tasks that somebody holds: the loop itself drops a task that nobody refers to, and nobody would wait for it at the end."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

T = TypeVar("T")
_LAST_WORDS = 1.0
"""Seconds that a task which was stopped gets to put things away."""


class Tasks:
    """A set of running tasks, each in it until it ends."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[Any]] = set()

    def start(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Run work in a task."""
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    @contextmanager
    def holding(self) -> Iterator[None]:
        """The current task, which somebody else started, is one of the set meanwhile."""
        task = asyncio.current_task()
        held = task is not None and task not in self._running
        if task is not None:
            self._running.add(task)
        try:
            yield
        finally:
            if held and task is not None:
                self._running.discard(task)

    async def idle(self) -> None:
        """Wait until none runs."""
        while self._running:
            await asyncio.wait(set(self._running))

    async def drain(self, seconds: float) -> int:
        """Let running tasks, and those they start, end for some seconds, then stop the rest. How many were stopped."""
        ends = time.monotonic() + seconds
        while self._running and (left_for := ends - time.monotonic()) > 0:
            await asyncio.wait(set(self._running), timeout=left_for)
        left = set(self._running)
        for task in left:
            task.cancel()
        if left:
            await asyncio.wait(left, timeout=_LAST_WORDS)
        return len(left)
