"""What Discord delivered → an accepted job, once: gated for PHI before anything else, acknowledged in the first line."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace

import discord

from adapters.discord import attachments, calls, forms, ids, limits, words
from adapters.discord.buttons import Press
from adapters.discord.edge import Edge
from adapters.discord.ids import Kind
from adapters.discord.inbound import For, Heard, heard, replied_note, spoken
from adapters.discord.job import Job, Place, Way, now, turn_at
from adapters.discord.place_settings import Changes, Places
from adapters.discord.render import Message
from adapters.messaging.errors import Undeliverable
from adapters.messaging.follow_ups import FollowUps
from bot.actions import Action
from bot.jobs import editing, form
from bot.logs import place as code_place
from bot.privacy import gate
from bot.store import StoreError
from bot.turns import Outcome, Reply, Visibility, private_thread

NOT_KEPT = "Coderly could not take this in just now; please try again in a moment."
RESTARTING = "Coderly is restarting; please try again in a moment."
UNSHOWN = (
    "Discord does not show me the message that you answered. Open its menu and choose Apps, Suggest codes for this message; "
    "or paste the note behind /case, without names and numbers of patients."
)
UNSEEN = "Discord does not show me what a reply says unless it names me. Mention me, or ask here:"
_THREADS_FROM = (discord.ChannelType.text, discord.ChannelType.news)

_log = logging.getLogger(__name__)


class Intake:
    """Takes in commands, presses, forms and messages."""

    def __init__(self, edge: Edge, places: Places) -> None:
        self.edge = edge
        self.places = places
        self._follow_ups = FollowUps(edge.app.store)

    async def command(self, interaction: discord.Interaction, text: str, verb: str | None, file: discord.Attachment | None = None) -> None:
        """A slash command, a context menu or a form: answered for the person alone."""
        if not await self._open_for(interaction):
            return
        if verb == "jobs" and (number := form.opens(text)) is not None:
            return await self._job_form(interaction, number)
        place = place_of(interaction, Way.PRIVATE)
        deferred = self._defer(interaction, place)
        if file is not None:
            place = await deferred
            read = await attachments.read([file])
            if read.problem:
                return await self._tell(place, read.problem)
            text = "\n".join(part for part in (text, read.text) if part)
            return await self._take_in(_job(interaction, place, text=text, verb=verb))
        await self._take_in(_job(interaction, place, text=text, verb=verb), deferred)

    async def pressed(self, interaction: discord.Interaction, action: Action) -> None:
        """A follow-up button of a card."""
        if not await self._open_for(interaction):
            return
        if action.verb == "jobs" and (number := form.opens(action.arg)) is not None:
            return await self._job_form(interaction, number)
        on_private = interaction.message is None or interaction.message.flags.ephemeral
        place = place_of(interaction, Way.PRIVATE if on_private else Way.PRESSED)
        await self._take_in(_job(interaction, place, text="", action=action), self._defer(interaction, place))

    async def _job_form(self, interaction: discord.Interaction, number: int) -> None:
        """The form of a posting, `number` 0 for a new one: it has to be our first word to the interaction."""
        app = self.edge.app
        try:
            values = await editing.filled(app.settings, app.store, place_of(interaction, Way.PRIVATE).person_key, number)
        except StoreError as error:
            _log.error("not_read", extra=dict(code_place(error)))
            await calls.call(interaction.response.send_message(NOT_KEPT, ephemeral=True))
            return
        if values is None:
            await calls.call(interaction.response.send_message(editing.NOT_YOURS, ephemeral=True))
        else:
            await calls.call(interaction.response.send_modal(forms.job(values, number)))

    async def about(self, interaction: discord.Interaction, message: discord.Message, verb: str | None) -> None:
        """The context menu of a message, whoever wrote it: its content comes along with the interaction."""
        await self.command(interaction, spoken(message.content), verb)

    async def settings(self, interaction: discord.Interaction, changes: Changes, everywhere: bool) -> None:
        """Show how we behave in a channel, or change it for who may manage the server."""
        await calls.call(interaction.response.defer(ephemeral=True, thinking=True))
        place = place_of(interaction, Way.PRIVATE)
        parent = 0 if everywhere else int(conversation_of(place, interaction)[0])
        try:
            if changes == Changes():
                held = await self.places.at(place.guild, parent)
            elif not interaction.permissions.manage_guild:
                return await self._tell(place, "Only somebody with Manage Server may change this.")
            else:
                held = await self.places.change(place.guild, parent, changes)
        except StoreError as error:
            _log.error("not_changed", extra=dict(code_place(error)))
            return await self._tell(place, NOT_KEPT)
        said = f"Mentions: {_on(held.mentions)}. Threads: {_on(held.threads)}. Follow-ups without a mention: {_on(held.follow_ups)}."
        if changes.follow_ups and not held.follow_ups:
            said += " Follow-ups need CODERLY_DISCORD__FOLLOW_UPS, which the operator of Coderly sets."
        return await self._tell(place, f"{'The whole server' if everywhere else f'<#{parent}>'}: {said}")

    async def message(self, message: discord.Message, me: int) -> None:
        """A message of a channel, a thread or direct messages; edited ones are answered anew."""
        said = heard(message, me)
        if said.of is For.NOBODY:
            return
        thread = message.channel if isinstance(message.channel, discord.Thread) else None
        guild = message.guild.id if message.guild is not None else 0
        parent = thread.parent_id if thread is not None else message.channel.id
        if not guild and not self.edge.app.settings.discord.direct_messages:
            return
        settings = await self.places.at(guild, parent)
        if guild and not settings.mentions:
            return
        place = Place(
            Way.CHANNEL, guild, message.channel.id, message.author.id, message=message.id, quiet=said.of in (For.MAYBE, For.OTHERS)
        )
        conversation = str(thread.id) if thread is not None else f"user-{message.author.id}" if guild else str(message.channel.id)
        if said.of in (For.MAYBE, For.OTHERS):
            if thread is None or not settings.follow_ups or thread.owner_id != me:
                return
            turn = turn_at(place, text=said.text, channel=str(parent), thread=conversation, message=str(message.id))
            if not await self._follow_ups.wants(turn, said.of is For.OTHERS):
                return
        elif said.of is For.EMPTY:
            return await self._unseen(place)
        elif guild and thread is None and settings.threads and message.channel.type in _THREADS_FROM:
            place = replace(place, thread_name=_thread_name(said.text))
            conversation = str(message.id)
        text = replied_note(message, said.text, me)
        if text is None:
            return await self._tell(replace(place, thread_name=""), UNSHOWN)
        said = replace(said, text=text)
        await self._asked(message, place, said, str(parent), conversation)

    async def _asked(self, message: discord.Message, place: Place, said: Heard, parent: str, conversation: str) -> None:
        text = said.text
        if message.attachments and not place.quiet:
            read = await attachments.read(message.attachments)
            if read.problem and not text:
                return await self._tell(replace(place, thread_name=""), read.problem)
            text = "\n".join(part for part in (text, read.text) if part)
        open_thread = conversation if isinstance(message.channel, discord.Thread) else ""
        turn = turn_at(place, text=text, channel=parent, thread=conversation, message=str(message.id), open_thread=open_thread)
        self._follow_ups.mentioned(turn)
        edited = f":{int(message.edited_at.timestamp())}" if message.edited_at is not None else ""
        await self._take_in(Job(f"discord:{message.id}{edited}", turn, place))

    async def _take_in(self, job: Job, deferred: asyncio.Task[Place] | None = None) -> None:
        """Refuse PHI, else keep the job and start it; what comes while we end is kept for the next process."""
        ending = self.edge.draining
        with self.edge.taking_in():
            if deferred is not None:
                job = replace(job, place=await deferred)
                await self.edge.settled()  # others wait for their acknowledgement: that comes before any work
            await self._accept(job, ending)

    async def _accept(self, job: Job, ending: bool) -> None:
        gated = gate(job.turn.text, self.edge.policy)
        if gated.action == "refused":  # nothing of the text is kept, not in a thread's name either
            job = replace(job, turn=replace(job.turn, text=""), place=replace(job.place, thread_name=""))
        try:
            fresh = await self.edge.accept(job)
        except StoreError as error:
            _log.error("not_accepted", extra=dict(code_place(error)))
            return await self._tell(job.place, NOT_KEPT)
        client = self.edge.client
        if not fresh or client is None:
            return
        if gated.action == "refused":
            reply = Reply(verdict=gated.teaching, outcome=Outcome.REFUSED, visibility=Visibility.PRIVATE, topic="privacy")
            self.edge.spawn(self.edge.hand_over(job, client, reply))
        elif not ending:
            self.edge.start(job, client)

    def _defer(self, interaction: discord.Interaction, place: Place) -> asyncio.Task[Place]:
        """ "Coderly is thinking…", at once."""

        async def defer() -> Place:
            try:
                code, _ = await calls.call(interaction.response.defer(ephemeral=not place.direct, thinking=True))
            finally:
                self.edge.acknowledged(arrived)
            if code:
                _log.warning("not_acknowledged", extra={"error": code})
            return place.without_token() if code and code != "40060" else place  # 40060: acknowledged before

        arrived = self.edge.arrives()
        return asyncio.create_task(defer())

    async def _open_for(self, interaction: discord.Interaction) -> bool:
        if self.edge.draining:
            await calls.call(interaction.response.send_message(RESTARTING, ephemeral=True))
        return not self.edge.draining

    async def _unseen(self, place: Place) -> None:
        if await self.edge.app.store.claims.claim(f"discord:unseen:{place.message}"):
            ask = (Press("Ask", ids.custom_id(Kind.ASK, ""), primary=True),)
            await self._send(place, Message((UNSEEN,), (ask,)))

    async def _tell(self, place: Place, text: str) -> None:
        await self._send(place, Message((text,)))

    async def _send(self, place: Place, message: Message) -> None:
        try:
            await self.edge.delivery.send(place, [message], private=place.way is Way.PRIVATE)
        except Undeliverable as error:
            _log.warning("undelivered", extra={"guild": str(place.guild), "channel": str(place.channel), "error": error.code})


def place_of(interaction: discord.Interaction, way: Way) -> Place:
    """Where an interaction stands."""
    return Place(
        way,
        interaction.guild_id or 0,
        interaction.channel_id or 0,
        interaction.user.id,
        application=interaction.application_id,
        token=interaction.token,
        asked_at=now(),
    )


def conversation_of(place: Place, interaction: discord.Interaction) -> tuple[str, str]:
    """Channel and thread of a turn: a thread's memory for what everybody sees, else the person's own in that channel."""
    channel = interaction.channel
    if place.direct:
        return str(place.channel), str(place.channel)
    parent = channel.parent_id if isinstance(channel, discord.Thread) else place.channel
    if place.way is Way.PRIVATE:
        return str(parent), private_thread(str(place.user))
    return str(parent), str(place.channel) if isinstance(channel, discord.Thread) else f"user-{place.user}"


def _job(interaction: discord.Interaction, place: Place, *, text: str, verb: str | None = None, action: Action | None = None) -> Job:
    channel, thread = conversation_of(place, interaction)
    open_thread = str(interaction.channel.id) if isinstance(interaction.channel, discord.Thread) else ""
    turn = turn_at(place, text=text, channel=channel, thread=thread, verb=verb, action=action, open_thread=open_thread)
    return Job(f"discord:{interaction.id}", turn, place)


def _on(value: bool) -> str:
    return "on" if value else "off"


def _thread_name(text: str) -> str:
    return words.cut(words.line(text), limits.THREAD_NAME - 20) or "Coding question"
