"""Two web processes and a worker on one PostgreSQL and one Chroma server: they agree, none answers twice, and each can be replaced."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import chromadb
import small_home as small
from processes_fleet import Fleet, Member, Person

from bot.store import Store, StoredTurn
from knowledge.chroma_server import COMPLETE

T = TypeVar("T")
CODES = ("E11.9", "I10", "R07.9", "E11.65")


def in_store(fleet: Fleet, look: Callable[[Store], Coroutine[Any, Any, T]]) -> T:
    """Look into the store that the processes share."""

    async def looked() -> T:
        async with await Store.open(fleet.database, "of the tests") as store:
            return await look(store)

    return asyncio.run(looked())


def turns(fleet: Fleet) -> tuple[StoredTurn, ...]:
    async def read(store: Store) -> tuple[StoredTurn, ...]:
        person = await store.people.ensure("web:local:me")
        return await store.threads.of_person(person.id, limit=1_000)

    return in_store(fleet, read)


def pair(fleet: Fleet) -> tuple[Member, Member]:
    """Two web processes that run."""
    running = [m for m in fleet.members if m.process.poll() is None]
    while len(running) < 2:
        running.append(fleet.web(CODERLY_RUNTIME__SCHEDULES="false"))
    return running[0], running[1]


def test_vectors_are_on_the_server_before_anybody_serves(fleet: Fleet) -> None:
    pair(fleet)
    assert fleet.chroma is not None
    client = chromadb.HttpClient("127.0.0.1", fleet.chroma.port)
    found = {c.name: c.metadata for c in client.list_collections()}
    assert found
    assert all((metadata or {})[COMPLETE] for metadata in found.values())
    assert {name.split("-")[0] for name in found} == {"passages"}


def test_a_message_that_reaches_both_is_answered_once(fleet: Fleet) -> None:
    one, other = pair(fleet)
    person = Person(one.address, other.address)
    person.open()
    before = len(turns(fleet))
    identity = secrets.token_hex(8)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: person.ask("E11.9", identity), range(4)))
    assert all("E11.9" in answer for answer in answers)
    assert len(turns(fleet)) == before + 1


def test_a_conversation_goes_on_in_the_other_process(fleet: Fleet) -> None:
    one, other = pair(fleet)
    person = Person(one.address, other.address)
    person.open()
    person.ask("E11.9")
    assert "E11.9" in person.ask("is it billable?")


def test_what_is_published_is_seen_by_all_at_the_next_question(fleet: Fleet) -> None:
    both = pair(fleet)
    people = [Person(member.address) for member in both]
    for person in people:
        person.open()
        assert "Chest pain" in person.ask("R07.9")
    small.reload(fleet.home)
    for person in people:
        assert "Chest ache" in person.ask("R07.9")


def test_a_process_that_is_killed_is_replaced_by_the_other(fleet: Fleet) -> None:
    one, other = pair(fleet)
    people = [Person(one.address, other.address) for _ in range(4)]
    for person in people:
        person.open()
    before = len(turns(fleet))
    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(people[n % 4].ask, CODES[n % 4]) for n in range(12)]
        one.kill()
        answers = [one.result() for one in asked]
    assert all(CODES[n % 4] in answer for n, answer in enumerate(answers))
    assert len(turns(fleet)) - before in (12, 13)  # what had its answer when its process died may have been answered again, and only that
