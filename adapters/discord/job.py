"""A turn and where its answer goes: what is kept in the inbox until Discord has the answer."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from adapters.discord import limits
from adapters.messaging import job
from bot import actions
from bot.turns import Platform, Turn

DIRECT = "dm"
"""The workspace of direct messages, which belong to no server."""


class Way(StrEnum):
    """How an answer reaches the person."""

    PRIVATE = "private"
    """Only she sees it: a slash command, a button on a private card."""
    CHANNEL = "channel"
    """In the channel, thread or direct messages where she wrote."""
    PRESSED = "pressed"
    """A button on a card that everybody sees: to everybody if the reply is for the thread, else only for her."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the answer goes. Ids are Discord's, 0 for none.

    `token` answers the interaction until 15 minutes after `asked_at`. `message` is the question, answered as a reply;
    `thread_name` says that a thread is opened from it. `quiet`: nobody asked us by name.
    """

    way: Way
    guild: int
    channel: int
    user: int
    application: int = 0
    token: str = ""
    asked_at: float = 0.0
    message: int = 0
    thread_name: str = ""
    quiet: bool = False

    @property
    def direct(self) -> bool:
        """Whether this is a direct message with the person."""
        return not self.guild

    @property
    def workspace(self) -> str:
        """The server, as in a `Turn`."""
        return str(self.guild) if self.guild else DIRECT

    @property
    def person_key(self) -> str:
        """The person, as in `Turn.person_key`."""
        return f"{Platform.DISCORD}:{self.workspace}:{self.user}"

    def token_works(self, now: float) -> bool:
        """Whether the interaction can still be answered."""
        return bool(self.token) and now - self.asked_at < limits.TOKEN_SECONDS

    @property
    def where(self) -> dict[str, str]:
        """Its ids, for the log."""
        return {"guild": str(self.guild), "channel": str(self.channel)}

    def without_token(self) -> Place:
        """The same place where Discord no longer knows the interaction."""
        return replace(self, token="")


@dataclass(frozen=True, slots=True)
class Job(job.Job[Place]):
    """One accepted turn. `key` is `discord:<id of the message or interaction>`."""


def job_of(key: str, payload: Mapping[str, Any]) -> Job:
    """What `Job.payload` made → the job. Raises `ValueError`, `KeyError` or `TypeError` if it did not."""
    place = Place(**{**payload["place"], "way": Way(payload["place"]["way"])})
    return Job(key, turn_at(place, **job.said(payload)), place)


def turn_at(
    place: Place,
    *,
    text: str,
    thread: str,
    channel: str = "",
    verb: str | None = None,
    action: actions.Action | None = None,
    message: str = "",
    open_thread: str = "",
) -> Turn:
    """A turn of the person at this place; `channel` is the parent of a thread, left out it is the place's own."""
    where = channel or str(place.channel)
    person = str(place.user)
    return Turn(
        Platform.DISCORD, place.workspace, where, thread, person, text, verb=verb, action=action, message_id=message, open_thread=open_thread
    )


def now() -> float:
    """The clock of `Place.asked_at`."""
    return time.time()
