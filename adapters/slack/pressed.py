"""What the adapter's own buttons do: Share, Show more, thumbs, and the tick on a button that was used."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from adapters.messaging.cards import REVOKED, may_go_on, owns, stored_reply
from adapters.slack import buttons, calls, channels, intake, job_form, limits, reason_form
from adapters.slack.cards import Shown
from adapters.slack.channels import Channels
from adapters.slack.edge import Edge
from adapters.slack.job import Place, Way, turn_at
from adapters.slack.pack import Message
from adapters.slack.render import render
from bot.actions import Action
from bot.jobs import editing
from bot.turns import Outcome, Platform

_TOO_OLD = "That card is too old to be used here. Ask the question again."
_NOT_POSTED = "The card could not be posted here. Invite Coderly into the channel, then press Share again."
_FOREIGN = "That button belongs to somebody else's card. Ask the question yourself: it takes a second."
Body = Mapping[str, Any]


class Pressed:
    """Buttons at work. Each press has a response_url of its own."""

    def __init__(self, edge: Edge, channels: Channels) -> None:
        self._edge = edge
        self._channels = channels
        self._cards = edge.delivery.cards

    async def tick(self, client: AsyncWebClient, body: Body) -> None:
        """Change the pressed button where it stands; that it could not be changed costs nobody anything."""
        pressed = intake.pressed_action(body)
        action_id, card = str(pressed.get("action_id") or ""), self._cards.get(str(pressed.get("value") or ""))
        await self._change(client, body, action_id, card)

    async def share(self, client: AsyncWebClient, body: Body) -> None:
        """Post the card for everybody, once, in the channel or thread where its owner sees it."""
        place, answer_id = intake.pressed_place(body, time.time()), str(intake.pressed_action(body).get("value") or "")
        card = self._cards.get(answer_id) or await self._before_restart(answer_id)
        if card is None:
            return await self.tell(client, body, _TOO_OLD)
        if card.owner != _person(place) and not await owns(self._edge.app.store, answer_id, _person(place)):
            return await self.tell(client, body, _FOREIGN)
        if card.shared or not await self._edge.app.store.claims.claim(f"slack:{place.team}:share:{place.channel}:{answer_id}"):
            return None  # a double click
        card.shared = True
        if not await self._posted(client, place, card):
            card.shared = False
            return await self.tell(client, body, _NOT_POSTED)
        return await self._change(client, body, buttons.SHARE, card, "Shared")

    async def more(self, client: AsyncWebClient, body: Body) -> None:
        """Send the next part of a long answer to where its beginning is."""
        place, card = intake.pressed_place(body, time.time()), self._cards.get(str(intake.pressed_action(body).get("value") or ""))
        if card is None or not card.waiting:
            return await self.tell(client, body, _TOO_OLD)
        if not await may_go_on(self._edge.app, card.reply, _person(place)):
            card.waiting = ()
            return await self.tell(client, body, REVOKED)
        now, card.waiting = card.waiting[: limits.PRIVATE_MESSAGES], card.waiting[limits.PRIVATE_MESSAGES :]
        if card.waiting:
            now = (*now[:-1], Message(now[-1].text, (*now[-1].blocks, buttons.more(card.reply.answer_id, len(card.waiting)))))
        await self._edge.delivery.send(client, place, now, private=place.way is Way.PRIVATE)
        return await self._change(client, body, buttons.MORE, card)

    async def rate(self, client: AsyncWebClient, body: Body) -> None:
        """A thumb: Slack shows it by itself, so only a thumb down gets a word of thanks, and the question what was wrong."""
        place, value = intake.pressed_place(body, time.time()), str(intake.pressed_action(body).get("value") or "")
        turn = turn_at(place, text="", thread=intake.thread_of(place), action=Action("feedback", value))
        reply = await self._edge.app.answer(turn)
        if value.startswith("down") or reply.outcome is not Outcome.ANSWERED:
            await self._edge.delivery.deliver(client, replace(place, way=Way.PRIVATE), reply)

    async def reason(self, client: AsyncWebClient, body: Body) -> None:
        """The reason of a thumb down, from its form; only what was not kept gets a word."""
        view, user = body.get("view") or {}, str((body.get("user") or {}).get("id") or "")
        place = Place(Way.PRIVATE, intake.team_of(body), user, user)
        reply = await self._edge.app.answer(turn_at(place, text=reason_form.said(view), thread=intake.thread_of(place), verb="feedback"))
        if reply.outcome is not Outcome.ANSWERED or reply.notices:
            await self._edge.delivery.deliver(client, place, reply)

    async def channel(self, client: AsyncWebClient, body: Body) -> None:
        """The choice of a channel, changed where it stands."""
        place = intake.pressed_place(body, time.time())
        follows = intake.pressed_action(body).get("value") == "on"
        await self._channels.choose(place.team, place.channel, follows=follows)
        shown = channels.card(follows=follows)
        await calls.respond(client, place.response_url, text=shown.text, blocks=list(shown.blocks), replace_original=True)

    async def show_channel(self, client: AsyncWebClient, body: Body) -> None:
        """What holds in the channel in which the command was typed."""
        team, channel = intake.team_of(body), str(body.get("channel_id") or "")
        place = Place(Way.PRIVATE, team, channel, str(body.get("user_id") or ""), "", str(body.get("response_url") or ""), time.time())
        message = channels.card(follows=await self._channels.follows(team, channel))
        await self._edge.delivery.send(client, place, [message], private=True)

    async def job_form(self, client: AsyncWebClient, body: Body, number: int) -> None:
        """Open the form of a posting, `number` 0 for a new one; it has to come within three seconds."""
        team, user = intake.team_of(body), str((body.get("user") or {}).get("id") or body.get("user_id") or "")
        app = self._edge.app
        values = await editing.filled(app.settings, app.store, f"slack:{team}:{user}", number)
        if values is None:
            place = intake.pressed_place({**body, "channel": body.get("channel") or {"id": body.get("channel_id")}, "user": {"id": user}}, time.time())
            return await self._edge.delivery.send(client, replace(place, way=Way.PRIVATE), [Message(editing.NOT_YOURS)], private=True)
        return await calls.open_form(client, body.get("trigger_id"), job_form.view(values, number))

    async def tell(self, client: AsyncWebClient, body: Body, text: str) -> None:
        """A line that only the person who pressed sees."""
        place = intake.pressed_place(body, time.time())
        if place.channel:
            await self._edge.delivery.send(client, place, [Message(text)], private=True)

    async def _posted(self, client: AsyncWebClient, place: Place, card: Shown) -> bool:
        """Into the channel, under the person's name, and where it stands is kept: it goes when she is forgotten.

        Where the bot is no member, through the response_url, which needs no membership. What came that way cannot be found again, so no name is on it.
        """
        stand: list[str] = []
        code = ""
        for message in render(card.reply, shared_by=place.user)[: limits.THREAD_MESSAGES]:
            post = client.chat_postMessage(
                channel=place.channel, thread_ts=place.thread_ts or None, text=message.text, blocks=list(message.blocks) or None, unfurl_links=False
            )
            code, posted = await calls.call(post)
            if code:
                break
            stand.append(str(posted.get("ts") or ""))
        workspace = f"{place.team}/{place.enterprise}" if place.enterprise else place.team
        await self._edge.app.store.shared_cards.add(Platform.SLACK.value, workspace, place.channel, stand, _person(place))
        if not code or stand or not place.response_url:
            return not code
        for message in render(card.reply)[: limits.THREAD_MESSAGES]:
            shown = {"response_type": "in_channel", "replace_original": False}
            if code := await calls.respond(client, place.response_url, text=message.text, blocks=list(message.blocks), **shown):
                break
        return not code

    async def _change(self, client: AsyncWebClient, body: Body, action_id: str, card: Shown | None, label: str = "") -> None:
        message = body.get("message")
        blocks = message.get("blocks") if isinstance(message, Mapping) else None
        text = str(message.get("text") or "") if isinstance(message, Mapping) else ""
        if not blocks and card is not None:
            blocks, text = list(card.blocks), card.text
        changed = buttons.mark_used(blocks or [], action_id, label)
        if changed is None:
            return
        if card is not None:
            card.blocks = tuple(changed)
        place = intake.pressed_place(body, time.time())
        if place.response_url:
            await calls.respond(client, place.response_url, text=text or "-", blocks=changed, replace_original=True)

    async def _before_restart(self, answer_id: str) -> Shown | None:
        reply = await stored_reply(self._edge.app.store, answer_id)
        return Shown(self._edge.delivery.typed.reply(reply), owner="") if reply is not None else None


def _person(place: Place) -> str:
    return f"slack:{place.team}:{place.user}"
