"""Shortcuts with their modal, and the App Home."""

from __future__ import annotations

import json

import pytest
from slack_desk import Desk
from slack_server import Posted

from adapters.slack import claim_form
from adapters.slack.intake import CLAIM_SHORTCUT, MESSAGE_SHORTCUT


async def test_a_message_is_looked_up_by_shortcut_and_only_who_used_it_sees_the_answer(desk: Desk) -> None:
    message = Posted("T1", "C1", "5.5", "Is E11.9 right here?", by="UBOB")
    await desk.slack.person("UANN").shortcut(MESSAGE_SHORTCUT, message)
    await desk.idle()
    (card,) = desk.slack.shown("C1", "UANN")
    assert (card.only_for, card.thread_ts) == ("UANN", "5.5")
    assert "E11.9" in card.text


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
