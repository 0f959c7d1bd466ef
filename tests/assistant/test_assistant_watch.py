"""Watching codes: what can be watched, what of a reload concerns it, and the digest."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from assistant_people import presses, says, settings_for
from small_home import reload

from bot.app import App, create_app
from bot.store import Role, WatchPlace
from bot.turns import Outcome
from bot.watch import patterns
from bot.watch.announcing import WatchNews
from bot.watch.digest import MOST_CODES, MOST_EACH, digest
from knowledge.changes.model import Change, Kind

TODAY = date(2026, 5, 1)


def change(code: str, other: str = "", what: str = "code", label: str = "title", source: str = "icd10cm_order") -> Change:
    return Change(source, what, Kind.CHANGED, code, other, "", label, "a", "b", "2026-10-01")


@pytest.mark.parametrize(
    ("text", "found", "unread"),
    [
        ("27257", ("27257",), ()),
        ("27257, 99202-99215; e11.9", ("99202-99215", "27257", "E11.9"), ()),
        ("E11", ("E11*",), ()),
        ("E11.*", ("E11*",), ()),
        ("e11.6* j45*", ("E116*", "J45*"), ()),
        ("asked", ("asked",), ()),
        ("Updates", ("updates",), ()),
        ("27257 27257", ("27257",), ()),
        ("diabetes", (), ("diabetes",)),
        ("27257 diabetes", ("27257",), ("diabetes",)),
        ("", (), ()),
        ("99215-99202", (), ("99215-99202",)),
    ],
)
def test_what_a_person_asks_to_watch_is_read(text: str, found: tuple[str, ...], unread: tuple[str, ...]) -> None:
    assert patterns.read(text) == (found, unread)


def held_by(pattern: str, code: str, asked: tuple[str, ...] = ()) -> dict[str, list[Change]]:
    others = [change(other) for other in ("00100", "99999", "A000", "Z999")]
    return patterns.Changed([change(code), *others]).of(patterns.watched([pattern], asked))


@pytest.mark.parametrize(
    ("pattern", "code", "held"),
    [
        ("27257", "27257", True),
        ("27257", "27256", False),
        ("E11.9", "E119", True),
        ("E11*", "E1165", True),
        ("E11*", "E12", False),
        ("99202-99215", "99213", True),
        ("99202-99215", "99216", False),
        ("99202-99215", "9921", False),
        ("updates", "99213", False),
    ],
)
def test_which_codes_a_pattern_holds(pattern: str, code: str, held: bool) -> None:
    assert bool(held_by(pattern, code)) is held


def test_a_change_of_a_pair_concerns_either_of_its_codes() -> None:
    changed = patterns.Changed([change("45385", "45380", "NCCI edit", "indicator"), change("45378")])
    assert {code: len(changes) for code, changes in changed.of(patterns.watched(["45380"])).items()} == {"45380": 1}
    both = changed.of(patterns.watched(["45380", "45385"]))
    assert sum(map(len, both.values())) == 1, "told once"


def test_codes_that_were_asked_about_are_watched_as_such() -> None:
    assert held_by("asked", "E119", ("E11.9", "99213"))
    assert not held_by("asked", "E119")


def test_a_digest_lists_what_a_code_is_before_what_it_is_paid_and_is_bounded() -> None:
    many = {f"E{n}": [change(f"E{n}", label="title")] for n in range(100, 150)}
    many["99213"] = [change("99213", what="fee schedule row", label=f"value {n}", source="physician_fee_schedule") for n in range(9)]
    many["E119"] = [Change("icd10cm_order", "code", Kind.REMOVED, "E119", before="billable yes; title x", effective="2026-10-01")]
    card = digest(many, "2026-09-01")
    assert card.verdict.startswith("A reload changed 51 of the codes watched here since 2026-09-01.")
    first = [row[0] for row in card.tables[0].rows]
    assert first[0] == "E11.9"
    assert len(set(first)) == MOST_CODES
    only = digest({"99213": many["99213"]}, "")
    assert len(only.tables[0].rows) == MOST_EACH + 1
    assert "6 more" in only.tables[0].rows[-1]


@pytest.fixture
def own_home(small_home: Path, tmp_path: Path) -> Path:
    """A knowledge base that may be reloaded."""
    home = tmp_path / "own"
    shutil.copytree(small_home, home)
    return home


def announcer(app: App) -> WatchNews:
    return WatchNews("slack", app.store, app.knowledge, app.chain.readers)


async def test_a_reload_is_announced_once_where_its_codes_are_watched_and_nowhere_else(own_home: Path, tmp_path: Path) -> None:
    async with create_app(settings_for(own_home, tmp_path)) as app:
        assert "R07.9" in (await app.answer(says("/watch R07.9", channel="C1"))).verdict
        assert "Already" in (await app.answer(says("/watch R07.9", channel="C1"))).verdict
        await app.answer(says("/watch I10", channel="C2"))
        await app.answer(says("/watch R07*", channel="C3", person="bob"))
        await app.answer(says("R07.9", channel="C4"))
        await app.answer(says("/watch asked", channel="C4"))
        assert await announcer(app).due(TODAY) == ()
        reload(own_home)
        found = await announcer(app).due(TODAY)
        assert [(a.channel, a.person) for a in found] == [("C1", "ann"), ("C3", "bob"), ("C4", "ann")]
        for announcement in found:
            card = await app.answer(presses(announcement.action, channel=announcement.channel, person=announcement.person))
            assert card.codes == ("R07.9",)
            assert card.tables[0].rows[0][2:] == ("title", "Chest pain, unspecified", "Chest ache, unspecified")
            await announcement.told()
        assert await announcer(app).due(TODAY) == ()


async def test_what_is_watched_is_listed_and_ended(own_home: Path, tmp_path: Path) -> None:
    async with create_app(settings_for(own_home, tmp_path)) as app:
        assert "Nothing is watched" in (await app.answer(says("/watch"))).verdict
        await app.answer(says("watch R07.9 99202-99215"))
        listed = await app.answer(says("/watch"))
        assert listed.verdict == "2 watches here."
        assert [b.action.arg for b in listed.buttons] == ["99202-99215", "R07.9"]
        assert "No longer" in (await app.answer(presses(listed.buttons[0].action))).verdict
        assert "not watched" in (await app.answer(says("/unwatch I10"))).verdict
        assert "Say what" in (await app.answer(says("/unwatch"))).verdict
        assert "No longer" in (await app.answer(says("unwatch all"))).verdict
        assert "Nothing is watched" in (await app.answer(says("/watch"))).verdict
        assert "cannot be watched" in (await app.answer(says("/watch diabetes"))).verdict


async def test_updates_that_are_due_are_told_until_they_are_others(own_home: Path, tmp_path: Path) -> None:
    async with create_app(settings_for(own_home, tmp_path)) as app:
        await app.answer(says("/watch updates", channel="C1"))
        later = date(2040, 11, 1)
        (found,) = await announcer(app).due(later)
        await found.told()
        assert await announcer(app).due(later) == ()
        assert found.action.arg == patterns.UPDATES


async def test_a_snapshot_that_is_gone_announces_nothing_and_is_not_asked_about_again(own_home: Path, tmp_path: Path) -> None:
    async with create_app(settings_for(own_home, tmp_path)) as app:
        await app.answer(says("/watch R07.9", channel="C1"))
        (since,) = {w.told for w in await app.store.watches.of(WatchPlace("slack", "w", "C1"))}
        reload(own_home)
        app.knowledge.snapshots.remove(since)
        assert await announcer(app).due(TODAY) == ()
        assert {w.told for w in await app.store.watches.of(WatchPlace("slack", "w", "C1"))} == {app.knowledge.snapshots.current().id}


async def test_forgetting_a_person_takes_her_watches_along(own_home: Path, tmp_path: Path) -> None:
    async with create_app(settings_for(own_home, tmp_path)) as app:
        await app.answer(says("/watch R07.9", channel="D1"))
        await app.answer(says("/forget me yes", channel="D1"))
        assert "Nothing is watched" in (await app.answer(says("/watch", channel="D1"))).verdict


async def test_who_set_a_watch_trusted_people_and_admins_can_end_it_and_nobody_else(own_home: Path, tmp_path: Path) -> None:
    async with create_app(settings_for(own_home, tmp_path, admins=("slack:w:eve",))) as app:
        await app.answer(says("/watch R07.9 I10 E11*", channel="C1"))
        await app.answer(says("/watch J45*", channel="C1", person="bob"))
        listed = await app.answer(says("/watch", channel="C1", person="bob"))
        assert listed.tables[0].header == ("Watched", "Set by", "To end it")
        assert [(row[1], row[2] != "–") for row in listed.tables[0].rows] == [("somebody else", False)] * 3 + [("you", True)]
        assert [b.label for b in listed.buttons] == ["End J45*"]
        refused = await app.answer(says("/unwatch R07.9", channel="C1", person="bob"))
        assert (refused.outcome, refused.verdict) == (Outcome.REFUSED, "Still watched: R07.9.")
        every = await app.answer(says("/unwatch all", channel="C1", person="bob"))
        assert every.verdict == "No longer watched here: everything under J45. Still watched: R07.9, everything under I10, everything under E11."
        await app.store.people.set_role("slack:w:tom", Role.TRUSTED)
        assert "No longer" in (await app.answer(says("/unwatch R07.9", channel="C1", person="tom"))).verdict
        assert "No longer" in (await app.answer(says("/unwatch I10", channel="C1", person="eve"))).verdict
        assert "No longer" in (await app.answer(says("/unwatch E11*", channel="C1"))).verdict
        assert "Nothing is watched" in (await app.answer(says("/watch", channel="C1"))).verdict


async def test_a_watch_that_was_set_in_a_thread_is_told_there_and_not_in_its_channel(own_home: Path, tmp_path: Path) -> None:
    async with create_app(settings_for(own_home, tmp_path)) as app:
        inside = {"channel": "C1", "thread": "5.5", "open_thread": "5.5"}
        assert "into this thread" in (await app.answer(says("/watch R07.9", **inside))).rule
        await app.answer(says("/watch R07.9 I10", channel="C1", thread="6.6"))
        listed = await app.answer(says("/watch", **inside))
        of_channel = [("R07.9", "in the channel"), ("everything under I10", "in the channel")]
        assert [row[:2] for row in listed.tables[0].rows] == [("R07.9", "in this thread"), *of_channel]
        reload(own_home)
        found = await announcer(app).due(TODAY)
        assert {(a.channel, a.thread) for a in found} == {("C1", ""), ("C1", "5.5")}
        assert len({a.name for a in found}) == 2
        card = await app.answer(presses(next(a.action for a in found if a.thread), **inside))
        assert card.codes == ("R07.9",)
        assert "No longer watched here: R07.9" in (await app.answer(says("/unwatch R07.9", **inside))).verdict
        assert [row[:2] for row in (await app.answer(says("/watch", **inside))).tables[0].rows] == of_channel
