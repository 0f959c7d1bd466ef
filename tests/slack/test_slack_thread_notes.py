"""`@Coderly case` under a note reads the note that the thread began with, where Slack shows it to us."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from slack_desk import Desk, Open

NOTE = "Assessment: asthma, plain. Denies chest pain on breathing."
PHI = "Patient John Miller, DOB 01/02/1950, MRN 4457781. Assessment: asthma, plain."


def allowed(desk: Desk, *scopes: str) -> None:
    desk.slack.teams["T1"].scopes = ",".join(("commands", "chat:write", "im:history", *scopes))


@pytest.mark.parametrize("line", ["case", "/case inpatient", "suggest codes", "Codes for this note?"])
async def test_a_mention_under_a_note_reads_that_note(desk: Desk, line: str) -> None:
    allowed(desk, "channels:history")
    root = await desk.slack.person("UBOB").says(NOTE)
    await desk.slack.person("UANN").mentions(line, thread=root)
    await desk.idle()
    (card,) = desk.slack.shown("C1", thread=root)
    assert "asthma" in card.text.lower()
    assert ("inpatient" in card.text) is ("inpatient" in line)
    assert "Paste a note" not in card.labels
    assert desk.slack.counts["conversations.replies"] == 1


async def test_in_direct_messages_a_reply_under_a_note_reads_it_too(desk: Desk) -> None:
    allowed(desk)
    ann = desk.slack.person("UANN")
    root = await ann.says(NOTE, "DUANN")
    await ann.says("suggest codes", "DUANN", thread=root)
    await desk.idle()
    assert "Case, outpatient" in desk.slack.shown("DUANN", thread=root)[-1].text


@pytest.mark.parametrize(("channel", "scope"), [("C1", "channels:history"), ("G1", "groups:history")])
async def test_without_the_scope_it_says_so_and_a_button_opens_the_form(desk: Desk, channel: str, scope: str) -> None:
    allowed(desk)
    root = await desk.slack.person("UBOB").says(NOTE, channel)
    ann = desk.slack.person("UANN")
    await ann.mentions("case", channel, thread=root)
    await desk.idle()
    (told,) = desk.slack.shown(channel, thread=root)
    assert scope in told.text
    assert (await ann.presses(told, "Paste a note")).ok
    await desk.idle()
    (form,) = desk.slack.views
    assert form["callback_id"] == "note"
    await ann.submits(form, {"note": NOTE})
    await desk.idle()
    assert "asthma" in desk.slack.shown("DUANN")[-1].text.lower()


async def test_a_slack_that_does_not_hand_it_over_is_said(desk: Desk) -> None:
    allowed(desk, "channels:history")
    desk.slack.fail("conversations.replies", "thread_not_found", times=9)
    root = await desk.slack.person("UBOB").says(NOTE)
    await desk.slack.person("UANN").mentions("case", thread=root)
    await desk.idle()
    (told,) = desk.slack.shown("C1", thread=root)
    assert "did not hand over" in told.text
    assert "Paste a note" in told.labels


async def test_an_answer_of_ours_and_every_other_question_fetch_nothing_that_is_read(desk: Desk) -> None:
    allowed(desk, "channels:history")
    ann = desk.slack.person("UANN")
    await ann.mentions("E11.9")
    await desk.idle()
    root = desk.slack.shown("C1")[0].thread_ts
    await ann.mentions("I10", thread=root)
    await ann.mentions("case outpatient: asthma, plain", thread=root)
    await desk.idle()
    assert desk.slack.counts["conversations.replies"] == 0


async def test_identifiers_in_the_note_are_stopped_before_anything_is_kept(
    open_desk: Open, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "adapters")
    caplog.set_level(logging.DEBUG, "bot")
    for policy, read in (("redact", True), ("refuse", False)):
        async with open_desk(phi={"slack": policy}) as desk:
            allowed(desk, "channels:history")
            root = await desk.slack.person("UBOB").says(PHI)
            await desk.slack.person("UANN").mentions("case", thread=root)
            await desk.idle()
            said = desk.slack.shown("C1", "UANN", root)[-1]
            assert ("asthma" in said.text.lower()) is read
            assert "Miller" not in said.all_text
    kept = b"".join(file.read_bytes() for file in tmp_path.iterdir() if file.name.startswith("state.sqlite"))
    assert b"Miller" not in kept
    assert b"4457781" not in kept
    assert "Miller" not in "\n".join(str(vars(r)) for r in caplog.records if r.name.startswith(("adapters", "bot")))
