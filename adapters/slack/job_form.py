"""The modal that posts or edits a job. Its fields are the board's own; the lines it amounts to are what would be typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.app import today
from bot.jobs import form

CALLBACK = "post_job"
_VALUE = "value"


def view(values: Mapping[str, str], number: int) -> dict[str, Any]:
    """The form, empty or filled in; `number` is the posting that it changes, 0 for a new one."""
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "private_metadata": str(number) if number else "",
        "title": _plain(f"Change job #{number}" if number else "Post a job"),
        "submit": _plain("Send"),
        "close": _plain("Cancel"),
        "blocks": [*(_input(field, values.get(field.name, "")) for field in form.FIELDS), _note()],
    }


def errors(submitted: Mapping[str, Any]) -> dict[str, str]:
    """Block id → what to mend there; empty if the form can be taken."""
    return form.errors(_values(submitted), today())


def text(submitted: Mapping[str, Any]) -> str:
    """What the verb is told."""
    number = str(submitted.get("private_metadata") or "")
    return form.told(_values(submitted), int(number) if number.isdecimal() else 0)


def _values(submitted: Mapping[str, Any]) -> dict[str, str]:
    values = (submitted.get("state") or {}).get("values") or {}
    return {field.name: str(((values.get(field.name) or {}).get(_VALUE) or {}).get("value") or "") for field in form.FIELDS}


def _input(field: form.FormField, value: str) -> dict[str, Any]:
    element = {
        "type": "plain_text_input", "action_id": _VALUE, "multiline": field.long, "max_length": field.most, "placeholder": _plain(field.example),
        **({"initial_value": value[: field.most]} if value else {}),
    }  # fmt: skip
    return {"type": "input", "block_id": field.name, "optional": field.optional, "label": _plain(field.label), "element": element}


def _note() -> dict[str, Any]:
    text = "An admin looks at it before it is shown. Links, telephone numbers and addresses in the text are taken out: people apply at the web address."
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text}]}


def _plain(words: str) -> dict[str, str]:
    return {"type": "plain_text", "text": words}
