"""A button whose action is too long still works, for the right person and for a while."""

from __future__ import annotations

from datetime import timedelta

import pytest
from store_calendar import Calendar

from bot.actions import MAX_BYTES, Action, decode, encode
from bot.store import Resolved, Store

LONG = Action("check", "29881, 29880, 27447 and 20610 for medicare in TX at place of service 11; " * 3)
ANN = "slack:T1:U1"


async def test_a_short_action_stays_as_it_is(store: Store) -> None:
    short = Action("code", "27257")
    assert await store.tokens.shorten(short) is short
    assert await store.tokens.resolve(short, ANN) == Resolved(short, "ok")


async def test_a_long_action_travels_as_a_token(store: Store) -> None:
    sent = await store.tokens.shorten(LONG)
    assert sent.is_token
    assert len(encode(sent).encode()) <= MAX_BYTES
    assert await store.tokens.resolve(decode(encode(sent)), ANN) == Resolved(LONG, "ok")


async def test_the_longest_verb_leaves_room_for_a_token(store: Store) -> None:
    assert encode(await store.tokens.shorten(Action("a" * 20, "x" * 500)))


async def test_tokens_cannot_be_guessed_or_typed(store: Store) -> None:
    first, second = [await store.tokens.shorten(LONG) for _ in range(2)]
    assert first != second
    typed = await store.tokens.shorten(Action("check", first.arg))
    assert typed.arg != first.arg
    assert await store.tokens.resolve(typed, ANN) == Resolved(Action("check", first.arg), "ok")


@pytest.mark.parametrize("arg", ["~", "~nonsense", "~' OR 1=1 --", "~\0"])
async def test_an_unknown_token_means_nothing(store: Store, arg: str) -> None:
    assert await store.tokens.resolve(Action("check", arg), ANN) == Resolved(None, "unknown")


async def test_a_token_works_for_its_own_verb_only(store: Store) -> None:
    sent = await store.tokens.shorten(LONG)
    assert await store.tokens.resolve(Action("kb", sent.arg), ANN) == Resolved(None, "unknown")


async def test_a_token_with_an_owner_is_foreign_to_others(store: Store) -> None:
    sent = await store.tokens.shorten(LONG, owner=ANN)
    assert await store.tokens.resolve(sent, ANN) == Resolved(LONG, "ok")
    assert await store.tokens.resolve(sent, "slack:T1:U2") == Resolved(None, "foreign")


async def test_a_token_expires_and_later_is_pruned(store: Store, calendar: Calendar) -> None:
    sent = await store.tokens.shorten(LONG, owner=ANN, ttl=timedelta(hours=1))
    lasting = await store.tokens.shorten(LONG)
    calendar.pass_by(hours=1)
    assert await store.tokens.resolve(sent, ANN) == Resolved(None, "expired")
    assert await store.tokens.resolve(sent, "slack:T1:U2") == Resolved(None, "foreign")
    assert await store.tokens.prune() == 0
    calendar.pass_by(days=29, hours=22)
    assert await store.tokens.resolve(lasting, ANN) == Resolved(LONG, "ok")
    calendar.pass_by(days=1)
    assert await store.tokens.resolve(lasting, ANN) == Resolved(None, "expired")
    assert await store.tokens.prune() == 1
    assert await store.tokens.resolve(sent, ANN) == Resolved(None, "unknown")


async def test_an_action_under_a_token_of_ones_own_is_replaced_and_pressed_by_its_owner_alone(store: Store) -> None:
    for argument in ("first", "second"):
        await store.tokens.keep("mine", Action("mail", argument), "email:mail:ann", timedelta(days=1))
    assert (await store.tokens.resolve(Action("mail", "~mine"), "email:mail:ann")).action == Action("mail", "second")
    assert (await store.tokens.resolve(Action("mail", "~mine"), "email:mail:bob")).why == "foreign"
