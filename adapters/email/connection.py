"""A mailbox for the event loop: its calls block, so each runs in a thread of the mailbox's own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from adapters.email.imap import Fetched, Mailbox, MailboxLost
from bot.settings import EmailSettings

T = TypeVar("T")
_GRACE = 10.0
"""Seconds beyond the server's own time-out that a call gets before its connection is cut."""


class Connection:
    """A mailbox and the thread that waits in it. A call that takes too long cuts the connection."""

    def __init__(self, settings: EmailSettings) -> None:
        self._settings = settings
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="mailbox")
        self._box: Mailbox | None = None

    @property
    def can_idle(self) -> bool:
        """Whether the server tells of new mail."""
        return self._box is not None and self._box.can_idle

    @property
    def validity(self) -> str:
        """See `Mailbox.validity`."""
        return self._box.validity if self._box is not None else ""

    async def open(self) -> None:
        """Raises one of `LOST`."""
        self._box = await self._run(lambda: Mailbox.open(self._settings))

    async def call(self, work: Callable[[Mailbox], T]) -> T:
        """Raises one of `LOST`."""
        box = self._box
        if box is None:
            raise MailboxLost("open")
        return await self._run(lambda: work(box))

    async def fetch(self, uids: Sequence[str]) -> tuple[Fetched, ...]:
        """See `Mailbox.fetch`. Raises one of `LOST`."""
        return await self.call(lambda box: box.fetch(uids))

    async def move(self, uids: Sequence[str], folder: str) -> None:
        """See `Mailbox.move`. Raises one of `LOST`."""
        await self.call(lambda box: box.move(uids, folder))

    async def close(self) -> None:
        """Sign out, or cut the connection where that takes long."""
        box, self._box = self._box, None
        if box is not None:
            try:
                async with asyncio.timeout(2.0):
                    await asyncio.get_running_loop().run_in_executor(self._thread, box.close)
            except (TimeoutError, RuntimeError):
                box.abort()
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def _run(self, work: Callable[[], T]) -> T:
        try:
            async with asyncio.timeout(self._settings.timeout + _GRACE):
                return await asyncio.get_running_loop().run_in_executor(self._thread, work)
        except (TimeoutError, asyncio.CancelledError) as error:
            if self._box is not None:
                self._box.abort()
            if isinstance(error, TimeoutError):
                raise MailboxLost("timeout") from error
            raise
