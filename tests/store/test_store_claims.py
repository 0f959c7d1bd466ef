"""A platform sends the same event twice, to two processes, at the same moment."""

from __future__ import annotations

import asyncio
import json
import sys
from datetime import timedelta

from store_calendar import Calendar
from store_processes import output_of, start

from bot.store import Store

KEYS = 200

CLAIM_ALL = f"""
import asyncio, json, sys
from bot.store import Store

async def main(url):
    async with await Store.open(url, "secret") as store:
        print("ready", flush=True)
        sys.stdin.readline()
        keys = [f"slack:T1:Ev{{number}}" for number in range({KEYS})]
        won = await asyncio.gather(*(store.claims.claim(key) for key in keys))
        print(json.dumps([key for key, first in zip(keys, won) if first]))

asyncio.run(main(sys.argv[1]))
"""


async def test_the_first_claim_wins_and_no_other(store: Store) -> None:
    assert await store.claims.claim("slack:T1:Ev1")
    assert not await store.claims.claim("slack:T1:Ev1")
    assert await store.claims.claim("slack:T2:Ev1")


async def test_of_many_tasks_one_wins(store: Store) -> None:
    won = await asyncio.gather(*(store.claims.claim("slack:T1:Ev1") for _ in range(30)))
    assert won.count(True) == 1


async def test_of_two_processes_exactly_one_wins_each_key(url: str) -> None:
    both = [await start(sys.executable, "-c", CLAIM_ALL, url) for _ in range(2)]
    for process in both:
        assert process.stdout is not None
        assert await process.stdout.readline() == b"ready\n"
    first, second = [set(json.loads(out)) for out in await asyncio.gather(*(output_of(process, b"go\n") for process in both))]
    assert not first & second
    assert len(first | second) == KEYS


async def test_old_claims_are_pruned(store: Store, calendar: Calendar) -> None:
    await store.claims.claim("old")
    calendar.pass_by(days=3)
    await store.claims.claim("new")
    assert await store.claims.prune(timedelta(days=2)) == 1
    assert await store.claims.claim("old")
    assert not await store.claims.claim("new")
