"""Code pages are counted once per code, person and day, and never beyond the allowance."""

from __future__ import annotations

import asyncio

from store_calendar import SECRET, Calendar

from bot.store import TERMS, Allowance, Store

ANN, BOB = "slack:T1:U1", "slack:T1:U11"
SEED = Allowance(guest=1, registered=5, days=0, terms="1")
MONTHLY = Allowance(guest=1, registered=5, days=30, terms="1")
CODES = [f"{number:05}" for number in range(1_000)]


async def granted(store: Store, key: str, *codes: str, allowance: Allowance = SEED) -> tuple[bool, int]:
    person = await store.people.ensure(key)
    viewed = await store.page_views.view(person.id, key, codes, allowance)
    return viewed.granted, viewed.left


async def test_a_guest_sees_one_page_and_as_often_as_she_likes_that_day(store: Store) -> None:
    assert await granted(store, ANN, "99213") == (True, 0)
    assert await granted(store, ANN, "99213") == (True, 0)
    assert await granted(store, ANN, "99214") == (False, 0)
    assert await granted(store, BOB, "99214") == (True, 0)


async def test_who_registered_sees_five_more(store: Store) -> None:
    await granted(store, ANN, "99213")
    await store.acceptances.accept((await store.people.ensure(ANN)).id, TERMS, "1")
    assert [await granted(store, ANN, code) for code in CODES[:6]] == [(True, left) for left in (4, 3, 2, 1, 0)] + [(False, 0)]


async def test_terms_in_an_older_version_are_not_these(store: Store) -> None:
    await store.acceptances.accept((await store.people.ensure(ANN)).id, TERMS, "0")
    assert await granted(store, ANN, "99213") == (True, 0)


async def test_several_pages_at_once_are_all_shown_or_none_and_none_is_paid_for(store: Store) -> None:
    await store.acceptances.accept((await store.people.ensure(ANN)).id, TERMS, "1")
    assert await granted(store, ANN, *CODES[:7]) == (False, 6)
    assert await granted(store, ANN, *CODES[:6]) == (True, 0)


async def test_a_thousand_views_at_once_never_exceed_the_allowance(store: Store, url: str) -> None:
    for key in (ANN, BOB):
        await store.acceptances.accept((await store.people.ensure(key)).id, TERMS, "1")
    async with await Store.open(url, SECRET, clock=Calendar()) as other:
        stores = (store, other)
        ann = [granted(stores[number % 2], ANN, code) for number, code in enumerate(CODES)]
        bob = [granted(stores[number % 2], BOB, CODES[number % 3]) for number in range(200)]
        seen = await asyncio.gather(*ann, *bob)
    assert sum(shown for shown, _ in seen[:1_000]) == 6
    assert all(shown for shown, _ in seen[1_000:])
    assert await granted(store, ANN, "another") == (False, 0)
    assert await granted(store, BOB, "another") == (True, 2)


async def test_a_window_gives_views_back_at_its_edge_and_a_clock_that_jumps_gives_none_away(store: Store, calendar: Calendar) -> None:
    assert await granted(store, ANN, "99213", allowance=MONTHLY) == (True, 0)
    calendar.pass_by(days=29, hours=11, minutes=59)
    assert await granted(store, ANN, "99214", allowance=MONTHLY) == (False, 0)
    calendar.pass_by(hours=13)
    assert await granted(store, ANN, "99214", allowance=MONTHLY) == (True, 0)
    calendar.pass_by(days=-40)
    assert await granted(store, ANN, "99214", allowance=MONTHLY) == (True, 0), "seen on a day to come: paid for"
    assert await granted(store, ANN, "99215", allowance=MONTHLY) == (False, 0)
    calendar.pass_by(days=40)
    assert await granted(store, ANN, "99215", allowance=MONTHLY) == (False, 0)


async def test_it_is_said_when_a_view_comes_back(store: Store, calendar: Calendar) -> None:
    person = await store.people.ensure(ANN)
    await store.page_views.view(person.id, ANN, ["99213"], MONTHLY)
    calendar.pass_by(days=3)
    viewed = await store.page_views.view(person.id, ANN, ["99214"], MONTHLY)
    assert viewed.again is not None
    assert viewed.again.isoformat() == "2026-10-31"


async def test_a_new_day_counts_a_code_anew(store: Store, calendar: Calendar) -> None:
    await store.acceptances.accept((await store.people.ensure(ANN)).id, TERMS, "1")
    assert await granted(store, ANN, "99213") == (True, 5)
    calendar.pass_by(days=1)
    assert await granted(store, ANN, "99213") == (True, 4)


async def test_forgetting_gives_no_new_views_and_leaves_no_code(store: Store, calendar: Calendar) -> None:
    await granted(store, ANN, "99213")
    await store.people.forget(ANN)
    assert await granted(store, ANN, "99214") == (False, 0)
    await store.people.forget(ANN)
    assert await granted(store, ANN, "99214") == (False, 0)
    calendar.pass_by(days=91)
    assert await store.page_views.prune_spent(90) == 1
    assert await granted(store, ANN, "99214") == (True, 0)


async def test_views_beyond_every_window_are_deleted_and_none_where_they_count_for_good(store: Store, calendar: Calendar) -> None:
    await granted(store, ANN, "99213")
    calendar.pass_by(days=31)
    assert await store.page_views.prune(0) == 0
    assert await store.page_views.prune(30) == 1


async def test_somebody_forgotten_meanwhile_sees_nothing_and_nothing_is_kept(store: Store) -> None:
    person = await store.people.ensure(ANN)
    await store.people.forget(ANN)
    assert not (await store.page_views.view(person.id, ANN, ["99213"], SEED)).granted


async def test_two_registrations_at_once_are_one_acceptance_with_its_time(store: Store, calendar: Calendar) -> None:
    person = await store.people.ensure(ANN)
    fresh = await asyncio.gather(*(store.acceptances.accept(person.id, TERMS, "1") for _ in range(20)))
    assert sum(fresh) == 1
    assert await store.acceptances.of(person.id) == {(TERMS, "1"): calendar()}
