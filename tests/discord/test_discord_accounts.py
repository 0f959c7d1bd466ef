"""The metered plan in Discord, line by line; what is for one person's eyes; the rest of a card after a seat was revoked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from discord_desk import Card, Desk, Open, card_of, desk_at

from bot.store import Role

METERED: dict[str, Any] = {"accounts": {"plan": "metered"}}
CODES = ("27256", "99213", "99214", "99215", "99212")


async def looks_up(desk: Desk, code: str) -> Card:
    return await desk.answered(await desk.ann.slash(desk.coding, "code", query=code))


async def presses(desk: Desk, card: Card, label: str) -> Card:
    return await desk.answered(await desk.ann.click(card.message, label=label))


async def identity(desk: Desk) -> str:
    """Ann's person key, as her account names it."""
    account = await desk.answered(await desk.ann.slash(desk.coding, "coderly account"))
    return next(line for line in account.text.replace("**", "").splitlines() if "Identities" in line).split()[-1]


async def test_the_flow_of_the_metered_plan(open_desk: Open) -> None:
    async with open_desk(**METERED) as desk:
        first = await looks_up(desk, "27257")
        assert "0 code page views left." in first.text
        assert "What sets it apart" in first.text
        assert "Locked" not in first.text

        second = await looks_up(desk, "27256")
        assert "splint" in second.text
        assert "Locked: Family, What sets it apart" in second.text
        assert second.labels == ["Register"]

        terms = await presses(desk, second, "Register")
        assert "Accept these terms to open 5 more code pages" in terms.text
        registered = await presses(desk, terms, "I accept")
        assert "You are registered." in registered.text

        for left, code in zip((4, 3, 2, 1, 0), CODES, strict=True):
            card = await looks_up(desk, code)
            assert f"{left} code page view{'' if left == 1 else 's'} left." in card.text
            assert "Locked" not in card.text
        over = await looks_up(desk, "E11.9")
        assert "Members see every code page" in over.text
        assert "Register" not in over.labels

        await desk.app.store.people.set_role(await identity(desk), Role.MEMBER)
        member = await looks_up(desk, "E11.9")
        assert "Locked" not in member.text
        assert "left." not in member.text


async def test_a_code_and_an_export_asked_for_in_a_channel_come_by_direct_message(desk: Desk) -> None:
    for line, said in (("account link", "Your code is"), ("account export", "kept of you")):
        await desk.ask(desk.ann, desk.coding, line)
        channels = [*desk.seen(desk.coding, desk.bob), *[c for thread in desk.coding.threads for c in desk.seen(thread, desk.bob)]]
        assert not [card for card in channels if said in card.text]
        assert [card for card in desk.direct(desk.ann) if said in card.text]


async def test_an_export_is_a_file_that_only_the_asker_sees(desk: Desk) -> None:
    for asked in (await desk.ann.slash(desk.coding, "coderly account", text="export"), None):
        if asked is not None:
            card = await desk.answered(asked)
            assert "coderly-account.json" in card.text
            (message,) = [one for one in asked.followups if one.attachments]
            assert message.flags.ephemeral
        else:
            await desk.ask(desk.ann, desk.coding, "account export")
            (message,) = [card.message for card in desk.direct(desk.ann) if card.message.attachments]
        (file,) = message.attachments
        assert file.filename == "coderly-account.json"
        assert "identities" in json.loads(await file.read())
    assert not [card for card in desk.seen(desk.coding, desk.bob) if card.message.attachments]


async def test_every_verb_of_an_account_is_a_command(desk: Desk) -> None:
    account = await desk.answered(await desk.ann.slash(desk.coding, "coderly account", text="export"))
    assert account.ephemeral
    assert "Everything that is kept of you" in account.text
    more = await desk.answered(await desk.ann.slash(desk.coding, "coderly my seat"))
    assert "No CPT licence" in more.text


async def test_the_rest_of_a_card_is_not_shown_to_a_seat_that_was_revoked(licensed_home: Path, tmp_path: Path) -> None:
    async with desk_at(licensed_home, tmp_path, cpt={"mode": "licensed", "seats": ("*",), "seat_count": 2}) as desk:
        await desk.answered(await desk.ann.slash(desk.coding, "coderly my seat", text="accept 1"))
        result = await desk.ann.slash(desk.coding, "code", query="0000T")
        first = await desk.answered(result)
        assert "zzlicensed" in first.text
        last = card_of(result.followups[-1])
        await desk.app.store.seats.revoke(await identity(desk))
        pressed = await desk.ann.click(last.message, label=next(label for label in last.labels if label.startswith("Show ")))
        await desk.idle()
        said = [card_of(message).text.strip() for message in pressed.followups]
        assert said == ["You hold no seat of the CPT licence any more, so the rest of this card is not shown. Ask the question again for what is open to you."]


async def test_a_shared_card_holds_no_licensed_word(licensed_home: Path, tmp_path: Path) -> None:
    async with desk_at(licensed_home, tmp_path, cpt={"mode": "licensed", "seats": ("*",), "seat_count": 2}) as desk:
        await desk.answered(await desk.ann.slash(desk.coding, "coderly my seat", text="accept 1"))
        card = await looks_up(desk, "00001")
        assert "zzlicensed" in card.text
        await desk.ann.click(card.message, label="Share")
        await desk.idle()
        (shared,) = desk.seen(desk.coding, desk.bob)
        assert "00001" in shared.text
        assert "zzlicensed" not in shared.text
