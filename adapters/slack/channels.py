"""Whether the asker may go on in a thread without a mention, channel by channel: the operator's setting, or what the channel chose."""

from __future__ import annotations

import time
from collections.abc import Collection
from typing import Any

from adapters.slack.pack import Block, Message, section
from bot.store import Store

COMMAND = "channel"
"""`/coderly channel`."""
ACTION = "slack:channel"
_KNOWN_SECONDS = 30.0
"""Another process may have changed it."""


class Channels:
    """Reads and keeps the choices; one sealed record a workspace, beside its installation."""

    def __init__(self, store: Store, mention_only: Collection[str]) -> None:
        self._store = store
        self._mention_only = frozenset(mention_only)
        self._known: dict[str, tuple[float, dict[str, Any]]] = {}

    async def follows(self, team: str, channel: str) -> bool:
        """Whether a follow-up without a mention is answered there. Raises `StoreError`."""
        chosen = (await self._of(team)).get(channel)
        return chosen if isinstance(chosen, bool) else channel not in self._mention_only

    async def choose(self, team: str, channel: str, *, follows: bool) -> None:
        """What the channel wants from now on. Raises `StoreError`."""
        self._known.pop(team, None)
        chosen = {**await self._of(team), channel: follows}
        await self._store.installations.save(_key(team), chosen)
        self._known[team] = (time.monotonic(), chosen)

    async def _of(self, team: str) -> dict[str, Any]:
        known = self._known.get(team)
        if known is None or time.monotonic() - known[0] > _KNOWN_SECONDS:
            known = self._known[team] = (time.monotonic(), await self._store.installations.find(_key(team)) or {})
        return known[1]


def card(*, follows: bool) -> Message:
    """What holds in a channel, and the button to change it. Pure."""
    said = (
        "In this channel whoever asked may go on in the thread without a mention, until somebody else joins in."
        if follows
        else "In this channel Coderly answers only when it is mentioned, also in threads."
    )
    label, value = ("Ask for a mention each time", "off") if follows else ("Allow follow-ups without a mention", "on")
    button: Block = {"type": "button", "action_id": ACTION, "value": value, "text": {"type": "plain_text", "text": label}}
    return Message(said, (section(said), {"type": "actions", "elements": [button]}))


def _key(team: str) -> str:
    return f"slack-channels:{team}"
