"""The faults: how each begins and ends. Between the two it lasts `seconds`; what is started again counts as part of it."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import small_home
from model_server import Behaviour, faithful

from tests.chaos.stand import AFTER, BEFORE, Stand

Act = Callable[[Stand], Awaitable[None]]


async def _nothing(_stand: Stand) -> None:
    return


@dataclass(frozen=True, slots=True)
class Fault:
    """`prepare` and `restore` are no part of what is measured. `missing` says why it cannot be run here, empty if it can."""

    name: str
    what: str
    seconds: float
    begin: Act
    end: Act
    prepare: Act = _nothing
    restore: Act = _nothing
    alone: bool = False
    missing: Callable[[], str] = lambda: ""


async def _kill_one(stand: Stand) -> None:
    stand.slacks[0].kill()


async def _kill_both(stand: Stand) -> None:
    for member in stand.slacks:
        member.kill()


async def _start_one(stand: Stand) -> None:
    await stand.start_slack(0)


async def _start_both(stand: Stand) -> None:
    for number in range(2):
        await stand.start_slack(number)


async def _kill_web(stand: Stand) -> None:
    assert stand.web is not None
    stand.web.kill()


async def _start_web(stand: Stand) -> None:
    assert stand.web is not None
    await stand.start_web(int(stand.web.address.rpartition(":")[2]))


async def _kill_worker(stand: Stand) -> None:
    assert stand.worker is not None
    stand.worker.kill()


async def _start_worker(stand: Stand) -> None:
    await stand.start_worker()


async def _postgres_stops(stand: Stand) -> None:
    assert stand.postgres is not None
    await asyncio.to_thread(stand.postgres.stop)


async def _postgres_starts(stand: Stand) -> None:
    assert stand.postgres is not None
    await asyncio.to_thread(stand.postgres.start)


async def _database_slow(stand: Stand) -> None:
    assert stand.proxy is not None
    stand.proxy.delay = 0.25


async def _database_well(stand: Stand) -> None:
    assert stand.proxy is not None
    stand.proxy.heal()


async def _chroma_stops(stand: Stand) -> None:
    await asyncio.to_thread(stand.chroma.stop)


async def _chroma_starts(stand: Stand) -> None:
    await asyncio.to_thread(stand.chroma.start)


async def _model_refuses(stand: Stand) -> None:
    stand.model.behaviour = Behaviour(status=503)


async def _model_hangs(stand: Stand) -> None:
    stand.model.behaviour = Behaviour(then="silent")


async def _model_well(stand: Stand) -> None:
    stand.model.behaviour = faithful(1)


async def _slack_away(stand: Stand) -> None:
    stand.slack.outage = 503


async def _slack_back(stand: Stand) -> None:
    stand.slack.outage = 0


async def _knowledge_goes(stand: Stand) -> None:
    (stand.fleet.home / "knowledge").rename(stand.fleet.home / "gone")


async def _knowledge_comes(stand: Stand) -> None:
    gone, here = stand.fleet.home / "gone", stand.fleet.home / "knowledge"
    if here.exists():  # a process that found none has made another in its place
        here.rename(stand.fleet.home / f"made-{time.monotonic_ns()}")
    gone.rename(here)


async def _knowledge_goes_and_one_starts(stand: Stand) -> None:
    """The process that starts finds no knowledge base; a supervisor starts it again until the volume is back."""
    await _knowledge_goes(stand)
    stand.slacks[0].kill()
    await asyncio.to_thread(_started_in_vain, stand)


def _started_in_vain(stand: Stand) -> None:
    try:
        stand.fleet.slack(**stand.slack_settings())
    except AssertionError:
        return


async def _knowledge_comes_and_one_starts(stand: Stand) -> None:
    await _knowledge_comes(stand)
    await stand.start_slack(0)


async def _published_and_killed(stand: Stand) -> None:
    """Another edition is built by a process of its own; one that serves is killed over it."""
    stand.slacks[0].kill()
    before, after = (BEFORE, AFTER) if stand.title == BEFORE else (AFTER, BEFORE)
    await asyncio.to_thread(small_home.reload, stand.fleet.home, before, after)
    stand.older, stand.title, stand.published = before, after, time.monotonic() + 0.5


def _full(stand: Stand) -> Path:
    return Path(str(stand.fleet.database).removeprefix("sqlite:///")).with_name("filler")


async def _disk_full(stand: Stand) -> None:
    with _full(stand).open("wb", buffering=0) as filler, contextlib.suppress(OSError):  # what a buffer still holds would fail again when it is closed
        while True:
            filler.write(b"\0" * 4096)


async def _disk_free(stand: Stand) -> None:
    _full(stand).unlink()


LIBRARY = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1")
_ENOUGH, _BACK = 3600, 0


def _clock(stand: Stand) -> Path:
    return stand.fleet.home.parent / "clock"


def _set_clock(stand: Stand, seconds: int) -> None:
    temporary = _clock(stand).with_name("clock.new")
    temporary.write_text(f"{seconds:+d}\n")
    temporary.replace(_clock(stand))


async def _under_another_clock(stand: Stand) -> None:
    _set_clock(stand, 0)
    stand.slacks[0].stop()
    faked = {"LD_PRELOAD": str(LIBRARY), "FAKETIME_TIMESTAMP_FILE": str(_clock(stand)), "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
    await stand.start_slack(0, **faked)


async def _clock_forward(stand: Stand) -> None:
    _set_clock(stand, _ENOUGH)


async def _clock_back(stand: Stand) -> None:
    _set_clock(stand, _BACK)


async def _under_own_clock(stand: Stand) -> None:
    stand.slacks[0].stop()
    await stand.start_slack(0)


def _no_library() -> str:
    return "" if LIBRARY.exists() else "libfaketime is not installed (Debian: apt-get install libfaketime)"


FAULTS = (
    Fault("slack-one", "kill -9 of one of two processes in Slack, started again", 3, _kill_one, _start_one),
    Fault("slack-both", "kill -9 of both at once, started again", 3, _kill_both, _start_both),
    Fault("web", "kill -9 of the page's process, started again", 3, _kill_web, _start_web),
    Fault("worker", "kill -9 of the worker, started again", 3, _kill_worker, _start_worker),
    Fault("postgres-restart", "PostgreSQL crashes and is back after 5 s", 5, _postgres_stops, _postgres_starts),
    Fault("postgres-away", "PostgreSQL is away for 45 s", 45, _postgres_stops, _postgres_starts),
    Fault("database-slow", "every piece to and from the database 250 ms late", 20, _database_slow, _database_well),
    Fault("chroma", "Chroma server away", 20, _chroma_stops, _chroma_starts),
    Fault("model-refuses", "the model answers 503", 15, _model_refuses, _model_well),
    Fault("model-hangs", "the model says nothing (4 s are waited)", 20, _model_hangs, _model_well),
    Fault("slack-5xx", "Slack answers every call with 503", 60, _slack_away, _slack_back),
    Fault("knowledge", "the volume with the knowledge base is gone", 15, _knowledge_goes, _knowledge_comes),
    Fault("knowledge-start", "the same, and a process is started meanwhile", 5, _knowledge_goes_and_one_starts, _knowledge_comes_and_one_starts),
    Fault("edition", "another edition is published while one process is killed", 1, _published_and_killed, _start_one),
    Fault(  # longer than it takes to believe that work was left behind
        "clock", "the clock of one process an hour ahead, then back", 40, _clock_forward, _clock_back, _under_another_clock, _under_own_clock,
        missing=_no_library,
    ),
    Fault("disk", "the disk with the state (SQLite) is full", 15, _disk_full, _disk_free, alone=True),
)
