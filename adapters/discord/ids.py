"""What travels in the custom id of a button or a form, at most 100 characters. Pure.

`1` behind the letter is the version: a button that an older version sent is told apart from one that never was ours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.actions import Action, ActionError, decode, encode

PATTERN = re.compile(r"(?P<kind>[a-z])1:(?P<rest>.*)", re.DOTALL)


class Kind(StrEnum):
    """What a press asks for."""

    FOLLOW_UP = "a"
    SHARE = "s"
    MORE = "m"
    MENU = "l"
    """A list: what was chosen comes beside the custom id."""
    FEEDBACK = "f"
    ASK = "q"
    """Opens the form for a question."""
    FORM = "o"
    """A form that was sent: the rest names it."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """A custom id, taken apart. `rest` is an action, an answer id, `up|down #answer`, or the name of a form."""

    kind: Kind
    rest: str

    @property
    def action(self) -> Action | None:
        """The action of a follow-up button."""
        try:
            return decode(self.rest) if self.kind is Kind.FOLLOW_UP else None
        except ActionError:
            return None


def custom_id(kind: Kind, rest: str) -> str:
    """The custom id of a button or form."""
    return f"{kind.value}1:{rest}"


def follow_up(action: Action) -> str:
    """The custom id of a reply's own button. Raises `ActionError` if the action does not travel."""
    return custom_id(Kind.FOLLOW_UP, encode(action))


def read(identity: object) -> Pressed | None:
    """A custom id as it comes back; `None` if it is none of ours."""
    found = PATTERN.fullmatch(identity) if isinstance(identity, str) else None
    try:
        return Pressed(Kind(found["kind"]), found["rest"]) if found else None
    except ValueError:
        return None
