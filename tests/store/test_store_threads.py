"""A conversation is remembered, but not for ever and not everything."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from store_calendar import Calendar

from bot.store import Store, StoredTurn

THREAD = "slack:T1:C1:1700000000.1"
TURN = StoredTurn(
    thread_key=THREAD,
    at=datetime(2026, 10, 1, 12, 30, 15, 123456, tzinfo=UTC),
    question="is 29881 bundled with 29880? é 🦴",
    verb="check",
    topic="ncci",
    codes=("29881", "29880"),
    parameters={"payer": "medicare", "state": "TX"},
    answer_verdict="Bundled",
    answer_text="Bundled.\n\nColumn 1: 29880",
    answer_id="a1",
)


async def test_a_turn_comes_back_as_it_went_in(store: Store) -> None:
    person = await store.people.ensure("slack:T1:U1")
    turn = replace(TURN, person_id=person.id)
    assert await store.threads.append(turn)
    assert await store.threads.recent(THREAD) == (turn,)
    assert await store.threads.by_answer("a1") == turn
    assert await store.threads.by_answer("a2") is None


async def test_recent_turns_are_the_last_ones_oldest_first(store: Store) -> None:
    for number in range(15):
        await store.threads.append(replace(TURN, question=str(number), answer_id=""))
    await store.threads.append(replace(TURN, thread_key="slack:T2:C1:1", answer_id=""))
    assert [turn.question for turn in await store.threads.recent(THREAD)] == [str(number) for number in range(3, 15)]
    assert [turn.question for turn in await store.threads.recent(THREAD, limit=2)] == ["13", "14"]


async def test_a_thread_keeps_fifty_turns(store: Store) -> None:
    await store.threads.append(replace(TURN, thread_key="other", answer_id=""))
    for number in range(55):
        await store.threads.append(replace(TURN, question=str(number), answer_id=""))
    kept = await store.threads.recent(THREAD, limit=100)
    assert [turn.question for turn in kept] == [str(number) for number in range(5, 55)]
    assert len(await store.threads.recent("other")) == 1


async def test_an_answer_is_kept_once(store: Store) -> None:
    assert await store.threads.append(TURN)
    assert not await store.threads.append(replace(TURN, question="again"))
    assert await store.threads.recent(THREAD) == (TURN,)


async def test_a_turn_that_outlives_its_person_is_not_kept(store: Store) -> None:
    person = await store.people.ensure("slack:T1:U1")
    await store.people.forget("slack:T1:U1")
    await store.people.ensure("slack:T1:U2")
    assert not await store.threads.append(replace(TURN, person_id=person.id))
    assert await store.threads.recent(THREAD) == ()


async def test_a_date_of_service_is_never_kept(store: Store) -> None:
    await store.threads.append(replace(TURN, parameters={"payer": "medicare", "dos": "2026-01-02", "Date_of_Service": "2026-01-02"}))
    assert [turn.parameters for turn in await store.threads.recent(THREAD)] == [{"payer": "medicare"}]


async def test_text_that_no_database_takes_is_kept_without_the_odd_characters(store: Store) -> None:
    await store.threads.append(replace(TURN, question="a\0b\ud800c"))
    assert [turn.question for turn in await store.threads.recent(THREAD)] == ["ab?c"]


async def test_times_come_back_in_utc(store: Store) -> None:
    noon_in_chicago = datetime(2026, 10, 1, 12, tzinfo=timezone(timedelta(hours=-5)))
    await store.threads.append(replace(TURN, at=noon_in_chicago))
    (turn,) = await store.threads.recent(THREAD)
    assert turn.at == noon_in_chicago
    assert turn.at.tzinfo is UTC


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        replace(TURN, at=datetime(2026, 10, 1))  # noqa: DTZ001


async def test_old_turns_are_pruned(store: Store, calendar: Calendar) -> None:
    await store.threads.append(replace(TURN, at=calendar(), answer_id="old"))
    calendar.pass_by(days=31)
    await store.threads.append(replace(TURN, at=calendar(), answer_id="new"))
    assert await store.threads.prune(timedelta(days=30)) == 1
    assert [turn.answer_id for turn in await store.threads.recent(THREAD)] == ["new"]
