"""`python -m tests.measure.reload_time HOME`: how long a reload through chat takes on a full base after one quarterly file changed.

HOME is a CODERLY_HOME with the full knowledge base and the folder of files that it was built from; nothing in it is changed. From `/kb reload` in Slack
until the dry run asks, and from Publish until it is said, over the wire as a person sees it.
"""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1] / folder) for folder in ("fakes", "slack")]

from slack_desk import Desk, desk_at  # noqa: E402
from slack_server import Posted, SlackServer  # noqa: E402

from adapters.messaging.edge import Timing  # noqa: E402
from tests.measure import full_set  # noqa: E402
from tests.measure.bases import HOME, say  # noqa: E402

DIRECT, ANN = "DUANN", "UANN"
_PATIENCE = 1_800.0
_CHANGED = {**full_set.QUARTERLY, "relative values (PPRRVU)": "*PPRRVU*"}


async def measure(home: Path) -> None:
    """Print a line for each kind of quarterly file."""
    HOME.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=HOME) as name:
        own = Path(name) / "home"
        say("a copy by links ...")
        shutil.copytree(home / "knowledge", own / "knowledge", copy_function=os.link)
        shutil.copytree(home / "sources", own / "sources", symlinks=True)
        async with SlackServer() as slack, desk_at(own, Path(name), slack, timing=Timing(live_every=0.2), admins=(f"slack:T1:{ANN}",)) as desk:
            say("a reload of what is there already ...")
            await _timed(desk, "nothing changed", publish=False)
            for what, pattern in _CHANGED.items():
                if full_set.revise(own / "sources", pattern):
                    say(f"another edition of {what} ...")
                    await _timed(desk, what, publish=True)
            print(f"refused by Slack: {slack.refused or 'none'}")


async def _timed(desk: Desk, what: str, *, publish: bool) -> None:
    slack, ann = desk.slack, desk.slack.person(ANN)
    seen, started = len(slack.shown(DIRECT, ANN)), time.monotonic()
    await ann.slash("/kb reload measured", DIRECT)

    def done() -> Posted | None:
        return next((m for m in slack.shown(DIRECT, ANN)[seen:] if "is running" not in m.text), None)

    card = await slack.until(done, _PATIENCE)
    until_asked = time.monotonic() - started
    await desk.idle()
    said = card.text.splitlines()[1] if "\n" in card.text else card.text
    print(f"{what:52} {until_asked:6.1f} s until the dry run asks (load {os.getloadavg()[0]:.1f}): {said[:110]}", flush=True)
    label = next((label for label in card.labels if "ublish" in label), "")
    if publish and label:
        started, before = time.monotonic(), len(slack.shown(DIRECT, ANN))
        await ann.presses(card, label)
        await slack.until(lambda: len(slack.shown(DIRECT, ANN)) > before, _PATIENCE)
        print(f"{'':52} {time.monotonic() - started:6.1f} s from Publish until it is said", flush=True)
        await desk.idle()


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    asyncio.run(measure(Path(sys.argv[1]).resolve()))
