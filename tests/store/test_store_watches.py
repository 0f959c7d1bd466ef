"""What places watch."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from bot.store import Store, StoredTurn, WatchPlace

PLACE = WatchPlace("slack", "T1", "C1")


async def test_a_pattern_is_watched_once_a_place(store: Store) -> None:
    ann = await store.people.ensure("slack:T1:ann")
    assert await store.watches.add(PLACE, ["27257", "E11*"], "ann", ann.id, "s1") == ("27257", "E11*")
    assert await store.watches.add(PLACE, ["27257", "I10"], "bob", None, "s1") == ("I10",)
    assert await store.watches.add(WatchPlace("slack", "T1", "C2"), ["27257"], "ann", ann.id, "s1") == ("27257",)
    assert [w.pattern for w in await store.watches.of(PLACE)] == ["27257", "E11*", "I10"]


async def test_only_what_was_not_told_of_a_snapshot_waits(store: Store) -> None:
    await store.watches.add(PLACE, ["27257", "updates"], "ann", None, "s1")
    await store.watches.add(WatchPlace("discord", "G", "9"), ["27257"], "ann", None, "s1")
    assert await store.watches.untold("slack", "s1") == ()
    waiting = await store.watches.untold("slack", "s2", besides="updates")
    assert [(w.place.platform, w.pattern) for w in waiting] == [("slack", "27257")]
    assert [w.pattern for w in await store.watches.untold("slack", "s2", only="updates")] == ["updates"]
    await store.watches.mark(waiting, "s2")
    assert await store.watches.untold("slack", "s2", besides="updates") == ()


async def test_watches_end_by_name_all_at_once_and_with_their_person(store: Store) -> None:
    ann = await store.people.ensure("slack:T1:ann")
    await store.watches.add(PLACE, ["27257", "E11*", "I10"], "ann", ann.id, "s1")
    await store.watches.add(PLACE, ["J45*"], "bob", None, "s1")
    await store.watches.remove([w for w in await store.watches.of(PLACE) if w.pattern == "27257"])
    assert [w.pattern for w in await store.watches.of(PLACE)] == ["E11*", "I10", "J45*"]
    await store.people.forget("slack:T1:ann")
    assert [w.pattern for w in await store.watches.of(PLACE)] == ["J45*"]
    await store.watches.remove(await store.watches.of(PLACE))
    assert await store.watches.of(PLACE) == ()


async def test_a_place_cannot_watch_without_bound(store: Store) -> None:
    fresh = await store.watches.add(PLACE, [f"{n:05}" for n in range(300)], "ann", None, "s1")
    assert len(fresh) == 200
    assert await store.watches.add(PLACE, ["27257"], "ann", None, "s1") == ()


async def test_a_thread_is_a_place_of_its_own(store: Store) -> None:
    thread = replace(PLACE, thread="5.5")
    assert await store.watches.add(PLACE, ["27257"], "ann", None, "s1") == ("27257",)
    assert await store.watches.add(thread, ["27257", "I10"], "ann", None, "s1") == ("27257", "I10")
    assert [w.pattern for w in await store.watches.of(thread)] == ["27257", "I10"]
    assert {w.place for w in await store.watches.untold("slack", "s2")} == {PLACE, thread}


async def test_what_others_asked_privately_is_none_of_the_codes_of_a_channel(store: Store) -> None:
    for thread, code in (("5.5", "I10"), ("private-ann", "E11.9"), ("private-bob", "F10.20"), ("6.6", "27257")):
        await store.threads.append(StoredTurn(f"slack:T1:C1:{thread}", datetime.now(UTC), "q", codes=(code,), answer_id=thread))
    assert set(await store.watches.asked(PLACE, ["ann"])) == {"I10", "E11.9", "27257"}
    assert await store.watches.asked(replace(PLACE, thread="5.5"), ["ann"]) == ("I10",)
