"""What docs/jobs.md shows: `python -m tests.measure.job_story OUT` posts a job in Slack, approves it, finds it on Discord, alerts, and lets it end.

All over the Slack and the Discord of the tests, on one store. OUT gets a `{"text", "blocks"}` file for each Slack card, and PNGs of the web pages.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1] / folder) for folder in ("fakes", "slack", "discord", "jobs", "web")]

import discord_desk  # noqa: E402
import job_openings  # noqa: E402
import slack_desk  # noqa: E402
import small_home  # noqa: E402
import web_desk  # noqa: E402
from bad_publisher import publisher  # noqa: E402
from jobs_lines import form  # noqa: E402
from slack_server import SlackServer  # noqa: E402

from bot.jobs import importing  # noqa: E402
from bot.jobs.feeds.configured import feed  # noqa: E402
from bot.jobs.fetching import Limits  # noqa: E402

ADMIN = "slack:T1:UADA"


async def story(out: Path) -> None:
    """From the form in Slack to the end of the posting."""
    with tempfile.TemporaryDirectory() as folder:
        state, home = Path(folder), small_home.build(Path(folder) / "home")
        shared = {"admins": (ADMIN,), "jobs": {"alert_minutes": 0, "public": True}}
        async with SlackServer() as slack, slack_desk.desk_at(home, state, slack, **shared) as desk, discord_desk.desk_at(home, state, **shared) as there:
            ann, ada = slack.person("UANN"), slack.person("UADA")
            await ada.slash("/coderly jobs here", "C9")
            print("Discord:", (await there.answered(await there.bob.slash(there.coding, "coderly jobs", text="save remote CPC"))).text)
            await ann.slash("/coderly jobs post")
            await desk.idle()
            await ann.submits(slack.views[-1], form())
            await desk.idle()
            await desk.bolt.edge.announce()
            await desk.idle()
            await ada.presses(slack.shown("C9")[-1], "Show #1")
            await desk.idle()
            card = slack.shown("C9", "UADA")[-1]
            _keep(out / "jobs-review.json", card)
            await ada.presses(card, "Approve")
            await desk.idle()
            print("Slack:", slack.shown("C9", "UADA")[-1].text)
            await there.client.edge.announce()
            await there.idle()
            print("Discord, direct message:", there.direct(there.bob)[-1].text)
            print("Discord:", (await there.answered(await there.ann.slash(there.coding, "coderly jobs", text="show 1"))).text)
            await _import(desk.app.store)
            for name, line in (("jobs-list", "/coderly jobs remote CPC"), ("jobs-market", "/coderly jobs market")):
                await ann.slash(line, "C1")
                await desk.idle()
                _keep(out / f"{name}.json", slack.shown("C1", "UANN")[-1])
            async with web_desk.desk_at(home, state, **shared) as web:
                await asyncio.to_thread(_pictures, str(web.browser().http.base_url).rstrip("/"), out)
            there.app.store.jobs._clock = lambda: datetime.now(UTC) + timedelta(days=60)  # the day after its last
            found = await there.answered(await there.ann.slash(there.coding, "coderly jobs", text="orthopaedic northfield outpatient coder"))
            print("Discord, sixty days later:", found.text)
            print("refused by Slack:", slack.refused or "nothing")


async def _import(store) -> None:  # type: ignore[no-untyped-def]
    """A hundred jobs, so that there is something to compare."""
    with publisher() as served:
        served.answers["/jobs"] = lambda request: request.give(job_openings.indeed(job_openings.openings(100, 77)))
        report = await importing.run(feed(f"indeed:{served.url}/jobs"), store, Limits(30, 1 << 26, private=True))
        print("import:", report.line)


def _keep(file: Path, card) -> None:  # type: ignore[no-untyped-def]
    file.write_text(json.dumps({"text": card.text, "blocks": card.blocks}, ensure_ascii=False, indent=1), encoding="utf-8")


def _pictures(address: str, out: Path) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for name, path, height in (("jobs-web-list", "/jobs?remote=on", 900), ("jobs-web-one", "/jobs/1", 700), ("jobs-web-demand", "/jobs/demand.svg", 320)):
            page = browser.new_page(viewport={"width": 900, "height": height})
            page.goto(address + path)
            page.screenshot(path=out / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    Path(sys.argv[1]).mkdir(parents=True, exist_ok=True)
    asyncio.run(story(Path(sys.argv[1])))
