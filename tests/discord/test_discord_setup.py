"""The doctor, the invite link, what Discord is told of the commands, and the starting of the adapter."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlparse

import discord
import pytest
from discord_desk import Desk, Open, settings_for
from discord_server import DiscordServer

from adapters.commands.run import run
from adapters.discord import permissions
from adapters.discord.doctor import examine
from adapters.discord.run import check_settings
from adapters.messaging.checked import Checked
from adapters.messaging.errors import Misconfigured
from bot.settings import DiscordSettings
from bot.skills.base import Context
from bot.turns import Reply, Turn, Visibility


@pytest.fixture
async def server() -> AsyncIterator[DiscordServer]:
    async with DiscordServer() as made:
        with made.addressed():
            yield made


async def seen(server: DiscordServer, **settings: Any) -> list[Checked]:
    settings = {"token": server.token} | settings
    return [checked async for checked in examine(DiscordSettings(**settings))]


def wrong(looked_at: list[Checked]) -> list[str]:
    return [f"{one.what}: {one.remedy}" for one in looked_at if not one.ok]


async def test_a_set_up_that_is_right_has_nothing_wrong_and_shows_the_invite(server: DiscordServer) -> None:
    server.commands = [{"name": "code", "description": "Look up codes", "type": 1}]
    looked_at = await seen(server)
    assert wrong(looked_at) == []
    (invite,) = [one.remedy for one in looked_at if one.what == "invite"]
    asked = parse_qs(urlparse(invite).query)
    assert asked["scope"] == ["bot applications.commands"]
    assert discord.Permissions(int(asked["permissions"][0])) == permissions.wanted()


@pytest.mark.parametrize(
    ("change", "settings", "said"),
    [
        ({}, {"token": ""}, "no bot token"),
        ({}, {"token": "a-client-secret"}, "not the shape"),
        ({}, {"token": "a.b.c"}, "refuses the token"),
        ({}, {"follow_ups": True}, "Message Content"),
        ({"endpoint": "https://coderly.example.org"}, {}, "Interactions Endpoint URL"),
        ({"commands": []}, {}, "knows no commands"),
        ({"permissions": "1024"}, {}, "missing Send Messages, Send Messages In Threads"),
    ],
)
async def test_the_doctor_names_what_is_wrong_and_the_remedy(
    server: DiscordServer, change: dict[str, Any], settings: dict[str, Any], said: str
) -> None:
    server.commands = [{"name": "code", "description": "Look up codes", "type": 1}]
    for name, value in change.items():
        setattr(server, name, value)
    (problem,) = wrong(await seen(server, **settings))
    assert said in problem


async def test_a_discord_that_cannot_be_reached_is_told_from_a_wrong_token(server: DiscordServer) -> None:
    with server.addressed("127.0.0.1:1"):
        (problem,) = wrong(await seen(server))
    assert "cannot be reached" in problem


def test_without_a_token_the_adapter_says_where_to_find_one(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CODERLY_HOME", str(tmp_path))
    assert run("discord") == 2
    assert "CODERLY_DISCORD__TOKEN" in capsys.readouterr().err
    with pytest.raises(Misconfigured):
        check_settings(DiscordSettings())


def test_phi_cannot_be_allowed_here(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="can only be 'refuse'"):
        settings_for(tmp_path, tmp_path, phi={"discord": "redact"})


async def test_what_discord_is_told_of_the_commands_fits_its_limits(desk: Desk) -> None:
    (told,) = [r.json for r in desk.env.http_requests if r.method == "PUT" and r.path.endswith("/commands")]
    assert told is not None
    for command in told:
        every = list(described(command))
        assert all(1 <= len(name) <= 32 for name, _ in every)
        assert all(len(text) <= 100 for _, text in every)
        assert len(command.get("options") or []) <= 25
        assert sum(len(name) + len(text) for name, text in every) <= 8000
    assert len(json.dumps(told)) > 1000


def described(command: dict[str, Any]) -> list[tuple[str, str]]:
    """Name and description of a command and of everything in it."""
    return [(command["name"], command.get("description") or ""), *(d for o in command.get("options") or [] for d in described(o))]


@dataclass(frozen=True, slots=True)
class Notes:
    """A skill for notes, as the adapter sees it: it tells how much it was given."""

    name: str = "case"
    verbs: tuple[str, ...] = ("case",)
    summary: str = "suggest codes for a note: /case"

    async def run(self, turn: Turn, context: Context) -> Reply:
        return Reply(verdict=f"A note of {len(context.text)} characters.", visibility=Visibility.PRIVATE, topic="case")


async def test_where_there_is_a_skill_for_notes_it_has_a_form_a_file_and_a_place_in_the_menu(
    open_desk: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot import app

    skills = app.create_skills()
    if "case" not in {skill.name for skill in skills}:
        monkeypatch.setattr(app, "create_skills", lambda *given: (*skills, Notes()))
    async with open_desk() as desk:
        shown = await desk.ann.slash(desk.coding, "case")
        by_form = await desk.answered(await desk.ann.submit_modal(shown, {"text": "Swelling of the knee."}))
        by_file = await desk.answered(await desk.ann.slash(desk.coding, "case", note=("note.txt", b"Swelling of the knee. " * 250)))
        message = await desk.bob.send(desk.coding, "Swelling of the knee.")
        by_menu = await desk.answered(await desk.ann.context_menu(desk.coding, "Suggest codes for this message", message))
        for card in (by_form, by_file, by_menu):
            assert card.ephemeral
            assert "■" not in card.text
        named = await desk.answered(
            await desk.ann.slash(desk.coding, "case", note=("note.txt", b"Patient John Miller, DOB 01/02/1950. " * 99))
        )
        assert "Not read" in named.text
        picture = await desk.answered(await desk.ann.slash(desk.coding, "case", note=("scan.png", b"\x89PNG")))
        assert "Only text files" in picture.text
