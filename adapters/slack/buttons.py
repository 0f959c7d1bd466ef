"""Buttons of a card: what they are called in Slack, and how they change once pressed. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from adapters.messaging.cards import rated, shareable
from adapters.slack import limits, words
from adapters.slack.pack import Block
from bot.actions import ActionError, encode
from bot.turns import ASIDE_BUTTONS, LINKS, Button, Link, Reply

SHARE = "slack:share"
FEEDBACK = "slack:feedback"
MORE = "slack:more"
MENU = "slack:menu"
REASON = "slack:reason"
LINK = re.compile(r"slack:link:\d")
"""A way out: Slack tells of the press, and there is nothing to do."""
FOLLOW_UP = re.compile(r"[a-z][a-z0-9_]{0,19}\|.*", re.DOTALL)
"""Action ids of a reply's own buttons: `verb|arg`."""
USED = "✓ "
_RATED = re.compile(r"#([0-9a-f]{16})")


def follow_ups(reply: Reply, private: bool) -> list[Block]:
    """The reply's buttons, those beside it, and Share on a private card. `value` is the answer they stand under."""
    elements = [_link(number, link) for number, link in enumerate(reply.links[:LINKS]) if 0 < len(link.url) <= limits.URL]
    for button in (*reply.buttons[: limits.BUTTONS], *reply.aside[:ASIDE_BUTTONS]):
        element = _element(button, reply.answer_id)
        if element is not None and element["action_id"] not in {e["action_id"] for e in elements}:
            elements.append(element)
    if reply.topic == "feedback" and (about := next(filter(None, (_RATED.search(b.action.arg) for b in reply.buttons)), None)):
        elements.append({"type": "button", "action_id": REASON, "value": about[1], "text": _plain("In my words…")})
    if private and shareable(reply):
        elements.append(_share(reply.answer_id))
    return [{"type": "actions", "elements": elements}] if elements else []


def menu(reply: Reply) -> list[Block]:
    """The reply's list to choose from; what is chosen comes back as the value of its option."""
    if reply.menu is None:
        return []
    options: dict[str, Block] = {}
    for choice in reply.menu.choices:
        try:
            value = encode(choice.action)
        except ActionError:
            continue
        label = words.cut(words.line(choice.label), limits.OPTION_TEXT) or choice.action.verb
        options.setdefault(value, {"text": _plain(label), "value": value})
    if not options:
        return []
    label = words.cut(words.line(reply.menu.label), limits.OPTION_TEXT) or "Choose"
    element = {"type": "static_select", "action_id": MENU, "placeholder": _plain(label), "options": list(options.values())[: limits.OPTIONS]}
    return [{"type": "actions", "elements": [element]}]


def feedback(reply: Reply) -> list[Block]:
    """Thumbs under an answer."""
    if not rated(reply):
        return []
    element = {
        "type": "feedback_buttons",
        "action_id": FEEDBACK,
        "positive_button": {"text": _plain("Right"), "accessibility_label": "This answer is right", "value": f"up #{reply.answer_id}"},
        "negative_button": {"text": _plain("Wrong"), "accessibility_label": "This answer is wrong", "value": f"down #{reply.answer_id}"},
    }
    return [{"type": "context_actions", "elements": [element]}]


def more(answer_id: str, left: int) -> Block:
    """The button behind which the rest of a long answer waits."""
    shown = "1 more part" if left == 1 else f"{left} more parts"
    return {"type": "actions", "elements": [{"type": "button", "action_id": MORE, "value": answer_id, "text": _plain(f"Show {shown}")}]}


def mark_used(blocks: Sequence[Block], action_id: str, label: str = "") -> list[Block] | None:
    """The blocks with the pressed button ticked, or called `label`; `None` if it is not there or ticked already."""
    changed = False
    out: list[Block] = []
    for block in blocks:
        if block.get("type") == "actions":
            elements = []
            for element in block.get("elements") or []:
                text = str((element.get("text") or {}).get("text") or "")
                if element.get("action_id") == action_id and not text.startswith(USED):
                    element = {k: v for k, v in element.items() if k != "style"} | {"text": _plain(USED + (label or text))}
                    changed = True
                elements.append(element)
            block = {**block, "elements": elements}
        out.append(block)
    return out if changed else None


def _share(answer_id: str) -> Block:
    label = "Share this card with the channel"
    return {"type": "button", "action_id": SHARE, "value": answer_id, "text": _plain("Share"), "accessibility_label": label}


def _link(number: int, link: Link) -> Block:
    label = words.cut(words.line(link.label), limits.BUTTON_TEXT) or "Open"
    return {"type": "button", "action_id": f"slack:link:{number}", "text": _plain(label), "url": link.url}


def _element(button: Button, answer_id: str) -> Block | None:
    try:
        action_id = encode(button.action)
    except ActionError:
        return None
    label = words.cut(words.line(button.label), limits.BUTTON_TEXT - len(USED)) or button.action.verb
    element: dict[str, Any] = {"type": "button", "action_id": action_id, "text": _plain(label)}
    if answer_id:
        element["value"] = answer_id
    return element | ({"style": "primary"} if button.primary else {})


def _plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text, "emoji": False}
