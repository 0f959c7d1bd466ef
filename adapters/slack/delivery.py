"""A reply on its way to the person: by the best way there is, then the next, then as plain text; never by asking the assistant again."""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Callable, Sequence

from slack_sdk.web.async_client import AsyncWebClient

from adapters.messaging import handover
from adapters.messaging.cards import Cards
from adapters.messaging.errors import Revoked, Undeliverable
from adapters.messaging.handover import AGAIN, Kind
from adapters.messaging.typed import Typed
from adapters.slack import buttons, calls, files, limits
from adapters.slack.cards import Shown
from adapters.slack.errors import CONTENT, REVOKED
from adapters.slack.job import Place, Way
from adapters.slack.pack import Message
from adapters.slack.render import plain, render
from bot.turns import File, Outcome, Reply, Visibility

_log = logging.getLogger(__name__)

Send = handover.Send[Message]


class Delivery:
    """Hands replies to Slack and remembers the cards."""

    def __init__(
        self, cards: Cards[Shown], clock: Callable[[], float] = time.time, again: Sequence[float] = AGAIN, typed: Typed | None = None
    ) -> None:
        self.cards = cards
        self.typed = typed or Typed()
        self._clock = clock
        self._again = again

    async def deliver(self, client: AsyncWebClient, place: Place, reply: Reply, replaces: str = "") -> None:
        """Bring the reply to its place; `replaces` is the ts of a streamed message that becomes the card.

        Raises `Revoked` if the workspace took our token, `Undeliverable` if no way works.
        """
        private = is_private(place, reply)
        reply = self.typed.reply(reply)
        shown = reply.for_asker() if private or place.direct else reply
        if reply.file is not None and private:
            if not (code := await self._with_file(client, place, shown, reply.file)):
                return
            shown = reply = shown.with_notice(files.why_text(code))
        messages = render(shown, private=private and not place.direct)
        most = limits.PRIVATE_MESSAGES if private else limits.THREAD_MESSAGES
        now, later = messages[:most], messages[most:]
        if later:
            now = (*now[:-1], _with_more(now[-1], reply.answer_id, len(later)))
        self.cards.put(Shown(reply, _person(place), now[-1].blocks, now[-1].text, later))
        ways = self._ways(client, place, private)
        changed: list[str] = []
        if replaces:
            ways.insert(0, _update(client, place, replaces, changed))
        try:
            await self._send_all(ways, now, lambda: plain(shown))
        except Revoked:
            with contextlib.suppress(Undeliverable):  # a response_url asks for no token
                await self._send_all(self._by_url(client, place), now, lambda: plain(shown))
            raise
        if replaces and not changed:  # the card stands elsewhere: what was streamed would say half of it once more
            await calls.call(client.chat_delete(channel=place.channel, ts=replaces))

    async def _with_file(self, client: AsyncWebClient, place: Place, reply: Reply, file: File) -> str:
        """The card and its file in the person's direct messages, and a line where she asked. The error code where it has to be the text."""
        code, identity = await files.hand_in(client, file)
        code = code or await files.put(client, place, render(reply.beside_file()), identity, file)
        if not code and not place.direct:
            await self._send_all(self._ways(client, place, private=True), [Message(files.IN_DIRECT)], lambda: [Message(files.IN_DIRECT)])
        return code

    async def send(self, client: AsyncWebClient, place: Place, messages: Sequence[Message], *, private: bool) -> None:
        """Bring messages that are rendered already to a place. Raises as `deliver` does."""
        await self._send_all(self._ways(client, place, private), messages, lambda: [Message(m.text) for m in messages])

    async def _send_all(self, ways: list[Send], messages: Sequence[Message], as_text: Callable[[], Sequence[Message]]) -> None:
        """All messages by the first way that works. A card that Slack refuses is sent as text, once, in place of what is left."""
        for number, message in enumerate(messages):
            code = await handover.by_some_way(ways, message, _kind, self._again)
            if code in CONTENT and message.blocks:
                _log.warning("card_refused", extra={"error": code})
                rest = as_text() if number == 0 else [Message(m.text) for m in messages[number:]]
                for part in rest:
                    code = await handover.by_some_way(ways, part, _kind_of_text, self._again)
                    if code:
                        raise Undeliverable(code)
                return
            if code:
                raise Undeliverable(code)

    def _by_url(self, client: AsyncWebClient, place: Place) -> list[Send]:
        works = place.response_url and self._clock() - place.asked_at < limits.RESPONSE_URL_SECONDS
        return [_respond(client, place)] if works else []

    def _ways(self, client: AsyncWebClient, place: Place, private: bool) -> list[Send]:
        direct = _post(client, place.user, "")
        by_url = self._by_url(client, place)
        ephemeral = _ephemeral(client, place)
        if place.direct or place.channel == place.user:
            return (
                [_post(client, place.channel, place.thread_ts), direct]
                if not (private and by_url and not place.thread_ts)
                else [*by_url, direct]
            )
        if not private:
            return [_post(client, place.channel, place.thread_ts), ephemeral, direct]
        return [ephemeral, *by_url, direct] if place.thread_ts else [*by_url, ephemeral, direct]


def _kind(code: str) -> Kind:
    if code in (calls.RATE_LIMITED, calls.SERVER, calls.UNREACHABLE):
        return Kind.AGAIN
    return Kind.REVOKED if code in REVOKED else Kind.CONTENT if code in CONTENT else Kind.PLACE


def _kind_of_text(code: str) -> Kind:
    """There is no plainer form than text: a way that refuses it does not lead there."""
    kind = _kind(code)
    return Kind.PLACE if kind is Kind.CONTENT else kind


def is_private(place: Place, reply: Reply) -> bool:
    """Whether only the person sees the answer at this place."""
    if reply.visibility is Visibility.SECRET:
        return True
    if place.way is Way.PRESSED:
        return reply.visibility is Visibility.PRIVATE
    if place.way is Way.THREAD:
        return reply.outcome is Outcome.REFUSED and not place.direct  # what was refused is hers to mend, not the channel's to read
    return True


def _with_more(message: Message, answer_id: str, left: int) -> Message:
    return Message(message.text, (*message.blocks, buttons.more(answer_id, left)) if answer_id else message.blocks)


def _person(place: Place) -> str:
    return f"slack:{place.team}:{place.user}"


def _post(client: AsyncWebClient, channel: str, thread_ts: str) -> Send:
    async def send(message: Message) -> str:
        code, _ = await calls.call(
            client.chat_postMessage(
                channel=channel,
                thread_ts=thread_ts or None,
                text=message.text,
                blocks=list(message.blocks) or None,
                unfurl_links=False,
                unfurl_media=False,
            )
        )
        return code

    return send


def _update(client: AsyncWebClient, place: Place, ts: str, changed: list[str]) -> Send:
    """The message that it has changed goes into `changed`."""

    async def send(message: Message) -> str:
        if changed:
            return "message_not_found"  # only the first message takes the place of the stream
        code, _ = await calls.call(client.chat_update(channel=place.channel, ts=ts, text=message.text, blocks=list(message.blocks)))
        if not code:
            changed.append(ts)
        return code

    return send


def _ephemeral(client: AsyncWebClient, place: Place) -> Send:
    async def send(message: Message) -> str:
        code, _ = await calls.call(
            client.chat_postEphemeral(
                channel=place.channel,
                user=place.user,
                thread_ts=place.thread_ts or None,
                text=message.text,
                blocks=list(message.blocks) or None,
            )
        )
        return code

    return send


def _respond(client: AsyncWebClient, place: Place) -> Send:
    async def send(message: Message) -> str:
        body = {"text": message.text, "response_type": "ephemeral", "replace_original": False}
        return await calls.respond(client, place.response_url, **body, **({"blocks": list(message.blocks)} if message.blocks else {}))

    return send
