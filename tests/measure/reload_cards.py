"""A reload from FY2025 to FY2026 as Slack shows it: `python -m tests.measure.reload_cards OUT` writes the payloads behind docs/reload.md.

The order files of both years are taken from CODERLY_TEST_DATA. One channel watches a category; the digest it gets is among the cards.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
import tempfile
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1] / folder) for folder in ("fakes", "slack")]

from slack_desk import desk_at  # noqa: E402
from slack_server import SlackServer  # noqa: E402

from adapters.messaging.edge import Timing  # noqa: E402
from knowledge.build import Build  # noqa: E402
from knowledge.order import Order  # noqa: E402
from tests.measure import full_set  # noqa: E402
from tests.measure.bases import say  # noqa: E402

BEFORE, AFTER = "icd10cm_order_2025*.txt", "icd10cm_order_2026*.txt"
_PATIENCE = 1_200.0


async def build(home: Path, file: Path) -> None:
    """A knowledge base of one file, and of what comes with Coderly."""
    (home / "sources").mkdir(parents=True)
    shutil.copy(file, home / "sources")
    await asyncio.to_thread(Build(Order(str(home / "knowledge"), str(home / "sources"), "wordllama"), lambda event: None).run)


async def write(out: Path) -> None:
    """Load FY2025, watch, load FY2026, ask, go back; a payload a card."""
    data = full_set.data()
    files = [next(iter(sorted(data.rglob(pattern))), None) if data else None for pattern in (BEFORE, AFTER)]
    if None in files:
        print("not made: CODERLY_TEST_DATA does not hold the order files of FY2025 and FY2026.")
        return
    before, after = (file for file in files if file is not None)
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        home = Path(name) / "home"
        say("building with the order file of FY2025 ...")
        await build(home, before)
        async with (
            SlackServer() as slack,
            desk_at(home, Path(name), slack, timing=Timing(live_every=0.5), admins=("slack:T1:UANN",)) as desk,
        ):
            ann, direct = slack.person("UANN"), "DUANN"
            await ann.slash("/coderly watch B88* E11*")
            await desk.idle()
            shutil.copy(after, home / "sources")
            await ann.slash("/kb reload the new fiscal year", direct)
            await slack.until(lambda: any("Dry run:" in m.text for m in slack.shown(direct, "UANN")), _PATIENCE)
            await desk.idle()
            dry = next(m for m in slack.shown(direct, "UANN") if "Dry run:" in m.text)
            _keep(out / "dry-run.json", dry)
            await ann.presses(dry, next(label for label in dry.labels if "ublish" in label))
            await desk.idle()
            _keep(out / "published.json", slack.shown(direct, "UANN")[-1])
            await desk.bolt.edge.announce()
            await desk.idle()
            _keep(out / "digest.json", slack.shown("C1", "UBOB")[-1])
            await ann.slash("/coderly history B88.0", direct)
            await desk.idle()
            _keep(out / "history.json", slack.shown(direct, "UANN")[-1])
            await ann.slash("/kb rollback", direct)
            await desk.idle()
            await ann.presses(slack.shown(direct, "UANN")[-1], "Go back")
            await desk.idle()
            _keep(out / "rolled-back.json", slack.shown(direct, "UANN")[-1])
            print(f"{len(list(out.glob('*.json')))} payloads, refused: {slack.refused or 'none'}")


def _keep(file: Path, message: object) -> None:
    text, blocks = getattr(message, "text", ""), getattr(message, "blocks", [])
    file.write_text(json.dumps({"text": text, "blocks": blocks}, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(write(Path(sys.argv[1]).resolve()))
