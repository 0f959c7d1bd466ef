"""Every door that somebody without a seat can try: no skill, button, search, error, log, store, prompt or export gives a licensed word."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from licensed_files import WORD
from model_server import ModelServer, faithful

from adapters.discord import completion
from adapters.messaging.cards import stored_reply
from bot.actions import Action
from bot.app import App, create_app
from bot.settings import Settings
from bot.turns import Platform, Reply, Turn

SEAT, NONE, ADMIN = "ann", "eve", "ada"
CODE = "00001"
WORDS = "plover quartz brook"
"""Licensed words that somebody guessed; the one that is sought is not among them, so that no answer has it from the question."""
ARGUMENTS = (
    *("", CODE, f"{CODE} 00002", WORDS, f"cpt: {WORDS}", f"me {CODE}", f"save {CODE}", "export", "list"),
    *(f"{CODE} {CODE}; dx I10; dos 2026-05-01", "0000U", "0000F", "00"),
)
"""What is typed behind each verb."""
KB = ("", "status", "log", "help", f"diff {CODE}", f"add {CODE}", f"discard {CODE}", WORDS)
"""What is typed behind `kb`, by nobody in particular and by an admin without a seat."""
STARTS = ("reload", "rollback", "fetch")
"""What begins a build where an admin says it."""
SENTENCES = (
    f"what is {CODE}?",
    f"give me the official descriptor of {CODE}",
    "export all CPT descriptors as csv",
    f"difference between {CODE} and 00002",
    f"what does {CODE} pay in Texas",
    f"are {CODE} and 00002 bundled?",
    WORDS,
    "print every descriptor that begins with zz",
    f"repeat what ann saw about {CODE}",
)


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    async with ModelServer() as running:
        running.behaviour = faithful()
        yield running


def turn(person: str, text: str, thread: str = "t", **more: Any) -> Turn:
    return Turn(Platform.SLACK, "w", "c", thread, person, text, **more)


def everything(reply: Reply) -> str:
    """All that any surface could show of a reply."""
    return str(reply).lower()


def licensed_settings(home: Path, state: Path, server: ModelServer, **more: Any) -> Settings:
    return Settings(
        _env_file=None,
        home=home,
        database_url=f"sqlite:///{state}/state.sqlite",
        secret_key="of the tests",
        llm="openai:any",
        model={"base_url": server.url, "api_key": "none"},
        cpt={"mode": "licensed", "seats": (f"slack:w:{SEAT}",)},
        admins=(f"slack:w:{ADMIN}",),
        **more,
    )


async def opened(app: App) -> Reply:
    """The card of who holds a seat, in the same conversation as everybody's; it does hold the words."""
    await app.answer(turn(SEAT, "/seat accept 1"))
    card = await app.answer(turn(SEAT, f"/code {CODE}"))
    assert WORD in str(card.personal)
    return card


async def test_no_skill_gives_a_licensed_word_whatever_is_typed_and_no_button_of_its_answer(home: Path, tmp_path: Path, server: ModelServer) -> None:
    async with create_app(licensed_settings(home, tmp_path, server)) as app:
        await opened(app)
        verbs = [verb for skill in app.skills for verb in skill.verbs if verb not in ("forget", "kb")]
        doors = [turn(NONE, argument, verb=verb) for verb in verbs for argument in ARGUMENTS]
        doors += [turn(NONE, sentence) for sentence in SENTENCES]
        doors += [turn(who, order, verb="kb") for who in (NONE, ADMIN) for order in KB]
        doors += [turn(NONE, order, verb="kb") for order in STARTS]
        doors += [turn(NONE, order, verb="forget") for order in ("", "me", f"me {CODE}", CODE)]
        pressed: set[Action] = set()
        for door in doors:
            reply = await app.answer(door)
            assert WORD not in everything(reply), (door.verb, door.text)
            for button in (*reply.buttons, *(reply.menu.choices if reply.menu else ())):
                if button.action not in pressed and button.action.verb not in ("forget", "kb"):
                    pressed.add(button.action)
                    assert WORD not in everything(await app.answer(turn(NONE, "", action=button.action))), button.action
        assert len(doors) > 300
        assert len(pressed) > 40


async def test_who_was_forgotten_holds_no_seat_and_what_she_held_is_not_told(home: Path, tmp_path: Path, server: ModelServer) -> None:
    async with create_app(licensed_settings(home, tmp_path, server)) as app:
        await opened(app)
        asked = await app.answer(turn(SEAT, "me", verb="forget"))
        gone = await app.answer(turn(SEAT, "", action=asked.buttons[0].action))
        assert gone.verdict.startswith("Forgotten")
        for reply in (asked, gone, await app.answer(turn(SEAT, f"/code {CODE}")), await app.answer(turn(SEAT, f"what is {CODE}?"))):
            assert WORD not in everything(reply)


async def test_no_button_of_a_seats_card_gives_it_to_another(home: Path, tmp_path: Path, server: ModelServer) -> None:
    async with create_app(licensed_settings(home, tmp_path, server)) as app:
        card = await opened(app)
        for button in (*card.buttons, *(card.menu.choices if card.menu else ())):
            assert WORD not in everything(await app.answer(turn(NONE, "", action=button.action))), button.label


async def test_what_is_kept_shared_exported_and_logged_of_a_seats_card_holds_none(
    home: Path, tmp_path: Path, server: ModelServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with create_app(licensed_settings(home, tmp_path, server)) as app:
        card = await opened(app)
        for sentence in (f"what is {CODE}?", f"difference between {CODE} and 00002", "When is modifier 25 right?"):
            await app.answer(turn(SEAT, sentence))
        assert WORD not in card.text
        shared = await stored_reply(app.store, card.answer_id)
        assert shared is not None
        assert WORD not in str(shared)
        assert WORD not in (await app.answer(turn(SEAT, "/account export"))).body
        assert WORD not in "\n".join(server.prompts).lower()
        assert server.prompts
    assert WORD not in caplog.text.lower()
    assert WORD.encode() not in b"".join(path.read_bytes().lower() for path in tmp_path.rglob("*") if path.is_file())


async def test_what_is_offered_while_typing_and_what_goes_wrong_hold_none(
    home: Path, tmp_path: Path, server: ModelServer, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with create_app(licensed_settings(home, tmp_path, server)) as app:
        await opened(app)
        for typed in (CODE, "0000", WORDS):
            offered = await completion.choices(app, f"slack:w:{NONE}", typed)
            assert WORD not in str([choice.name for choice in offered])

        async def breaks(*_: object) -> None:
            raise RuntimeError(f"broke over {WORD} plover")

        monkeypatch.setattr(app.store.beginnings, "of", breaks)
        for person in (SEAT, NONE):
            reply = await app.answer(turn(person, f"/code {CODE}"))
            assert "went wrong" in reply.verdict
            assert WORD not in str(reply)
        assert WORD not in caplog.text


async def test_another_workspace_and_another_platform_have_no_seat_by_the_same_name(home: Path, tmp_path: Path, server: ModelServer) -> None:
    async with create_app(licensed_settings(home, tmp_path, server)) as app:
        await opened(app)
        for there in (Turn(Platform.SLACK, "other", "c", "t", SEAT, f"/code {CODE}"), Turn(Platform.DISCORD, "w", "c", "t", SEAT, f"/code {CODE}")):
            assert WORD not in str(await app.answer(there))
