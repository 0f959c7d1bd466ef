"""What is to be told on a platform of watched codes: which places watch codes that a reload changed, and who waits for updates that are due."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Executor
from datetime import date
from functools import partial
from hashlib import blake2b
from typing import TypeVar

from bot.actions import Action
from bot.announcements import Announcement
from bot.store import Store, Watch, WatchPlace
from bot.watch import patterns
from knowledge.base import KnowledgeBase
from knowledge.changes.history import between
from knowledge.errors import KnowledgeError
from knowledge.snapshot import Snapshots
from knowledge.status import Status, status

DIGEST = "digest"
T = TypeVar("T")
_NOTHING = "-"
"""What no watch was ever told."""


class WatchNews:
    """Looks for what is to be told of watched codes on one platform."""

    def __init__(self, platform: str, store: Store, knowledge: KnowledgeBase, readers: Executor) -> None:
        self._platform = platform
        self._store = store
        self._knowledge = knowledge
        self._readers = readers

    async def due(self, today: date) -> tuple[Announcement, ...]:
        """The announcements that nobody has made yet. Places for which nothing changed are marked as told, silently.

        Raises `StoreError`; a knowledge base that cannot be read announces nothing.
        """
        try:
            return (*await self._changed(), *await self._updates(today))
        except KnowledgeError:
            return ()

    def _told(self, watches: Sequence[Watch], told: str) -> Callable[[], Awaitable[None]]:
        return lambda: self._store.watches.mark(watches, told)

    async def _changed(self) -> tuple[Announcement, ...]:
        identity = await self._blocking(self._complete)
        if not identity:
            return ()
        waiting = await self._store.watches.untold(self._platform, identity, besides=patterns.UPDATES)
        places: dict[tuple[WatchPlace, str], list[Watch]] = {}
        for watch in waiting:
            places.setdefault((watch.place, watch.told), []).append(watch)
        found: list[Announcement] = []
        quiet: list[Watch] = []
        changes: dict[str, patterns.Changed] = {}
        for (_, since), watches in places.items():
            if since not in changes:
                changes[since] = await self._blocking(partial(since_then, self._knowledge.snapshots, since, identity))
            asked = await asked_codes(self._store, watches)
            if changes[since].of(patterns.watched([w.pattern for w in watches], asked)):
                found.append(self._announced(tuple(watches), since, f"{since}:{identity}", identity))
            else:
                quiet += watches
        await self._store.watches.mark(quiet, identity)
        return tuple(found)

    async def _updates(self, today: date) -> tuple[Announcement, ...]:
        if not await self._store.watches.untold(self._platform, _NOTHING, only=patterns.UPDATES):
            return ()  # nobody waits for updates, so that nobody need look for them
        seen = await self._blocking(lambda: status(self._knowledge.snapshots, today))
        told = updates_print(seen)
        waiting = await self._store.watches.untold(self._platform, told, only=patterns.UPDATES)
        if not any(stock.due for stock in seen.stock):
            await self._store.watches.mark(waiting, told)
            return ()
        return tuple(self._announced((watch,), patterns.UPDATES, told, told) for watch in waiting)

    def _announced(self, watches: tuple[Watch, ...], what: str, name: str, told: str) -> Announcement:
        """The digest `what` for the place of these watches, which were told of `told` then."""
        place = watches[-1].place
        return Announcement(
            workspace=place.workspace,
            channel=place.channel,
            thread=place.thread,
            person=watches[-1].person,
            action=Action(DIGEST, what),
            name=":".join(filter(None, (DIGEST, name, place.workspace, place.channel, place.thread))),
            told=self._told(watches, told),
        )

    def _complete(self) -> str:
        """The serving snapshot if it is complete: the first half of a build would be told twice."""
        manifest = self._knowledge.snapshots.current()
        return manifest.id if manifest.complete else ""

    async def _blocking(self, read: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._readers, read)


def since_then(snapshots: Snapshots, since: str, identity: str) -> patterns.Changed:
    """What changed from one snapshot to another; nothing if the earlier one is gone, since nobody knows then what was told."""
    try:
        older, newer = snapshots.load(since), snapshots.load(identity)
    except KnowledgeError:
        return patterns.Changed(())
    with between(snapshots, older, newer) as steps:
        return patterns.Changed(change for step in steps for change in step.every())


async def asked_codes(store: Store, watches: Sequence[Watch]) -> tuple[str, ...]:
    """The codes that were asked about at the place of these watches, if one of them wants to know."""
    if not any(watch.pattern == patterns.ASKED for watch in watches):
        return ()
    people = {watch.person for watch in watches if watch.pattern == patterns.ASKED}
    return await store.watches.asked(watches[0].place, people)


def updates_print(seen: Status) -> str:
    """Stands for the updates that are due: another one, or one less, gives another text."""
    due = sorted(f"{stock.holding.source} {stock.due}" for stock in seen.stock if stock.due)
    return f"due:{blake2b('|'.join(due).encode(), digest_size=8).hexdigest()}"
