"""The process is killed while it answers, and started again: every event is answered, and what shows twice is counted."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from slack_server import SlackServer

PATIENCE = 180
"""Seconds until a process counts as hanging on a busy machine."""
EVENTS = 12
CODES = ("E11.9", "I10", "R07.9", "E11.65")


@dataclass
class Killable:
    """The adapter in a process of its own; it always listens on the same port, as behind a proxy."""

    slack: SlackServer
    home: Path
    state: Path
    port: int
    process: asyncio.subprocess.Process | None = None
    starts: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def logged(self) -> list[dict[str, Any]]:
        """What all processes wrote into their logs."""
        return [json.loads(line) for log in self.state.glob("log.*") for line in log.read_text(encoding="utf-8").splitlines()]

    async def start(self) -> None:
        self.starts += 1
        script, log = Path(__file__).with_name("slack_process.py"), self.state / f"log.{self.starts}"
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, script, self.home, self.state, self.slack.api_url, str(self.port), log, env=environment
        )
        async with aiohttp.ClientSession() as session, asyncio.timeout(PATIENCE):
            while True:
                assert self.process.returncode is None, "it did not start"
                with contextlib.suppress(aiohttp.ClientError):
                    async with session.get(f"{self.url}/healthz") as response:
                        if response.status == 200:
                            return
                await asyncio.sleep(0.05)

    def kill(self) -> None:
        assert self.process is not None
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(signal.SIGKILL)

    async def again(self) -> None:
        """Wait for its death, then start the next."""
        assert self.process is not None
        await self.process.wait()
        await self.start()


@asynccontextmanager
async def killable(slack: SlackServer, home: Path, state: Path) -> AsyncIterator[Killable]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    adapter = Killable(slack, home, state, port)
    slack.deliver_to = f"{adapter.url}/slack/events"
    slack.retry_after = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0)  # type: ignore[assignment] - Slack's are minutes
    try:
        await adapter.start()
        yield adapter
    finally:
        adapter.kill()
        if adapter.process is not None:
            await adapter.process.wait()


def answers(slack: SlackServer, roots: list[str]) -> Counter[str]:
    """How many cards stand in each thread."""
    return Counter(m.thread_ts for m in slack.messages if m.by == "bot" and m.thread_ts in roots)


@pytest.mark.parametrize(
    "killed_at",
    [(0,), (2, 5)],
    ids=["once something is accepted", "twice, after Slack took an answer and before that is recorded"],
)
async def test_no_event_is_lost_and_what_shows_twice_is_counted(
    small_home: Path, tmp_path: Path, slack: SlackServer, killed_at: tuple[int, ...]
) -> None:
    async with killable(slack, small_home, tmp_path) as adapter:
        moments, died = list(killed_at), asyncio.Event()

        def posted(method: str) -> None:
            """Slack has taken the message; in the window its answer is still on the way."""
            if method == "chat.postMessage" and moments and slack.counts[method] >= moments[0] > 0:
                moments.pop(0)
                adapter.kill()
                died.set()

        slack.on_call = posted
        people = [slack.person(f"U{n}") for n in range(EVENTS)]
        sent = [asyncio.create_task(person.mentions(CODES[n % len(CODES)])) for n, person in enumerate(people)]
        for moment in killed_at:
            if moment == 0:
                await slack.until(lambda: any(task.done() for task in sent), PATIENCE)
                adapter.kill()
            else:
                await asyncio.wait_for(died.wait(), PATIENCE)
                died.clear()
            await adapter.again()
        roots = await asyncio.gather(*sent)
        await slack.until(lambda: len(answers(slack, roots)) == EVENTS, PATIENCE)
        await asyncio.sleep(2.0)  # what would come twice has come by then
        twice = sum(count - 1 for count in answers(slack, roots).values())
        taken = [line for line in adapter.logged() if line["event"] == "taken_over"]
        counted = sum(line["maybe_twice"] for line in taken)
        assert twice <= counted
        assert taken, "something was left behind and taken over"
