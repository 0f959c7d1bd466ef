"""Turns at work: in order within a thread, side by side across threads, never for ever."""

from __future__ import annotations

import asyncio

import pytest

from bot.runtime import Cancelled, Draining, Runtime


class Work:
    """A piece of work that says when it has begun and goes on when it is told to."""

    def __init__(self, name: str, log: list[str]) -> None:
        self.name = name
        self.log = log
        self.begun = asyncio.Event()
        self.go_on = asyncio.Event()

    async def __call__(self) -> str:
        self.log.append(f"{self.name} begins")
        self.begun.set()
        await self.go_on.wait()
        self.log.append(f"{self.name} ends")
        return self.name


@pytest.fixture
def log() -> list[str]:
    return []


async def test_turns_of_one_thread_run_one_after_the_other(log: list[str]) -> None:
    runtime = Runtime(workers=4, deadline=60)
    works = [Work(name, log) for name in "abc"]
    running = [asyncio.create_task(runtime.submit("thread", work)) for work in works]
    for work in reversed(works):
        work.go_on.set()
    assert await asyncio.gather(*running) == ["a", "b", "c"]
    assert log == ["a begins", "a ends", "b begins", "b ends", "c begins", "c ends"]


async def test_turns_of_different_threads_run_side_by_side(log: list[str]) -> None:
    runtime = Runtime(workers=4, deadline=60)
    a, b = Work("a", log), Work("b", log)
    first, second = asyncio.create_task(runtime.submit("one", a)), asyncio.create_task(runtime.submit("two", b))
    await a.begun.wait()
    await b.begun.wait()
    b.go_on.set()
    assert await second == "b"
    assert not first.done()
    a.go_on.set()
    assert await first == "a"


async def test_no_more_turns_run_at_once_than_there_are_workers(log: list[str]) -> None:
    runtime = Runtime(workers=1, deadline=60)
    a, b = Work("a", log), Work("b", log)
    running = [asyncio.create_task(runtime.submit(thread, work)) for thread, work in (("one", a), ("two", b))]
    await a.begun.wait()
    b.go_on.set()
    assert not b.begun.is_set()
    a.go_on.set()
    await asyncio.gather(*running)
    assert log == ["a begins", "a ends", "b begins", "b ends"]


async def test_a_turn_that_takes_too_long_is_given_up_and_the_next_one_runs(log: list[str]) -> None:
    runtime = Runtime(workers=1, deadline=0.05)
    with pytest.raises(TimeoutError):
        await runtime.submit("thread", Work("a", log))
    done = Work("b", log)
    done.go_on.set()
    assert await runtime.submit("thread", done) == "b"


async def test_a_turn_is_stopped_by_its_person_and_the_next_one_runs(log: list[str]) -> None:
    runtime = Runtime(workers=1, deadline=60)
    a, b = Work("a", log), Work("b", log)
    first, second = (asyncio.create_task(runtime.submit("thread", work)) for work in (a, b))
    await a.begun.wait()
    assert runtime.cancel("thread")
    with pytest.raises(Cancelled):
        await first
    b.go_on.set()
    assert await second == "b"
    assert not runtime.cancel("thread")


async def test_a_failing_turn_does_not_hold_up_its_thread() -> None:
    runtime = Runtime(workers=1, deadline=60)

    async def fails() -> None:
        raise ValueError("our own")

    async def works() -> str:
        return "done"

    with pytest.raises(ValueError, match=r"^our own$"):
        await runtime.submit("thread", fails)
    assert await runtime.submit("thread", works) == "done"


async def test_a_caller_who_goes_away_takes_the_work_along_and_frees_the_thread(log: list[str]) -> None:
    runtime = Runtime(workers=1, deadline=60)
    a, b = Work("a", log), Work("b", log)
    first = asyncio.create_task(runtime.submit("thread", a))
    await a.begun.wait()
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    b.go_on.set()
    assert await runtime.submit("thread", b) == "b"
    assert log == ["a begins", "b begins", "b ends"]


async def test_draining_lets_turns_end_and_takes_no_new_ones(log: list[str]) -> None:
    runtime = Runtime(workers=2, deadline=60)
    ends, hangs = Work("ends", log), Work("hangs", log)
    running = [asyncio.create_task(runtime.submit(work.name, work)) for work in (ends, hangs)]
    await ends.begun.wait()
    await hangs.begun.wait()
    ends.go_on.set()
    assert await runtime.drain(0.05) == 1
    assert await running[0] == "ends"
    with pytest.raises(Cancelled):
        await running[1]
    with pytest.raises(Draining):
        await runtime.submit("new", ends)


async def test_draining_with_nothing_to_do_is_done_at_once() -> None:
    assert await Runtime(workers=1, deadline=60).drain(60) == 0
