"""Watching the mailbox: whatever lies in it is taken in, whatever was answered is moved out, and in between we wait to be told of more.

IDLE is only a hint: the mailbox is looked at after every connecting, after every change it tells of, and every minute. The mailbox is
the queue: only as much is taken on as can be worked on, the rest is safe where it is.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass

from adapters.email import limits
from adapters.email.connection import Connection
from adapters.email.edge import Edge, Ended
from adapters.email.imap import LOST, REFUSED, Fetched, Mailbox, MailboxLost
from adapters.email.intake import Fate, Intake
from bot.logs import place as code_place
from bot.settings import EmailSettings
from bot.store import StoreError

PAUSES = (1.0, 2.0, 5.0, 15.0, 30.0, 60.0)
"""Seconds before another connection, longer each time; one of `_HELD` seconds begins at the front again."""
_HELD = 60.0
_SLICE = 0.5
"""Seconds that IDLE is listened to before we look whether there is something to move."""
_IDLE_FOR = 60.0
"""Seconds of one IDLE: servers, and what stands between, end long ones silently, and some servers forget to tell of a mail that comes as it begins."""
_POLLED = 2
"""Times in a row that IDLE did not begin; then the mailbox is polled."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Clocks:
    """Of the watcher, in seconds. Tests turn them faster."""

    pauses: Sequence[float] = PAUSES
    idle_for: float = _IDLE_FOR
    look_again: float = 20.0
    """Between two looks at mails that another process has, or that could not be taken in."""


class Watcher:
    """One mailbox. `ready` tells whether it is connected; `last_seen` when the server last answered (`time.monotonic`)."""

    def __init__(self, edge: Edge, clocks: Clocks | None = None) -> None:
        self._edge = edge
        self._intake = Intake(edge)
        self._settings: EmailSettings = edge.app.settings.email
        self._clocks = clocks or Clocks()
        self._held: dict[str, str] = {}
        """Mails of the folder that we know: id → key, empty while one is being read."""
        self._leaving: dict[str, str] = {}
        """Mails that are to be moved: id → folder."""
        self._validity = ""
        self._looked = 0.0
        self._woken = asyncio.Event()
        self._not_idle = 0
        """How often in a row IDLE did not begin."""
        self.ready = False
        self.last_seen = 0.0
        edge.on_end = self._ended

    async def watch(self, stop: asyncio.Event) -> None:
        """Until `stop` is set. A lost connection is made again; what was being answered goes on meanwhile."""
        failures = 0
        while not stop.is_set():
            began = time.monotonic()
            connection = Connection(self._settings)
            try:
                await self._connected(connection, stop)
            except LOST as error:
                failures = 0 if time.monotonic() - began > _HELD else failures
                pause = self._clocks.pauses[min(failures, len(self._clocks.pauses) - 1)]
                failures += 1
                self._edge.counts["reconnected"] += 1
                step = error.step if isinstance(error, MailboxLost) else ""
                _log.warning("mailbox_lost", extra={"pause": pause, "step": step, **code_place(error)})
                await _either(stop, pause)
            finally:
                self.ready = False
                await connection.close()

    async def finish(self) -> None:
        """Move what was answered while we were ending: over a connection of its own, since the old one may hang."""
        if not self._held and not self._leaving:
            return
        connection = Connection(self._settings)
        try:
            await connection.open()
            if connection.validity == self._validity:
                await self._move(connection, every=True)
        except LOST as error:
            _log.warning("mailbox_lost", extra={"step": "finish", **code_place(error)})
        except StoreError as error:
            _log.error("not_moved", extra=dict(code_place(error)))
        finally:
            await connection.close()

    async def _connected(self, connection: Connection, stop: asyncio.Event) -> None:
        await connection.open()
        self._held.clear()  # ids may mean other mails on another connection (UIDVALIDITY); keys turn repeats away
        self._leaving.clear()
        self._validity = connection.validity
        self.ready = True
        while not stop.is_set():
            self.last_seen = time.monotonic()
            self._woken.clear()
            await self._move(connection)
            waiting = await connection.call(Mailbox.waiting)
            for gone in self._held.keys() - set(waiting):
                del self._held[gone]
            fresh = [uid for uid in waiting if uid not in self._held]
            room = limits.IN_WORK - self._in_work()
            if fresh and room > 0:
                some = fresh[: min(room, limits.FETCHED)]
                for fetched in await connection.fetch(some):
                    self._held[fetched.uid] = ""
                    self._edge.spawn(self._take(fetched))
                if len(fresh) > len(some):
                    await asyncio.sleep(0)  # the rest at once, as far as there is room
                    continue
            await self._rest(connection, stop, full=bool(fresh) and room <= 0)

    def _in_work(self) -> int:
        return sum(1 for uid in self._held if uid not in self._leaving)

    async def _take(self, fetched: Fetched) -> None:
        try:
            taken = await self._intake.take(fetched)
        except StoreError as error:
            _log.error("not_taken_in", extra=dict(code_place(error)))
            await asyncio.sleep(self._clocks.look_again)
            self._held.pop(fetched.uid, None)
            self._woken.set()
            return
        self._held[fetched.uid] = taken.key
        if taken.fate is Fate.QUARANTINED:
            self._leaving[fetched.uid] = self._settings.quarantine
        elif taken.fate is Fate.DONE:
            self._leaving[fetched.uid] = self._settings.processed
        self._woken.set()

    def _ended(self, ended: Ended) -> None:
        for uid, key in self._held.items():
            if key == ended.key:
                self._leaving[uid] = self._settings.quarantine if ended.refused else self._settings.processed
        self._woken.set()

    async def _move(self, connection: Connection, *, every: bool = False) -> None:
        """Move what is over: of accepted mails only those that the inbox says are done, since a drain ends work that is not."""
        if every or time.monotonic() - self._looked > self._clocks.look_again:
            self._looked = time.monotonic()
            for uid, key in list(self._held.items()):
                if key and uid not in self._leaving and not await self._edge.app.store.inbox.is_open(key):
                    self._leaving[uid] = self._settings.processed
        folders: dict[str, list[str]] = {}
        for uid, folder in list(self._leaving.items()):
            key = self._held.get(uid, "")
            if key and await self._edge.app.store.inbox.is_open(key):
                del self._leaving[uid]
            else:
                folders.setdefault(folder, []).append(uid)
        for folder, uids in folders.items():
            await connection.move(uids, folder)
            for uid in uids:
                self._leaving.pop(uid, None)
                self._held.pop(uid, None)

    async def _rest(self, connection: Connection, stop: asyncio.Event, *, full: bool) -> None:
        """Wait for new mail, for something to move, or for the end."""
        if full or self._not_idle >= _POLLED or not connection.can_idle:
            await _either(stop, 1.0 if full else self._settings.poll, self._woken)
            return
        try:
            await connection.call(Mailbox.start_idle)
        except MailboxLost as error:
            self._not_idle += _POLLED if error.step == REFUSED else 1  # that the connection ended just then may be chance once
            self._edge.counts["idle_refused"] += self._not_idle >= _POLLED
            raise
        self._not_idle = 0
        until = min(self._clocks.idle_for, self._clocks.look_again if any(self._held.values()) else self._clocks.idle_for)
        began, told = time.monotonic(), False
        while not (told or stop.is_set() or self._woken.is_set() or time.monotonic() - began > until):
            told = await connection.call(lambda box: box.told(_SLICE))
        await connection.call(Mailbox.stop_idle)


async def _either(stop: asyncio.Event, seconds: float, woken: asyncio.Event | None = None) -> None:
    """Wait for one of the events, or so long."""
    waits = [asyncio.create_task(event.wait()) for event in (stop, woken) if event is not None]
    try:
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
        await asyncio.gather(*waits, return_exceptions=True)
