"""The modal "Suggest codes for a note": its fields, what is wrong with them, and the text they amount to. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from adapters.slack import inbound, limits
from bot.case.model import Setting

CALLBACK = "note"
VALUE = "value"
_NOTE, _MORE, _LAST, _SETTING, _DOS = "note", "more", "last", "setting", "dos"
_PARTS = ((_NOTE, "The note"), (_MORE, "More of it"), (_LAST, "The rest"))


def view() -> dict[str, Any]:
    """The empty form. Slack takes 3,000 characters a field, so a note has three."""
    options = [{"text": _plain(setting.value.capitalize()), "value": setting.value} for setting in Setting]
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "title": _plain("Codes for a note"),
        "submit": _plain("Suggest codes"),
        "close": _plain("Cancel"),
        "blocks": [
            *(_input(name, label, optional=name != _NOTE) for name, label in _PARTS),
            {
                "type": "input",
                "block_id": _SETTING,
                "label": _plain("Setting"),
                "element": {"type": "static_select", "action_id": VALUE, "options": options, "initial_option": options[0]},
            },
            {
                "type": "input",
                "block_id": _DOS,
                "optional": True,
                "label": _plain("Date of service"),
                "element": {"type": "datepicker", "action_id": VALUE, "placeholder": _plain("Today, if left out")},
            },
            {
                "type": "context",
                "elements": [
                    {"type": "mrkdwn", "text": "No names, birth dates or record numbers, please. The note is not stored; the answer comes as a direct message."}
                ],
            },
        ],
    }


def errors(submitted: Mapping[str, Any]) -> dict[str, str]:
    """Block id → what to mend there; empty if there is a note."""
    return {} if any(c.isalnum() for c in _value(submitted, _NOTE)) else {_NOTE: "Paste the note here."}


def text(submitted: Mapping[str, Any]) -> str:
    """The form as it is typed behind `/case`: `inpatient dos 2026-05-05: …`."""
    setting, dos = _value(submitted, _SETTING) or Setting.OUTPATIENT.value, _value(submitted, _DOS)
    note = "\n".join(part for name, _ in _PARTS if (part := _value(submitted, name)))
    return f"{setting}{f' dos {dos}' if dos else ''}:\n{note}"


def _value(submitted: Mapping[str, Any], name: str) -> str:
    values = inbound.fields(inbound.fields(submitted.get("state")).get("values"))
    entry = inbound.fields(inbound.fields(values.get(name)).get(VALUE))
    chosen = inbound.fields(entry.get("selected_option")).get("value")
    return str(entry.get("value") or entry.get("selected_date") or chosen or "").strip()


def _plain(words: str) -> dict[str, str]:
    return {"type": "plain_text", "text": words}


def _input(name: str, label: str, *, optional: bool) -> dict[str, Any]:
    element = {"type": "plain_text_input", "action_id": VALUE, "multiline": True, "max_length": limits.INPUT}
    return {"type": "input", "block_id": name, "optional": optional, "label": _plain(label), "element": element}
