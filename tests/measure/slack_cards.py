"""The payloads behind the pictures in docs/: `python -m tests.measure.slack_cards HOME OUT` asks a whole assistant over the wire.

HOME is a CODERLY_HOME with a full knowledge base; OUT gets one `{"text": …, "blocks": […]}` file a card, to be drawn by
any renderer of Block Kit in a browser.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1] / folder) for folder in ("fakes", "slack")]

from slack_desk import desk_at  # noqa: E402
from slack_server import SlackServer  # noqa: E402

CARDS = {
    "code": "/code E11.9",
    "procedure": "/code 27257",
    "check": "/check 45385, 45380, 99213-25; dx Z12.11; dos 2026-05-05; state CA",
    "ncci": "/coderly ncci 45385 45380 dos 2026-05-05",
    "fee": "/coderly fee 99213 state CA dos 2026-05-05",
    "ask": "/ask When is modifier 25 right?",
    "search": "/coderly search type 2 diabetes with neuropathy",
    "help": "/coderly help",
}


async def write(home: Path, out: Path) -> None:
    """Ask everything in `CARDS` and write the payloads that were accepted."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as state:
        async with SlackServer() as slack, desk_at(home, Path(state), slack) as desk:
            for name, line in CARDS.items():
                before = len(slack.messages)
                await slack.person("UANN").slash(line)
                await desk.idle()
                for number, card in enumerate(slack.messages[before:]):
                    file = out / f"{name}{number or ''}.json"
                    file.write_text(json.dumps({"text": card.text, "blocks": card.blocks}, ensure_ascii=False, indent=1), encoding="utf-8")
            print(f"{len(slack.messages)} messages, refused: {slack.refused or 'none'}")


if __name__ == "__main__":
    asyncio.run(write(Path(sys.argv[1]).resolve(), Path(sys.argv[2])))
