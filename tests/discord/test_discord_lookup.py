"""Lists to choose from, and a person's own note on a card, in Discord."""

from __future__ import annotations

from typing import Any

from discord_cards import walk
from discord_desk import Card, Desk


def options(card: Card) -> list[dict[str, Any]]:
    return [option for c in walk(card.components) if c["type"] == 3 for option in c["options"]]


def value(card: Card, beginning: str) -> str:
    return str(next(o["value"] for o in options(card) if o["label"].startswith(beginning)))


async def test_a_choice_of_a_list_answers_the_same_person_also_after_a_restart(desk: Desk) -> None:
    card = await desk.answered(await desk.ann.slash(desk.coding, "coderly browse", text="icd10cm"))
    chapter = await desk.answered(await desk.ann.select(card.message, [value(card, "Chapter 4")]))
    assert chapter.ephemeral
    assert "E00-E89" in chapter.text
    await desk.restart()
    again = await desk.answered(await desk.ann.select(card.message, [value(card, "Chapter 9")]))
    assert "Chapter 9" in again.text


async def test_a_note_is_seen_by_who_wrote_it_alone_and_is_not_shared_with_the_card(desk: Desk) -> None:
    await desk.ann.slash(desk.coding, "coderly my note", text="27257 always ask which side")
    await desk.idle()
    card = await desk.answered(await desk.ann.slash(desk.coding, "code", query="27257"))
    assert "always ask which side" in card.text
    await desk.ann.click(card.message, label="Share")
    await desk.idle()
    (shared,) = desk.seen(desk.coding, desk.bob)
    assert "27257" in shared.text
    assert "which side" not in shared.text
    await desk.ask(desk.ann, desk.coding, "27257")
    for seen in (*desk.seen(desk.coding, desk.bob), *desk.seen(desk.thread(), desk.bob)):
        assert "which side" not in seen.text
    other = await desk.answered(await desk.bob.slash(desk.coding, "code", query="27257"))
    assert "which side" not in other.text
