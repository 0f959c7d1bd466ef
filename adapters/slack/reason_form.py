"""The modal behind "In my words…" after a thumb down. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from adapters.slack import inbound

CALLBACK = "feedback_reason"
_REASON, _VALUE = "reason", "value"


def view(answer_id: str) -> dict[str, Any]:
    """The empty form about one answer."""
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "private_metadata": answer_id,
        "title": _plain("What was wrong?"),
        "submit": _plain("Send"),
        "close": _plain("Cancel"),
        "blocks": [
            {
                "type": "input",
                "block_id": _REASON,
                "label": _plain("In your words"),
                "element": {
                    "type": "plain_text_input",
                    "action_id": _VALUE,
                    "multiline": True,
                    "max_length": 500,
                    "placeholder": _plain("The edit ended in March; the edition is old"),
                },
            },
            {"type": "context", "elements": [{"type": "mrkdwn", "text": "It is kept with the answer, without your name. No patient identifiers, please."}]},
        ],
    }


def said(submitted: Mapping[str, Any]) -> str:
    """What the feedback verb is told: `down #<answer> <reason>`."""
    values = inbound.fields(inbound.fields(submitted.get("state")).get("values"))
    reason = inbound.fields(inbound.fields(values.get(_REASON)).get(_VALUE)).get("value") or ""
    return f"down #{submitted.get('private_metadata') or ''} {reason}".strip()


def _plain(words: str) -> dict[str, str]:
    return {"type": "plain_text", "text": words}
