"""Serving Slack until SIGTERM: socket mode with a watch over the connection, or an HTTP server with /healthz."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
from aiohttp import web
from aiohttp.typedefs import Handler
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler

from adapters.messaging.errors import Misconfigured
from adapters.messaging.signals import stopped_by_signals
from adapters.slack import calls, manifest
from adapters.slack.app import NO_TOKEN, SlackApp
from bot.app import App
from bot.logs import place as code_place
from bot.settings import SlackMode, SlackSettings

WATCH = 5.0
"""Seconds between looks at the socket."""
LOST_FOR = 30.0
"""Seconds without a connection after which the library's own reconnecting is given up and a new client is built."""

_log = logging.getLogger(__name__)


def check_settings(settings: SlackSettings) -> None:
    """Raise `Misconfigured` for the first setting that is missing for the mode."""
    if not settings.bot_token.get_secret_value() and not settings.client_id:
        raise Misconfigured(NO_TOKEN)
    if settings.mode is SlackMode.SOCKET and not settings.app_token.get_secret_value():
        raise Misconfigured(
            "CODERLY_SLACK__APP_TOKEN is empty: make an app-level token (xapp-…) with connections:write under Basic Information. See docs/slack.md."
        )
    if settings.mode is SlackMode.HTTP and not settings.signing_secret.get_secret_value():
        raise Misconfigured("CODERLY_SLACK__SIGNING_SECRET is empty: copy the Signing Secret from Basic Information. See docs/slack.md.")


async def serve(app: App, slack: SlackApp, stop: asyncio.Event | None = None) -> None:
    """Serve until `stop` is set, or SIGTERM or SIGINT comes. Raises `Misconfigured` if Slack refuses our tokens."""
    settings = app.settings.slack
    check_settings(settings)
    stop = stop or stopped_by_signals()
    async with shared_session(slack):
        if settings.bot_token.get_secret_value():
            code, _ = await calls.call(slack.client.auth_test())
            if code:
                raise Misconfigured(
                    f"Slack refuses the bot token ({code}). Install the app again and copy the token; coderly doctor slack says more."
                )
        slack.edge.begin()
        serving = socket(slack) if settings.mode is SlackMode.SOCKET else http(slack)
        async with serving:
            await stop.wait()
            slack.edge.draining = True
        await slack.edge.drain(app.settings.runtime.drain)


@asynccontextmanager
async def http(slack: SlackApp) -> AsyncIterator[int]:
    """Listen for Slack's requests; gives the port."""
    settings = slack.edge.app.settings.slack
    server = slack.server(port=settings.port, path=manifest.EVENTS_PATH, host=settings.host)

    async def health(_request: web.Request) -> web.Response:
        return web.json_response({"ok": not slack.edge.draining}, status=503 if slack.edge.draining else 200)

    server.web_app.middlewares.append(_refusing)
    server.web_app.add_routes([web.get("/healthz", health)])
    runner = web.AppRunner(server.web_app, access_log=None, shutdown_timeout=3.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, settings.host, settings.port).start()
        port = int(runner.addresses[0][1])
        _log.info("listening", extra={"port": port})
        yield port
    finally:
        await runner.cleanup()


@web.middleware
async def _refusing(request: web.Request, handler: Handler) -> web.StreamResponse:
    """400 for a body that Bolt cannot read: it reads it before signatures are looked at, so anybody may send one."""
    try:
        return await handler(request)
    except web.HTTPException:
        raise
    except Exception as error:  # noqa: BLE001 - a 500 would ask Slack to send it again, and the server's log would hold a traceback
        _log.error("unreadable_request", extra=dict(code_place(error)))
        return web.Response(status=400)


@asynccontextmanager
async def socket(slack: SlackApp, watch: float = WATCH, lost_for: float = LOST_FOR) -> AsyncIterator[SocketWatch]:
    """Be connected to Slack."""
    watcher = SocketWatch(slack, watch, lost_for)
    await watcher.connect()
    task = asyncio.create_task(watcher.run())
    try:
        yield watcher
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await watcher.close()


class SocketWatch:
    """A socket connection that is replaced when the library cannot bring it back. `rebuilt` counts how often."""

    def __init__(self, slack: SlackApp, watch: float, lost_for: float) -> None:
        self._slack = slack
        self._watch = watch
        self._lost_for = lost_for
        self._handler: AsyncSocketModeHandler | None = None
        self.rebuilt = 0

    async def connect(self) -> None:
        """Make a new client and connect it."""
        token = self._slack.edge.app.settings.slack.app_token.get_secret_value()
        handler = AsyncSocketModeHandler(self._slack, token, ping_interval=self._watch)
        self._handler = handler
        await handler.client.connect_to_new_endpoint()

    async def close(self) -> None:
        """Disconnect."""
        if self._handler is not None:
            with contextlib.suppress(aiohttp.ClientError, OSError):
                await self._handler.client.close()  # type: ignore[no-untyped-call]
            self._handler = None

    async def healthy(self) -> bool:
        """Whether Slack can reach us."""
        return self._handler is not None and await self._handler.client.is_connected()

    async def run(self) -> None:
        """Look at the connection for ever."""
        lost = 0.0
        while True:
            await asyncio.sleep(self._watch)
            lost = 0.0 if await self.healthy() else lost + self._watch
            if lost >= self._lost_for:
                lost = 0.0
                self.rebuilt += 1
                _log.warning("socket_rebuilt", extra={"times": self.rebuilt})
                try:
                    await self.close()
                    await self.connect()
                except Exception as error:  # noqa: BLE001 - the library raises of all kinds; the next look tries again
                    _log.warning("socket_not_rebuilt", extra={"error": type(error).__name__})


@asynccontextmanager
async def shared_session(slack: SlackApp) -> AsyncIterator[None]:
    """One HTTP session for all calls, in place of one for each."""
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30)) as session:
        slack.client.session = session
        try:
            yield
        finally:
            slack.client.session = None
