"""The metered plan in Slack, line by line; what is for one person's eyes; the rest of a card after a seat was revoked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from slack_desk import Desk, Open, desk_at
from slack_server import Posted, SlackServer

from bot.store import Role

METERED: dict[str, Any] = {"accounts": {"plan": "metered"}}
CODES = ("27256", "99213", "99214", "99215", "99212")


async def asks(desk: Desk, line: str, user: str = "UANN") -> Posted:
    await desk.slack.person(user).slash(line)
    await desk.idle()
    return desk.slack.shown("C1", user)[-1]


async def presses(desk: Desk, card: Posted, label: str, user: str = "UANN") -> Posted:
    await desk.slack.person(user).presses(card, label)
    await desk.idle()
    return desk.slack.shown("C1", user)[-1]


async def test_the_flow_of_the_metered_plan(open_desk: Open) -> None:
    async with open_desk(**METERED) as desk:
        first = await asks(desk, "/code 27257")
        assert "0 code page views left." in first.all_text
        assert "What sets it apart" in first.all_text
        assert "Locked" not in first.all_text

        second = await asks(desk, "/code 27256")
        assert "splint" in second.all_text
        assert "Locked: Family, What sets it apart" in second.all_text
        assert second.labels == ["Register"]

        terms = await presses(desk, second, "Register")
        assert "Accept these terms to open 5 more code pages" in terms.all_text
        registered = await presses(desk, terms, "I accept")
        assert "You are registered." in registered.all_text

        for left, code in zip((4, 3, 2, 1, 0), CODES, strict=True):
            card = await asks(desk, f"/code {code}")
            assert f"{left} code page view{'' if left == 1 else 's'} left." in card.all_text
            assert "Locked" not in card.all_text
        over = await asks(desk, "/code E11.9")
        assert "Members see every code page" in over.all_text
        assert "Register" not in over.labels

        await desk.app.store.people.set_role("slack:T1:UANN", Role.MEMBER)
        member = await asks(desk, "/code E11.9")
        assert "Locked" not in member.all_text
        assert "left." not in member.all_text
        assert desk.slack.refused == []


async def test_a_code_and_an_export_asked_for_in_a_channel_are_seen_by_nobody_else(desk: Desk) -> None:
    ann = desk.slack.person("UANN")
    for line in ("account link", "account export"):
        before = len(desk.slack.messages)
        await ann.mentions(line)
        await desk.idle()
        answers = [m for m in desk.slack.messages[before:] if m.by != "UANN"]
        assert answers
        assert {m.only_for for m in answers} == {"UANN"}
        assert [m for m in answers if "Your code is" in m.text or "thread_turns" in m.text or "identities" in m.text]


@pytest.mark.parametrize("where", ["command", "mention", "direct"])
async def test_an_export_is_a_file_in_the_direct_messages_of_who_asked(desk: Desk, where: str) -> None:
    desk.slack.teams["T1"].scopes += ",files:write"
    ann = desk.slack.person("UANN")
    await ann.slash("/code E11.9")
    await desk.idle()
    before = len(desk.slack.messages)
    asking = {"command": ann.slash, "mention": ann.mentions, "direct": lambda text: ann.says(text, "DUANN")}[where]
    await asking(f"{'/coderly ' if where == 'command' else ''}account export")
    await desk.idle()
    ours = [m for m in desk.slack.messages[before:] if m.by == "bot"]
    (file,) = [m for m in ours if m.file]
    assert (file.channel, file.text) == ("DUANN", "coderly-account.json")
    content = desk.slack.uploads[file.file]
    assert content is not None
    assert "identities" in json.loads(content)
    assert not [m for m in ours if "thread_turns" in m.all_text], "the text is not told beside it"
    elsewhere = [m for m in ours if m.channel != "DUANN"]
    assert [(m.only_for, "direct messages" in m.text) for m in elsewhere] == ([] if where == "direct" else [("UANN", True)])
    assert desk.slack.refused == []


@pytest.mark.parametrize(
    ("scope", "method", "said"),
    [("", "", "files:write"), (",files:write", "files.getUploadURLExternal", "no file"), (",files:write", "upload", "no file"),
     (",files:write", "files.completeUploadExternal", "no file")],
)  # fmt: skip
async def test_an_export_is_text_where_slack_takes_no_file_from_us_and_it_says_so(desk: Desk, scope: str, method: str, said: str) -> None:
    desk.slack.teams["T1"].scopes += scope
    if method:
        desk.slack.fail(method, "fatal_error", times=9)
    await desk.slack.person("UANN").mentions("account export")
    await desk.idle()
    ours = [m for m in desk.slack.messages if m.by == "bot"]
    assert not [m for m in ours if m.file]
    assert [m.only_for for m in ours if "identities" in m.text] == ["UANN"]
    assert said in "".join(m.text for m in ours)
    assert {(m.channel, m.only_for) for m in ours} == {("C1", "UANN")}, "nothing speaks of a file that is not there"


async def test_an_account_is_neither_shared_nor_rated(desk: Desk) -> None:
    card = await asks(desk, "/coderly account")
    assert "Share" not in card.labels
    assert "feedback_buttons" not in json.dumps(card.blocks)


async def test_the_rest_of_a_card_is_not_shown_to_a_seat_that_was_revoked(licensed_home: Path, tmp_path: Path, slack: SlackServer) -> None:
    cpt = {"mode": "licensed", "seats": ("slack:T1:UANN",)}
    async with desk_at(licensed_home, tmp_path, slack, cpt=cpt, admins=("slack:T1:UROOT",)) as desk:
        await asks(desk, "/coderly seat accept 1")
        card = await asks(desk, "/code 0000T")
        assert "zzlicensed" in card.all_text
        more = next(label for label in card.labels if label.startswith("Show "))
        await asks(desk, "/coderly seat revoke slack:T1:UANN", "UROOT")
        before = len(desk.slack.messages)
        await desk.slack.person("UANN").presses(card, more)
        await desk.idle()
        said = [m.all_text for m in desk.slack.messages[before:]]
        assert any("You hold no seat of the CPT licence any more" in text for text in said)
        assert not any("zzlicensed" in text for text in said)


async def test_a_shared_card_and_a_thread_hold_no_licensed_word(licensed_home: Path, tmp_path: Path, slack: SlackServer) -> None:
    async with desk_at(licensed_home, tmp_path, slack, cpt={"mode": "licensed", "seats": ("slack:T1:UANN",)}) as desk:
        await asks(desk, "/coderly seat accept 1")
        card = await asks(desk, "/code 00001")
        assert "zzlicensed" in card.all_text
        assert "All rights reserved." in card.all_text
        await desk.slack.person("UANN").presses(card, "Share")
        await desk.slack.person("UANN").mentions("00001")
        await desk.idle()
        everybodys = [m.all_text for m in desk.slack.messages if not m.only_for and m.by != "UANN"]
        assert sum("00001" in text for text in everybodys) >= 2
        assert not any("zzlicensed" in text for text in everybodys)
