"""What places watch."""

from __future__ import annotations

from bot.store import Store

PLACE = ("slack", "T1", "C1")


async def test_a_pattern_is_watched_once_a_place(store: Store) -> None:
    ann = await store.people.ensure("slack:T1:ann")
    assert await store.watches.add(*PLACE, ["27257", "E11*"], "ann", ann.id, "s1") == ("27257", "E11*")
    assert await store.watches.add(*PLACE, ["27257", "I10"], "bob", None, "s1") == ("I10",)
    assert await store.watches.add("slack", "T1", "C2", ["27257"], "ann", ann.id, "s1") == ("27257",)
    assert [w.pattern for w in await store.watches.of(*PLACE)] == ["27257", "E11*", "I10"]


async def test_only_what_was_not_told_of_a_snapshot_waits(store: Store) -> None:
    await store.watches.add(*PLACE, ["27257", "updates"], "ann", None, "s1")
    await store.watches.add("discord", "G", "9", ["27257"], "ann", None, "s1")
    assert await store.watches.untold("slack", "s1") == ()
    waiting = await store.watches.untold("slack", "s2", besides="updates")
    assert [(w.platform, w.pattern) for w in waiting] == [("slack", "27257")]
    assert [w.pattern for w in await store.watches.untold("slack", "s2", only="updates")] == ["updates"]
    await store.watches.mark(waiting, "s2")
    assert await store.watches.untold("slack", "s2", besides="updates") == ()


async def test_watches_end_by_name_all_at_once_and_with_their_person(store: Store) -> None:
    ann = await store.people.ensure("slack:T1:ann")
    await store.watches.add(*PLACE, ["27257", "E11*", "I10"], "ann", ann.id, "s1")
    await store.watches.add(*PLACE, ["J45*"], "bob", None, "s1")
    assert await store.watches.remove(*PLACE, ["27257", "J99"]) == 1
    await store.people.forget("slack:T1:ann")
    assert [w.pattern for w in await store.watches.of(*PLACE)] == ["J45*"]
    assert await store.watches.remove(*PLACE, ()) == 1


async def test_a_place_cannot_watch_without_bound(store: Store) -> None:
    fresh = await store.watches.add(*PLACE, [f"{n:05}" for n in range(300)], "ann", None, "s1")
    assert len(fresh) == 200
    assert await store.watches.add(*PLACE, ["27257"], "ann", None, "s1") == ()
