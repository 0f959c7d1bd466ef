"""What a card looks like in Discord's terms, and that there is none which Discord refuses."""

from __future__ import annotations

import pytest
from any_reply import REPLIES
from discord_cards import message_problems, tokens
from hypothesis import HealthCheck, given, settings

from adapters.discord import ids, words
from adapters.discord.render import contents, plain, render
from bot.actions import Action
from bot.turns import Button, Citation, Field, Notice, Outcome, Reply, Table

CARD = Reply(
    title="NCCI PTP: 45385, 45380",
    verdict="45380 is bundled into 45385; modifier 59 or XS may bypass the edit.",
    fields=(Field("Indicator", "1: a modifier may bypass", 1), Field("In force since", "1996-01-01", 1)),
    tables=(Table(("Column 1", "Column 2", "Units"), (("45385", "45380", "1.00"), ("45385", "", "2.00"))),),
    rule="A modifier needs a separate lesion, and the record has to say so. [1]",
    body="What could mend it:\n- 45380-59",
    caveat="Payers may differ.",
    citations=(Citation(1, "NCCI PTP edits", "2026Q4", "2026-10-01"),),
    buttons=(Button("Check it all", Action("check", "45385, 45380"), primary=True), Button("What it pays", Action("fee", "45385"))),
    notices=(Notice("The passages are still being embedded.", "warning"),),
    codes=("45385", "45380"),
    answer_id="0123456789abcdef",
    topic="ncci",
    copy_line="45385; 45380-59",
)


def labels(reply: Reply, **how: bool) -> list[list[str]]:
    return [[press.label for press in row] for row in render(reply, **how)[-1].rows]


def test_a_card_is_one_message_with_the_verdict_as_headline_and_buttons_last() -> None:
    (card,) = render(CARD, private=True)
    assert message_problems(card) == []
    assert card.parts[0].endswith(f"### {CARD.verdict}")
    assert "```\nColumn 1  Column 2  Units\n45385     45380      1.00\n45385     –          2.00\n```" in card.parts
    assert card.parts[-1].startswith("-# Note: Payers may differ.\n-# ⚠ The passages")
    assert labels(CARD, private=True) == [["Check it all", "What it pays"], ["Share", "👍 Right", "👎 Wrong"]]


def test_a_shared_card_names_who_shared_it_and_has_no_share_button() -> None:
    (card,) = render(CARD, shared_by="7")
    assert "-# Shared by <@7>" in card.text
    assert labels(CARD) == [["Check it all", "What it pays"], ["👍 Right", "👎 Wrong"]]


def test_nothing_in_an_answer_pings_anybody_or_hides_an_address() -> None:
    evil = "<@123> <@&5> <#7> <a:x:9> </code:1> <t:0:R> [E11.9](https://evil.example) @everyone @here"
    reply = Reply(
        verdict=evil, title=f"T {evil}", fields=(Field(evil, evil), Field("a", evil * 3)), tables=(Table((evil, "b"), ((evil, "c"),), evil),) * 2,
        rule=evil, body=evil, caveat=evil, citations=(Citation(1, evil),), notices=(Notice(evil),), copy_line=evil,
        buttons=(Button(evil, Action("code", "E11.9")),), answer_id="a",
    )  # fmt: skip
    said = [message.text for message in render(reply)] + list(plain(reply)) + [c for m in render(reply) for c in contents(m)]
    assert [token for text in said for token in tokens(text)] == []


def test_a_wide_table_becomes_lines_with_what_is_wrong_in_bold() -> None:
    finding = "45380 is column 2 of 45385, the edit is in force on the date, and no modifier that bypasses it is on the claim."
    table = Table(("", "Check", "Line", "Finding"), (("✗ denied", "NCCI PTP", "4, 5", finding), ("✓ passed", "MUE", "", finding)))
    (card,) = render(Reply(verdict="Not clean.", tables=(table,)))
    assert card.parts[2].startswith(f"**✗ denied**  NCCI PTP · Line 4, 5\n{finding}\n**✓ passed**  MUE\n")


def test_an_answer_of_13000_characters_is_split_and_nothing_of_it_is_lost() -> None:
    body = "\n".join(f"Line {n} of the answer, with its own number." for n in range(320))
    messages = render(Reply(verdict="Long.", body=f"```\n{body}\n```"))
    assert len(messages) > 1
    assert all(f"Line {n} of" in "\n".join(m.text for m in messages) for n in range(320))
    assert all(part.count("```") % 2 == 0 for m in messages for part in m.parts), "a fence left open swallows what follows"
    assert [p for m in messages for p in message_problems(m)] == []


@pytest.mark.parametrize("outcome", [Outcome.FAILED, Outcome.REFUSED, Outcome.UNCLEAR])
def test_what_is_no_answer_gets_neither_thumbs_nor_share(outcome: Outcome) -> None:
    assert labels(Reply(verdict="No.", outcome=outcome, answer_id="0123456789abcdef"), private=True) == []


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("a_b*c", "a\\_b\\*c"),
        ("# not a headline", "\\# not a headline"),
        ("> no quote", "\\> no quote"),
        ("- 59", "\\- 59"),
        ("1. first", "1\\. first"),
        ("-# small", "\\-# small"),
        ("99213-25", "99213-25"),
        ("E11.9", "E11.9"),
        ("J1885 #2", "J1885 #2"),
    ],
)
def test_text_that_is_shown_as_it_is_means_nothing_to_discord(typed: str, shown: str) -> None:
    assert words.literal(typed) == shown


@pytest.mark.parametrize("identity", ["", "x", "a1", "a2:code|E11.9", "z1:what", "code|E11.9", None, 7])
def test_a_custom_id_that_is_none_of_ours_is_told_apart(identity: object) -> None:
    assert ids.read(identity) is None


def test_an_action_comes_back_from_its_custom_id() -> None:
    action = Action("ask", "When is modifier 25 right? 1|2")
    pressed = ids.read(ids.follow_up(action))
    assert pressed is not None
    assert pressed.action == action


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(REPLIES)
def test_any_reply_becomes_messages_that_discord_takes_and_pings_nobody(reply: Reply) -> None:
    messages = render(reply, private=True)
    assert messages
    for message in messages:
        assert message_problems(message) == []
        assert tokens(message.text) == []
    assert all(len(content) <= 2000 and content.strip() for content in plain(reply))
    for said in ("\n".join(m.text for m in messages), "\n".join(plain(reply))):
        assert all(code in said for code in reply.codes)
