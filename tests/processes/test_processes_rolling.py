"""All processes are replaced while people ask, and nobody notices; so is a Chroma server that was away."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

from loopback_proxy import LoopbackProxy
from processes_asking import Asking
from processes_fleet import Fleet, Person, free_port
from sqlalchemy import text
from test_processes_together import in_store

from bot.store import Store

WORDS = "chest pain"
UNASKED = tuple(str(code) for code in range(99202, 99216) if code not in (99206, 99207, 99208, 99209, 99210))
"""Codes whose texts the vectors' collection is asked for, one at a time for longer than a server that was away is left alone."""


async def work(store: Store) -> tuple[int, int]:
    """How many questions the page ever took in, and how often one was taken over."""
    counts = "SELECT count(*), coalesce(sum(attempts - 1), 0) FROM inbox WHERE key LIKE 'web:%'"
    async with store._engine.connect() as connection:
        accepted, again = (await connection.execute(text(counts))).one()
        return int(accepted), int(again)


def test_all_processes_are_replaced_one_by_one_and_no_answer_fails(fleet: Fleet) -> None:
    port = free_port()
    start = lambda: fleet.web(port, CODERLY_RUNTIME__SCHEDULES="false")  # noqa: E731
    with ThreadPoolExecutor(2) as pool:
        old = [one.result() for one in [pool.submit(start) for _ in range(2)]]
    people = [Person(old[0].address) for _ in range(3)]
    for person in people:
        person.open()
    accepted, repeated = in_store(fleet, work)
    with Asking(people) as asking:
        new = [start()]
        assert old[0].stop() == 0
        new.append(start())
        assert old[1].stop() == 0
        alone = asking.asked
        while asking.asked < alone + 6:  # those that are left answer
            time.sleep(0.1)
    assert asking.wrong == []
    after, again = in_store(fleet, work)
    assert (after - accepted, again - repeated) == (asking.asked, 0)  # each was taken in once and worked on once
    for member in new:
        assert member.stop() == 0


def test_a_chroma_server_that_is_away_costs_no_answer_and_is_asked_again_when_it_is_back(fleet: Fleet) -> None:
    assert fleet.chroma is not None
    with LoopbackProxy(("127.0.0.1", fleet.chroma.port)) as proxy:
        member = fleet.web(CODERLY_CHROMA_URL=f"http://127.0.0.1:{proxy.port}", CODERLY_RUNTIME__SCHEDULES="false")
        person = Person(member.address)
        person.open()
        before, answered = proxy.passed, person.ask(WORDS)
        assert UNASKED[0] in person.ask(UNASKED[0])
        assert proxy.passed > before
        fleet.chroma.stop()
        assert person.ask(WORDS) == answered
        assert "E11.9" in person.ask("E11.9")
        fleet.chroma.start()
        before, numbers = proxy.passed, iter(UNASKED[1:])
        while proxy.passed == before:
            assert person.ask(WORDS) == answered
            code = next(numbers, "")
            assert code, "it is not asked again"
            assert code in person.ask(code)  # its texts, which nobody has asked for yet
            time.sleep(4)
        assert member.stop() == 0
