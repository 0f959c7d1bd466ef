"""Cards on show, in memory: what Share posts, what waits behind "Show more", what a pressed button changes."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field

from adapters.slack import limits
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


class Cards:
    """Answer id → card, the oldest forgotten beyond `limits.SHOWN_CARDS`. A restart forgets all: users of it say so politely."""

    def __init__(self) -> None:
        self._shown: OrderedDict[str, Shown] = OrderedDict()

    def put(self, card: Shown) -> None:
        """Remember a card by its answer id; a reply without one is not remembered."""
        if card.reply.answer_id:
            self._shown[card.reply.answer_id] = card
            while len(self._shown) > limits.SHOWN_CARDS:
                self._shown.popitem(last=False)

    def get(self, answer_id: str) -> Shown | None:
        """The card, if it is still known."""
        return self._shown.get(answer_id)
