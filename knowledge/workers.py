"""A build's other processes: reading a file and making an index each keep one core busy, and most machines have two.

Python's own pools do not say when a worker was killed, or cannot be stopped in the middle of a job; both matter here.
A worker ends with the build, however that ends: it is told by the kernel, or finds nobody at the other end of its pipe.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Self

from knowledge.errors import KnowledgeError
from knowledge.sources.base import Progress
from knowledge.told import Told

MOST = 2
"""Memory: each index that is made takes some hundred megabytes, and a build should fit beside what serves."""
_PARENT_DIED = 1
"""`PR_SET_PDEATHSIG` of Linux's prctl(2)."""

Job = Callable[..., object]
"""A function of a module (it is named to the other process): progress and arguments → result."""


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    pipe: Connection
    task: int | None = None


class Workers:
    """At most so many processes, started when there is something to do and kept for the next jobs."""

    def __init__(self, told: Told, most: int = MOST) -> None:
        self._told = told
        self._most = min(most, os.cpu_count() or 1)
        self._workers: list[_Worker] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            worker.process.kill()
            worker.process.join()
            worker.pipe.close()
        self._workers.clear()

    @property
    def several(self) -> bool:
        """Whether jobs can run side by side."""
        return self._most > 1

    def run(self, job: Job, tasks: Sequence[tuple[Any, ...]]) -> Iterator[tuple[int, object]]:
        """Do a job once with each of these arguments; gives (position of the task, result) as they end.

        A `KnowledgeError` of a job is its result. Raises `KnowledgeError` if a process was killed.
        """
        waiting = list(range(len(tasks)))[::-1]
        while len(self._workers) < min(self._most, len(tasks)):
            self._workers.append(_started())
        while waiting or any(worker.task is not None for worker in self._workers):
            for worker in self._workers:
                if worker.task is None and waiting:
                    worker.task = waiting.pop()
                    worker.pipe.send((job, tasks[worker.task]))
            busy = {worker.pipe: worker for worker in self._workers if worker.task is not None}
            for pipe in wait(list(busy)):
                worker = busy[pipe]  # type: ignore[index]
                kind, value = _said(worker)
                if kind == "progress":
                    self._told.progress(*value)
                else:
                    task, worker.task = worker.task, None
                    assert task is not None  # noqa: S101 - it was busy
                    yield task, value


def _said(worker: _Worker) -> tuple[str, Any]:
    try:
        message: tuple[str, Any] = worker.pipe.recv()
    except (EOFError, OSError) as error:
        worker.process.join()
        raise KnowledgeError(
            f"A process of the build ended unexpectedly (status {worker.process.exitcode}), perhaps for want of memory.",
            "Run: coderly kb build",
        ) from error
    if message[0] == "broken":
        raise RuntimeError(message[1])
    return message


def _started() -> _Worker:
    context = multiprocessing.get_context("spawn")  # a fork would inherit the lock and the threads of what is loaded
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs, os.getpid()), daemon=True)
    process.start()
    theirs.close()
    return _Worker(process, ours)


def _work(pipe: Connection, parent: int) -> None:
    """The life of a worker."""
    _end_with(parent)

    def progress(what: str, part: float) -> None:
        pipe.send(("progress", (what, part)))

    with suppress(EOFError, BrokenPipeError, ConnectionResetError):  # nobody waits any more
        while True:
            job, arguments = pipe.recv()
            pipe.send(_outcome(job, progress, arguments))


def _outcome(job: Job, progress: Progress, arguments: tuple[Any, ...]) -> tuple[str, object]:
    try:
        return "done", job(progress, *arguments)
    except KnowledgeError as error:
        return "done", error
    except (BrokenPipeError, ConnectionResetError):
        raise
    except Exception as error:  # noqa: BLE001 - the build says what its other process could not
        return "broken", f"{type(error).__name__}: {error}"


def _end_with(parent: int) -> None:
    """Be killed when the parent is. Elsewhere than on Linux the next word to it fails, which comes to the same a little later."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PARENT_DIED, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
