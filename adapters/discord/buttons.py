"""Buttons of a card as Discord shows them: follow-ups in one row, Share and thumbs in the next. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from adapters.discord import ids, limits, words
from adapters.discord.ids import Kind
from adapters.messaging.cards import rated, shareable
from bot.actions import ActionError
from bot.turns import ASIDE_BUTTONS, LINKS, Button, Link, Reply


@dataclass(frozen=True, slots=True)
class Press:
    """One button. `done`: it was used and takes no press any more; `url`: it only leads there, and has no custom id."""

    label: str
    custom_id: str
    primary: bool = False
    done: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of a list; `value` is the custom id that a button of the same meaning would have."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Choices:
    """A list to choose one from."""

    label: str
    custom_id: str
    options: tuple[Choice, ...]


def menu(reply: Reply) -> Choices | None:
    """The reply's list, if it has one."""
    found: dict[str, Choice] = {}
    for button in reply.menu.choices if reply.menu is not None else ():
        press = _press(button)
        if press is not None:
            found.setdefault(press.custom_id, Choice(words.cut(press.label, limits.CHOICE_NAME), press.custom_id))
    if reply.menu is None or not found:
        return None
    label = words.cut(words.line(reply.menu.label), limits.PLACEHOLDER) or "Choose"
    return Choices(label, ids.custom_id(Kind.MENU, reply.answer_id), tuple(found.values())[: limits.CHOICES])


def rows(reply: Reply, private: bool) -> tuple[tuple[Press, ...], ...]:
    """Ways out, the reply's buttons, then Share on a private card, thumbs under an answer and what stands beside it; empty rows are left out."""
    first: dict[str, Press] = {}
    for button in reply.buttons[: limits.BUTTONS]:
        press = _press(button)
        if press is not None:
            first.setdefault(press.custom_id, press)
    second = []
    if private and shareable(reply):
        second.append(Press("Share", ids.custom_id(Kind.SHARE, reply.answer_id)))
    if rated(reply):
        second.append(Press("👍 Right", ids.custom_id(Kind.FEEDBACK, f"up #{reply.answer_id}")))
        second.append(Press("👎 Wrong", ids.custom_id(Kind.FEEDBACK, f"down #{reply.answer_id}")))
    for press in filter(None, map(_press, reply.aside[:ASIDE_BUTTONS])):
        if press.custom_id not in {*first, *(p.custom_id for p in second)}:  # Discord refuses a message with the same button twice
            second.append(press)
    out = tuple(_link(link) for link in reply.links[:LINKS] if 0 < len(link.url) <= limits.URL)
    return tuple(row for row in (out, tuple(first.values()), tuple(second)) if row)


def more(answer_id: str, left: int) -> tuple[Press, ...]:
    """The row behind which the rest of a long answer waits."""
    label = "Show 1 more part" if left == 1 else f"Show {left} more parts"
    return (Press(label, ids.custom_id(Kind.MORE, answer_id)),)


def _link(link: Link) -> Press:
    return Press(words.cut(words.line(link.label), limits.BUTTON_LABEL) or "Open", "", url=link.url)


def _press(button: Button) -> Press | None:
    try:
        identity = ids.follow_up(button.action)
    except ActionError:
        return None
    label = words.cut(words.line(button.label), limits.BUTTON_LABEL) or button.action.verb
    return Press(label, identity, button.primary) if len(identity) <= limits.CUSTOM_ID else None
