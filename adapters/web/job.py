"""A turn typed or pressed on the page, as the inbox keeps it until it is answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adapters.messaging import job
from adapters.web.visits import WORKSPACE, Visit
from bot import actions
from bot.turns import Platform, Turn

NEWS = "news"
"""The conversation in which a person is told what she watches: it is shown above the one she is in."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an answer goes: to the pages of a person that show this conversation. `quiet`: nobody asked."""

    person: str
    thread: str
    quiet: bool = False

    @property
    def where(self) -> dict[str, str]:
        """Its ids, for the log; a person may be a mailbox's address and is left out."""
        return {"thread": self.thread}


@dataclass(frozen=True, slots=True)
class Job(job.Job[Place]):
    """One accepted turn. `key` is `web:<person>:<id that the page made>`."""


def asked(visit: Visit, identity: str, text: str, action: actions.Action | None = None) -> Job:
    """A turn of a visit."""
    place = Place(visit.person, visit.thread)
    return Job(f"{Platform.WEB}:{visit.person}:{identity}", turn_at(place, text, action=action, message=identity), place)


def job_of(key: str, payload: Mapping[str, Any]) -> Job:
    """What `Job.payload` made → the job. Raises `ValueError`, `KeyError` or `TypeError` if it did not."""
    place, said = Place(**payload["place"]), job.said(payload)
    return Job(key, turn_at(place, said["text"], action=said["action"], message=said["message"]), place)


def turn_at(place: Place, text: str, *, action: actions.Action | None = None, message: str = "") -> Turn:
    """A turn of the person: her pages are her own channel."""
    return Turn(Platform.WEB, WORKSPACE, place.person, place.thread, place.person, text, action=action, message_id=message)
