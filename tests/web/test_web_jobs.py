"""The job board on the web: list, filters, a page each, JobPosting, Atom, and who may look."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import httpx
from selectolax.lexbor import LexborHTMLParser
from web_desk import Desk, Open

from bot.jobs import drafts
from bot.jobs.drafts import Draft
from bot.jobs.feeds import json_ld
from bot.jobs.feeds.reading import Item
from bot.jobs.posting import JobState

HOSTILE = '</script><script>alert(1)</script> "quotes" & <b>bold</b>'


async def put_up(desk: Desk, title: str = "Outpatient Coder II", place: str = "Remote (OH)", **more: Any) -> int:
    draft = Draft(
        title,
        f"CPC is needed.\n{HOSTILE}",
        "https://careers.example.org/1?a=1&b=2",
        "Example & Sons Clinic",
        (place,),
        "",
        "full-time",
        "$28-34 per hour",
        **more,
    )
    person = await desk.app.store.people.ensure("slack:T1:UANN")
    number = await desk.app.store.jobs.propose(drafts.posting(draft)[0], person.id)
    await desk.app.store.jobs.approve(number)
    return number


async def test_the_list_filters_and_never_shows_what_is_over(open_desk: Open) -> None:
    async with open_desk() as desk:
        browser = desk.browser()
        number = await put_up(desk)
        await put_up(desk, "Radiology Coder", "Dayton, OH")
        over = await put_up(desk, "Long Gone Coder", expires=datetime.now(UTC) - timedelta(days=1))
        page = (await browser.open("/jobs")).text
        assert "2 open jobs" in page
        assert "Long Gone" not in page
        assert (await browser.open(f"/jobs/{over}")).status_code == 410
        assert (await browser.open("/jobs/99999999999")).status_code == 404
        page = (await browser.open("/jobs?remote=on&credential=CPC&state=OH&pay=30/hour&q=coder")).text
        assert "1 open job," in page
        assert f'href="/jobs/{number}"' in page
        for bad in ("skip=-1", "skip=9999999999", "credential=%3Cscript%3E", "q=" + "x" * 5_000):
            assert (await browser.open(f"/jobs?{bad}")).status_code == 200


async def test_a_page_holds_a_job_posting_that_reads_back_and_nothing_that_runs(open_desk: Open) -> None:
    async with open_desk(jobs={"public": True}) as desk:
        number = await put_up(desk)
        answer = await desk.browser().open(f"/jobs/{number}")
        scripts = LexborHTMLParser(answer.text).css("script")
        assert [s.attributes.get("type") for s in scripts] == ["application/ld+json"]
        data = json.loads(scripts[0].text())
        for name in ("title", "description", "datePosted", "validThrough", "hiringOrganization", "baseSalary", "employmentType"):
            assert data[name]
        assert data["jobLocationType"] == "TELECOMMUTE"
        assert data["applicantLocationRequirements"]
        (item,) = json_ld.read(answer.content)
        assert isinstance(item, Item)
        again, kept = drafts.posting(item.draft)[0], await desk.app.store.jobs.one(number)
        assert kept is not None
        assert (again.title, again.employer, again.pay, again.places) == (
            kept.posting.title,
            kept.posting.employer,
            kept.posting.pay,
            kept.posting.places,
        )
        assert "<script>alert" not in answer.text
        assert "script-src 'self'" in answer.headers["content-security-policy"]


async def test_the_feed_is_atom_and_the_plot_a_drawing_with_words(open_desk: Open) -> None:
    async with open_desk(jobs={"public": True}) as desk:
        for n in range(5):
            await put_up(desk, f"Coder {n}")
        feed = ElementTree.fromstring((await desk.browser().http.get("/jobs.atom")).content)
        name = "{http://www.w3.org/2005/Atom}"
        assert [feed.find(f"{name}{part}") is not None for part in ("id", "title", "updated")] == [True] * 3
        assert len(feed.findall(f"{name}entry")) == 5
        svg = (await desk.browser().http.get("/jobs/demand.svg?on=dark")).text
        assert ElementTree.fromstring(svg).tag.endswith("svg")
        assert "CPC" in svg
        assert "CPC: 5 jobs" in (await desk.browser().open("/jobs")).text


async def test_only_who_may_come_in_looks_unless_the_board_is_public(open_desk: Open) -> None:
    web = {"tokens": "ann:a-token-of-enough-length"}
    async with open_desk(web=web) as desk:
        await put_up(desk)
        async with httpx.AsyncClient(base_url=desk.browser().http.base_url) as http:
            assert [(await http.get(path)).status_code for path in ("/jobs", "/jobs/1", "/jobs.atom", "/jobs/demand.svg")] == [
                303,
                303,
                401,
                401,
            ]
    async with open_desk(web=web, jobs={"public": True}) as desk:
        await put_up(desk)
        async with httpx.AsyncClient(base_url=desk.browser().http.base_url) as http:
            assert [(await http.get(path)).status_code for path in ("/jobs", "/jobs/1", "/jobs.atom", "/jobs/demand.svg")] == [200] * 4
            assert "noindex" not in (await http.get("/jobs/1")).text
        await desk.app.store.jobs.decide(1, JobState.HIDDEN)
        assert (await desk.browser().open("/jobs/1")).status_code == 410
