"""Accepted work outlives its process, is nobody's twice, and can be read by nobody without the key."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text
from store_calendar import SECRET, Calendar

from bot.store import Store, StoreUnreachableError
from bot.store.sealing import Sealer

WORK = {"text": "is 29881 bundled with 29880?", "channel": "C1"}
LEASE = timedelta(minutes=2)


async def test_a_repeated_delivery_is_turned_away_before_during_and_after_the_work(store: Store) -> None:
    assert await store.inbox.receive("slack:T1:Ev1", WORK)
    assert not await store.inbox.receive("slack:T1:Ev1", WORK)
    await store.inbox.delivering("slack:T1:Ev1")
    assert not await store.inbox.receive("slack:T1:Ev1", WORK)
    await store.inbox.done("slack:T1:Ev1")
    assert not await store.inbox.receive("slack:T1:Ev1", WORK)
    assert await store.inbox.receive("slack:T2:Ev1", WORK)


async def test_what_arrives_at_once_is_kept_each_once(store: Store) -> None:
    fresh = await asyncio.gather(*(store.inbox.receive(f"slack:T1:Ev{n % 40}", WORK) for n in range(120)))
    assert sum(fresh) == 40
    assert fresh[:40] == [True] * 40
    await asyncio.gather(*(store.inbox.done(f"slack:T1:Ev{n}") for n in range(40)))
    assert await store.inbox.prune(timedelta(seconds=-1)) == 40


async def test_work_left_behind_is_taken_over_once_and_says_whether_it_may_have_been_delivered(store: Store, calendar: Calendar) -> None:
    await store.inbox.receive("slack:T1:Ev1", WORK)
    await store.inbox.receive("slack:T1:Ev2", WORK)
    await store.inbox.delivering("slack:T1:Ev2")
    await store.inbox.receive("slack:T1:Ev3", WORK)
    await store.inbox.done("slack:T1:Ev3")
    await store.inbox.receive("discord:1:2", WORK)
    assert await store.inbox.take_over("slack:", LEASE) == ()
    calendar.pass_by(minutes=3)
    taken = await store.inbox.take_over("slack:", LEASE)
    assert [(w.key, w.payload, w.attempts, w.maybe_delivered) for w in taken] == [
        ("slack:T1:Ev1", WORK, 2, False),
        ("slack:T1:Ev2", WORK, 2, True),
    ]
    assert await store.inbox.take_over("slack:", LEASE) == ()


async def test_work_of_a_process_that_says_it_is_alive_stays_its_own(store: Store, calendar: Calendar) -> None:
    for key in ("slack:T1:Ev1", "slack:T1:Ev2"):
        await store.inbox.receive(key, WORK)
    assert await store.inbox.take_over("slack:", LEASE) == ()
    calendar.pass_by(minutes=3)
    await store.inbox.touch(["slack:T1:Ev1"])
    await store.inbox.touch([])
    assert [w.key for w in await store.inbox.take_over("slack:", LEASE)] == ["slack:T1:Ev2"]


@pytest.mark.parametrize("character", ["_", "%", "/"])
async def test_a_prefix_stands_for_itself(store: Store, character: str) -> None:
    for key in (f"web:a{character}b", "web:axb", "web:axxb", "web:a"):
        await store.inbox.receive(key, WORK)
        await store.inbox.release(key)
    assert [w.key for w in await store.inbox.take_over(f"web:a{character}", LEASE)] == [f"web:a{character}b"]


async def test_only_finished_work_is_pruned(store: Store, calendar: Calendar) -> None:
    await store.inbox.receive("slack:T1:Ev1", WORK)
    await store.inbox.receive("slack:T1:Ev2", WORK)
    await store.inbox.done("slack:T1:Ev1")
    calendar.pass_by(days=2)
    assert await store.inbox.prune(timedelta(days=1)) == 1
    assert len(await store.inbox.take_over("slack:", timedelta(0))) == 1


@pytest.mark.parametrize("hours", [5, -5])
async def test_a_clock_that_is_set_makes_nobody_look_dead_and_keeps_no_dead_one_alive(store: Store, calendar: Calendar, hours: int) -> None:
    await store.inbox.receive("slack:T1:Ev1", WORK)
    assert await store.inbox.take_over("slack:", LEASE) == ()
    calendar.set_by(hours=hours)
    assert await store.inbox.take_over("slack:", LEASE) == ()
    calendar.pass_by(minutes=3)
    assert [w.key for w in await store.inbox.take_over("slack:", LEASE)] == ["slack:T1:Ev1"]


async def test_while_the_store_was_away_nobody_could_say_that_he_is_alive(store: Store, calendar: Calendar, monkeypatch: pytest.MonkeyPatch) -> None:
    await store.inbox.receive("slack:T1:Ev1", WORK)
    assert await store.inbox.take_over("slack:", LEASE) == ()
    with monkeypatch.context() as away:
        away.setattr(store.inbox._sessions, "reading", lambda work: _away())
        calendar.pass_by(minutes=3)
        with pytest.raises(StoreUnreachableError):
            await store.inbox.take_over("slack:", LEASE)
    assert await store.inbox.take_over("slack:", LEASE) == ()
    calendar.pass_by(minutes=3)
    assert len(await store.inbox.take_over("slack:", LEASE)) == 1


async def _away() -> None:
    raise StoreUnreachableError("away")


async def test_the_database_holds_no_word_of_the_work_and_none_of_a_token(store: Store) -> None:
    await store.inbox.receive("slack:T1:Ev1", WORK)
    await store.installations.save("slack:T1", {"bot_token": "xoxb-very-secret"})
    async with store._engine.connect() as connection:
        sealed = [
            *await connection.scalars(text("SELECT sealed FROM inbox")),
            *await connection.scalars(text("SELECT sealed FROM installations")),
        ]
    assert len(sealed) == 2
    assert not any(word in row for row in sealed for word in ("29881", "very-secret", "channel"))


async def test_workspaces_come_and_go(store: Store) -> None:
    await store.installations.save("slack:T1", {"bot_token": "a"})
    await store.installations.save("slack:T2", {"bot_token": "b"})
    await store.installations.save("slack:T1", {"bot_token": "c"})
    assert await store.installations.find("slack:T1") == {"bot_token": "c"}
    assert await store.installations.keys() == ("slack:T1", "slack:T2")
    assert await store.installations.remove("slack:T1")
    assert not await store.installations.remove("slack:T1")
    assert await store.installations.find("slack:T1") is None


async def test_one_at_a_time_renews_the_tokens_of_a_workspace(store: Store, calendar: Calendar) -> None:
    await store.installations.save("slack:T1", {"bot_token": "a"})
    assert await store.installations.lease("slack:T1", timedelta(seconds=30))
    assert not await store.installations.lease("slack:T1", timedelta(seconds=30))
    await store.installations.save("slack:T1", {"bot_token": "b"})
    assert await store.installations.lease("slack:T1", timedelta(seconds=30))
    calendar.pass_by(seconds=31)
    assert await store.installations.lease("slack:T1", timedelta(seconds=30)), "a renewer that died does not block for ever"
    assert not await store.installations.lease("slack:T9", timedelta(seconds=30))


def test_another_secret_opens_nothing() -> None:
    sealed = Sealer(SECRET).seal(WORK)
    assert Sealer(SECRET).unseal(sealed) == WORK
    assert Sealer("another").unseal(sealed) is None
    assert Sealer(SECRET).unseal(sealed[:-8] + "AAAAAAA=") is None
