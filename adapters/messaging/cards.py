"""Cards on show, in memory: what Share posts and what waits behind "Show more". A restart forgets them: then the store has the text."""

from __future__ import annotations

from collections import OrderedDict
from typing import Generic, Protocol, TypeVar

from bot.app import App
from bot.own_affairs import is_own_affair, is_private_affair
from bot.store import Store
from bot.turns import Outcome, Reply

SHOWN_CARDS = 2_000
"""Cards kept; older ones fall back to the stored text."""


def rated(reply: Reply) -> bool:
    """Whether thumbs stand under a reply."""
    return bool(reply.answer_id) and reply.outcome is Outcome.ANSWERED and not is_own_affair(reply.topic) and not reply.locked


def shareable(reply: Reply) -> bool:
    """Whether a private card can be shared."""
    return bool(reply.answer_id) and not reply.locked and not is_private_affair(reply.topic) and reply.outcome in (Outcome.ANSWERED, Outcome.NOT_FOUND)


class Card(Protocol):
    """A card on show."""

    @property
    def reply(self) -> Reply:
        """What it shows."""


K = TypeVar("K", bound=Card)


class Cards(Generic[K]):
    """Answer id → card, the oldest forgotten beyond `SHOWN_CARDS`."""

    def __init__(self) -> None:
        self._shown: OrderedDict[str, K] = OrderedDict()

    def put(self, card: K) -> None:
        """Remember a card by its answer id; a reply without one is not remembered."""
        if card.reply.answer_id:
            self._shown[card.reply.answer_id] = card
            while len(self._shown) > SHOWN_CARDS:
                self._shown.popitem(last=False)

    def get(self, answer_id: str) -> K | None:
        """The card, if it is still known."""
        return self._shown.get(answer_id)


REVOKED = "You hold no seat of the CPT licence any more, so the rest of this card is not shown. Ask the question again for what is open to you."


async def may_go_on(app: App, reply: Reply, person_key: str) -> bool:
    """Whether more of a card may be shown: what is licensed to who still holds a seat."""
    return not reply.licensed or await app.sees_descriptors(person_key)


async def stored_reply(store: Store, answer_id: str) -> Reply | None:
    """The reply of a card from before a restart: its text, without the dates of service, which are never kept."""
    turn = await store.threads.by_answer(answer_id) if answer_id else None
    if turn is None:
        return None
    body = turn.answer_text.removeprefix(turn.answer_verdict).strip()
    return Reply(verdict=turn.answer_verdict, body=body, codes=turn.codes, topic=turn.topic, answer_id=answer_id)


async def owns(store: Store, answer_id: str, person_key: str) -> bool:
    """Whether the person asked for this answer, by what is stored."""
    turn = await store.threads.by_answer(answer_id) if answer_id else None
    person = await store.people.find(person_key)
    return turn is not None and person is not None and turn.person_id == person.id
