"""Something between two of our processes that behaves as badly as a network: slow, silent, cut. It runs in a thread of its own.

    with LoopbackProxy(("127.0.0.1", 5432)) as proxy:      # or the path of a unix socket
        proxy.delay = 0.5                                  # seconds that each piece is late, both ways
        proxy.refuse()                                     # ends what is connected, takes nothing new
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from typing import Self


class LoopbackProxy:
    """See the module. `connections` and `passed` (bytes) count what went through."""

    def __init__(self, behind: tuple[str, int] | str) -> None:
        self._behind = behind
        self.delay = 0.0
        self.connections = 0
        self.passed = 0
        self.port = 0
        self._refusing = False
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._writers: set[asyncio.StreamWriter] = set()

    def __enter__(self) -> Self:
        self._thread.start()
        self._server = self._now(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self.port = int(self._server.sockets[0].getsockname()[1])
        return self

    def __exit__(self, *_: object) -> None:
        self._now(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def refuse(self) -> None:
        """From now on nothing gets through."""
        self._refusing = True
        self._loop.call_soon_threadsafe(self._cut)

    def heal(self) -> None:
        """All is well again."""
        self._refusing, self.delay = False, 0.0

    def _now(self, work: object) -> object:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)  # type: ignore[arg-type]

    def _cut(self) -> None:
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()

    async def _end(self) -> None:
        self._server.close()
        self._cut()
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._refusing:
            writer.transport.abort()
            return
        self.connections += 1
        try:
            behind = self._behind
            back, forth = await (asyncio.open_unix_connection(behind) if isinstance(behind, str) else asyncio.open_connection(*behind))
        except OSError:
            writer.transport.abort()
            return
        self._writers |= {writer, forth}
        try:
            await asyncio.gather(self._pass(reader, forth), self._pass(back, writer))
        finally:
            self._writers -= {writer, forth}
            for end in (writer, forth):
                end.transport.abort()

    async def _pass(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while piece := await source.read(65_536):
                if self.delay:
                    await asyncio.sleep(self.delay)
                self.passed += len(piece)
                target.write(piece)
                await target.drain()
            target.write_eof()
