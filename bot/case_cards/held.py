"""Notes of cases that a conversation goes on about, de-identified, in this process only and for two hours at most.

Buttons under a case carry the id of its note and codes, never words of it. When the note is gone, after two hours or a restart, what needs
it says so; what needs the codes alone goes on working.
"""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from bot.case.model import CaseReading, Setting
from bot.memory import KEPT_SECONDS

MAX_NOTES = 500
"""Notes kept at once: 60,000 characters each at most, 30 MB."""


@dataclass(frozen=True, slots=True)
class HeldCase:
    """What was read of a de-identified note, and what was settled since: `chosen` maps suggested codes to those that took their place."""

    id: str
    thread: str
    person: str
    reading: CaseReading
    chosen: Mapping[str, str] = field(default_factory=dict)

    @property
    def setting(self) -> Setting:
        """Where the patient was seen."""
        return self.reading.setting


class HeldCases:
    """Id → case. A case belongs to who sent it and to the conversation it was sent in."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._held: OrderedDict[str, tuple[float, HeldCase]] = OrderedDict()

    def hold(self, thread: str, person: str, reading: CaseReading) -> HeldCase:
        """Keep what was read of a note; the oldest goes beyond `MAX_NOTES`."""
        return self.put(HeldCase(secrets.token_hex(6), thread, person, reading))

    def put(self, case: HeldCase) -> HeldCase:
        """Keep a case as it is now settled."""
        self._sweep()
        self._held[case.id] = (self._clock(), case)
        self._held.move_to_end(case.id)
        while len(self._held) > MAX_NOTES:
            self._held.popitem(last=False)
        return case

    def get(self, identity: str, thread: str, person: str) -> HeldCase | None:
        """The case of that id, for who sent it and in the conversation it was sent in."""
        self._sweep()
        found = self._held.get(identity)
        return found[1] if found and (found[1].thread == thread or found[1].person == person) else None

    def latest(self, thread: str) -> HeldCase | None:
        """The case last spoken of in a conversation."""
        self._sweep()
        return next((case for _, case in reversed(self._held.values()) if case.thread == thread), None)

    def choose(self, case: HeldCase, code: str, instead: str) -> HeldCase:
        """The case with a code in place of a suggested one."""
        return self.put(replace(case, chosen={**case.chosen, code: instead}))

    def forget(self, person: str) -> None:
        """Drop what a person sent."""
        self._held = OrderedDict((key, held) for key, held in self._held.items() if held[1].person != person)

    def _sweep(self) -> None:
        """Notes past their time go, whoever asks for them or not."""
        over = self._clock() - KEPT_SECONDS
        while self._held and next(iter(self._held.values()))[0] < over:
            self._held.popitem(last=False)
