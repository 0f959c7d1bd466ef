"""A reply on its way to the person: by the best way there is, then the next, and in a plainer form where Discord refuses the card.

The assistant is never asked again for it.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import discord

from adapters.discord import buttons, calls, limits, permissions, view
from adapters.discord.job import Place, Way, now
from adapters.discord.render import Message, contents, plain, render
from adapters.messaging import handover
from adapters.messaging.cards import Cards
from adapters.messaging.errors import Undeliverable
from adapters.messaging.handover import AGAIN, Kind
from adapters.messaging.typed import Typed
from bot.turns import Reply, Visibility

_log = logging.getLogger(__name__)

Payload = dict[str, Any]
Send = handover.Send[Payload]
Current = Callable[[], discord.Client]
"""The client that is connected now: a supervisor may have replaced the one that heard the question."""

THREAD_EXISTS = "160004"
_NO_EDIT = frozenset(("suppress_embeds", "nonce"))


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
            await calls.call(_hook(self._current(), place).delete_message(_ORIGINAL))  # "is thinking…", which nobody needs any more

    async def update(self, place: Place, reply: Reply) -> bool:
        """Let the message that an interaction was answered with show another reply. Whether it does: not after 15 minutes, nor if it needs two."""
        messages = render(self.typed.reply(reply), private=is_private(place, reply) and not place.direct)
        if len(messages) > 1 or not place.token_works(now()):
            return False
        return not await self._in_some_form([_original(self._current, place)], messages[0], contents(messages[0]))

    async def send(self, place: Place, messages: Sequence[Message], *, private: bool) -> None:
        """Bring messages that are rendered already to a place. Raises as `deliver` does."""
        await self._send_all(self._ways(place, private), messages, tuple(c for m in messages for c in contents(m)))

    async def go_on(self, place: Place, messages: Sequence[Message], *, private: bool) -> None:
        """More messages behind a card whose button was pressed; the card itself is left as it is. Raises as `deliver` does."""
        followup = _followup(self._current, place, private)
        ways = [followup, _direct(self._current, place)] if private else [_in_channel(self._current, place), followup]
        await self._send_all(ways, messages, tuple(c for m in messages for c in contents(m)))

    async def share(self, place: Place, reply: Reply, stand: list[str]) -> None:
        """Post a reply for everybody where a press came from, under the person's name; the ids of its messages go into `stand`.

        A follow-up of the press needs no permission to write there, but cannot be taken back later, so that no name is on it. Raises as `deliver` does.
        """
        named = render(reply, shared_by=str(place.user))[: limits.MESSAGES]
        try:
            await self._send_all([_in_channel(self._current, place, stand)], named, tuple(c for m in named for c in contents(m)))
        except Undeliverable:
            if stand:
                raise
            plainly = render(reply)[: limits.MESSAGES]
            await self._send_all([_followup(self._current, place, private=False)], plainly, tuple(c for m in plainly for c in contents(m)))

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
        by_token = [_original(current, place), _followup(current, place, private)] if place.token_works(now()) else []
        direct = _direct(current, place)
        if place.way is Way.CHANNEL and private and not place.direct:
            return [direct]  # nothing in a channel is for one person alone
        if place.way is Way.CHANNEL:
            in_thread = [_in_thread(current, place)] if place.thread_name else []
            return [*in_thread, _in_channel(current, place), direct]
        if private:
            return [*by_token, _in_channel(current, place)] if place.direct else [*by_token, direct]
        return [_in_channel(current, place), *by_token[1:], direct]


def is_private(place: Place, reply: Reply) -> bool:
    """Whether only the person sees the answer at this place."""
    if reply.visibility is Visibility.SECRET:
        return True
    if place.way is Way.PRESSED:
        return reply.visibility is Visibility.PRIVATE
    return place.way is Way.PRIVATE


class _FirstAnswer:
    """The message that an interaction was first answered with, by its name in addresses: as a `str` the library would quote the @."""

    def __str__(self) -> str:
        return "@original"


_ORIGINAL: Any = _FirstAnswer()


def _hook(client: discord.Client, place: Place) -> discord.Webhook:
    """As `Interaction.followup` makes it: only a webhook of an application sends what one person alone sees."""
    data: Any = {"id": place.application, "type": discord.WebhookType.application.value, "token": place.token}
    return discord.Webhook.from_state(data=data, state=client._connection)


def _original(current: Current, place: Place) -> Send:
    used = False

    async def send(payload: Payload) -> str:
        nonlocal used
        if used:
            return "used"  # only the first message takes the place of "is thinking…"
        asked = {name: value for name, value in payload.items() if name not in _NO_EDIT}
        code, _ = await calls.call(_hook(current(), place).edit_message(_ORIGINAL, **asked))
        used = not code
        return "not_editable" if code == calls.SERVER else code  # some edits of cards fail for ever with 500 (discord-api-docs 7448)

    return send


def _followup(current: Current, place: Place, private: bool) -> Send:
    async def send(payload: Payload) -> str:
        asked = {name: value for name, value in payload.items() if name != "nonce"}
        code, _ = await calls.call(_hook(current(), place).send(ephemeral=private and not place.direct, wait=True, **asked))
        return code

    return send


def _in_channel(current: Current, place: Place, stand: list[str] | None = None) -> Send:
    """Ids of what was posted go into `stand`."""

    def channel() -> discord.PartialMessageable:
        return current().get_partial_messageable(place.channel, guild_id=place.guild or None)

    async def send(payload: Payload) -> str:
        reference = discord.MessageReference(message_id=place.message, channel_id=place.channel, fail_if_not_exists=False)
        asked = {**payload, "reference": reference} if place.message else payload
        code, sent = await calls.call(channel().send(**asked))
        if sent is not None and stand is not None:
            stand.append(str(sent.id))
        return code

    return send


def _in_thread(current: Current, place: Place) -> Send:
    """A thread that is opened from the question has the question's id, so that opening it twice does no harm."""
    is_open = False

    async def send(payload: Payload) -> str:
        nonlocal is_open
        if not is_open:
            channel = current().get_partial_messageable(place.channel, guild_id=place.guild or None)
            code, _ = await calls.call(channel.get_partial_message(place.message).create_thread(name=place.thread_name))
            if code and code != THREAD_EXISTS:
                return code
            is_open = True
        code, _ = await calls.call(current().get_partial_messageable(place.message, guild_id=place.guild or None).send(**payload))
        return code

    return send


def _direct(current: Current, place: Place) -> Send:
    explained = place.direct or (place.way is Way.PRIVATE and place.quiet)  # what is private and was not asked for is meant to come here

    async def send(payload: Payload) -> str:
        nonlocal explained
        client = current()
        code, channel = await calls.call(_open_direct(client, place.user))
        if channel is None:
            return code
        if not explained:
            explained = True
            await calls.call(channel.send(**view.as_text(permissions.why_direct(client, place.guild, place.channel))))
        code, _ = await calls.call(channel.send(**{**payload, "nonce": f"{payload.get('nonce', '')}d"}))
        return code

    return send


def _open_direct(client: discord.Client, user: int) -> Awaitable[discord.DMChannel]:
    return client.create_dm(discord.Object(user))
