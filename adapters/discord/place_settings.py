"""How Coderly behaves in one server or channel, where that differs from the operator's settings. Threads follow their channel."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from bot.settings import DiscordSettings
from bot.store import Store

_KEPT = 2_000
"""Servers whose settings are kept in memory."""


@dataclass(frozen=True, slots=True)
class PlaceSettings:
    """What holds in a place. `mentions`: whether mentions are answered at all; `threads`, `follow_ups`: see `DiscordSettings`."""

    mentions: bool = True
    threads: bool = True
    follow_ups: bool = False


@dataclass(frozen=True, slots=True)
class Changes:
    """What a server or channel wants otherwise; `None` is left to the wider place."""

    mentions: bool | None = None
    threads: bool | None = None
    follow_ups: bool | None = None

    def over(self, wider: PlaceSettings) -> PlaceSettings:
        """The wider settings with these changes."""
        return replace(wider, **{name: value for name, value in asdict(self).items() if value is not None})

    def and_then(self, later: Changes) -> Changes:
        """Both, the later ones winning."""
        return replace(self, **{name: value for name, value in asdict(later).items() if value is not None})


class Places:
    """Reads and keeps settings; one sealed record a server, in the store's installations."""

    def __init__(self, store: Store, settings: DiscordSettings) -> None:
        self._store = store
        self._settings = settings
        self._known: OrderedDict[int, dict[str, Changes]] = OrderedDict()

    async def at(self, guild: int, channel: int) -> PlaceSettings:
        """What holds in a channel; `channel` is the parent of a thread. Raises `StoreError`."""
        wide = PlaceSettings(
            mentions=not self._settings.channels or str(channel) in self._settings.channels,
            threads=self._settings.threads,
            follow_ups=self._settings.follow_ups,
        )
        of_guild = await self._of(guild)
        for name in ("", str(channel)):
            wide = of_guild.get(name, Changes()).over(wide)
        return wide if self._settings.follow_ups else replace(wide, follow_ups=False)  # without the intent there is nothing to read

    async def change(self, guild: int, channel: int, changes: Changes) -> PlaceSettings:
        """Change a channel, or with 0 the whole server. What holds there now. Raises `StoreError`."""
        name = str(channel) if channel else ""
        of_guild = dict(await self._of(guild))
        of_guild[name] = of_guild.get(name, Changes()).and_then(changes)
        await self._store.installations.save(_key(guild), {place: asdict(one) for place, one in of_guild.items()})
        self._keep(guild, of_guild)
        return await self.at(guild, channel)

    async def forget(self, guild: int) -> None:
        """The server removed Coderly."""
        self._known.pop(guild, None)
        await self._store.installations.remove(_key(guild))

    async def _of(self, guild: int) -> dict[str, Changes]:
        if not guild:
            return {}
        if guild not in self._known:
            record = await self._store.installations.find(_key(guild)) or {}
            self._keep(guild, {str(place): _changes(one) for place, one in record.items()})
        return self._known[guild]

    def _keep(self, guild: int, changes: dict[str, Changes]) -> None:
        self._known[guild] = changes
        while len(self._known) > _KEPT:
            self._known.popitem(last=False)


def _changes(record: Any) -> Changes:
    known: Mapping[str, Any] = record if isinstance(record, Mapping) else {}
    values = {name: known.get(name) for name in ("mentions", "threads", "follow_ups")}
    return Changes(**{name: value for name, value in values.items() if isinstance(value, bool)})


def _key(guild: int) -> str:
    return f"discord:{guild}"
