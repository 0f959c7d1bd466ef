"""Text as Discord sends it → text as the person wrote it, and whether it is meant for us. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

import discord

from bot.case_cards.replied import asks_for_codes, with_note

_USER = re.compile(r"<@!?(\d+)>")
_ROLE = re.compile(r"<@&\d+>")
_CHANNEL = re.compile(r"<#\d+>")
_EMOJI = re.compile(r"<a?:(\w+):\d+>")
_COMMAND = re.compile(r"</([\w -]+):\d+>")
_OTHER = re.compile(r"<(?:t|id|sound):[^>\s]*>")
_SPOKEN = (discord.MessageType.default, discord.MessageType.reply)
"""Messages that a person wrote; all others are Discord's own remarks, the first message of a thread among them."""


class For(Enum):
    """Whom a message is meant for."""

    US = "us"
    EMPTY = "empty"
    """Us, but Discord keeps its content from us: a reply to an answer of ours without our name in it."""
    MAYBE = "maybe"
    """Nobody by name."""
    OTHERS = "others"
    """Other people were named."""
    NOBODY = "nobody"
    """A bot, a webhook or Discord itself wrote it."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A message: whom it is meant for, and what was said without our name."""

    of: For
    text: str = ""


def heard(message: discord.Message, me: int) -> Heard:
    """What a message asks of us."""
    if message.author.bot or message.webhook_id or message.type not in _SPOKEN:
        return Heard(For.NOBODY)
    named = {int(user) for user in _USER.findall(message.content)}
    text = spoken(message.content, me)
    if message.guild is None or me in named:
        return Heard(For.US, text)
    pinged = any(user.id == me for user in message.mentions) or any(_is_ours(role, me) for role in message.role_mentions)
    if pinged or _answers(message, me):
        return Heard(For.US if text or message.attachments else For.EMPTY, text)
    others = named or message.mention_everyone or message.reference is not None
    return Heard(For.OTHERS if others else For.MAYBE, text)


def spoken(content: str, me: int = 0) -> str:
    """A message's content without our own mention, emoji, and the ids in what Discord made of it."""
    said = re.sub(rf"<@!?{me}>[:,]?", " ", content) if me else content
    said = _USER.sub("@someone", said)  # who is meant is nobody's business here
    said = _ROLE.sub("@role", said)
    said = _CHANNEL.sub("#channel", said)
    said = _EMOJI.sub(" ", said)
    said = _COMMAND.sub(r"/\1", said)
    return _OTHER.sub(" ", said).replace("\u00a0", " ").strip()


def replied_note(message: discord.Message, text: str, me: int) -> str | None:
    """`text`, with the message that it answers where it asks for the codes of that: somebody's note, never an answer of ours.

    None if Discord keeps the words of that message from us (they are shown with the intent for message content alone).
    """
    replied = message.reference.resolved if message.reference is not None else None
    if not isinstance(replied, discord.Message) or replied.author.id == me or not asks_for_codes(text):
        return text
    note = spoken(replied.content, me)
    return with_note(text, note) if note else None


def _answers(message: discord.Message, me: int) -> bool:
    replied = message.reference.resolved if message.reference is not None else None
    return isinstance(replied, discord.Message) and replied.author.id == me


def _is_ours(role: discord.Role, me: int) -> bool:
    return role.tags is not None and role.tags.bot_id == me
