"""The adapter in a process of its own, which a test may kill: `python slack_process.py HOME STATE API_URL PORT LOG`."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "fakes")]

from slack_desk import SOON, settings_for  # noqa: E402

from adapters.messaging.edge import Timing  # noqa: E402
from adapters.messaging.loop import run_serving  # noqa: E402
from adapters.slack import create_slack_app  # noqa: E402
from adapters.slack.run import serve  # noqa: E402
from bot.app import create_app  # noqa: E402
from bot.logs import configure  # noqa: E402

SILENT_FOR = 1.0
"""Seconds after which work of a process that died is taken over; whoever is alive touches its work every fifth of that."""


async def main(home: str, state: str, api_url: str, port: str, log: str) -> None:
    configure("WARNING", Path(log))
    slack = SimpleNamespace(api_url=api_url)
    settings = settings_for(Path(home), Path(state), slack, slack={"port": int(port)})  # type: ignore[arg-type]
    async with create_app(settings) as app:
        await serve(app, create_slack_app(app, Timing(sweep=SILENT_FOR / 5, silent_for=SILENT_FOR), SOON))


if __name__ == "__main__":
    run_serving(main(*sys.argv[1:]))
