"""What people and Discord do to a question: long, edited, deleted, refused. One answer comes, by whichever way is left, and is made once."""

from __future__ import annotations

import asyncio
import json
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import discord
import pytest
from discord_desk import Card, Desk, desk_at

from bot.turns import Reply
from knowledge.build import Build
from knowledge.order import Order

SAID = "E11.9 can be reported"


def answers(desk: Desk) -> list[Card]:
    """Our messages to Ann that say it, wherever they are."""
    places = [desk.coding, *desk.coding.threads, *([desk.ann.user.dm_channel] if desk.ann.user.dm_channel else [])]
    return [card for place in places for card in desk.seen(place, desk.ann) if SAID in card.text]


REFUSALS = {
    "missing access": (403, 50001), "missing permissions": (403, 50013), "unknown channel": (404, 10003), "thread archived": (400, 50083),
    "invalid form body": (400, 50035), "server error": (502, 0), "unavailable": (503, 0), "new": (400, 99999),
}  # fmt: skip


@pytest.mark.parametrize("refusal", REFUSALS)
async def test_whatever_discord_says_in_a_thread_the_answer_comes_once_and_is_made_once(desk: Desk, asked: list[Any], refusal: str) -> None:
    await desk.ask(desk.ann, desk.coding, "I10")
    status, code = REFUSALS[refusal]
    desk.env.inject_error("POST", f"/channels/{desk.thread().id}/messages", status=status, code=code)
    await desk.ask(desk.ann, desk.thread(), "E11.9")
    assert len(answers(desk)) == 1
    assert len(asked) == 2
    assert await desk.app.store.inbox.take_over("discord:", timedelta(0)) == (), "nothing is left to be answered again"


@pytest.mark.parametrize(("status", "code"), [(404, 10015), (401, 50027), (404, 10008), (500, 0), (400, 50035)])
async def test_a_command_whose_first_message_cannot_be_changed_is_answered_once(desk: Desk, asked: list[Any], status: int, code: int) -> None:
    desk.env.inject_error("PATCH", "/webhooks/*/messages/@original", status=status, code=code)
    await desk.answered(await desk.ann.slash(desk.coding, "code", query="E11.9"))
    assert len(answers(desk)) == 1
    assert len(asked) == 1


async def test_a_member_whose_direct_messages_are_closed_too_costs_nothing_but_her_answer(desk: Desk, asked: list[Any]) -> None:
    for path in ("/channels/*/threads", "/channels/*/messages"):
        desk.env.inject_error("POST", path, status=403, code=50007, times=None)
    await desk.ask(desk.ann, desk.coding, "E11.9")
    assert answers(desk) == []
    assert desk.client.edge.counts["undelivered"] == 1
    assert len(asked) == 1


async def test_a_question_deleted_while_it_is_answered_gets_no_answer(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = desk.app.answer

    async def meanwhile(turn: Any, *more: Any) -> Reply:
        gone: Any = {"id": turn.message_id, "channel_id": str(desk.coding.id), "guild_id": str(desk.guild.id)}
        await desk.client.on_raw_message_delete(discord.RawMessageDeleteEvent(gone))
        return await answer(turn, *more)

    with monkeypatch.context() as deleting:
        deleting.setattr(desk.app, "answer", meanwhile)
        await desk.ask(desk.ann, desk.coding, "E11.9")
    assert answers(desk) == []
    assert desk.client.edge.counts["undelivered"] == 0
    await desk.ask(desk.ann, desk.coding, "E11.9")
    assert len(answers(desk)) == 1


async def test_a_paste_of_2000_characters_is_read_to_its_end(desk: Desk) -> None:
    ending = " and now: code E11.9"
    text = f"{desk.name} " + "the quick visit " * 200
    question = await desk.ann.send(desk.coding, text[: 2000 - len(ending)] + ending)
    await desk.idle()
    assert len(question.content) == 2000
    (card,) = desk.seen(desk.thread())
    assert "E11.9" in card.text
    assert len(desk.thread().name) <= 100


async def test_text_beside_a_picture_is_answered_and_a_file_that_is_too_long_is_read_to_its_bound(desk: Desk) -> None:
    await desk.ask(desk.ann, desk.coding, "E11.9", attachments=[("scan.png", b"\x89PNG")])
    assert len(answers(desk)) == 1
    await desk.ask(desk.ann, desk.coding, "", attachments=[("claim.txt", b"\xff\xfe\x00\x01")])
    await desk.ask(desk.ann, desk.coding, "", attachments=[("empty.txt", b"")])
    await desk.ask(desk.ann, desk.coding, "", attachments=[("long.txt", b"E11.9 " + b"x" * 9_000_000)])
    said = [card for place in (desk.coding, *desk.coding.threads) for card in desk.seen(place)]
    assert len(said) == 4, [card.text[:60] for card in said]


@pytest.mark.parametrize("text", ["👍", "👍🏽👩‍⚕️", "<:sad:123>", "<a:party:456> 🎉", "…", "```\n```"])
async def test_emoji_and_signs_alone_get_a_line_that_helps(desk: Desk, text: str) -> None:
    await desk.ask(desk.ann, desk.coding, text)
    (card,) = [card for place in (desk.coding, *desk.coding.threads) for card in desk.seen(place)]
    assert "/code" in card.text or "code" in card.text.lower()


PAGE = "# Paper trays\n\nThe quill feather rule: <@&401> @everyone and @here <@402> must keep the quill feather in the paper tray. See <#300> for it.\n"


async def test_a_passage_that_mentions_everybody_mentions_nobody(small_home: Path, tmp_path: Path) -> None:
    shutil.copytree(small_home, tmp_path / "home")
    (tmp_path / "home/sources/documents").mkdir()
    (tmp_path / "home/sources/documents/trays.md").write_text(PAGE)
    order = Order(str(tmp_path / "home/knowledge"), str(tmp_path / "home/sources"), "wordllama")
    await asyncio.to_thread(Build(order, lambda event: None).run)
    async with desk_at(tmp_path / "home", tmp_path) as desk:
        await desk.ask(desk.ann, desk.coding, "What does the quill feather rule say about the paper tray?")
        (card,) = desk.seen(desk.thread())
        assert "quill feather" in card.text
        sent = [r.json for r in desk.env.http_requests if r.method == "POST" and r.path.endswith("/messages") and r.json]
        assert all(message["allowed_mentions"] == {"parse": []} for message in sent)
        assert not [sign for sign in ("@everyone", "@here", "<@402>", "<@&401>", "<#300>") if sign in json.dumps(sent)]
        (public,) = [m for m in desk.thread().history() if m.author.id != desk.ann.user.id and m.type is not discord.MessageType.thread_created]
        assert not public.mention_everyone
        assert public.mentions == []
