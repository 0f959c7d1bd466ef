"""What the adapter's own buttons do: Share, Show more, thumbs, and the form behind "Ask"."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping
from typing import Any

import discord

from adapters.discord import calls, forms, view
from adapters.discord.delivery import Shown
from adapters.discord.ids import Kind, Pressed
from adapters.discord.intake import RESTARTING, Intake, conversation_of, place_of
from adapters.discord.job import Way, turn_at
from adapters.messaging.cards import REVOKED, may_go_on, owns, stored_reply
from adapters.messaging.errors import Undeliverable
from bot.actions import Action
from bot.logs import place as code_place
from bot.turns import Platform

_TOO_OLD = "That card is too old to be used here. Ask the question again."
_FOREIGN = "That button belongs to somebody else's card. Ask the question yourself: it takes a second."
_NOT_POSTED = "The card could not be posted here. Allow Coderly to write in this channel, then press Share again."

_log = logging.getLogger(__name__)


class Presses:
    """Buttons at work; every press is answered, whatever happens."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake
        self._edge = intake.edge

    async def pressed(self, interaction: discord.Interaction, pressed: Pressed) -> None:
        """One press."""
        try:
            await self._dispatch(interaction, pressed)
        except Exception as error:  # noqa: BLE001 - the library would only log it, and leave "interaction failed" behind
            reference = secrets.token_hex(4)
            _log.error("fault", extra={"reference": reference, **code_place(error)})
            await self._tell(interaction, f"Something went wrong on our side (reference {reference}). Ask the question again.")

    async def _dispatch(self, interaction: discord.Interaction, pressed: Pressed) -> None:
        if pressed.kind is Kind.FOLLOW_UP and pressed.action is not None:
            await self._intake.pressed(interaction, pressed.action)
        elif pressed.kind is Kind.ASK:
            await calls.call(interaction.response.send_modal(forms.form(forms.QUESTION)))
        elif self._edge.draining:
            await self._tell(interaction, RESTARTING)
        elif pressed.kind is Kind.SHARE:
            await self._share(interaction, pressed.rest)
        elif pressed.kind is Kind.MORE:
            await self._more(interaction, pressed.rest)
        elif pressed.kind is Kind.FEEDBACK:
            await self._rate(interaction, pressed.rest)
        else:
            await self._tell(interaction, _TOO_OLD)

    async def _share(self, interaction: discord.Interaction, answer_id: str) -> None:
        """Post the card for everybody, once, where its owner sees it."""
        await calls.call(interaction.response.defer())
        place = place_of(interaction, Way.PRESSED)
        store = self._edge.app.store
        card = self._edge.delivery.cards.get(answer_id) or await self._before_restart(answer_id)
        if card is None:
            return await self._tell(interaction, _TOO_OLD)
        if card.owner != place.person_key and not await owns(store, answer_id, place.person_key):
            return await self._tell(interaction, _FOREIGN)
        if card.shared or not await store.claims.claim(f"discord:share:{place.channel}:{answer_id}"):
            return None  # a double click
        card.shared = True
        stand: list[str] = []
        try:
            await self._edge.delivery.share(place, card.reply, stand)
        except Undeliverable:
            card.shared = False
            return await self._tell(interaction, _NOT_POSTED)
        finally:
            await store.shared_cards.add(Platform.DISCORD.value, place.workspace, str(place.channel), stand, place.person_key)
        return await self._change(interaction, "✓ Shared")

    async def _more(self, interaction: discord.Interaction, answer_id: str) -> None:
        """Send what is left of a long answer to where its beginning is."""
        await calls.call(interaction.response.defer())
        card = self._edge.delivery.cards.get(answer_id)
        if card is None or not card.waiting:
            return await self._tell(interaction, _TOO_OLD)
        place = place_of(interaction, Way.PRESSED)
        waiting, card.waiting = card.waiting, ()
        if not await may_go_on(self._edge.app, card.reply, place.person_key):
            return await self._tell(interaction, REVOKED)
        private = interaction.message is not None and interaction.message.flags.ephemeral
        await self._edge.delivery.go_on(place, waiting, private=private)
        return await self._change(interaction, None)

    async def _rate(self, interaction: discord.Interaction, value: str) -> None:
        """A thumb: a word of thanks to who pressed it."""
        await calls.call(interaction.response.defer(ephemeral=True, thinking=True))
        place = place_of(interaction, Way.PRIVATE)
        channel, thread = conversation_of(place, interaction)
        reply = await self._edge.app.answer(turn_at(place, text="", channel=channel, thread=thread, action=Action("feedback", value)))
        await calls.call(interaction.edit_original_response(content=reply.verdict))

    async def _tell(self, interaction: discord.Interaction, text: str) -> None:
        """A line that only the person who pressed sees."""
        if interaction.response.is_done():
            await calls.call(interaction.followup.send(text, ephemeral=True))
        else:
            await calls.call(interaction.response.send_message(text, ephemeral=True))

    async def _change(self, interaction: discord.Interaction, label: str | None) -> None:
        """The pressed button called otherwise, or taken away; that it cannot be changed costs nobody anything."""
        identity = _custom_id(interaction)
        changed = view.changed(interaction.message, identity, label) if interaction.message is not None else None
        if changed is not None:
            await calls.call(interaction.edit_original_response(**changed))

    async def _before_restart(self, answer_id: str) -> Shown | None:
        reply = await stored_reply(self._edge.app.store, answer_id)
        return Shown(self._edge.delivery.typed.reply(reply), owner="") if reply is not None else None


def _custom_id(interaction: discord.Interaction) -> str:
    data: Mapping[str, Any] = interaction.data or {}
    return str(data.get("custom_id", ""))
