"""What a card looks like in Slack's terms, and that there is none which Slack refuses."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from any_reply import REPLIES
from hypothesis import HealthCheck, given, settings
from slack_blocks import message_problems

from adapters.slack import pack
from adapters.slack.buttons import mark_used
from adapters.slack.render import plain, render
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


def kinds(message: pack.Message) -> list[str]:
    return [str(block["type"]) for block in message.blocks]


def shown(blocks: Any) -> str:
    return json.dumps(blocks, ensure_ascii=False)


def test_a_card_is_one_message_with_the_verdict_first_and_buttons_last() -> None:
    (card,) = render(CARD, private=True)
    assert message_problems(list(card.blocks), card.text) == []
    assert kinds(card) == [
        "rich_text", "context", "section", "table", "markdown", "markdown", "markdown", "context", "context", "context", "actions", "context_actions",
    ]  # fmt: skip
    assert CARD.verdict in shown(card.blocks[0])
    labels = [(e["action_id"], e["text"]["text"]) for e in card.blocks[-2]["elements"]]
    assert labels == [("check|45385, 45380", "Check it all"), ("fee|45385", "What it pays"), ("slack:share", "Share")]


def test_the_plain_text_says_all_that_the_blocks_show() -> None:
    (card,) = render(CARD)
    words = ("Indicator: 1: a modifier", "45385 | 45380 | 1.00", "45380-59", "2026Q4", "still being embedded")
    for said in (CARD.title, CARD.verdict, CARD.rule, CARD.caveat, *words):
        assert said in card.text


def test_who_shares_a_card_is_named_and_it_has_no_share_button_any_more() -> None:
    (card,) = render(CARD, shared_by="U7")
    assert "Shared by <@U7>" in shown(card.blocks)
    assert "slack:share" not in shown(card.blocks)


def test_nothing_in_an_answer_wakes_anybody_up() -> None:
    evil = "<!channel> <!here|x> <@U0123ABC> <#C1> <https://evil.example|E11.9> @channel @here"
    reply = Reply(
        verdict=evil, title=f"T {evil}", fields=(Field(evil, evil), Field("a", evil * 3)), tables=(Table((evil, "b"), ((evil, "c"),), evil),) * 2,
        rule=evil, body=evil, caveat=evil, citations=(Citation(1, evil),), notices=(Notice(evil),), copy_line=evil,
        buttons=(Button(evil, Action("code", "E11.9")),), answer_id="a",
    )  # fmt: skip
    for message in (*render(reply), *plain(reply)):
        assert not re.search(r"<[!@#]|<https?:", message.text)
        for block in message.blocks:
            literal = block["type"] in ("rich_text", "table", "data_table", "actions")  # Slack reads no tokens there
            assert literal or not re.search(r"<[!@#]|<https?:", shown(block)), block
        assert not re.search(r"@(channel|here|everyone)", shown(message.blocks))


def test_a_long_table_is_paged_and_a_longer_one_goes_on_in_the_next_message() -> None:
    rows = tuple((f"E11.{n}", f"Meaning of number {n}") for n in range(250))
    messages = render(Reply(verdict="250 codes.", tables=(Table(("Code", "Title"), rows, "Codes below"),)))
    tables = [b for m in messages for b in m.blocks if b["type"] == "data_table"]
    assert len(messages) == len(tables) > 1
    assert sum(len(t["rows"]) - 1 for t in tables) == 250
    assert all(message_problems(list(m.blocks), m.text) == [] for m in messages)


def test_a_second_table_becomes_lines_since_a_message_holds_one() -> None:
    table = Table(("Code", "Title"), (("E11.9", "one"), ("E11.65", "two")))
    (card,) = render(Reply(verdict="Two tables.", tables=(table, table)))
    assert kinds(card) == ["rich_text", "table", "section"]
    assert "*E11.65*  two" in shown(card.blocks[2])


def test_a_table_of_sentences_becomes_lines_with_what_is_wrong_in_bold() -> None:
    finding = "45380 is column 2 of 45385, the edit is in force on the date, and no modifier that bypasses it is on the claim."
    table = Table(("", "Check", "Line", "Finding"), (("✗ denied", "NCCI PTP", "4, 5", finding), ("✓ passed", "MUE", "", finding)))
    (card,) = render(Reply(verdict="Not clean.", tables=(table,)))
    assert kinds(card) == ["rich_text", "section"]
    assert card.blocks[1]["text"]["text"].startswith(f"*✗ denied*  NCCI PTP · Line 4, 5\n{finding}\n*✓ passed*  MUE\n")


def test_a_title_that_repeats_the_verdict_is_not_shown_again() -> None:
    (card,) = render(Reply(title="E11.9 Type 2 diabetes", verdict="E11.9 can be reported: Type 2 diabetes."))
    assert kinds(card) == ["rich_text"]


def test_an_answer_of_13000_characters_is_split_and_nothing_of_it_is_lost() -> None:
    body = "\n".join(f"Line {n} of the answer, with its own number." for n in range(320))
    messages = render(Reply(verdict="Long.", body=f"```\n{body}\n```"))
    assert len(messages) > 1
    said = "\n".join(m.text for m in messages)
    assert all(f"Line {n} of" in said for n in range(320))
    for message in messages:
        assert message_problems(list(message.blocks), message.text) == []
        assert all(b["text"].count("```") % 2 == 0 for b in message.blocks if b["type"] == "markdown"), (
            "a fence left open swallows what follows"
        )


@pytest.mark.parametrize("outcome", [Outcome.FAILED, Outcome.REFUSED, Outcome.UNCLEAR])
def test_what_is_no_answer_gets_neither_thumbs_nor_share(outcome: Outcome) -> None:
    (card,) = render(Reply(verdict="No.", outcome=outcome, answer_id="0123456789abcdef"), private=True)
    assert kinds(card) == ["rich_text"]


def test_a_fault_shows_its_reference() -> None:
    (card,) = render(
        Reply(verdict="Something went wrong.", outcome=Outcome.FAILED, notices=(Notice("Give the reference.", "error", "ab12cd34"),))
    )
    assert "ab12cd34" in card.text
    assert "ab12cd34" in shown(card.blocks)


def test_a_pressed_button_is_ticked_once() -> None:
    (card,) = render(CARD, private=True)
    ticked = mark_used(card.blocks, "fee|45385")
    assert ticked is not None
    assert "✓ What it pays" in shown(ticked)
    assert message_problems(ticked, card.text) == []
    assert mark_used(ticked, "fee|45385") is None
    assert mark_used(card.blocks, "fee|99213") is None


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(REPLIES)
def test_any_reply_becomes_messages_that_slack_takes_and_names_every_code(reply: Reply) -> None:
    for messages in (render(reply, private=True), plain(reply)):
        assert messages
        for message in messages:
            assert message_problems(list(message.blocks), message.text) == []
        said = "\n".join(m.text for m in messages)
        assert all(code in said for code in reply.codes)
        assert "@channel" not in said


PLACES = (("CHICO, CA (01112-55)", "$92.18", "$64.60"), ("SAN JOSE, CA (01112-65)", "$110.73", "$74.52"), ("FRESNO, CA (01112-56)", "$92.18", "$64.60"))


def chart_of(reply: Reply) -> dict[str, Any] | None:
    blocks = [b for m in render(reply) for b in m.blocks]
    assert [p for m in render(reply) for p in message_problems(list(m.blocks), m.text)] == []
    return next((b for b in blocks if b["type"] == "data_visualization"), None)


def test_amounts_by_place_are_drawn_beside_their_table_the_highest_first() -> None:
    table = Table(("Locality", "non-facility", "facility"), PLACES, "99213 by locality", picture=True)
    chart = chart_of(Reply(verdict="99213: $92.18 to $110.73", tables=(table,)))
    assert chart is not None
    assert chart["title"] == "99213 by locality"
    assert chart["chart"]["axis_config"]["categories"] == ["San Jose", "Chico +1"]
    assert [(s["name"], [p["value"] for p in s["data"]]) for s in chart["chart"]["series"]] == [("non-facility", [110.73, 92.18]), ("facility", [74.52, 64.6])]
    assert chart_of(Reply(verdict="the same, not as a picture", tables=(replace(table, picture=False),))) is None
    assert chart_of(Reply(verdict="one place is no picture", tables=(replace(table, rows=PLACES[:1]),))) is None


def test_of_many_places_the_highest_and_the_lowest_are_drawn() -> None:
    rows = tuple((f"Place {n}", f"${n}.00") for n in range(1, 61))
    chart = chart_of(Reply(verdict="x", tables=(Table(("Place", "Amount"), rows, "By place", picture=True),)))
    assert chart is not None
    (series,) = chart["chart"]["series"]
    values = [p["value"] for p in series["data"]]
    assert values == [60.0, 59.0, 58.0, 3.0, 2.0, 1.0]
    assert chart["title"].endswith("highest and lowest")


def test_beside_other_codes_every_value_says_whose_it_is() -> None:
    periods = Table(("–", "27256", "27258"), (("Global period", "010: the day and 10 days after", "090: 90 days after"), ("RVUs", "work 4.28", "work 16.18")))
    larger = Table(("Code", "Text"), tuple((code, "x") for code in ("27256", "27257", "27258")))
    (message,) = render(Reply(verdict="Side by side.", tables=(larger, periods)))
    said = json.dumps(message.blocks)
    assert "27256 010: the day" in said
    assert "27258 090: 90 days" in said
