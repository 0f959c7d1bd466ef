"""Work by the clock and counts of use, for several processes on one database."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

from store_calendar import SECRET, Calendar

from bot.schedules import Schedule, keep_time
from bot.store import Fault, Store
from bot.turns import Notice, Outcome, Platform, Reply, Turn
from bot.usage import Usage

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
TURN = Turn(Platform.WEB, "local", "me", "t", "me", "E11.9")


async def test_what_is_due_is_taken_by_one(store: Store, url: str, calendar: Calendar) -> None:
    async with await Store.open(url, SECRET, clock=calendar) as other:
        took = await asyncio.gather(*(s.schedules.take("prune", name, HOUR) for name, s in (("a", store), ("b", other)) for _ in range(5)))
        assert sum(took) == 1


async def test_it_is_due_again_after_its_time_and_not_before(store: Store, calendar: Calendar) -> None:
    assert not await store.schedules.take("prune", "a", MINUTE, first=HOUR)
    calendar.pass_by(hours=1)
    assert await store.schedules.take("prune", "a", MINUTE)
    assert await store.schedules.done("prune", "a", HOUR)
    assert not await store.schedules.take("prune", "a", MINUTE)
    calendar.pass_by(hours=1)
    assert await store.schedules.take("prune", "b", MINUTE)


async def test_who_dies_over_it_is_replaced_and_cannot_end_it_later(store: Store, calendar: Calendar) -> None:
    assert await store.schedules.take("prune", "dead", MINUTE)
    assert not await store.schedules.take("prune", "b", MINUTE)
    calendar.pass_by(minutes=2)
    assert await store.schedules.take("prune", "b", MINUTE)
    assert not await store.schedules.done("prune", "dead", HOUR)
    (row,) = await store.schedules.all()
    assert row.holder == "b"


async def until(look: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(60):
        while True:
            if await look():
                return
            await asyncio.sleep(0.005)


async def _rests(store: Store, calendar: Calendar) -> bool:
    return any(row.due > calendar() and not row.holder for row in await store.schedules.all())


async def _long(found: Sequence[str], count: int) -> bool:
    return len(found) >= count


async def test_several_processes_do_each_round_once(store: Store, url: str, calendar: Calendar) -> None:
    rounds = 0

    async def work() -> None:
        nonlocal rounds
        rounds += 1
        await asyncio.sleep(0.01)

    async with await Store.open(url, SECRET, clock=calendar) as other:
        schedule = [Schedule("count", HOUR, work, first=timedelta(0))]
        kept = [asyncio.create_task(keep_time(opened, schedule, look=0.005)) for opened in (store, other, store)]
        for number in range(1, 5):
            await until(lambda: _rests(store, calendar))
            await asyncio.sleep(0.1)  # every one of them has looked again
            assert rounds == number
            calendar.pass_by(hours=1)
        for task in kept:
            task.cancel()
        await asyncio.gather(*kept, return_exceptions=True)


async def test_work_that_fails_is_tried_again_and_stops_no_other(store: Store, calendar: Calendar) -> None:
    done: list[str] = []

    async def fails() -> None:
        done.append("fails")
        raise RuntimeError("no")

    async def works() -> None:
        done.append("works")

    both = [Schedule("a", HOUR, fails, first=timedelta(0)), Schedule("b", HOUR, works, first=timedelta(0))]
    kept = asyncio.create_task(keep_time(store, both, look=0.005))
    await until(lambda: _long(done, 2))
    calendar.pass_by(minutes=6)
    await until(lambda: _long([one for one in done if one == "fails"], 2))
    kept.cancel()
    await asyncio.gather(kept, return_exceptions=True)
    assert done.count("works") == 1


async def test_counts_of_several_processes_are_one_sum(store: Store, url: str) -> None:
    async with await Store.open(url, SECRET) as other:
        for opened in (store, other):
            usage = Usage(opened)
            for seconds in (0.01, 0.03, 0.03, 30.0):
                usage.answered(TURN, Reply("x"), seconds)
            usage.answered(TURN, Reply("x", outcome=Outcome.NOT_FOUND), 0.01)
            await usage.flush()
            await usage.flush()  # nothing is counted twice
    kept = await store.usage.since(timedelta(days=10_000))
    assert {(row.outcome, row.slower_than): row.answers for row in kept} == {
        ("answered", 0): 2,
        ("answered", 25): 4,
        ("answered", 20_000): 2,
        ("not_found", 0): 2,
    }


async def test_a_fault_is_kept_by_its_reference_and_without_text(store: Store) -> None:
    usage = Usage(store)
    reply = Reply("Something went wrong.", outcome=Outcome.FAILED, notices=(Notice("Report it.", "error", "ab12cd34"),))
    try:
        raise ValueError("what the person wrote")
    except ValueError as error:
        usage.answered(TURN, reply, 0.1, error)
    await usage.flush()
    (fault,) = await store.usage.faults()
    assert (fault.reference, fault.platform, fault.kind) == ("ab12cd34", "web", "ValueError")
    assert "wrote" not in str(fault)


async def test_old_counts_and_faults_go(store: Store, calendar: Calendar) -> None:
    at = calendar()
    await store.usage.add({(at, "web", "answered", 0): 1}, [Fault("1", at, "web", "E", "x:1 y")])
    calendar.pass_by(days=3)
    assert await store.usage.prune(timedelta(days=2)) == 2
    assert await store.usage.faults() == ()


async def test_an_overview_counts_what_others_keep(store: Store) -> None:
    await store.people.ensure("web:local:me")
    await store.feedback.record("1" * 16, "web:local:me", -1, reason="old edition")
    await store.inbox.receive("web:me:1", {"text": ""})
    counts = await store.overview.counts(timedelta(days=10_000))
    assert (counts.people, counts.ratings, counts.inbox) == ({"member": 1}, {"down": 1}, {"received": 1})
    assert [f.reason for f in await store.overview.last_feedback()] == ["old edition"]


async def test_work_is_open_until_done_and_can_be_given_back(store: Store) -> None:
    await store.inbox.receive("web:me:1", {"text": "a"})
    assert await store.inbox.is_open("web:me:1")
    assert await store.inbox.take_over("web:me:1", timedelta(hours=1)) == ()
    await store.inbox.release("web:me:1")
    assert len(await store.inbox.take_over("web:me:1", timedelta(hours=1))) == 1
    await store.inbox.done("web:me:1")
    assert not await store.inbox.is_open("web:me:1")
    assert not await store.inbox.is_open("web:me:2")
