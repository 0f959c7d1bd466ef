"""Many mails at once for an adapter that is killed while it answers them: what was lost, what came twice, what was counted."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from mail_desk import mail
from mail_servers import MailServer

CODES = ("E11.9", "I10", "R07.9", "E11.65")
SENDERS = 40


@dataclass
class Burst:
    """The adapter in a process of its own, and the mails for it. `twice`: answers beyond the first; `counted`: those that a log told of."""

    server: MailServer
    home: Path
    state: Path
    mails: list[EmailMessage] = field(default_factory=list)
    starts: int = 0
    kills: int = 0
    process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        self.starts += 1
        script, log = Path(__file__).with_name("mail_process.py"), self.state / f"log.{self.starts}"
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, str(script), str(self.home), str(self.state), str(self.server.imap_port), str(self.server.smtp_port), str(log),
            env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip

    async def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        if self.process is not None and self.process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self.process.send_signal(how)
        if self.process is not None:
            await self.process.wait()

    def kill(self) -> None:
        """At this very moment."""
        assert self.process is not None
        self.kills += 1
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(signal.SIGKILL)

    async def run(self, count: int, kill_at: Sequence[int], seconds: float) -> float:
        """Send so many mails, kill the process when it has sent so many answers, wait until all are filed. The seconds it took."""
        moments, died = list(kill_at), asyncio.Event()
        loop = asyncio.get_running_loop()

        def accepted(_: EmailMessage) -> None:
            """The server has taken the answer; its word for it is still on the way to the adapter."""
            if moments and len(self.server.mails) >= moments[0]:
                moments.pop(0)
                self.kill()
                loop.call_soon_threadsafe(died.set)

        self.server.after = accepted
        self.mails = [mail(CODES[n % len(CODES)], f"Question {n}", sender=f"p{n % SENDERS}@clinic.example") for n in range(count)]
        await asyncio.to_thread(lambda: [self.server.arrives(one) for one in self.mails])
        began = time.monotonic()
        await self.start()
        for _ in kill_at:
            async with asyncio.timeout(seconds):
                await died.wait()
            died.clear()
            await self.end(signal.SIGKILL)
            await self.start()
        await self.server.until(lambda: self.server.count("Processed") >= count, seconds)
        return time.monotonic() - began

    @property
    def answers(self) -> Counter[str]:
        """How many answers each mail got."""
        return Counter(str(answer["In-Reply-To"]) for answer in self.server.mails)

    @property
    def lost(self) -> int:
        return sum(1 for one in self.mails if not self.answers[str(one["Message-ID"])])

    @property
    def twice(self) -> int:
        return sum(count - 1 for count in self.answers.values())

    @property
    def counted(self) -> int:
        """How often the logs say that an answer may have come twice."""
        return sum(bool(line.get("maybe_twice")) for line in self._logged())

    def _logged(self) -> list[dict[str, Any]]:
        return [json.loads(line) for log in self.state.glob("log.*") for line in log.read_text(encoding="utf-8").splitlines()]
