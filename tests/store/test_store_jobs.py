"""The job board: what a search finds, who decides, what an edit changes, and what goes with a person."""

from __future__ import annotations

import random
from datetime import timedelta

import job_openings
from store_calendar import Calendar

from bot.jobs import drafts, query, wording
from bot.jobs.feeds import json_ld
from bot.jobs.feeds.reading import Item
from bot.jobs.posting import JobState, Posting
from bot.jobs.query import Query
from bot.jobs.search import ALERT, REVIEW
from bot.store import Store
from bot.store.job_imports import Entry


def postings(count: int) -> list[Posting]:
    items = json_ld.read(job_openings.page(job_openings.openings(count, 21)))
    return [drafts.posting(item.draft)[0] for item in items if isinstance(item, Item)]


async def keep(store: Store, some: list[Posting]) -> None:
    told = [wording.sketch(one.description) for one in some]
    entries = [Entry(str(n), one, "d", wording.keys(one, sketch), sketch) for n, (one, sketch) in enumerate(zip(some, told, strict=True))]
    await store.job_imports.apply("page:x", entries, (), (), ())


async def test_a_search_finds_what_fits_and_nothing_else(store: Store) -> None:
    some = postings(120)
    await keep(store, some)
    dice = random.Random(5)
    texts = ["", "remote", "CPC", "CCS-P or CPC", "TX", "remote OH", "part-time", "auditor", "inpatient", "$30/h", "90k", "clinic coder"]
    texts += [" ".join(dice.sample(["remote", "CPC", "CCS", "OH", "TX", "FL", "full-time", "contract", "coder", "50k"], 3)) for _ in range(20)]
    for text in texts:
        wanted = query.read(text)
        found = await store.jobs.search(wanted, 500)
        assert found.count == len(found.listed)
        assert sorted(one.posting.title for one in found.listed) == sorted(one.title for one in some if wanted.fits(one)), text
    whole = await store.jobs.search(Query(), 500)
    first, rest = await store.jobs.search(Query(), 50), await store.jobs.search(Query(), 500, skip=50)
    assert (first.count, rest.count, len(rest.listed)) == (120, 120, 70)
    assert [one.id for one in (*first.listed, *rest.listed)] == [one.id for one in whole.listed]
    back = await store.jobs.one(whole.listed[0].id)
    assert back is not None
    assert back.posting in some


async def test_words_with_signs_of_the_database_are_words(store: Store) -> None:
    await keep(store, postings(3))
    for word in ("%", "_", "coder' OR 1=1 --", "\\"):
        assert (await store.jobs.search(Query(words=(word,)), 10)).count == 0


async def test_what_is_over_is_never_found(store: Store, calendar: Calendar) -> None:
    ann = await store.people.ensure("slack:T1:ann")
    (one,) = postings(1)
    number = await store.jobs.propose(one, ann.id)
    assert (await store.jobs.search(Query())).count == 0
    assert await store.jobs.approve(number) is not None
    assert (await store.jobs.search(Query())).count == 1
    calendar.now += timedelta(days=61)
    assert (await store.jobs.search(Query())).count == 0
    assert await store.jobs.newest(10) == ()
    assert (await store.jobs.market())[0] == 0
    assert await store.jobs.prune(timedelta(days=90)) == 0
    calendar.now += timedelta(days=100)
    assert await store.jobs.prune(timedelta(days=90)) == 1


async def test_an_edit_stands_beside_the_posting_until_it_is_approved(store: Store) -> None:
    ann = await store.people.ensure("slack:T1:ann")
    before, after, last = postings(3)
    number = await store.jobs.propose(before, ann.id)
    await store.jobs.approve(number)
    await store.jobs.propose(after, ann.id, replaces=number)
    edit = await store.jobs.propose(last, ann.id, replaces=number)
    assert [one.id for one in await store.jobs.of_state(JobState.PROPOSED)] == [edit], "the later edit takes the place of the earlier one"
    shown = await store.jobs.one(number)
    assert shown is not None
    assert shown.posting.title == before.title
    approved = await store.jobs.approve(edit)
    assert approved is not None
    assert approved.id == number
    shown = await store.jobs.one(number)
    assert shown is not None
    assert (shown.posting.title, shown.posting.description, shown.state) == (last.title, last.description, JobState.OPEN)
    assert await store.jobs.one(edit) is None
    assert await store.jobs.approve(edit) is None


async def test_reports_of_several_people_hide_a_posting(store: Store) -> None:
    ann = await store.people.ensure("slack:T1:ann")
    number = await store.jobs.propose(postings(1)[0], ann.id)
    await store.jobs.approve(number)
    people = [await store.people.ensure(f"slack:T1:{name}") for name in ("bob", "carl", "dora")]
    assert [await store.jobs.report(number, people[0].id, why, 3) for why in ("spam", "it asks for money")] == [1, 1]
    assert await store.jobs.reasons(number) == ("it asks for money",)
    assert [await store.jobs.report(number, one.id, "spam", 3) for one in people[1:]] == [2, 3]
    assert (await store.jobs.search(Query())).count == 0
    approved = await store.jobs.approve(number)
    assert approved is not None
    assert (approved.state, approved.reports) == (JobState.OPEN, 0)


async def test_saved_searches_are_hers_and_bounded_and_go_with_her(store: Store) -> None:
    ann, bob = await store.people.ensure("slack:T1:ann"), await store.people.ensure("slack:T1:bob")
    place = ("slack", "T1", "C1")
    assert await store.job_searches.save(ALERT, place, "ann", ann.id, "CPC") is True
    assert await store.job_searches.save(ALERT, place, "ann", ann.id, "CPC") is False
    assert [await store.job_searches.save(ALERT, place, "ann", ann.id, f"w{n}") for n in range(30)].count(True) == 19
    (first, *_) = await store.job_searches.of(ann.id)
    assert not await store.job_searches.remove(bob.id, first.id)
    await store.job_searches.replace_review(place, "bob", bob.id, REVIEW)
    await store.job_searches.replace_review(("slack", "T1", "C2"), "bob", bob.id, REVIEW)
    assert await store.job_searches.places(REVIEW) == {("slack", "T1", "C2")}
    proposed = await store.jobs.propose(postings(1)[0], ann.id)
    await store.people.forget("slack:T1:ann")
    assert await store.job_searches.of(ann.id) == ()
    assert await store.jobs.one(proposed) is None, "what nobody decided on goes"
