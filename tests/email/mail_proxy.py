"""Something between the adapter and the mailbox that behaves as badly as real networks and providers: no IDLE, silence, cut connections."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from mail_servers import free_port


@dataclass
class Proxy:
    """`idle`: what becomes of the command: passed on, hidden from the capabilities, or refused. While `heard` is not set nothing gets through.

    `before` is called before a command is passed on, once for each of its names (`UID SEARCH`). `consent`: the server's consent to IDLE is
    passed on as it is, or comes only with what is told next, before it (`with`) or behind it (`after`). `pieces`: answers come byte by byte.
    """

    port: int
    behind: int
    idle: str = "passed"
    consent: str = "passed"
    pieces: bool = False
    before: dict[bytes, Callable[[], None]] = field(default_factory=dict)
    heard: asyncio.Event = field(default_factory=asyncio.Event)
    connections: int = 0
    commands: list[bytes] = field(default_factory=list)
    _writers: list[asyncio.StreamWriter] = field(default_factory=list)
    _serving: set[asyncio.Task[None]] = field(default_factory=set)

    def cut(self) -> None:
        """End every connection, without a word."""
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()

    async def end(self) -> None:
        """Let everything through, then end every connection, and wait until its sockets are closed."""
        self.heard.set()
        self.cut()
        if self._serving:
            await asyncio.wait(self._serving, timeout=5)

    def begin(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve a connection in a task of ours."""
        task = asyncio.create_task(self.serve(reader, writer))
        self._serving.add(task)
        task.add_done_callback(self._serving.discard)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._writers.append(writer)
        try:
            back, forth = await asyncio.open_connection("127.0.0.1", self.behind)
        except OSError:
            writer.close()
            return
        async with contextlib.AsyncExitStack() as ends:
            ends.push_async_callback(_closed, forth)
            ends.push_async_callback(_closed, writer)
            both = [asyncio.create_task(self._commands(reader, forth, writer)), asyncio.create_task(self._answers(back, writer))]
            try:
                await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
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
            if happens := self.before.pop(self.commands[-1], None):
                await asyncio.to_thread(happens)
            forth.write(line)

    async def _answers(self, back: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while chunk := await back.read(65_536):
            await self.heard.wait()
            if chunk.startswith(b"+ ") and self.consent != "passed":
                told = await back.readline()  # that something changed
                chunk, self.consent = (told + chunk if self.consent == "after" else chunk + told), "passed"
            if self.pieces and len(chunk) < 100:
                for at in range(len(chunk)):
                    writer.write(chunk[at : at + 1])
                    await writer.drain()
                    await asyncio.sleep(0.002)
                continue
            writer.write(chunk.replace(b" IDLE", b"") if self.idle == "hidden" and b"IMAP4" in chunk else chunk)


@asynccontextmanager
async def between(behind: int) -> AsyncIterator[Proxy]:
    """A proxy before a mailbox's port."""
    proxy = Proxy(free_port(), behind)
    proxy.heard.set()
    server = await asyncio.start_server(proxy.begin, "127.0.0.1", proxy.port)
    try:
        yield proxy
    finally:
        server.close()
        await proxy.end()


async def _closed(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()
