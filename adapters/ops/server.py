"""An ASGI application served in the running loop, until it is told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from starlette.types import ASGIApp

from adapters.messaging.errors import Misconfigured

_BACKLOG = 256
_LAST_WORDS = 5
"""Seconds that open connections get at the end."""


class _Server(uvicorn.Server):
    """Signals are the process's own affair: several servers and adapters share it."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """See `uvicorn.Server`."""
        await super().startup(sockets)
        self.up.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def listening(host: str, port: int, *, shared: bool = False) -> socket.socket:
    """A socket that takes connections. `shared`: other processes of the same user may listen there, too.

    Raises `Misconfigured` if the address cannot be had.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if shared and hasattr(socket, "SO_REUSEPORT"):
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        sock.bind((host, port))
        sock.listen(_BACKLOG)
        sock.setblocking(False)
    except OSError as error:
        sock.close()
        raise Misconfigured(f"{host}:{port} cannot be listened on ({error.strerror}). Choose another port, or stop what has it.") from None
    return sock


@asynccontextmanager
async def served(application: ASGIApp, sock: socket.socket) -> AsyncIterator[int]:
    """Serve for the length of the block; gives the port. At its end nothing new is taken and open answers go out."""
    config = uvicorn.Config(
        application,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        ws="none",
        timeout_keep_alive=30,
        timeout_graceful_shutdown=_LAST_WORDS,
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve(sockets=[sock]))
    try:
        await server.up.wait()
        yield int(sock.getsockname()[1])
    finally:
        server.should_exit = True
        with contextlib.suppress(asyncio.CancelledError):
            await serving
