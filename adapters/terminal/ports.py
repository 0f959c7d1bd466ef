"""What the terminal needs of the assistant under it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol

from bot.live import LiveReplies
from bot.turns import Reply, Turn

OnSentence = Callable[[str], Awaitable[None]]
"""Told each sentence of an answer as soon as it is verified."""


OnChange = Callable[[Reply], None]
"""Told what is to be seen while something long goes on."""


class Answers(Protocol):
    """The assistant as an adapter sees it; `bot.app.App` is one."""

    async def answer(self, turn: Turn, on_sentence: OnSentence | None = None) -> Reply:
        """Answer a turn. A mistake of the user comes back as a reply, never as an exception."""
        ...

    @property
    def live(self) -> LiveReplies:
        """Replies that change while something long goes on."""
        ...

    def status_line(self) -> str:
        """One line on what is loaded, e.g. `ICD-10-CM FY2026 (April 1 2026) · starter pack · no model`."""
        ...
