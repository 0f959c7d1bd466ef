"""Codes that a person saved, and her own notes on codes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from store_calendar import Calendar

from bot.store import Store, StoredTurn, own_codes

ANN, BOB = "slack:T1:U1", "slack:T1:U2"


async def test_a_code_is_saved_once_and_seen_by_its_person_alone(store: Store, calendar: Calendar) -> None:
    ann, bob = await store.people.ensure(ANN), await store.people.ensure(BOB)
    assert await store.own_codes.save(ann.id, ("E11.9", "27257")) == ("E11.9", "27257")
    calendar.pass_by(days=1)
    assert await store.own_codes.save(ann.id, ("27257", "J1885")) == ("J1885",)
    assert await store.own_codes.saved(ann.id) == ("J1885", "27257", "E11.9")
    assert await store.own_codes.saved(bob.id) == ()
    assert await store.own_codes.unsave(bob.id, ("E11.9",)) == 0
    assert await store.own_codes.unsave(ann.id, ("E11.9", "I10")) == 1
    assert await store.own_codes.saved(ann.id) == ("J1885", "27257")


async def test_a_note_takes_the_place_of_the_one_before_and_can_be_erased(store: Store, calendar: Calendar) -> None:
    ann, bob = await store.people.ensure(ANN), await store.people.ensure(BOB)
    assert await store.own_codes.write(ann.id, "27257", "ask for the op note")
    calendar.pass_by(days=1)
    assert await store.own_codes.write(ann.id, "27257", "ask for the op note, and the side")
    assert await store.own_codes.write(ann.id, "E11.9", "query the type")
    assert [(n.code, n.note) for n in await store.own_codes.notes(ann.id, "27257")] == [("27257", "ask for the op note, and the side")]
    assert [n.code for n in await store.own_codes.notes(ann.id)] == ["27257", "E11.9"]
    assert await store.own_codes.notes(bob.id, "27257") == ()
    assert not await store.own_codes.erase(bob.id, "27257")
    assert await store.own_codes.erase(ann.id, "27257")
    assert await store.own_codes.notes(ann.id, "27257") == ()


async def test_nobody_fills_the_store(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_codes, "MOST", 2)
    ann = await store.people.ensure(ANN)
    assert await store.own_codes.save(ann.id, ("A00", "A01", "A02")) == ("A00", "A01")
    assert await store.own_codes.write(ann.id, "A00", "one")
    assert await store.own_codes.write(ann.id, "A01", "two")
    assert not await store.own_codes.write(ann.id, "A02", "three")
    assert await store.own_codes.write(ann.id, "A01", "two again")


async def test_who_is_forgotten_leaves_no_saved_code_and_no_note_and_gets_none_afterwards(store: Store) -> None:
    ann = await store.people.ensure(ANN)
    await store.own_codes.save(ann.id, ("E11.9", "I10"))
    await store.own_codes.write(ann.id, "I10", "mine")
    gone = await store.people.forget(ANN)
    assert (gone.favourites, gone.code_notes) == (2, 1)
    assert await store.own_codes.save(ann.id, ("E11.9",)) == ()
    assert not await store.own_codes.write(ann.id, "E11.9", "late")
    again = await store.people.ensure(ANN)
    assert await store.own_codes.saved(again.id) == ()
    assert await store.own_codes.notes(again.id) == ()


async def test_the_codes_a_person_looked_at_come_latest_first_without_what_a_search_listed(store: Store) -> None:
    ann, bob = await store.people.ensure(ANN), await store.people.ensure(BOB)

    async def asked(person: int, codes: tuple[str, ...], topic: str, number: int) -> None:
        turn = StoredTurn(f"slack:T1:C{number}:1", datetime.now(UTC), "q", person, codes=codes, topic=topic, answer_id=f"{number:016x}")
        assert await store.threads.append(turn)

    await asked(ann.id, ("E11.9",), "codes", 1)
    await asked(ann.id, ("R07.9", "R07.89"), "search", 2)
    await asked(ann.id, ("45385", "45380"), "check", 3)
    await asked(bob.id, ("I10",), "codes", 4)
    await asked(ann.id, ("E11.9",), "codes", 5)
    assert await store.threads.codes_of(ann.id) == ("E11.9", "45385", "45380")
    assert await store.threads.codes_of(ann.id, 1) == ("E11.9",)
