"""Lists to choose from, a person's own note on a card, and the codes on the App Home, in Slack."""

from __future__ import annotations

import json

from slack_desk import Desk


async def test_a_choice_of_a_list_answers_where_the_list_stands_and_again_when_chosen_again(desk: Desk) -> None:
    ann = desk.slack.person("UANN")
    await ann.slash("/coderly browse icd10cm")
    await desk.idle()
    (card,) = desk.slack.shown("C1", "UANN")
    for label in ("Chapter 4", "Chapter 9", "Chapter 4"):
        assert (await ann.chooses(card, label)).ok
        await desk.idle()
    shown = [m.text for m in desk.slack.shown("C1", "UANN")]
    assert sum("E00-E89" in text.replace("&amp;", "&") and text.count("Chapter 4") > 0 for text in shown[1:]) == 2
    assert desk.slack.refused == []
    assert all(m.only_for == "UANN" for m in desk.slack.shown("C1", "UANN"))


async def test_a_note_is_seen_by_who_wrote_it_alone_and_is_not_shared_with_the_card(desk: Desk) -> None:
    ann = desk.slack.person("UANN")
    await ann.slash("/coderly note 27257 always ask which side")
    await ann.slash("/code 27257")
    await desk.idle()
    card = desk.slack.shown("C1", "UANN")[-1]
    assert "always ask which side" in card.text
    assert "always ask which side" in json.dumps(card.blocks)
    await ann.presses(card, "Share")
    await desk.idle()
    shared = [m for m in desk.slack.messages if m.channel == "C1" and not m.only_for]
    assert shared
    assert all("which side" not in m.text + json.dumps(m.blocks) for m in shared)
    await ann.mentions("27257")
    await desk.idle()
    everybodys = [m for m in desk.slack.messages if m.channel == "C1" and not m.only_for and m.by != "UANN"]
    assert all("which side" not in m.text + json.dumps(m.blocks) for m in everybodys)


async def test_in_direct_messages_the_note_stands_on_the_card(desk: Desk) -> None:
    ann = desk.slack.person("UANN")
    await ann.says("/note 27257 always ask which side", "DUANN")
    await desk.idle()
    await ann.says("27257", "DUANN")
    await desk.idle()
    assert "always ask which side" in desk.slack.shown("DUANN")[-1].text


async def test_the_home_shows_saved_codes_before_those_looked_up_lately(desk: Desk) -> None:
    ann = desk.slack.person("UANN")
    await ann.slash("/code E11.9")
    await ann.slash("/code 27257")
    await ann.slash("/coderly save 27257")
    await desk.idle()
    await ann.opens("home")
    await desk.idle()
    blocks = desk.slack.homes["UANN"]["blocks"]
    headers = [b["text"]["text"] for b in blocks if b["type"] == "header"]
    assert headers.index("Saved") < headers.index("Looked up lately")
    rows = [[e["text"]["text"] for e in b["elements"]] for b in blocks if b["type"] == "actions"]
    assert rows[0] == ["27257"]
    assert rows[1] == ["E11.9"]
