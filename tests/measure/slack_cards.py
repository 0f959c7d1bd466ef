"""The payloads behind the pictures in docs/: `python -m tests.measure.slack_cards HOME OUT` asks a whole assistant over the wire.

HOME is a CODERLY_HOME with a full knowledge base, whose reload is shown on a small one; OUT gets one `{"text": …, "blocks": […]}` file a card, to be drawn by
any renderer of Block Kit in a browser.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1] / folder) for folder in ("fakes", "slack")]

import small_home  # noqa: E402
from slack_desk import desk_at  # noqa: E402
from slack_server import SlackServer  # noqa: E402

from adapters.messaging.edge import Timing  # noqa: E402

CARDS = {
    "code": "/code E11.9",
    "procedure": "/code 27257",
    "check": "/check 45385, 45380, 99213-25; dx Z12.11; dos 2026-05-05; state CA",
    "ncci": "/coderly ncci 45385 45380 dos 2026-05-05",
    "fee": "/coderly fee 99213 state CA dos 2026-05-05",
    "ask": "/ask When is modifier 25 right?",
    "search": "/coderly search type 2 diabetes with neuropathy",
    "browse": "/coderly browse E08-E13",
    "browse-range": "/coderly browse 27257",
    "compare": "/coderly compare 27256 27257 27258 27259",
    "compare-diagnoses": "/coderly compare E10.9 E11.9",
    "case": "/case outpatient: HPI: 58 year old with type 2 diabetes and hypertension; the right knee hurts after a fall. Denies fever and chest pain.\n"
    "Assessment: 1. Osteoarthritis of the knee. 2. Possible meniscus tear. 3. Chronic kidney disease stage 3.\nPlan: MRI ordered.",
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


async def write_reload(out: Path) -> None:
    """A dry run of a list that lost rows, its question, what follows the press, and the status, on a small knowledge base."""
    with tempfile.TemporaryDirectory() as folder:
        home = small_home.build(Path(folder) / "home")
        for file in (home / "sources").glob("this-*.xml"):
            file.write_text(file.read_text(encoding="utf-8").replace("Chest pain, unspecified", "Chest ache, unspecified"), encoding="utf-8")
        (home / "sources" / "minutes.txt").write_text("no published file", encoding="utf-8")
        async with SlackServer() as slack, desk_at(home, Path(folder), slack, admins=("slack:T1:UANN",), timing=Timing(live_every=0.1)) as desk:
            ann, states = slack.person("UANN"), []
            await ann.slash("/kb reload October list", "DUANN")
            card = await slack.until(lambda: next((m for m in slack.shown("DUANN", "UANN")), None), 60)
            while "is running" in card.text:
                states.append({"text": card.text, "blocks": card.blocks})
                await asyncio.sleep(0.2)
            await desk.idle()
            shown = {"reload-running": states[len(states) // 2], "reload": {"text": card.text, "blocks": card.blocks}}
            for name, line in (("kb-status", "/kb status"), ("kb-log", "/kb log")):
                await ann.slash(line, "DUANN")
                await desk.idle()
                last = slack.shown("DUANN", "UANN")[-1]
                shown[name] = {"text": last.text, "blocks": last.blocks}
            await ann.opens("home")
            await desk.idle()
            shown["home"] = {"text": "home", "blocks": slack.homes["UANN"]["blocks"]}
            for name, payload in shown.items():
                (out / f"{name}.json").write_text(json.dumps(payload, ensure_ascii=False, indent=1), encoding="utf-8")
            print(f"reload, refused: {slack.refused or 'none'}")


async def main() -> None:
    """All cards."""
    await write(Path(sys.argv[1]).resolve(), Path(sys.argv[2]))
    await write_reload(Path(sys.argv[2]))


if __name__ == "__main__":
    asyncio.run(main())
