"""Shortcuts with their modal, and the App Home."""

from __future__ import annotations

import json

import pytest
from slack_blocks import view_problems
from slack_desk import Desk
from slack_server import Posted
from small_pdf import pdf

from adapters.slack import claim_form
from adapters.slack.intake import CLAIM_SHORTCUT, MESSAGE_SHORTCUT


async def test_a_message_is_looked_up_by_shortcut_and_only_who_used_it_sees_the_answer(desk: Desk) -> None:
    message = Posted("T1", "C1", "5.5", "Assessment: asthma. Denies chest pain. No fever.", by="UBOB")
    await desk.slack.person("UANN").shortcut(MESSAGE_SHORTCUT, message)
    await desk.idle()
    (card,) = desk.slack.shown("C1", "UANN")
    assert (card.only_for, card.thread_ts) == ("UANN", "5.5")
    assert "Case, outpatient" in card.text


async def test_case_alone_opens_a_form_whose_note_is_answered_by_direct_message_and_kept_nowhere(desk: Desk) -> None:
    ann = desk.slack.person("UANN")
    assert (await ann.slash("/case")).ok
    (form,) = await desk.slack.until(lambda: desk.slack.views)
    assert view_problems(form) == []
    empty = json.loads((await ann.submits(form, {"note": "  "})).body)
    assert set(empty["errors"]) == {"note"}
    values = {"note": "Assessment: asthma, worse with pollen.", "more": "Denies chest pain.", "setting": "inpatient", "dos": "2026-11-05"}
    assert (await ann.submits(form, values)).body == ""
    await desk.idle()
    (card,) = desk.slack.shown("DUANN")
    assert "Case, inpatient" in card.text
    assert "pollen" not in card.text
    assert desk.slack.refused == []
    turns = [t for key in ("slack:T1:UANN:private-UANN", "slack:T1:DUANN:private-UANN") for t in await desk.app.store.threads.recent(key)]
    assert turns
    assert all((t.question, t.answer_text, t.answer_verdict) == ("", "", "") for t in turns)
    before = len(desk.slack.shown("DUANN"))
    await ann.presses(card, "Why")
    await desk.idle()
    assert len(desk.slack.shown("DUANN")) == before + 1
    assert "Denies" in desk.slack.shown("DUANN")[-1].text


async def test_a_note_is_read_from_a_file_in_direct_messages_and_what_is_no_note_is_said(desk: Desk) -> None:
    desk.slack.teams["T1"].scopes += ",files:read"
    ann = desk.slack.person("UANN")
    await ann.sends("visit.txt", b"Assessment: asthma. Denies chest pain. She is on no insulin.")
    await desk.idle()
    assert "Case, outpatient" in desk.slack.shown("DUANN")[-1].text
    await ann.sends("visit.txt", b"Assessment: asthma. Denies chest pain.", "case inpatient")
    await desk.idle()
    assert "Case, inpatient" in desk.slack.shown("DUANN")[-1].text
    await ann.sends("scan.pdf", pdf([[]]), "case")
    await desk.idle()
    assert "holds no text" in desk.slack.shown("DUANN")[-1].text or "cannot be read" in desk.slack.shown("DUANN")[-1].text
    await ann.sends("photo.png", b"\x89PNG\r\n\x1a\n\x00\x00", "case")
    await desk.idle()
    assert "no note that can be read" in desk.slack.shown("DUANN")[-1].text


async def test_check_a_claim_opens_a_form_and_the_answer_comes_as_a_direct_message(desk: Desk) -> None:
    ann = desk.slack.person("UANN")
    assert (await ann.shortcut(CLAIM_SHORTCUT)).ok
    (form,) = await desk.slack.until(lambda: desk.slack.views)
    values = {"lines": "99213-25\n20610-RT x1", "dx": "E11.9", "dos": "2026-05-05", "pos": "11", "state": "CA"}
    assert (await ann.submits(form, values)).body == ""
    await desk.idle()
    (card,) = desk.slack.shown("DUANN")
    assert all(code in card.text for code in ("99213", "20610", "E11.9")), card.text
    assert desk.slack.refused == []


async def test_a_form_without_a_code_says_what_to_mend_and_asks_nothing(desk: Desk) -> None:
    ann = desk.slack.person("UANN")
    await ann.shortcut(CLAIM_SHORTCUT)
    (form,) = await desk.slack.until(lambda: desk.slack.views)
    ack = await ann.submits(form, {"lines": "the knee thing", "state": "Calif"})
    said = json.loads(ack.body)
    assert said["response_action"] == "errors"
    assert set(said["errors"]) == {"lines", "state"}
    await desk.idle()
    assert desk.slack.messages == []


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"lines": "99213"}, "99213"),
        (
            {"lines": "99213-25,\n20610-RT x1", "dx": "M17.11", "dos": "2026-05-05", "pos": "11", "state": "CA", "payer": "Aetna"},
            "99213-25, 20610-RT x1; dx M17.11; dos 2026-05-05; pos 11; state CA; payer Aetna",
        ),
    ],
)
def test_a_form_reads_like_a_typed_claim(values: dict[str, str], text: str) -> None:
    state = {name: {claim_form.VALUE: {"selected_date" if name == "dos" else "value": value}} for name, value in values.items()}
    assert claim_form.text({"state": {"values": state}}) == text


async def test_the_home_shows_what_was_looked_up_and_a_press_there_answers_in_the_messages(desk: Desk) -> None:
    ann = desk.slack.person("UANN")
    await ann.opens("home")
    await desk.idle()
    assert "Looked up lately" not in json.dumps(desk.slack.homes["UANN"])
    await ann.slash("/code E11.9")
    await desk.idle()
    await ann.opens("home")
    await desk.idle()
    home = desk.slack.homes["UANN"]
    shown = json.dumps(home, ensure_ascii=False)
    assert all(
        words in shown for words in ("Looked up lately", "E11.9", "ICD-10-CM", "/coderly search", "Patient identifiers are taken out")
    )
    button = next(e for b in home["blocks"] for e in b.get("elements", []) if e.get("type") == "button")
    body = {
        "type": "block_actions", "team": {"id": "T1"}, "user": {"id": "UANN"}, "container": {"type": "view", "view_id": "V1"}, "actions": [button],
        "trigger_id": desk.slack.trigger(), "view": {"id": "V1", "type": "home"},
    }  # fmt: skip
    assert (await desk.slack.deliver("interactive", body)).ok
    await desk.idle()
    assert "E11.9 can be reported" in desk.slack.shown("DUANN")[0].text
