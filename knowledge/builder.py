"""Starts a build in a child process and follows it.

The child writes its events to a file instead of a pipe: it goes on when whoever started it goes away, and any
process can look at how far it is.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knowledge.errors import KnowledgeError
from knowledge.lock import held
from knowledge.order import Order

EVENTS = "build.events"
_POLL_SECONDS = 0.1
_LITTLE_BYTES = 1_000_000
"""With less than this even the events of a build cannot be written."""


@dataclass(frozen=True, slots=True)
class Underway:
    """A build that runs now, in whatever process: since when (seconds since 1970), what it does and how much of that is done."""

    since: float
    what: str = ""
    part: float = 0.0


def underway(root: Path) -> Underway | None:
    """The build that runs now on this knowledge directory; None if none does."""
    if not held(root):
        return None
    files = sorted(root.glob(f"{EVENTS}.*"), key=lambda file: file.name)
    if not files:
        return Underway(time.time())
    since = int(files[-1].name.rpartition(".")[2]) / 1e9
    try:
        lines = files[-1].read_text(encoding="utf-8").splitlines()
    except OSError:
        return Underway(since)
    for line in reversed(lines):
        try:
            event = json.loads(line)
        except ValueError:
            continue
        if event.get("event") == "progress":
            return Underway(since, str(event["what"]), float(event["part"]))
    return Underway(since)


class RunningBuild:
    """A build that was started. `events` yields what happens until it ends."""

    def __init__(self, order: Order) -> None:
        root = Path(order.root)
        self.stopped = False
        self._file = root / f"{EVENTS}.{time.time_ns()}"
        try:
            root.mkdir(parents=True, exist_ok=True)
            out = self._file.open("w", encoding="utf-8")
        except OSError as error:
            raise KnowledgeError(
                f"A build cannot write to {root} ({error.strerror}).", "Free some space, mend its permissions or set CODERLY_HOME."
            ) from error
        with out:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "knowledge.build"],
                stdin=subprocess.PIPE,
                stdout=out,
                stderr=subprocess.DEVNULL,
                text=True,
                start_new_session=True,
            )
        assert self._process.stdin is not None  # noqa: S101 - asked for a pipe
        self._process.stdin.write(order.encoded())
        self._process.stdin.close()

    @property
    def pid(self) -> int:
        """The child's process id."""
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether the child still works."""
        return self._process.poll() is None

    def events(self) -> Iterator[dict[str, Any]]:
        """Every event in order; blocks until the next one. A child that dies without a word yields an error."""
        for event in self.told():
            if event is None:
                time.sleep(_POLL_SECONDS)
            else:
                yield event

    async def followed(self) -> AsyncIterator[dict[str, Any]]:
        """`events` for whoever may not block."""
        for event in self.told():
            if event is None:
                await asyncio.sleep(_POLL_SECONDS)
            else:
                yield event

    def told(self) -> Iterator[dict[str, Any] | None]:
        """Every event in order, `None` where there is none yet."""
        ended = False
        with self._file.open(encoding="utf-8") as lines:
            pending = ""
            while True:
                running = self.running  # asked before reading: what it wrote last is read before it counts as gone
                piece = lines.readline()
                pending += piece
                if pending.endswith("\n"):
                    event: dict[str, Any] = json.loads(pending)
                    pending = ""
                    if event["event"] in ("done", "error"):  # the last one: whoever reads may stop here
                        ended = True
                        self._process.wait()
                        self._file.unlink(missing_ok=True)
                    yield event
                elif not running and not piece:
                    break
                elif not piece:
                    yield None
        self._file.unlink(missing_ok=True)
        if not ended:
            yield {"event": "error", "message": self._obituary()}

    def stop(self) -> None:
        """End the child and what it started. What it was writing is swept by the next build."""
        self.stopped = True
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGTERM)

    def _obituary(self) -> str:
        what = f"The build process ended unexpectedly (status {self._process.returncode})"
        if shutil.disk_usage(self._file.parent).free < _LITTLE_BYTES:
            return f"{what}: the disk is full. Free some space, then run: coderly kb build"
        return f"{what}. Run: coderly kb build"

    def wait(self) -> None:
        """Read events to the end. Raises `KnowledgeError` if the build failed."""
        for event in self.events():
            if event["event"] == "error":
                raise KnowledgeError(event["message"])
