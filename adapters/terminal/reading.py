"""A line that was typed → what is meant by it. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

from adapters.terminal.clean import encodable
from bot.actions import Action
from bot.turns import Button

_VERB = re.compile(r"/([A-Za-z][A-Za-z0-9_]{0,19})(?:\s+(.*))?", re.DOTALL)
_NUMBER = re.compile(r"\[?([1-9]\d?)\]?")


class Local(Enum):
    """What the chat does by itself."""

    QUIT = auto()
    CLEAR = auto()
    EMPTY = auto()


@dataclass(frozen=True, slots=True)
class Said:
    """What goes to the assistant: text, with the slash verb or the button it came by."""

    text: str
    verb: str | None = None
    action: Action | None = None


_LOCAL = {"quit": Local.QUIT, "exit": Local.QUIT, "q": Local.QUIT, "clear": Local.CLEAR}


def read(line: str, buttons: tuple[Button, ...] = ()) -> Local | Said:
    """What `line` means while `buttons` are on offer, as `render.choices` shows them.

    A number presses the button of that number; one that is no button is text, as is a `/` that no verb follows.
    """
    text = encodable(line).removeprefix("\ufeff").strip()
    if not text:
        return Local.EMPTY
    if (number := _NUMBER.fullmatch(text)) and int(number[1]) <= len(buttons):
        button = buttons[int(number[1]) - 1]
        return Said(button.label, action=button.action)
    if command := _VERB.fullmatch(text):
        verb = command[1].lower()
        return _LOCAL.get(verb) or Said((command[2] or "").strip(), verb=verb)
    if text.lower() in {"quit", "exit"}:
        return Local.QUIT
    return Said(text)
