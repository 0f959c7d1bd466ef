"""What a button means, in a form every platform can carry.

An action travels as `verb|arg`, at most 90 bytes: Discord gives a custom id 100 characters, Slack 255. What
is longer is kept in the store under a token and travels as `verb|~token` (see `bot.store.tokens`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_BYTES = 90
"""Discord's custom_id holds 100 characters; ten are left for the adapter's own prefix."""

TOKEN_MARK = "~"  # noqa: S105 - a marker in front of a token, not a secret

_VERB = re.compile(r"[a-z][a-z0-9_]{0,19}")


class ActionError(ValueError):
    """The text is not an action: unknown shape, empty verb, or too long."""


@dataclass(frozen=True, slots=True)
class Action:
    """A verb and its argument, e.g. `Action("code", "27257")`."""

    verb: str
    arg: str = ""

    @property
    def is_token(self) -> bool:
        """Whether the argument is a key into the store instead of the argument itself."""
        return self.arg.startswith(TOKEN_MARK)

    @property
    def fits(self) -> bool:
        """Whether the action can travel without a token."""
        return _length(f"{self.verb}|{self.arg}") <= MAX_BYTES and not self.is_token


def encode(action: Action) -> str:
    """`Action` → `verb|arg`. Raises `ActionError` if it does not fit; the store shortens such actions first."""
    if not _VERB.fullmatch(action.verb):
        raise ActionError(f"not a verb: {action.verb!r}")
    text = f"{action.verb}|{action.arg}"
    if _length(text) > MAX_BYTES:
        raise ActionError(f"an action of more than {MAX_BYTES} bytes, or of text that is none, does not travel")
    return text


def decode(text: str) -> Action:
    """`verb|arg` → `Action`. Raises `ActionError` for anything that `encode` could not have made."""
    verb, mark, arg = text.partition("|")
    if not mark or not _VERB.fullmatch(verb) or _length(text) > MAX_BYTES:
        raise ActionError("not an action")
    return Action(verb, arg)


def _length(text: str) -> int:
    """Bytes on the wire; half a surrogate pair has no bytes and so never fits."""
    try:
        return len(text.encode())
    except UnicodeEncodeError:
        return MAX_BYTES + 1
