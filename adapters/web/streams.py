"""What is shown of an answer while it is made, for the page that asked and for one that asks again after its connection broke."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

_KEPT = 500
"""Answers whose events can be had again; a page that lost its connection comes back within seconds."""
ALIVE = 15.0
"""Seconds of silence after which a sign of life is sent: proxies close what is silent for a minute."""


@dataclass(frozen=True, slots=True)
class Event:
    """`sentence`: one more sentence of the answer; `card`: the answer, which takes the place of what stood there; `end`."""

    kind: str
    html: str = ""


END = Event("end")
SILENCE = Event("silence")


@dataclass
class _Stream:
    events: list[Event] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def add(self, event: Event) -> None:
        """A card makes all before it superfluous."""
        self.events = [event] if event.kind == "card" else [*self.events, event]
        self.changed.set()
        self.changed = asyncio.Event()


class Streams:
    """The streams of this process by the key of their job."""

    def __init__(self) -> None:
        self._streams: OrderedDict[str, _Stream] = OrderedDict()

    def open(self, key: str) -> None:
        """Begin a stream, unless it is there."""
        self._streams.setdefault(key, _Stream())
        while len(self._streams) > _KEPT:
            self._streams.popitem(last=False)

    def knows(self, key: str) -> bool:
        """Whether this process answers, or has answered."""
        return key in self._streams

    def show(self, key: str, event: Event) -> None:
        """Let the pages that follow see something; nothing where nobody ever followed."""
        stream = self._streams.get(key)
        if stream is not None and END not in stream.events:
            stream.add(event)

    def drop(self, key: str) -> None:
        """Forget a stream that cannot end: whoever follows is let go and asks again."""
        stream = self._streams.pop(key, None)
        if stream is not None:
            stream.changed.set()

    async def follow(self, key: str) -> AsyncIterator[Event]:
        """What is to be seen, from the beginning or the last card, to `END`; ends without it if the stream was dropped."""
        shown: list[Event] = []
        while (stream := self._streams.get(key)) is not None:
            changed, events = stream.changed, stream.events
            fresh = events[len(shown) :] if events[: len(shown)] == shown else events
            shown = events
            for event in fresh:
                yield event
                if event is END:
                    return
            if stream.events is events:
                try:
                    await asyncio.wait_for(changed.wait(), ALIVE)
                except TimeoutError:
                    yield SILENCE
