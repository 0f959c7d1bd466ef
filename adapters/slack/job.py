"""A turn and where its answer goes: what is kept in the inbox until Slack has the answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from adapters.messaging import job
from bot import actions
from bot.turns import Platform, Turn


class Way(StrEnum):
    """How an answer reaches the person."""

    PRIVATE = "private"
    """Only she sees it: a slash command, a button on a private card."""
    THREAD = "thread"
    """In the thread: a mention, a follow-up, a direct message."""
    PRESSED = "pressed"
    """A button on a card that everybody sees: in the thread if the reply is for the thread, else only for her."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the answer goes. `thread_ts` is empty outside threads; `response_url` works until `asked_at` + 30 minutes.

    `quiet`: nobody asked us by name, so what we do not understand is left unanswered.
    """

    way: Way
    team: str
    channel: str
    user: str
    thread_ts: str = ""
    response_url: str = ""
    asked_at: float = 0.0
    enterprise: str = ""
    quiet: bool = False

    @property
    def direct(self) -> bool:
        """Whether this is a direct message with the person."""
        return self.channel.startswith("D")

    @property
    def where(self) -> dict[str, str]:
        """Its ids, for the log."""
        return {"team": self.team, "channel": self.channel}


@dataclass(frozen=True, slots=True)
class File:
    """A file that came with a message: where Slack keeps it, and how large Slack says it is."""

    name: str
    url: str
    size: int = 0


@dataclass(frozen=True, slots=True)
class Job(job.Job[Place]):
    """One accepted turn. `key` is `slack:<team>:<id of the event or trigger>`."""

    files: tuple[File, ...] = ()

    def payload(self, text: str) -> dict[str, Any]:
        """See `adapters.messaging.job`."""
        return {**job.Job.payload(self, text), "files": [asdict(file) for file in self.files]}  # slots: `super()` has lost its class


def job_of(key: str, payload: Mapping[str, Any]) -> Job:
    """What `Job.payload` made → the job. Raises `ValueError`, `KeyError` or `TypeError` if it did not."""
    place = Place(**{**payload["place"], "way": Way(payload["place"]["way"])})
    return Job(key, turn_at(place, **job.said(payload)), place, tuple(File(**file) for file in payload.get("files", ())))


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
    """A turn of the person at this place; `channel` is the place's own if it is left out."""
    where = channel or place.channel
    return Turn(Platform.SLACK, place.team, where, thread, place.user, text, verb=verb, action=action, message_id=message, open_thread=open_thread)
