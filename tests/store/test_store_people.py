"""Somebody comes by, is given a role, and asks to be forgotten."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.ext.asyncio import create_async_engine
from store_calendar import SECRET, Calendar

from bot.actions import Action
from bot.store import Forgotten, Role, Store, StoredTurn
from bot.store.engine import parse

ANN = "slack:T1:U1"
BOB = "slack:T1:U11"


async def test_the_same_key_is_the_same_person(store: Store) -> None:
    ann = await store.people.ensure(ANN)
    assert ann.person_key == ANN
    assert ann.role is Role.MEMBER
    assert await store.people.ensure(ANN) == ann
    assert (await store.people.ensure(BOB)).id != ann.id


async def test_many_first_messages_at_once_make_one_person(store: Store) -> None:
    people = await asyncio.gather(*(store.people.ensure(ANN) for _ in range(20)))
    assert len({person.id for person in people}) == 1


async def test_an_empty_key_is_nobody(store: Store) -> None:
    with pytest.raises(ValueError, match="empty"):
        await store.people.ensure("")


async def test_a_stranger_is_a_guest_and_stays_unknown(store: Store) -> None:
    assert await store.people.role_of(ANN) is Role.GUEST
    assert (await store.people.ensure(ANN, Role.TRUSTED)).role is Role.TRUSTED


async def test_a_role_can_be_given_before_and_after_the_first_message(store: Store) -> None:
    early = await store.people.set_role(ANN, Role.CONSULTANT)
    assert await store.people.ensure(ANN) == early
    await store.people.set_role(ANN, Role.ADMIN)
    assert await store.people.role_of(ANN) is Role.ADMIN
    assert Role.ADMIN.rank > Role.CONSULTANT.rank > Role.GUEST.rank


async def test_roles_outlive_the_process(url: str) -> None:
    async with await Store.open(url, SECRET) as store:
        await store.people.set_role(ANN, Role.ADMIN)
    async with await Store.open(url, SECRET) as store:
        assert await store.people.role_of(ANN) is Role.ADMIN


async def test_a_pseudonym_is_the_same_for_the_same_person_and_secret(store: Store, url: str) -> None:
    for key in (ANN, BOB):
        await store.people.ensure(key)
    known = await store.people.pseudonym(ANN)
    assert known == await store.people.pseudonym(ANN) != await store.people.pseudonym(BOB)
    assert len(known) == 16
    assert int(known, 16) >= 0
    async with await Store.open(url, "another secret") as other:
        assert await other.people.pseudonym(ANN) != known


async def test_after_a_forgetting_not_even_the_key_leads_from_the_person_to_the_record(store: Store, url: str) -> None:
    await store.people.ensure(ANN)
    await store.audit.append(ANN, "kb.publish")
    before = await store.people.pseudonym(ANN)
    await store.people.forget(ANN)
    assert await store.people.pseudonym(ANN) != before
    await store.people.ensure(ANN)
    assert await store.people.pseudonym(ANN) != before
    assert [entry.actor for entry in await store.audit.tail()] == [before]


async def test_forgetting_leaves_no_trace_of_the_key_and_all_of_the_others(store: Store, url: str, calendar: Calendar) -> None:
    for key in (ANN, BOB):
        await _use_everything(store, calendar, key)
    ann, bob = await store.people.pseudonym(ANN), await store.people.pseudonym(BOB)
    gone = await store.people.forget(ANN)
    assert gone == Forgotten(identities=1, turns=2, tokens=1, feedback=1)

    cells = await _all_cells(url)
    assert not [cell for cell in cells if ANN in cell.replace(BOB, "")]
    assert any(BOB in cell for cell in cells)
    assert [turn.question for turn in await store.threads.recent("slack:T1:C1:1")] == [f"what {BOB} asked"]
    assert [(entry.person, entry.reason) async for entry in store.feedback.export()] == [("", ""), (bob, "outdated")]
    assert [entry.actor for entry in await store.audit.tail()] == [ann, bob]
    assert await store.people.role_of(ANN) is Role.GUEST


async def test_forgetting_reaches_the_free_pages_of_the_file(tmp_path: Path, calendar: Calendar) -> None:
    file = tmp_path / "state.sqlite"
    async with await Store.open(f"sqlite:///{file}", SECRET) as store:
        await _use_everything(store, calendar, ANN)
        await store.people.forget(ANN)
    assert ANN.encode() not in file.read_bytes()


async def test_forgetting_takes_all_accounts_of_the_person(store: Store, url: str) -> None:
    ann = await store.people.ensure(ANN)
    engine = create_async_engine(parse(url))
    async with engine.begin() as connection:
        await connection.execute(text("INSERT INTO identities (person_key, person_id) VALUES ('discord:G1:9', :id)"), {"id": ann.id})
    await engine.dispose()
    await store.feedback.record("a1", "discord:G1:9", 1)
    assert await store.people.forget(ANN) == Forgotten(identities=2, turns=0, tokens=0, feedback=1)
    assert await store.people.role_of("discord:G1:9") is Role.GUEST


async def test_forgetting_tells_upper_from_lower_case(store: Store, calendar: Calendar) -> None:
    await store.threads.append(StoredTurn("email:x:ann:1", calendar(), "of a mailbox"))
    await store.threads.append(StoredTurn("email:x:Ann:1", calendar(), "of another mailbox"))
    assert (await store.people.forget("email:x:ann")).turns == 1
    assert len(await store.threads.recent("email:x:Ann:1")) == 1


async def test_who_comes_back_after_forgetting_is_somebody_new(store: Store) -> None:
    before = await store.people.ensure(ANN)
    await store.people.forget(ANN)
    assert (await store.people.ensure(BOB)).id != before.id
    assert (await store.people.ensure(ANN)).id != before.id


async def test_forgetting_a_stranger_takes_their_tokens_and_nothing_else(store: Store, calendar: Calendar) -> None:
    await store.tokens.shorten(Action("ask", "x" * 200), owner=ANN)
    await store.threads.append(StoredTurn("slack:T1:C1:1", calendar(), "of nobody in particular"))
    assert await store.people.forget(ANN) == Forgotten(identities=0, turns=0, tokens=1, feedback=0)
    assert await store.people.forget(ANN) == Forgotten(identities=0, turns=0, tokens=0, feedback=0)
    assert len(await store.threads.recent("slack:T1:C1:1")) == 1


async def test_two_people_forgotten_after_rating_the_same_answer_do_not_collide(store: Store) -> None:
    for key in (ANN, BOB):
        await store.feedback.record("a1", key, 1)
        await store.people.forget(key)
    assert [entry.person async for entry in store.feedback.export()] == ["", ""]


async def _use_everything(store: Store, calendar: Calendar, key: str) -> None:
    person = await store.people.ensure(key)
    for thread in ("slack:T1:C1:1", f"{key}:1"):
        answer = f"{thread}/{person.id}"
        await store.threads.append(StoredTurn(thread, calendar(), f"what {key} asked", person_id=person.id, answer_id=answer))
    await store.tokens.shorten(Action("ask", "x" * 200), owner=key)
    await store.feedback.record("a1", key, -1, reason="outdated")
    await store.audit.append(key, "account.show")


async def _all_cells(url: str) -> list[str]:
    """Every value of every row of every table, as text."""
    engine = create_async_engine(parse(url))
    cells: list[str] = []
    async with engine.connect() as connection:
        tables = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
        for table in tables:
            rows = await connection.execute(text(f'SELECT * FROM "{table}"'))
            cells += [str(cell) for row in rows for cell in row]
    await engine.dispose()
    return cells
