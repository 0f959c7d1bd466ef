"""A reply on its way to the person: by the best way there is, then the next, and in a plainer form where Discord refuses the card.

The assistant is never asked again for it.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace

from adapters.discord import buttons, calls, limits, reach, view
from adapters.discord.job import Place, Way, now
from adapters.discord.reach import Current, Payload, Send
from adapters.discord.render import Message, contents, plain, render
from adapters.messaging import handover
from adapters.messaging.cards import Cards
from adapters.messaging.errors import Undeliverable
from adapters.messaging.handover import AGAIN, Kind
from adapters.messaging.typed import Typed
from bot.turns import File, Reply, Visibility

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Shown:
    """A card: its reply, the owner's person key, the messages not sent yet, whether it was shared."""

    reply: Reply
    owner: str
    waiting: tuple[Message, ...] = ()
    shared: bool = False


class Delivery:
    """Hands replies to Discord and remembers the cards."""

    def __init__(self, current: Current, again: Sequence[float] = AGAIN, typed: Typed | None = None) -> None:
        self.typed = typed or Typed()
        self.cards: Cards[Shown] = Cards()
        self._current = current
        self._again = again

    async def deliver(self, place: Place, reply: Reply) -> None:
        """Bring the reply to its place. Raises `Undeliverable` if no way works."""
        private = is_private(place, reply)
        reply = self.typed.reply(reply)
        shown = reply.for_asker() if private or place.direct else reply
        if reply.file is not None and private:
            return await self._with_file(place, shown, reply.file)
        messages = render(shown, private=private and not place.direct)
        now_sent, later = messages[: limits.MESSAGES], messages[limits.MESSAGES :]
        if later and reply.answer_id:
            last = now_sent[-1]
            now_sent = (*now_sent[:-1], replace(last, rows=(*last.rows, buttons.more(reply.answer_id, len(later)))))
        elif later:  # no button can bring them: they are sent all the same
            now_sent, later = messages, ()
        self.cards.put(Shown(reply, place.person_key, later))
        await self._send_all(self._ways(place, private), now_sent, plain(shown))
        if place.way is Way.PRESSED and not private and place.token_works(now()):
            await calls.call(reach.hook(self._current(), place).delete_message(reach.ORIGINAL))  # "is thinking…", which nobody needs any more

    async def _with_file(self, place: Place, reply: Reply, file: File) -> None:
        """The reply and its file, for one person alone; the text of the file where Discord takes none from us."""
        ways = self._ways(place, private=True)
        await self._send_all(ways, render(reply.beside_file()), plain(reply.beside_file()))
        if await self._by_some_way(ways, {reach.ATTACHED: file}):
            whole = render(replace(reply, file=None))
            await self._send_all(ways, whole, tuple(c for m in whole for c in contents(m)))

    async def update(self, place: Place, reply: Reply) -> bool:
        """Let the message that an interaction was answered with show another reply. Whether it does: not after 15 minutes, nor if it needs two."""
        messages = render(self.typed.reply(reply), private=is_private(place, reply) and not place.direct)
        if len(messages) > 1 or not place.token_works(now()):
            return False
        return not await self._in_some_form([reach.original(self._current, place)], messages[0], contents(messages[0]))

    async def send(self, place: Place, messages: Sequence[Message], *, private: bool) -> None:
        """Bring messages that are rendered already to a place. Raises as `deliver` does."""
        await self._send_all(self._ways(place, private), messages, tuple(c for m in messages for c in contents(m)))

    async def go_on(self, place: Place, messages: Sequence[Message], *, private: bool) -> None:
        """More messages behind a card whose button was pressed; the card itself is left as it is. Raises as `deliver` does."""
        followup = reach.followup(self._current, place, private)
        ways = [followup, reach.direct(self._current, place)] if private else [reach.in_channel(self._current, place), followup]
        await self._send_all(ways, messages, tuple(c for m in messages for c in contents(m)))

    async def share(self, place: Place, reply: Reply, stand: list[str]) -> None:
        """Post a reply for everybody where a press came from, under the person's name; the ids of its messages go into `stand`.

        A follow-up of the press needs no permission to write there, but cannot be taken back later, so that no name is on it. Raises as `deliver` does.
        """
        named = render(reply, shared_by=str(place.user))[: limits.MESSAGES]
        try:
            await self._send_all([reach.in_channel(self._current, place, stand)], named, tuple(c for m in named for c in contents(m)))
        except Undeliverable:
            if stand:
                raise
            plainly = render(reply)[: limits.MESSAGES]
            await self._send_all([reach.followup(self._current, place, private=False)], plainly, tuple(c for m in plainly for c in contents(m)))

    async def _send_all(self, ways: list[Send], messages: Sequence[Message], as_text: Sequence[str]) -> None:
        for number, message in enumerate(messages):
            code = await self._in_some_form(ways, message, as_text if number == 0 and len(messages) == 1 else contents(message))
            if code:
                raise Undeliverable(code)

    async def _in_some_form(self, ways: list[Send], message: Message, as_text: Sequence[str]) -> str:
        """As a card, else as an embed, else as text."""
        for form in (view.as_card, view.as_embed):
            code = await self._by_some_way(ways, form(message))
            if not code or calls.kind(code) is not Kind.CONTENT:
                return code
            _log.warning("card_refused", extra={"error": code})
        for content in as_text:
            if code := await self._by_some_way(ways, view.as_text(content)):
                return code
        return ""

    async def _by_some_way(self, ways: list[Send], payload: Payload) -> str:
        return await handover.by_some_way(ways, {**payload, "nonce": secrets.token_hex(10)}, calls.kind, self._again)

    def _ways(self, place: Place, private: bool) -> list[Send]:
        current = self._current
        by_token = [reach.original(current, place), reach.followup(current, place, private)] if place.token_works(now()) else []
        direct = reach.direct(current, place)
        if place.way is Way.CHANNEL and private and not place.direct:
            return [direct]  # nothing in a channel is for one person alone
        if place.way is Way.CHANNEL:
            in_thread = [reach.in_thread(current, place)] if place.thread_name else []
            return [*in_thread, reach.in_channel(current, place), direct]
        if private:
            return [*by_token, reach.in_channel(current, place)] if place.direct else [*by_token, direct]
        return [reach.in_channel(current, place), *by_token[1:], direct]


def is_private(place: Place, reply: Reply) -> bool:
    """Whether only the person sees the answer at this place."""
    if reply.visibility is Visibility.SECRET:
        return True
    if place.way is Way.PRESSED:
        return reply.visibility is Visibility.PRIVATE
    return place.way is Way.PRIVATE
