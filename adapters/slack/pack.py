"""Parts of a card → messages that Slack accepts. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

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
    for part in (p for whole in parts for p in _fitting(whole)):
        if current and not fits([*current, part]):
            messages.append(_message(current))
            current = []
        current.append(part)
    if current:
        messages.append(_message(current))
    return tuple(messages)


def fits(parts: Sequence[Part]) -> bool:
    """Whether the parts can stand in one message."""
    blocks = [b for p in parts for b in p.blocks]
    return (
        len(blocks) <= limits.BLOCKS
        and sum(len(p.text) + 2 for p in parts) <= limits.TEXT
        and sum(b["type"] in ("table", "data_table") for b in blocks) <= 1
        and sum(len(b["text"]) for b in blocks if b["type"] == "markdown") <= limits.MARKDOWN
        and size(blocks) <= limits.PAYLOAD
    )


def size(blocks: Iterable[Block]) -> int:
    """Length of blocks as they travel."""
    return len(json.dumps(list(blocks), ensure_ascii=False, separators=(",", ":")))


def _fitting(part: Part) -> list[Part]:
    if fits([part]):
        return [part]
    if not part.blocks:
        return [Part(piece) for piece in slices(part.text, limits.TEXT - 10)]
    return [p for piece in slices(part.text, limits.SECTION) for p in [Part(piece, (section(piece),))]]


def section(text: str, expand: bool = True) -> Block:
    """A section of text that is escaped already; without `expand` Slack may fold what is long behind "see more"."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": words.cut(text, limits.SECTION) or "-"}, "expand": expand}


def _message(parts: Sequence[Part]) -> Message:
    blocks = tuple(b for p in parts for b in p.blocks) if all(p.blocks or not p.text for p in parts) else ()
    return Message("\n\n".join(p.text for p in parts if p.text) or "-", blocks)
