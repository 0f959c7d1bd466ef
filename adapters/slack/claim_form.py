"""The modal "Check a claim": its fields, what is wrong with them, and the line of text they amount to. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from adapters.slack import inbound

_CODE = re.compile(r"\b(?:[0-9]{4}[0-9A-Z]|[A-Z][0-9]{4})\b", re.IGNORECASE)
_STATE = re.compile(r"[A-Za-z]{2}")
_LINES, _DX, _DOS, _POS, _STATE_FIELD, _PAYER = "lines", "dx", "dos", "pos", "state", "payer"
VALUE = "value"


def view(callback_id: str) -> dict[str, Any]:
    """The empty form."""
    return {
        "type": "modal",
        "callback_id": callback_id,
        "title": _plain("Check a claim"),
        "submit": _plain("Check"),
        "close": _plain("Cancel"),
        "blocks": [
            _input(_LINES, "Lines: code, modifiers, units", "99213-25, 20610-RT x1", multiline=True),
            _input(_DX, "Diagnoses", "M17.11, E11.9", optional=True),
            {
                "type": "input",
                "block_id": _DOS,
                "optional": True,
                "label": _plain("Date of service"),
                "element": {"type": "datepicker", "action_id": VALUE, "placeholder": _plain("Today, if left out")},
            },
            _input(_POS, "Place of service", "11", optional=True, most=2),
            _input(_STATE_FIELD, "State", "CA", optional=True, most=2),
            _input(_PAYER, "Payer", "Medicare, if left out", optional=True, most=60),
            {
                "type": "context",
                "elements": [
                    {"type": "mrkdwn", "text": "No names, birth dates or record numbers, please. The answer comes as a direct message."}
                ],
            },
        ],
    }


def errors(submitted: Mapping[str, Any]) -> dict[str, str]:
    """Block id → what to mend there; empty if the form can be checked."""
    found = {}
    if not _CODE.search(_value(submitted, _LINES)):
        found[_LINES] = "Give at least one five-character code, e.g. 99213-25."
    if (state := _value(submitted, _STATE_FIELD)) and not _STATE.fullmatch(state):
        found[_STATE_FIELD] = "Two letters, e.g. CA."
    if (pos := _value(submitted, _POS)) and not re.fullmatch(r"\d{1,2}", pos):
        found[_POS] = "One or two digits, e.g. 11."
    return found


def text(submitted: Mapping[str, Any]) -> str:
    """The form as a claim is typed: `99213-25, 20610-RT; dx M17.11; dos 2026-05-05; pos 11; state CA; payer …`."""
    lines = ", ".join(part.strip(" ,;") for part in _value(submitted, _LINES).splitlines() if part.strip(" ,;"))
    more = [f"{name} {value}" for name in (_DX, _DOS, _POS, _STATE_FIELD, _PAYER) if (value := _value(submitted, name))]
    return "; ".join([lines, *more])


def _value(submitted: Mapping[str, Any], name: str) -> str:
    values = inbound.fields(inbound.fields(submitted.get("state")).get("values"))
    entry = inbound.fields(inbound.fields(values.get(name)).get(VALUE))
    return str(entry.get("value") or entry.get("selected_date") or "").strip()


def _plain(words: str) -> dict[str, str]:
    return {"type": "plain_text", "text": words}


def _input(name: str, label: str, example: str, *, optional: bool = False, multiline: bool = False, most: int = 3000) -> dict[str, Any]:
    element = {"type": "plain_text_input", "action_id": VALUE, "multiline": multiline, "max_length": most, "placeholder": _plain(example)}
    return {"type": "input", "block_id": name, "optional": optional, "label": _plain(label), "element": element}
