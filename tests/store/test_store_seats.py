"""Seats of the CPT licence: taken by accepting, never more than there are, lost by a revocation and kept through everything else."""

from __future__ import annotations

import asyncio

from store_calendar import Calendar

from bot.store import CPT, Store

ANN, BOB = "slack:T1:U1", "slack:T1:U2"


async def taken(store: Store, key: str, most: int) -> str:
    return await store.seats.take((await store.people.ensure(key)).id, "1", most)


async def place(store: Store, key: str, version: str = "1") -> int:
    return (await store.seats.of((await store.people.ensure(key)).id, version)).place


async def test_a_seat_is_an_acceptance_with_version_and_time(store: Store, calendar: Calendar) -> None:
    assert await place(store, ANN) == 0
    assert await taken(store, ANN, 1) == "taken"
    assert await taken(store, ANN, 1) == "held"
    person = await store.people.ensure(ANN)
    assert await store.acceptances.of(person.id) == {(CPT, "1"): calendar()}
    seat = await store.seats.of(person.id, "2")
    assert (seat.place, seat.accepted, seat.at, seat.keys) == (1, False, calendar(), (ANN,))


async def test_many_at_once_take_no_more_seats_than_there_are(store: Store) -> None:
    keys = [f"slack:T1:V{number}" for number in range(30)]
    for key in keys:
        await store.people.ensure(key)
    ended = await asyncio.gather(*(taken(store, key, 3) for key in keys))
    assert sorted(ended) == ["full"] * 27 + ["taken"] * 3
    assert len(await store.seats.all("1")) == 3


async def test_a_count_below_what_is_taken_takes_nothing_away(store: Store, calendar: Calendar) -> None:
    for key in (ANN, BOB):
        await taken(store, key, 2)
        calendar.pass_by(minutes=1)
    assert await taken(store, "slack:T1:U3", 1) == "full"
    assert (await place(store, ANN), await place(store, BOB)) == (1, 2)
    assert [seat.keys for seat in await store.seats.all("1")] == [(ANN,), (BOB,)]


async def test_a_revoked_seat_is_free_for_another_and_is_not_taken_again_by_forgetting(store: Store) -> None:
    await taken(store, ANN, 1)
    assert await store.seats.revoke(ANN)
    assert not await store.seats.revoke(ANN)
    assert await taken(store, ANN, 1) == "revoked"
    await store.people.forget(ANN)
    assert await taken(store, ANN, 1) == "revoked"
    assert await taken(store, BOB, 1) == "taken"
    assert await store.seats.allow(ANN)
    assert await taken(store, ANN, 2) == "taken"


async def test_who_was_revoked_gets_no_seat_by_joining_somebody_elses_account(store: Store) -> None:
    from datetime import timedelta

    await taken(store, ANN, 2)
    await store.seats.revoke(BOB)
    code = await store.links.offer((await store.people.ensure(ANN)).id, timedelta(minutes=1))
    bob = await store.people.ensure(BOB)
    assert (await store.links.take(code, bob.id, BOB, sure=True)).why == "linked"
    assert await place(store, BOB) == 0


async def test_a_seat_given_back_is_free_and_forgetting_gives_it_back(store: Store) -> None:
    await taken(store, ANN, 1)
    assert await store.seats.leave((await store.people.ensure(ANN)).id)
    assert await taken(store, BOB, 1) == "taken"
    await store.people.forget(BOB)
    assert await taken(store, ANN, 1) == "taken"
