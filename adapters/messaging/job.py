"""A turn and where its answer goes, as the inbox keeps it until the platform has the answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from bot import actions
from bot.turns import Turn


class Place(Protocol):
    """Where an answer goes on one platform: a dataclass of plain values."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def quiet(self) -> bool:
        """Whether nobody asked us by name, so that what we do not understand is left unanswered."""

    @property
    def where(self) -> Mapping[str, str]:
        """Its ids, for the log."""


P = TypeVar("P", bound=Place)


@dataclass(frozen=True, slots=True)
class Job(Generic[P]):
    """One accepted turn. `key` is the inbox's key and begins with `platform:`; the rest is the platform's id of the delivery."""

    key: str
    turn: Turn
    place: P

    @property
    def quiet(self) -> bool:
        """See `Place`."""
        return self.place.quiet

    @property
    def where(self) -> Mapping[str, str]:
        """See `Place`."""
        return self.place.where

    def payload(self, text: str) -> dict[str, Any]:
        """For the inbox, with `text` (past the PHI gate) in place of what was typed."""
        turn = self.turn
        return {
            "text": text,
            "verb": turn.verb,
            "action": f"{turn.action.verb}|{turn.action.arg}" if turn.action else "",
            "channel": turn.channel,
            "thread": turn.thread,
            "message": turn.message_id,
            "open_thread": turn.open_thread,
            "place": asdict(self.place),
        }


def said(payload: Mapping[str, Any]) -> dict[str, Any]:
    """What of a turn `Job.payload` kept, by the names of its parts; raises `KeyError` or `ValueError` if it did not."""
    return {
        "text": str(payload["text"]),
        "verb": payload["verb"],
        "action": actions.decode(str(payload["action"])) if payload["action"] else None,
        "channel": str(payload["channel"]),
        "thread": str(payload["thread"]),
        "message": str(payload["message"]),
        "open_thread": str(payload.get("open_thread", "")),  # what an older version accepted has none
    }
