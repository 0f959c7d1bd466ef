"""Serving the web page until SIGTERM."""

from __future__ import annotations

import asyncio
import logging
import sys

from adapters.messaging.signals import stopped_by_signals
from adapters.ops.server import listening, served
from adapters.web.app import create_web_app
from adapters.web.edge import Edge
from adapters.web.visits import check_settings
from bot.app import App

_log = logging.getLogger(__name__)


async def serve(app: App, stop: asyncio.Event | None = None, *, edge: Edge | None = None) -> None:
    """Serve until `stop` is set, or SIGTERM or SIGINT comes. Raises `Misconfigured` for settings that let anybody in, or a taken port."""
    settings = app.settings.web
    check_settings(settings)
    stop = stop or stopped_by_signals()
    edge = edge or Edge(app)
    web = create_web_app(app, edge)
    async with served(web, listening(settings.host, settings.port, shared=True)) as port:
        _log.info("listening", extra={"port": port})
        print(f"Coderly is at {settings.public_url or _address(settings.host, port)}", file=sys.stderr, flush=True)  # noqa: T201 - said to who started it
        edge.begin()
        await stop.wait()
        edge.draining = True  # from here on `/readyz` says no, and pages ask another process
        await edge.drain(app.settings.runtime.drain)


def _address(host: str, port: int) -> str:
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
