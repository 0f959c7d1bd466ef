"""PHI is refused in Discord before anything else, and nothing of it is kept."""

from __future__ import annotations

import logging

import pytest
from discord_desk import Desk

PHI = "patient John Miller, DOB 01/02/1950, MRN 4457781: is E11.9 right?"


def written(desk: Desk) -> bytes:
    """Every byte of the store."""
    place = desk.app.settings.store_url.partition(":///")[2]
    from pathlib import Path

    folder = Path(place).parent
    return b"".join(file.read_bytes() for file in folder.iterdir() if file.name.startswith("state.sqlite"))


async def test_a_command_with_phi_is_refused_with_a_line_that_teaches(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    card = await desk.answered(await desk.ann.slash(desk.coding, "ask", question=PHI))
    assert card.ephemeral
    assert "Not read" in card.text
    assert "a date of birth" in card.text
    assert "Miller" not in card.text
    assert "E11.9" not in card.text
    assert b"Miller" not in written(desk)
    assert "Miller" not in "\n".join(str(vars(r)) for r in caplog.records if r.name.startswith(("adapters", "bot")))


async def test_a_mention_with_phi_opens_no_thread_and_asks_to_delete_the_message(desk: Desk) -> None:
    await desk.ask(desk.ann, desk.coding, PHI)
    assert desk.coding.threads == []
    (card,) = desk.seen(desk.coding)
    assert "Please delete it" in card.text
    assert "Miller" not in card.text
    assert b"Miller" not in written(desk)


async def test_a_refused_message_asks_the_assistant_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    async def answer(*turn: object) -> None:
        asked.append(turn)

    monkeypatch.setattr(desk.app, "answer", answer)
    await desk.ann.send_dm(PHI)
    await desk.idle()
    assert asked == []
    assert "Not read" in desk.direct(desk.ann)[0].text


async def test_nothing_that_people_write_stays_in_the_library(desk: Desk) -> None:
    await desk.ask(desk.ann, desk.coding, "E11.9")
    assert list(desk.client.cached_messages) == []
    assert desk.client.persistent_views == []
