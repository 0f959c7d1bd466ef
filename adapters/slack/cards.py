"""A card on show in Slack."""

from __future__ import annotations

from dataclasses import dataclass, field

from adapters.slack.pack import Block, Message
from bot.turns import Reply


@dataclass(slots=True)
class Shown:
    """A card: its reply, the owner's person key, the blocks that carry its buttons, the messages not sent yet."""

    reply: Reply
    owner: str
    blocks: tuple[Block, ...] = ()
    text: str = ""
    waiting: tuple[Message, ...] = ()
    shared: bool = field(default=False)
