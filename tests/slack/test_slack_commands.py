"""Slash commands, buttons on private cards, Share."""

from __future__ import annotations

import json
import re
from functools import partial

from slack_desk import Desk, Open
from slack_server import SlackServer

from adapters.messaging.shared import take_down


async def test_code_answers_only_the_one_who_asked_with_the_verdict_first(desk: Desk) -> None:
    ack = await desk.slack.person("UANN").slash("/code E11.9")
    assert ack.ok
    await desk.idle()
    (card,) = desk.slack.shown("C1", "UANN")
    assert desk.slack.shown("C1", "UBOB") == []
    assert card.only_for == "UANN"
    assert "E11.9 can be reported" in json.dumps(card.blocks[0])
    assert "E11.9 can be reported" in card.text
    assert "Share" in card.labels
    assert desk.slack.refused == []


async def test_several_codes_and_words_are_understood_too(desk: Desk) -> None:
    ann = desk.slack.person("UANN")
    await ann.slash("/code E11.9 I10")
    await ann.slash("/code chest pain")
    await desk.idle()
    one, two = desk.slack.shown("C1", "UANN")
    assert "I10" in one.text
    assert "R07.9" in two.text


async def test_every_verb_is_there_as_coderly_verb_and_help_lists_them(desk: Desk) -> None:
    ann = desk.slack.person("UANN")
    await ann.slash("/coderly")
    await ann.slash("/coderly search chest pain")
    await ann.slash("/coderly E11.9")
    await ann.slash("/code help")
    await ann.slash("/code")
    await desk.idle()
    shown = desk.slack.shown("C1", "UANN")
    assert len(shown) == 5
    said = "\n".join(m.all_text for m in shown)
    assert all(f"/{skill.name}" in said or f"/coderly {skill.name}" in said for skill in desk.app.skills)
    assert "R07.9" in said
    assert any(m.text.startswith("E11.9 can be reported") or "E11.9 can be reported" in m.text for m in shown)


async def test_a_command_nobody_knows_is_told_so(desk: Desk) -> None:
    ack = await desk.slack.person("UANN").slash("/codex E11.9")
    assert (ack.status, "/coderly help" in ack.body) == (200, True)


async def test_share_posts_the_card_once_for_everybody_and_says_so_in_its_place(desk: Desk) -> None:
    ann = desk.slack.person("UANN")
    await ann.slash("/code E11.9")
    await desk.idle()
    (card,) = desk.slack.shown("C1", "UANN")
    await ann.presses(card, "Share")
    await desk.idle()
    (shared,) = desk.slack.shown("C1", "UBOB")
    assert "Shared by <@UANN>" in shared.all_text
    assert "E11.9 can be reported" in shared.text
    assert "Share" not in shared.labels
    assert "✓ Shared" in card.labels
    await ann.presses(card, "✓ Shared")
    await desk.idle()
    assert len(desk.slack.shown("C1", "UBOB")) == 1


async def test_share_works_where_the_bot_is_no_member(desk: Desk) -> None:
    desk.slack.members["C9"] = False
    ann = desk.slack.person("UANN")
    await ann.slash("/code E11.9", "C9")
    await desk.idle()
    (card,) = desk.slack.shown("C9", "UANN")
    await ann.presses(card, "Share")
    await desk.idle()
    (shared,) = desk.slack.shown("C9", "UBOB")
    assert "UANN" not in shared.all_text, "what cannot be taken down later carries no name"


async def test_a_shared_card_goes_when_who_shared_it_is_forgotten(desk: Desk) -> None:
    ann, bob = desk.slack.person("UANN"), desk.slack.person("UBOB")
    for name, person, code in (("UANN", ann, "E11.9"), ("UBOB", bob, "I10")):
        await person.slash(f"/code {code}")
        await desk.idle()
        await person.presses(desk.slack.shown("C1", name)[-1], "Share")
        await desk.idle()
    await ann.slash("/coderly forget me yes")
    await desk.idle()
    desk.slack.fail("chat.delete", "ratelimited")
    take = partial(take_down, desk.app.store, "slack", desk.bolt.edge.remove)
    await take()
    await take()
    (left,) = desk.slack.shown("C1", "UEVE")
    assert "Shared by <@UBOB>" in left.all_text
    assert await desk.app.store.shared_cards.to_take_down("slack") == ()


async def test_nobody_shares_the_card_of_somebody_else(desk: Desk) -> None:
    ann, bob = desk.slack.person("UANN"), desk.slack.person("UBOB")
    await ann.slash("/code E11.9")
    await desk.idle()
    (card,) = desk.slack.shown("C1", "UANN")
    await bob.presses(card, "Share")
    await desk.idle()
    (told,) = desk.slack.shown("C1", "UBOB")
    assert "somebody else's card" in told.text


async def test_a_card_from_before_a_restart_is_shared_from_the_store(open_desk: Open, slack: SlackServer) -> None:
    ann = slack.person("UANN")
    async with open_desk() as desk:
        await ann.slash("/code E11.9")
        await desk.idle()
    (card,) = slack.shown("C1", "UANN")
    async with open_desk() as desk:
        await ann.presses(card, "Share")
        await desk.idle()
    (shared,) = slack.shown("C1", "UBOB")
    assert "E11.9 can be reported" in shared.text


async def test_a_follow_up_button_answers_beside_the_card_and_is_ticked(desk: Desk) -> None:
    ann = desk.slack.person("UANN")
    await ann.slash("/code E11.9")
    await desk.idle()
    (card,) = desk.slack.shown("C1", "UANN")
    label = next(name for name in card.labels if name.startswith("Up:"))
    assert (await ann.presses(card, label)).ok
    await desk.idle()
    first, second = desk.slack.shown("C1", "UANN")
    assert f"✓ {label}" in first.labels
    assert second.only_for == "UANN"
    assert "E11" in second.text


async def test_a_button_of_another_version_gets_a_polite_line(desk: Desk) -> None:
    ann = desk.slack.person("UANN")
    await ann.slash("/code E11.9")
    await desk.idle()
    (card,) = desk.slack.shown("C1", "UANN")
    for action_id in ("mc:v0:code", "code|~never-made", "slack:more"):
        body = ann.press(card, {"type": "button", "action_id": action_id, "value": "x"})
        assert (await desk.slack.deliver("interactive", body)).ok
        await desk.idle()
        assert "Ask the question again" in desk.slack.shown("C1", "UANN")[-1].text


async def test_thumbs_are_kept_and_the_last_one_counts(desk: Desk) -> None:
    ann = desk.slack.person("UANN")
    await ann.slash("/code E11.9")
    await desk.idle()
    (card,) = desk.slack.shown("C1", "UANN")
    await ann.presses(card, "Right")
    await desk.idle()
    await ann.presses(card, "Wrong")
    await desk.idle()
    assert [(f.rating, f.evidence) async for f in desk.app.store.feedback.export()] == [(-1, ("icd10cm:E11.9",))]
    assert "noted for review" in desk.slack.shown("C1", "UANN")[-1].text


async def test_after_a_thumb_down_a_reason_is_pressed_or_written(desk: Desk) -> None:
    ann = desk.slack.person("UANN")
    await ann.slash("/code E11.9")
    await desk.idle()
    card = desk.slack.shown("C1", "UANN")[-1]
    await ann.presses(card, "Wrong")
    await desk.idle()
    asked = desk.slack.shown("C1", "UANN")[-1]
    assert asked.only_for == "UANN"
    assert asked.labels[-1] == "In my words…"
    assert "Share" not in asked.labels
    await ann.presses(asked, "Old edition")
    await desk.idle()
    assert [(f.rating, f.reason) async for f in desk.app.store.feedback.export()] == [(-1, "old edition")]
    await ann.presses(asked, "In my words…")
    (form,) = desk.slack.views
    before = len(desk.slack.messages)
    assert (await ann.submits(form, {"reason": "The code needs a sixth character"})).ok
    await desk.idle()
    assert [f.reason async for f in desk.app.store.feedback.export()] == ["The code needs a sixth character"]
    assert len(desk.slack.messages) == before, "what was kept needs no word"
    await ann.submits(form, {"reason": "Wrong for John Smith, MRN 12345678"})
    await desk.idle()
    assert "12345678" not in str([f async for f in desk.app.store.feedback.export()])
    assert desk.slack.refused == []


async def test_a_channel_chooses_whether_follow_ups_need_a_mention(open_desk: Open, slack: SlackServer) -> None:
    ann = slack.person("UANN")
    async with open_desk(slack={"mention_only": "C2"}) as desk:
        root = await ann.mentions("E11.9")
        await desk.idle()
        await ann.slash("/coderly channel")
        await desk.idle()
        (card,) = [m for m in slack.shown("C1", "UANN") if m.only_for]
        assert "may go on in the thread without a mention" in card.text
        await ann.presses(card, "Ask for a mention each time")
        await desk.idle()
        assert "only when it is mentioned" in card.text
        await ann.says("I10", thread=root)
        await desk.idle()
        assert len(slack.shown("C1", thread=root)) == 1
        await ann.mentions("I10", thread=root)
        await desk.idle()
        assert len(slack.shown("C1", thread=root)) == 2
    async with open_desk(slack={"mention_only": "C2"}) as desk:  # kept in the store
        await ann.says("E11.65", thread=root)
        await desk.idle()
        assert len(slack.shown("C1", thread=root)) == 2
        for label in ("Allow follow-ups without a mention",):
            await ann.slash("/coderly channel", "C2")
            await desk.idle()
            await ann.presses(slack.shown("C2", "UANN")[-1], label)
            await desk.idle()
        other = await ann.mentions("E11.9", "C2")
        await desk.idle()
        await ann.says("I10", "C2", other)
        await desk.idle()
        assert len(slack.shown("C2", thread=other)) == 2


async def test_patient_identifiers_are_taken_out_before_anything_is_kept(desk: Desk) -> None:
    await desk.slack.person("UANN").slash("/ask Which code for John Smith, MRN 12345678, with chest pain?")
    await desk.idle()
    (card,) = desk.slack.shown("C1", "UANN")
    assert "Taken out before reading" in card.text
    assert "12345678" not in card.all_text


async def test_commands_are_told_as_they_are_typed_in_slack(desk: Desk) -> None:
    ann = desk.slack.person("UANN")
    await ann.slash("/coderly help")
    await ann.slash("/coderly watch")
    await desk.idle()
    said = "\n".join(m.text for m in desk.slack.shown("C1", "UANN"))
    assert "/coderly ncci 45385 45380" in said
    assert "/coderly watch asked" in said
    assert "/code 27257" in said
    assert re.findall(r"(?<!\w)/(?!coderly|code\b|ask\b|check\b|case\b|kb\b)[a-z]+", said) == []
