"""The metered plan in the terminal, line by line, with the whole assistant."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from adapters.terminal.lines import chat_by_lines
from bot.app import create_app
from bot.settings import Settings
from bot.store import Role


async def chatted(home: Path, state: Path, *lines: str, member: bool = False) -> list[str]:
    """One card a line."""
    settings = Settings(_env_file=None, home=home, database_url=f"sqlite:///{state}/state.sqlite", secret_key="of the tests", accounts={"plan": "metered"})
    out = io.StringIO()
    async with create_app(settings) as app:
        if member:
            await app.store.people.set_role("terminal:local:me", Role.MEMBER)
        assert await chat_by_lines(app, stdin=io.StringIO("\n".join(lines) + "\n"), stdout=out, width=100) == 0
    text = out.getvalue()
    cards: list[str] = []
    for line in text.splitlines():
        if line.startswith(("●", "○", "■", "?", "✗", "*")):
            cards.append("")
        if cards:
            cards[-1] += line + "\n"
    assert len(cards) == len(lines), text
    return [" ".join(card.split()) for card in cards]


async def test_the_flow_of_the_metered_plan(small_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cards = await chatted(
        small_home, tmp_path,
        "/code 27257", "/code 27256", "1", "1", "/code 27256", "/code 99213", "/code 99214", "/code 99215", "/code 99212", "/code E11.9",
    )  # fmt: skip
    first, locked, terms, registered, *five, over = cards
    assert "0 code page views left." in first
    assert "What sets it apart" in first
    assert "Locked" not in first
    assert "splint" in locked
    assert "Locked: Family, What sets it apart" in locked
    assert "[1] Register" in locked
    assert "Accept these terms to open 5 more code pages." in terms
    assert "You are registered." in registered
    assert [card.partition(" code page view")[0].rpartition(" ")[2] for card in five] == ["4", "3", "2", "1", "0"]
    assert not [card for card in five if "Locked" in card]
    assert "Members see every code page" in over
    assert "Register" not in over
    (member,) = await chatted(small_home, tmp_path, "/code E11.9", member=True)
    assert "Locked" not in member
    assert "left." not in member
