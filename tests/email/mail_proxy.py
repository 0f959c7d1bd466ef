"""Something between the adapter and the mailbox that behaves as badly as real networks and providers: no IDLE, silence, cut connections."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from mail_servers import free_port


@dataclass
class Proxy:
    """`idle`: what becomes of the command: passed on, hidden from the capabilities, or refused. While `heard` is not set nothing gets through."""

    port: int
    behind: int
    idle: str = "passed"
    heard: asyncio.Event = field(default_factory=asyncio.Event)
    connections: int = 0
    commands: list[bytes] = field(default_factory=list)
    _writers: list[asyncio.StreamWriter] = field(default_factory=list)

    def cut(self) -> None:
        """End every connection, without a word."""
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._writers.append(writer)
        try:
            back, forth = await asyncio.open_connection("127.0.0.1", self.behind)
        except OSError:
            writer.close()
            return
        async with contextlib.AsyncExitStack() as ends:
            ends.callback(forth.close)
            ends.callback(writer.close)
            both = [asyncio.create_task(self._commands(reader, forth, writer)), asyncio.create_task(self._answers(back, writer))]
            try:
                await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            except asyncio.CancelledError:
                pass  # the end of the test; asyncio would report it as an error of ours
            finally:
                for task in both:
                    task.cancel()
                await asyncio.gather(*both, return_exceptions=True)

    async def _commands(self, reader: asyncio.StreamReader, forth: asyncio.StreamWriter, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            await self.heard.wait()
            words = line.split()
            self.commands.append(b" ".join(words[1:3]).upper() if len(words) > 1 else line.strip())
            if self.idle == "refused" and len(words) > 1 and words[1].upper() == b"IDLE":
                writer.write(words[0] + b" NO not here\r\n")
                continue
            forth.write(line)

    async def _answers(self, back: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while chunk := await back.read(65_536):
            await self.heard.wait()
            writer.write(chunk.replace(b" IDLE", b"") if self.idle == "hidden" and b"IMAP4" in chunk else chunk)


@asynccontextmanager
async def between(behind: int) -> AsyncIterator[Proxy]:
    """A proxy before a mailbox's port."""
    proxy = Proxy(free_port(), behind)
    proxy.heard.set()
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", proxy.port)
    try:
        yield proxy
    finally:
        proxy.heard.set()
        server.close()
        proxy.cut()
