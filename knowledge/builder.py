"""Starts a build in a child process and follows it.

The child writes its events to a file instead of a pipe: it goes on when whoever started it goes away, and any
process can look at how far it is.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from knowledge.build import Order
from knowledge.errors import KnowledgeError

EVENTS = "build.events"
_POLL_SECONDS = 0.1


class RunningBuild:
    """A build that was started. `events` yields what happens until it ends."""

    def __init__(self, order: Order) -> None:
        root = Path(order.root)
        root.mkdir(parents=True, exist_ok=True)
        self._file = root / f"{EVENTS}.{time.time_ns()}"
        with self._file.open("w", encoding="utf-8") as out:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "knowledge.build"],
                stdin=subprocess.PIPE,
                stdout=out,
                stderr=subprocess.DEVNULL,
                text=True,
                start_new_session=True,
            )
        assert self._process.stdin is not None  # noqa: S101 - asked for a pipe
        self._process.stdin.write(json.dumps(asdict(order)))
        self._process.stdin.close()

    @property
    def running(self) -> bool:
        """Whether the child still works."""
        return self._process.poll() is None

    def events(self) -> Iterator[dict[str, Any]]:
        """Every event in order; blocks until the next one. A child that dies without a word yields an error."""
        ended = False
        with self._file.open(encoding="utf-8") as lines:
            pending = ""
            while True:
                piece = lines.readline()
                pending += piece
                if pending.endswith("\n"):
                    event: dict[str, Any] = json.loads(pending)
                    pending = ""
                    ended = ended or event["event"] in ("done", "error")
                    yield event
                elif not self.running and not piece:
                    break
                elif not piece:
                    time.sleep(_POLL_SECONDS)
        self._file.unlink(missing_ok=True)
        if not ended:
            yield {
                "event": "error",
                "message": f"The build process ended unexpectedly (status {self._process.returncode}). Run: coderly kb build",
            }

    def wait(self) -> None:
        """Read events to the end. Raises `KnowledgeError` if the build failed."""
        for event in self.events():
            if event["event"] == "error":
                raise KnowledgeError(event["message"])
