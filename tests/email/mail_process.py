"""The adapter in a process of its own, which a test may kill: `python mail_process.py HOME STATE IMAP_PORT SMTP_PORT LOG`."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "fakes")]

from mail_desk import SOON, settings_for  # noqa: E402
from mail_servers import MailServer  # noqa: E402

from adapters.email.edge import Edge  # noqa: E402
from adapters.email.run import serve  # noqa: E402
from adapters.email.watcher import Clocks  # noqa: E402
from adapters.messaging.edge import Timing  # noqa: E402
from bot.app import create_app  # noqa: E402
from bot.logs import configure  # noqa: E402

SILENT_FOR = 2.0
"""Seconds after which mail of a process that died is taken over; whoever is alive touches its work every fifth of that."""


async def main(home: str, state: str, imap: str, smtp: str, log: str) -> None:
    configure("WARNING", Path(log))
    settings = settings_for(Path(home), Path(state), MailServer(int(imap), int(smtp)), email={"per_sender": 10_000})
    async with create_app(settings) as app:
        edge = Edge(app, Timing(sweep=SILENT_FOR / 5, silent_for=SILENT_FOR), SOON, later=0.2)
        await serve(app, edge=edge, clocks=Clocks(pauses=(0.1,), look_again=1.0))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
