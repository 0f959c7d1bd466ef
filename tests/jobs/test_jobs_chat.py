"""The board in chat: posted, approved, found, edited, closed, reported, told of."""

from __future__ import annotations

import dataclasses
import os
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "assistant"))

import job_openings
from assistant_people import presses, says, settings_for
from bad_publisher import Publisher
from jobs_lines import ends, lines

from bot.actions import Action
from bot.app import App, create_app
from bot.jobs import alerts, cards, form, importing
from bot.jobs.feeds.configured import feed
from bot.jobs.fetching import Limits
from bot.jobs.market import demand
from bot.jobs.posting import JobState
from bot.turns import Outcome, Platform, Reply

ADMIN = "slack:w:ada"


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [n for n in os.environ if n.startswith("CODERLY_")]:
        monkeypatch.delenv(name)


@pytest.fixture
async def app(small_home: Path, tmp_path: Path) -> AsyncIterator[App]:
    async with create_app(settings_for(small_home, tmp_path, admins=(ADMIN,))) as opened:
        yield opened


async def said(app: App, text: str, person: str = "ann", **more: object) -> Reply:
    return await app.answer(says(text, person=person, verb="jobs", **more))  # type: ignore[arg-type]


async def posted(app: App, person: str = "ann", **more: str) -> int:
    reply = await said(app, f"post\n{lines(**more)}", person)
    assert reply.outcome is Outcome.ANSWERED, reply.text
    return int(reply.verdict.partition("#")[2].split()[0])


async def opened(app: App, **more: str) -> int:
    number = await posted(app, **more)
    await said(app, f"approve {number}", "ada")
    return number


async def news(app: App, platform: str = "slack") -> list[Reply]:
    """What is announced now, as who is told sees it."""
    told = []
    for one in await alerts.job_news(platform, app.store, timedelta(0)):
        told.append(await app.answer(presses(one.action, person=one.person, channel=one.channel, platform=Platform(platform))))
        await one.told()
    return told


async def test_a_posting_is_shown_once_an_admin_has_approved_it(app: App) -> None:
    number = await posted(app)
    assert (await said(app, "")).outcome is Outcome.NOT_FOUND
    assert "waits for an admin" in (await said(app, f"show {number}", "bob")).verdict
    assert "Only admins" in (await said(app, f"approve {number}", "bob")).verdict
    assert "Only admins" in (await said(app, "review", "bob")).verdict
    assert f"#{number}" in (await said(app, "review", "ada")).text
    assert "on the board" in (await said(app, f"approve {number}", "ada")).verdict
    assert "decided on already" in (await said(app, f"approve {number}", "ada")).verdict
    found = await said(app, "remote CPC full-time $30/h", "bob")
    assert "1 open job for" in found.verdict
    card = await said(app, f"show {number}", "bob")
    assert [(link.label, link.url) for link in card.links] == [("Apply", "https://careers.example.org/10442")]
    assert {f.label: f.value for f in card.fields}["Pay"] == "$28–34 an hour"
    assert "https://careers.example.org/10442" in card.text
    assert (await said(app, "onsite FL")).outcome is Outcome.NOT_FOUND


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [("terms", f"Remote; $2/hour; ends {ends()}", "minimum wage"), ("terms", f"Remote; $40-30/hour; ends {ends()}", "lower end"),
     ("terms", f"Remote; ends {ends(-3)}", "over already"),
     ("terms", f"Remote; ends {ends(400)}", "180 days"), ("terms", "Remote; ends soon", "no date"), ("terms", "$30/h", "where the work is done"),
     ("apply", "javascript:alert(1)", "address"), ("apply", "https://discord.gg/x", "address"), ("title", "!!!", "title"), ("text", "", "missing")],
)  # fmt: skip
async def test_a_form_that_cannot_be_taken_says_what_to_mend(field: str, value: str, why: str) -> None:
    values = form.read(lines(**{field: value}))
    assert why in form.errors(values, datetime.now(UTC).date())[field]


async def test_a_form_goes_there_and_back(app: App) -> None:
    number = await opened(app)
    listed = await app.store.jobs.one(number)
    assert listed is not None
    again = form.posting(form.read(form.lines(form.values_of(listed))), datetime.now(UTC).date())
    assert (again.title, again.places, again.workplace, again.pay, again.employment, again.expires) == (
        listed.posting.title, listed.posting.places, listed.posting.workplace, listed.posting.pay, listed.posting.employment, listed.posting.expires
    )  # fmt: skip


async def test_an_edit_is_hers_and_waits_while_the_posting_stands(app: App) -> None:
    number = await opened(app)
    assert "somebody else's" in (await said(app, f"edit {number}\nTitle: Free money", "bob")).verdict
    assert "somebody else's" in (await said(app, f"close {number}", "bob")).verdict
    assert "Nothing was changed" in (await said(app, f"edit {number}\nApply: nowhere")).text
    assert "waits for an admin" in (await said(app, f"edit {number}\nTitle: Inpatient Coder II")).verdict
    assert "Outpatient Coder II" in (await said(app, f"show {number}", "bob")).verdict
    edit = (await app.store.jobs.by_person((await app.store.people.ensure("slack:w:ann")).id))[0]
    assert f"job #{number} is on the board" in (await said(app, f"approve {edit.id}", "ada")).verdict
    card = await said(app, f"show {number}", "bob")
    assert "Inpatient Coder II" in card.verdict
    assert "You code orthopaedic visits" in card.text, "what the edit did not name stays"
    assert "closed" in (await said(app, f"close {number}")).verdict
    assert (await said(app, f"show {number}", "bob")).outcome is Outcome.NOT_FOUND


async def test_reports_hide_a_posting_and_admins_see_why(app: App) -> None:
    number = await opened(app)
    menu = (await said(app, f"report {number}", "bob")).menu
    assert menu is not None
    for person in ("bob", "carl", "dora"):
        last = await app.answer(presses(menu.choices[0].action, person=person))
    assert "hidden" in last.verdict
    assert (await said(app, "")).outcome is Outcome.NOT_FOUND
    card = await said(app, f"show {number}", "ada")
    assert cards.REASONS[0] in card.text
    assert "bob" not in card.text
    await said(app, f"approve {number}", "ada")
    assert "1 open job" in (await said(app, "")).verdict


async def test_a_saved_search_is_told_once_of_what_is_new_and_fits(app: App) -> None:
    await opened(app)
    assert "direct messages" in (await said(app, "save remote CPC", "bob")).verdict
    assert "already" in (await said(app, "save CPC remote", "bob")).verdict
    assert await news(app) == []
    await opened(app, title="Onsite Coder", terms=f"Dayton, OH; part-time; ends {ends()}")
    assert await news(app) == []
    number = await opened(app, title="Coding Auditor")
    (alert,) = await news(app)
    assert alert.verdict == "1 new job for: remote CPC."
    assert f"#{number}" in alert.text
    assert await news(app) == []
    (search,) = await app.store.job_searches.of((await app.store.people.ensure("slack:w:bob")).id)
    stolen = await said(app, f"{alerts.ALERT_WORD} {search.id} 1 99999999999999999", "carl")
    assert stolen.outcome is Outcome.NOT_FOUND
    assert "no saved search" in (await said(app, f"unsave {search.id}", "carl")).verdict
    assert "ended" in (await said(app, f"unsave {search.id}", "bob")).verdict
    await opened(app, title="Coding Auditor II")
    assert await news(app) == []


async def test_alerts_of_one_search_keep_their_distance(app: App) -> None:
    await said(app, "save", "bob")
    await opened(app)
    assert len(await alerts.job_news("slack", app.store, timedelta(0))) == 1
    assert await alerts.job_news("slack", app.store, timedelta(hours=1)) == ()


async def test_what_waits_is_told_where_an_admin_said(app: App) -> None:
    assert "Only admins" in (await said(app, "here", "bob", channel="C9")).verdict
    await said(app, "here", "ada", channel="C9")
    number = await posted(app)
    (told,) = await news(app)
    assert f"#{number}" in told.text
    assert await news(app) == []
    assert "Only admins" in (await said(app, "waiting", "bob", channel="C1")).verdict


async def test_somebody_who_posts_without_end_is_stopped_and_one_employer_does_not_fill_the_board(app: App, served: Publisher) -> None:
    for n in range(10):
        await posted(app, title=f"Coder {n} of many", apply=f"https://careers.example.org/{n}")
    assert "wait for an admin" in (await said(app, f"post\n{lines()}")).verdict
    many = [dataclasses.replace(one, employer="Loud Example Hospital", title=f"Coder {n}") for n, one in enumerate(job_openings.many(1_000, 3))]
    quiet = job_openings.openings(5, 9)
    for path, some in (("/quiet", quiet), ("/loud", many)):
        served.answers[path] = lambda request, some=some: request.give(job_openings.page(some))
        await importing.run(feed(f"page:{served.url}{path}"), app.store, Limits(30, 1 << 26, private=True))
    first = await said(app, "", "bob")
    assert first.tables[0].rows[0][2] == "Loud Example Hospital"
    assert sum(row[2] == "Loud Example Hospital" for row in first.tables[0].rows) <= cards.PER_EMPLOYER
    assert "left out of this page" in first.verdict
    more = next(b for b in first.buttons if b.label == "Show more")
    assert (await app.answer(presses(more.action, person="bob"))).outcome is Outcome.ANSWERED


async def test_text_of_a_posting_is_nothing_but_text(app: App) -> None:
    hostile = "<script>alert(1)</script>Join discord.gg/abc @everyone <!channel> [free](https://evil.example) see https://evil.example/x. CPC."
    number = await opened(app, text=hostile)
    shown = (await said(app, f"show {number}", "bob")).text
    for gone in ("<script", "discord.gg", "https://evil"):
        assert gone not in shown
    assert "invitation taken out" in shown


async def test_demand_and_pay_are_counted_over_open_jobs(app: App) -> None:
    assert (await said(app, "market")).outcome is Outcome.NOT_FOUND
    for n in range(4):
        await opened(app, title=f"Coder {n}", terms=f"Remote; ${25 + n}/hour; ends {ends()}")
    await posted(app, text="RHIT is needed, and much else besides.")
    card = await said(app, "market")
    assert card.tables[0].rows == (("CPC", "4"), ("CCS-P", "4")) or card.tables[0].rows == (("CCS-P", "4"), ("CPC", "4"))
    assert all(table.picture for table in card.tables)
    assert demand({"CPC": 3}, {"CPC": [50_000, 60_000]})[0].middle == 0, "two employers are no market"


async def test_words_in_a_message_are_orders_only_where_they_read_as_such(app: App) -> None:
    assert (await app.answer(says("jobs remote CPC"))).topic == "jobs"
    assert (await app.answer(says("/jobs anything at all"))).topic == "jobs"
    assert (await app.answer(says("jobs that need modifier 25 training?"))).topic != "jobs"
    assert (await app.answer(presses(Action("jobs", "show 99999")))).outcome is Outcome.NOT_FOUND
    assert (await app.answer(presses(Action("jobs", "show 99999999999999")))).topic == "jobs"


async def test_an_admin_sees_feeds_and_imports_them(small_home: Path, tmp_path: Path, served: Publisher) -> None:
    some = job_openings.openings(3, 4)
    served.answers["/rss"] = lambda request: request.give(job_openings.rss(some))
    named = f"rss:{served.url}/rss"
    jobs = {"feeds": (named,), "private_addresses": True}
    async with create_app(settings_for(small_home, tmp_path, admins=(ADMIN,), jobs=jobs)) as app:
        assert "not asked yet" in (await said(app, "feeds", "ada")).text
        assert "Only admins" in (await said(app, "import", "bob")).verdict
        first = await said(app, "import", "ada")
        last = [reply async for reply in app.live.follow(first.live)][-1]
        assert "3 listed, 3 new" in last.text
        assert "3 open jobs" in (await said(app, "", "bob")).verdict
        number = (await app.store.jobs.of_state(JobState.OPEN))[0].id
        assert "feed" in (await said(app, f"edit {number}\nTitle: Mine", "ada")).verdict
