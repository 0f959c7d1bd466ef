"""Tasks that somebody holds: the loop itself drops a task that nobody refers to, and nobody would wait for it at the end."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
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

    async def idle(self) -> None:
        """Wait until none runs."""
        while self._running:
            await asyncio.wait(set(self._running))

    async def drain(self, seconds: float) -> int:
        """Let running tasks end for some seconds, then stop the rest. How many were stopped."""
        if not self._running:
            return 0
        _, left = await asyncio.wait(set(self._running), timeout=seconds)
        for task in left:
            task.cancel()
        if left:
            await asyncio.wait(left, timeout=_LAST_WORDS)
        return len(left)
