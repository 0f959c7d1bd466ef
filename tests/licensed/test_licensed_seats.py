"""Seats of the licence: who accepted sees descriptors, no more people than it covers, and nobody whose seat is gone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest
from licensed_files import WORD
from pydantic import ValidationError

from bot.actions import Action
from bot.app import App, create_app
from bot.settings import CptSettings, Settings
from bot.turns import Outcome, Platform, Reply, Turn

ANN, BOB, EVE = "slack:w:ann", "slack:w:bob", "slack:w:eve"
Start = Callable[..., AbstractAsyncContextManager[App]]


@pytest.fixture
def start(home: Path, tmp_path: Path) -> Start:
    def of(**cpt: Any) -> AbstractAsyncContextManager[App]:
        given = {"mode": "licensed", "seats": (ANN, BOB)} | cpt
        database = f"sqlite:///{tmp_path}/state.sqlite"
        return create_app(Settings(_env_file=None, home=home, database_url=database, secret_key="of the tests", cpt=given, admins=("slack:w:root",)))

    return of


async def ask(app: App, text: str, person: str = "ann", **more: Any) -> Reply:
    return await app.answer(Turn(Platform.SLACK, "w", "c", "t", person, text, **more))


def sees(reply: Reply) -> bool:
    return WORD in str(reply.for_asker().fields)


async def test_a_seat_is_taken_by_accepting_its_terms(start: Start) -> None:
    async with start() as app:
        assert not sees(await ask(app, "/code 00001"))
        terms = await ask(app, "/seat")
        assert app.settings.cpt.terms == terms.body
        assert "hold a seat" in (await ask(app, "", action=terms.buttons[0].action)).verdict
        card = await ask(app, "/code 00001")
        assert sees(card)
        notice = {field.label: field.value for field in card.personal}["Notice"]
        assert notice == "CPT\u00ae 2026 copyright 2025 American Medical Association. All rights reserved."
        assert not sees(await ask(app, "/code 00001", person="bob")), "named, and has not accepted"
        person = await app.store.people.ensure(ANN)
        assert list(await app.store.acceptances.of(person.id)) == [("cpt", "1")]


async def test_the_same_code_for_who_has_a_seat_and_who_has_none(start: Start) -> None:
    async with start() as app:
        await ask(app, "/seat accept 1")
        seat, none = await ask(app, "/code 00001"), await ask(app, "/code 00001", person="eve")
        assert (seat.verdict, seat.fields, seat.text.split()) == (none.verdict, none.fields, none.text.split())
        assert [field.label for field in seat.personal] == ["CPT descriptor", "In lay words", "Notice"]
        assert none.personal == ()


async def test_who_is_not_named_takes_no_seat(start: Start) -> None:
    async with start() as app:
        for text in ("/seat", "/seat accept 1"):
            reply = await ask(app, text, person="eve")
            assert reply.outcome is Outcome.REFUSED
        assert not sees(await ask(app, "/code 00001", person="eve"))


async def test_there_are_no_more_seats_than_the_licence_covers(start: Start) -> None:
    async with start(seats=("*",), seat_count=2) as app:
        people = [f"p{number}" for number in range(12)]
        turns = (Turn(Platform.SLACK, "w", "c", person, person, "/seat accept 1") for person in people)
        replies = await asyncio.gather(*(app.answer(turn) for turn in turns))
        assert sorted(reply.outcome for reply in replies) == [Outcome.ANSWERED] * 2 + [Outcome.REFUSED] * 10
        assert {r.verdict for r in replies if r.outcome is Outcome.REFUSED} == {"All seats of the CPT licence are taken."}
        assert sum([sees(await ask(app, "/code 00001", person=person)) for person in people]) == 2
        assert (await ask(app, "/seat list", person="root")).verdict == "2 of 2 seats of the CPT licence are taken."


async def test_a_count_lowered_below_use_shuts_the_latest_out_and_loses_nothing(start: Start) -> None:
    async with start() as app:
        for person in ("ann", "bob"):
            await ask(app, "/seat accept 1", person=person)
    async with start(seat_count=1) as app:
        assert sees(await ask(app, "/code 00001"))
        assert not sees(await ask(app, "/code 00001", person="bob"))
        refused = await ask(app, "/seat", person="bob")
        assert refused.outcome is Outcome.REFUSED
        assert "covers 1 seats and yours is number 2" in refused.verdict
        assert "1 more than the licence covers" in (await ask(app, "/seat list", person="root")).notices[0].text
    async with start() as app:
        assert sees(await ask(app, "/code 00001", person="bob"))


async def test_a_revoked_seat_sees_nothing_more_from_that_moment_on_any_button(start: Start) -> None:
    async with start() as app:
        await ask(app, "/seat accept 1")
        card = await ask(app, "/code 00001")
        assert sees(card)
        revoked = await ask(app, f"/seat revoke {ANN}", person="root")
        assert "holds no seat any more" in revoked.verdict
        for button in (*card.buttons, *(card.menu.choices if card.menu else ())):
            assert not sees(await ask(app, "", action=button.action)), button.label
        assert not sees(await ask(app, "/code 00001"))
        assert (await ask(app, "/seat accept 1")).outcome is Outcome.REFUSED
        await ask(app, "/forget me yes")
        assert (await ask(app, "/seat accept 1")).outcome is Outcome.REFUSED
        await ask(app, f"/seat allow {ANN}", person="root")
        await ask(app, "/seat accept 1")
        assert sees(await ask(app, "/code 00001"))


async def test_terms_that_changed_are_accepted_anew(start: Start) -> None:
    async with start() as app:
        await ask(app, "/seat accept 1")
    async with start(terms_version="2", terms="Second terms.") as app:
        assert not sees(await ask(app, "/code 00001"))
        stale = await ask(app, "/seat accept 1")
        assert stale.body == "Second terms."
        await ask(app, "/seat accept 2")
        assert sees(await ask(app, "/code 00001"))


async def test_who_is_no_longer_named_frees_the_seat(start: Start) -> None:
    async with start() as app:
        await ask(app, "/seat accept 1")
    async with start(seats=(BOB, EVE), seat_count=1) as app:
        assert not sees(await ask(app, "/code 00001"))
        await ask(app, "/seat accept 1", person="eve")
        assert sees(await ask(app, "/code 00001", person="eve"))


@pytest.mark.parametrize("text", ["/seat list", f"/seat revoke {BOB}", f"/seat allow {BOB}"])
async def test_only_admins_see_and_change_who_holds_a_seat(start: Start, text: str) -> None:
    async with start() as app:
        await ask(app, "/seat accept 1", person="bob")
        reply = await ask(app, text)
        assert reply.outcome is Outcome.REFUSED
        assert "bob" not in reply.text
        assert sees(await ask(app, "/code 00001", person="bob"))


async def test_in_the_mode_none_there_are_no_seats(start: Start) -> None:
    async with start(mode="none") as app:
        assert "No CPT licence" in (await ask(app, "/seat accept 1")).verdict
        assert not sees(await ask(app, "/code 00001"))


async def test_a_stolen_button_gives_no_seat(start: Start) -> None:
    async with start() as app:
        await ask(app, "", person="eve", action=Action("seat", "accept 1"))
        assert not sees(await ask(app, "/code 00001", person="eve"))


@pytest.mark.parametrize(("given", "said"), [({"seats": ("*",)}, "SEAT_COUNT"), ({"notice": "{owner}"}, "NOTICE"), ({"notice": "{"}, "NOTICE")])
def test_settings_that_cannot_be_held_are_refused_at_the_start(given: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        CptSettings(**given)
