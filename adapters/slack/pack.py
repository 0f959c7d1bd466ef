"""Parts of a card → messages that Slack accepts. Pure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from adapters.messaging.text import slices
from adapters.slack import limits, words

Block = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a card that stays together: its blocks, and the same as plain text (mrkdwn-escaped)."""

    text: str
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Message:
    """One message: `text` says all that the blocks show. Without blocks it is a plain message."""

    text: str
    blocks: tuple[Block, ...] = ()


def pack(parts: Sequence[Part]) -> tuple[Message, ...]:
    """Fill messages one after the other; a part that fits nowhere goes as text only."""
    messages: list[Message] = []
    current: list[Part] = []
    taken = _NOTHING
    for part, room in (fitting for whole in parts for fitting in _fitting(whole)):
        if current and not taken.and_also(room).fits:
            messages.append(_message(current))
            current, taken = [], _NOTHING
        current.append(part)
        taken = taken.and_also(room)
    if current:
        messages.append(_message(current))
    return tuple(messages)


def fits(part: Part) -> bool:
    """Whether the part can stand in one message."""
    return _Room.of(part).fits


class _Room(NamedTuple):
    """What of Slack's limits on one message something takes."""

    blocks: int = 0
    text: int = 0
    tables: int = 0
    markdown: int = 0
    payload: int = 2

    @classmethod
    def of(cls, part: Part) -> _Room:
        """The room of a part; its length is that of its blocks as they travel."""
        blocks = part.blocks
        return cls(
            len(blocks),
            len(part.text) + 2,
            sum(b["type"] in ("table", "data_table") for b in blocks),
            sum(len(b["text"]) for b in blocks if b["type"] == "markdown"),
            len(_ENCODE(list(blocks))),
        )

    def and_also(self, other: _Room) -> _Room:
        """Both together: of the two lists of blocks one pair of brackets goes, and a comma may come."""
        return _Room(
            self.blocks + other.blocks,
            self.text + other.text,
            self.tables + other.tables,
            self.markdown + other.markdown,
            self.payload + other.payload - 1,
        )

    @property
    def fits(self) -> bool:
        """Whether one message has so much room."""
        return (
            self.blocks <= limits.BLOCKS
            and self.text <= limits.TEXT
            and self.tables <= 1
            and self.markdown <= limits.MARKDOWN
            and self.payload <= limits.PAYLOAD
        )


_NOTHING = _Room()
_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _fitting(part: Part) -> list[tuple[Part, _Room]]:
    room = _Room.of(part)
    if room.fits:
        return [(part, room)]
    pieces = slices(part.text, limits.SECTION if part.blocks else limits.TEXT - 10)
    parts = [Part(piece, (section(piece),)) if part.blocks else Part(piece) for piece in pieces]
    return [(piece, _Room.of(piece)) for piece in parts]


def section(text: str, expand: bool = True) -> Block:
    """A section of text that is escaped already; without `expand` Slack may fold what is long behind "see more"."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": words.cut(text, limits.SECTION) or "-"}, "expand": expand}


def _message(parts: Sequence[Part]) -> Message:
    blocks = tuple(b for p in parts for b in p.blocks) if all(p.blocks or not p.text for p in parts) else ()
    return Message("\n\n".join(p.text for p in parts if p.text) or "-", blocks)
