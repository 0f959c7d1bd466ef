"""Identities of one person are joined by a one-time code, and by nothing else."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.ext.asyncio import create_async_engine
from store_calendar import Calendar

from bot.actions import Action
from bot.store import CPT, TERMS, Allowance, Linked, NewConsult, Role, Store, StoredTurn, WatchPlace
from bot.store.engine import parse
from bot.store.merging import person_columns
from bot.store.models import Base

ANN, ANN_TOO, BOB = "slack:T1:U1", "discord:G1:9", "slack:T1:U11"
MINUTES = timedelta(minutes=10)
SEED = Allowance(1, 5, 0, "1")


async def take(store: Store, code: str, key: str, *, sure: bool = True) -> Linked:
    return await store.links.take(code, (await store.people.ensure(key)).id, key, sure=sure)


async def offered(store: Store, key: str) -> str:
    return await store.links.offer((await store.people.ensure(key)).id, MINUTES)


async def test_an_identity_joins_who_made_the_code_and_is_asked_first(store: Store) -> None:
    code = await offered(store, ANN)
    assert await take(store, code, ANN_TOO, sure=False) == Linked("ok", (ANN,))
    assert await take(store, code.lower().replace("-", " "), ANN_TOO) == Linked("linked", (ANN,))
    ann, too = await store.people.ensure(ANN), await store.people.ensure(ANN_TOO)
    assert ann.id == too.id
    assert await store.links.identities(ann.id) == (ANN_TOO, ANN)


async def test_a_code_works_once_also_for_two_at_once(store: Store) -> None:
    code = await offered(store, ANN)
    for key in (BOB, ANN_TOO):
        await store.people.ensure(key)
    ended = await asyncio.gather(take(store, code, BOB), take(store, code, ANN_TOO))
    assert sorted(linked.why for linked in ended) == ["linked", "unknown"]
    assert (await take(store, code, "slack:T1:U3")).why == "unknown"


async def test_a_code_that_expired_or_was_replaced_is_none(store: Store, calendar: Calendar) -> None:
    first = await offered(store, ANN)
    second = await offered(store, ANN)
    assert (await take(store, first, ANN_TOO)).why == "unknown"
    calendar.pass_by(minutes=10)
    assert (await take(store, second, ANN_TOO)).why == "unknown"
    assert await store.links.prune() == 1


async def test_guessing_ends_after_five_tries_and_forgetting_does_not_begin_it_anew(store: Store, calendar: Calendar) -> None:
    code = await offered(store, ANN)
    assert [(await take(store, f"WRONG{n}", BOB)).why for n in range(5)] == ["unknown"] * 5
    await store.people.forget(BOB)
    assert (await take(store, code, BOB)).why == "locked"
    assert (await take(store, code, ANN_TOO, sure=False)).why == "ok", "others are not kept waiting"
    calendar.pass_by(hours=1, minutes=1)
    assert (await take(store, await offered(store, ANN), BOB, sure=False)).why == "ok"


async def test_tries_at_once_are_all_counted(store: Store) -> None:
    await store.people.ensure(BOB)
    ended = await asyncio.gather(*(take(store, f"WRONG{n}", BOB) for n in range(20)))
    assert [linked.why for linked in ended].count("unknown") == 5


async def test_ones_own_code_and_an_identity_that_is_anothers_are_refused(store: Store) -> None:
    code = await offered(store, ANN)
    assert (await take(store, code, ANN)).why == "own"
    assert (await take(store, code, ANN_TOO)).why == "linked"
    bobs = await offered(store, BOB)
    assert (await take(store, bobs, ANN_TOO)).why == "taken"
    assert (await store.people.ensure(ANN_TOO)).id == (await store.people.ensure(ANN)).id


async def test_no_code_is_kept_in_clear(store: Store, url: str) -> None:
    code = await offered(store, ANN)
    cells = await _cells(url)
    assert not [cell for cell in cells if code in cell or code.replace("-", "") in cell]


async def test_nothing_of_either_is_lost_and_the_higher_role_counts(store: Store, calendar: Calendar) -> None:
    await store.people.set_role(ANN_TOO, Role.TRUSTED)
    for number, key in enumerate((ANN, ANN_TOO)):
        person = await store.people.ensure(key)
        await store.threads.append(StoredTurn(f"{key}:1", calendar(), "q", person_id=person.id, answer_id=f"a{number}"))
        await store.defaults.set_person(person.id, {"state": "CA", f"only{number}": "x"} if number == 0 else {"state": "TX", "only1": "y"})
        await store.page_views.view(person.id, key, ["99213"], SEED)
        await store.model_use.record(f"a{number}", "m", 1, 1, 1, 0.25, counted=True, cached=False, person_id=person.id)
        await store.acceptances.accept(person.id, TERMS if number else CPT, "1")
        await store.own_codes.save(person.id, ["99213", f"9921{number + 4}"])
        await store.own_codes.write(person.id, "99213", f"note {number}")
        for answer in ("shared", f"a{number}"):
            await store.consults.open(_consult(key, person.id, answer))
        await store.watches.add(WatchPlace("slack", "T1", f"C{number}"), ["99213"], key, person.id, "s")
    await take(store, await offered(store, ANN), ANN_TOO)
    ann = await store.people.ensure(ANN)
    assert ann.role is Role.TRUSTED
    assert len(await store.threads.of_person(ann.id)) == 2
    assert (await store.defaults.of(ann.id, ""))[0] == {"state": "CA", "only0": "x", "only1": "y"}
    assert await store.model_use.spent_today(ann.id) == 0.5
    assert set(await store.acceptances.of(ann.id)) == {(CPT, "1"), (TERMS, "1")}
    assert set(await store.own_codes.saved(ann.id)) == {"99213", "99214", "99215"}
    assert [note.note for note in await store.own_codes.notes(ann.id)] == ["note 0\nnote 1"]
    data = await store.personal_data.of(ann.id)
    assert {len(data[table]) for table in ("identities", "watches", "thread_turns")} == {2}
    assert len(data["page_views"]) == 1, "the same page on the same day"
    assert sorted(consult["answer_id"] for consult in data["consults"]) == ["a0", "a1", "shared"]


async def test_what_a_consultant_claimed_is_the_askers_and_not_in_the_consultants_data(store: Store) -> None:
    ann, bob = await store.people.ensure(ANN), await store.people.ensure(BOB)
    consult, _ = await store.consults.open(_consult(ANN, ann.id, "a1"))
    await store.consults.claim(consult.id, bob.id, BOB)
    assert "asked by ann" in str(await store.personal_data.of(ann.id))
    assert "asked by ann" not in str(await store.personal_data.of(bob.id))


async def test_an_identity_can_leave_and_takes_what_was_used_up_along(store: Store) -> None:
    await take(store, await offered(store, ANN), ANN_TOO)
    ann = await store.people.ensure(ANN)
    await store.page_views.view(ann.id, ANN, ["99213"], SEED)
    assert not await store.links.split(ann.id, BOB)
    assert await store.links.split(ann.id, ANN_TOO)
    assert not await store.links.split(ann.id, ANN), "the last one stays"
    too = await store.people.ensure(ANN_TOO)
    assert too.id != ann.id
    assert not (await store.page_views.view(too.id, ANN_TOO, ["99214"], SEED)).granted
    await take(store, await offered(store, ANN), ANN_TOO)
    assert (await store.people.ensure(ANN_TOO)).id == ann.id


async def test_data_of_a_person_holds_all_of_hers_no_key_to_anything_and_nothing_of_others(store: Store, calendar: Calendar, url: str) -> None:
    for key in (ANN, BOB):
        person = await store.people.ensure(key)
        await store.threads.append(StoredTurn("slack:T1:C1:1", calendar(), f"asked by {key}!", person_id=person.id))
        await store.feedback.record("a1", key, -1, reason=f"reason of {key}!")
        await store.team_answers.propose("T1", key, "q", f"answer of {key}!", [], {})
        await store.audit.append(key, "account.show")
        await store.links.offer(person.id, MINUTES)
        await store.tokens.shorten(Action("ask", f"button of {key}! " + "x" * 200), owner=key)
    data = await store.personal_data.of((await store.people.ensure(ANN)).id)
    said = str(data)
    assert all(f"{what} {ANN}!" in said for what in ("asked by", "reason of", "answer of", "button of"))
    assert BOB not in said
    assert len(data["audit"]) == 1
    secrets = await _column(url, "identities", "salt") + await _column(url, "link_codes", "digest") + await _column(url, "action_tokens", "token")
    assert len(secrets) == 6
    assert not [secret for secret in secrets if secret in said]


def test_every_table_that_names_people_is_found() -> None:
    known = {table.name for table in Base.metadata.sorted_tables if person_columns(table)}
    assert known >= {"identities", "thread_turns", "defaults", "watches", "favourites", "code_notes"}
    assert known >= {"page_views", "acceptances", "seats", "link_codes", "model_spending"}
    others = {"people", "action_tokens", "claims", "inbox", "installations", "feedback", "team_answers", "model_use", "audit"}
    others |= {"review_places"}  # a workspace's setting, with who made it
    keyed = {"spent_views", "seat_revocations", "link_attempts"}
    unaccounted = {t.name for t in Base.metadata.sorted_tables} - known - others - keyed
    assert not [name for name in unaccounted if any("person" in c.name for c in Base.metadata.tables[name].columns)], "say whose its rows are"


@pytest.mark.parametrize("gone", [ANN, BOB])
async def test_who_is_forgotten_meanwhile_is_not_joined(store: Store, gone: str) -> None:
    code = await offered(store, ANN)
    bob = await store.people.ensure(BOB)
    await store.people.forget(gone)
    assert (await store.links.take(code, bob.id, BOB, sure=True)).why == "unknown"


def _consult(key: str, person_id: int, answer_id: str) -> NewConsult:
    return NewConsult(
        workspace="T1", platform="slack", channel="C1", thread="t", person=key, person_id=person_id, private=False,
        answer_id=answer_id, question="asked by ann", said="", answer="a", codes=(),
    )  # fmt: skip


async def _cells(url: str) -> list[str]:
    engine = create_async_engine(parse(url))
    async with engine.connect() as connection:
        tables = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
        found: list[Any] = []
        for table in tables:
            found += [cell for row in await connection.execute(text(f'SELECT * FROM "{table}"')) for cell in row]
    await engine.dispose()
    return [str(cell) for cell in found]


async def _column(url: str, table: str, column: str) -> list[str]:
    engine = create_async_engine(parse(url))
    async with engine.connect() as connection:
        found = [str(row[0]) for row in await connection.execute(text(f'SELECT {column} FROM "{table}"'))]
    await engine.dispose()
    return found
