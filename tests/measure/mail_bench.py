"""`python -m tests.measure.mail_bench HOME [MAILS]`: question to threaded reply on loopback, and a burst with the process killed twice.

pymap and aiosmtpd are the mail servers, on this machine. Nothing here passes or fails.
"""

from __future__ import annotations

import asyncio
import logging
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1] / folder) for folder in ("fakes", "email")]

from mail_burst import CODES, Burst  # noqa: E402
from mail_desk import desk_at, mail  # noqa: E402
from mail_servers import MailServer, mail_server  # noqa: E402

ONE_BY_ONE = 40


def main() -> None:
    """Print the figures."""
    home, count = Path(sys.argv[1]).resolve(), int(sys.argv[2]) if len(sys.argv) > 2 else 1_000
    logging.disable(logging.CRITICAL)
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Python {sys.version.split()[0]}")
    with tempfile.TemporaryDirectory() as folder, mail_server(Path(folder)) as server:
        server.begin()
        asyncio.run(_one_by_one(home, Path(folder), server))
        server.begin()
        asyncio.run(_burst(home, Path(tempfile.mkdtemp(dir=folder)), server, count))


async def _one_by_one(home: Path, state: Path, server: MailServer) -> None:
    async with desk_at(home, state, server, email={"per_sender": 10_000, "per_thread": 10_000}) as desk:
        took = []
        for number in range(ONE_BY_ONE + 3):
            asked = mail(CODES[number % len(CODES)], f"Question {number}")
            began = time.perf_counter()
            await desk.answered(asked)
            took.append(time.perf_counter() - began)
    took = sorted(took[3:])
    print(
        f"question to threaded reply, one by one: p50 {statistics.median(took):.2f} s   p95 {took[int(len(took) * 0.95) - 1]:.2f} s   worst {took[-1]:.2f} s"
    )


async def _burst(home: Path, state: Path, server: MailServer, count: int) -> None:
    burst = Burst(server, home, state)
    try:
        seconds = await burst.run(count, kill_at=(count // 4, count // 2), seconds=1_800)
    finally:
        await burst.end()
    print(
        f"{count} mails waiting at the start, the process killed {burst.kills} times as the server took an answer: "
        f"all filed after {seconds:.0f} s ({count / seconds:.0f} a second)"
    )
    print(
        f"lost {burst.lost}, answered twice {burst.twice}, of which the log counted {burst.counted}; left in the inbox {server.count('INBOX')}"
    )


if __name__ == "__main__":
    main()
