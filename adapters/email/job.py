"""A turn and where its answer goes: what is kept in the inbox until the mail server has the answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adapters.messaging import job
from bot import actions
from bot.turns import Platform, Turn


@dataclass(frozen=True, slots=True)
class Place:
    """Whom the answer goes to, and what it follows.

    `subject` and `question` have passed the PHI gate. `answers` is the id of the mail that is answered, empty for what nobody asked for;
    `follows` are the ids before it. `remarks` say what of the mail was not read. `capped`: she is told that it was too many.
    """

    workspace: str
    to: str
    subject: str = ""
    answers: str = ""
    follows: tuple[str, ...] = ()
    question: str = ""
    remarks: tuple[str, ...] = ()
    capped: bool = False

    @property
    def quiet(self) -> bool:
        """Mail to us is always meant for us."""
        return False

    @property
    def where(self) -> dict[str, str]:
        """Nothing of it may stand in a log."""
        return {"workspace": self.workspace}


@dataclass(frozen=True, slots=True)
class Job(job.Job[Place]):
    """One accepted mail. `key` is `email:` and a digest of author and message id."""


def job_of(key: str, payload: Mapping[str, Any]) -> Job:
    """What `Job.payload` made → the job. Raises `ValueError`, `KeyError` or `TypeError` if it did not."""
    kept = payload["place"]
    place = Place(**{**kept, "follows": tuple(kept["follows"]), "remarks": tuple(kept["remarks"])})
    said = job.said(payload)
    return Job(
        key,
        turn_at(place, text=said["text"], thread=said["thread"], verb=said["verb"], action=said["action"], message=said["message"]),
        place,
    )


def turn_at(
    place: Place, *, text: str, thread: str, verb: str | None = None, action: actions.Action | None = None, message: str = ""
) -> Turn:
    """A turn of the person at this place: a mailbox is its own channel."""
    return Turn(Platform.EMAIL, place.workspace, place.to, thread, place.to, text, verb=verb, action=action, message_id=message)
