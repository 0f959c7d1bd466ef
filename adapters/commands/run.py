"""`coderly run`: the adapters that serve until SIGTERM, one a process or all together, and the worker."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.commands.session import ensure_knowledge, settings_with_logs
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.app import App

Serve = Callable[["App", asyncio.Event], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Served:
    """One thing to run: `prepared` looks at its settings, raises `Misconfigured`, and gives what serves until the event is set."""

    configured: Callable[[Settings], bool]
    prepared: Callable[[Settings], Serve]


def run(name: str, log_file: Path | None = None) -> int:
    """Serve with one adapter, with `all` that are configured, or as `worker`. Status 2 for a setting that is missing or refused."""
    from adapters.messaging.errors import Misconfigured
    from adapters.messaging.loop import run_serving

    settings = settings_with_logs(log_file)
    names = [one for one, served in ADAPTERS.items() if served.configured(settings)] if name == ALL else [name]
    if name == WORKER:
        settings = settings.model_copy(update={"runtime": settings.runtime.model_copy(update={"schedules": True})})
    try:
        run_serving(_serve(settings, [SERVED[one].prepared(settings) for one in names], own_page="web" in names))
    except Misconfigured as error:
        print(str(error), file=sys.stderr)
        return 2
    return 0


async def _serve(settings: Settings, serving: Sequence[Serve], *, own_page: bool) -> None:
    from adapters.messaging.signals import stopped_by_signals

    async with _app(settings) as app:
        stop = stopped_by_signals()
        async with _asked_by_machines(app, stop, wanted=bool(settings.ops.port) and not own_page):
            await together([serve(app, stop) for serve in serving], stop)


async def together(serving: Sequence[Awaitable[None]], stop: asyncio.Event) -> None:
    """Wait for all; when one ends or fails, the others are told to stop and end in order. Raises what the first raised."""
    tasks = [asyncio.ensure_future(one) for one in serving]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    stop.set()
    ended = await asyncio.gather(*tasks, return_exceptions=True)
    for outcome in ended:
        if isinstance(outcome, BaseException):
            raise outcome


def _slack(settings: Settings) -> Serve:
    from adapters.slack.run import check_settings, serve

    check_settings(settings.slack)

    async def serving(app: App, stop: asyncio.Event) -> None:
        from adapters.slack.app import create_slack_app

        slack = create_slack_app(app)
        print(f"Coderly is in Slack ({settings.slack.mode.value}). SIGTERM or Ctrl-C ends it.", file=sys.stderr)
        await serve(app, slack, stop)

    return serving


def _discord(settings: Settings) -> Serve:
    from adapters.discord.run import check_settings, serve

    check_settings(settings.discord)

    async def serving(app: App, stop: asyncio.Event) -> None:
        print("Coderly is in Discord. SIGTERM or Ctrl-C ends it.", file=sys.stderr)
        await serve(app, stop)

    return serving


def _email(settings: Settings) -> Serve:
    from adapters.email.run import check_settings, serve

    check_settings(settings.email)
    return lambda app, stop: serve(app, stop)


def _web(settings: Settings) -> Serve:
    from adapters.web.run import serve
    from adapters.web.visits import check_settings

    check_settings(settings.web)
    return lambda app, stop: serve(app, stop)


def _worker(_settings: Settings) -> Serve:
    async def serving(_app: App, stop: asyncio.Event) -> None:
        print("Coderly's worker does what is due by the clock. SIGTERM or Ctrl-C ends it.", file=sys.stderr)
        await stop.wait()

    return serving


ALL, WORKER = "all", "worker"
ADAPTERS = {
    "slack": Served(lambda settings: bool(settings.slack.bot_token.get_secret_value() or settings.slack.client_id), _slack),
    "discord": Served(lambda settings: bool(settings.discord.token.get_secret_value()), _discord),
    "email": Served(lambda settings: bool(settings.email.imap_host), _email),
    "web": Served(lambda settings: True, _web),
}
SERVED = {**ADAPTERS, WORKER: Served(lambda settings: True, _worker)}
NAMES = (*SERVED, ALL)


@asynccontextmanager
async def _app(settings: Settings) -> AsyncIterator[App]:
    """The assistant, with a knowledge base. Nothing serves yet, so that building one may block."""
    from bot.app import create_app, today
    from bot.warm_up import warm_up

    await _no_volume_is_missing(settings)
    ensure_knowledge(settings)
    if settings.chroma_url:
        await asyncio.to_thread(_copy_vectors, settings)
    async with create_app(settings) as app:
        await warm_up(app.chain, today())  # nobody is let in before: readiness is said by what serves
        yield app


async def _no_volume_is_missing(settings: Settings) -> None:
    """Raise `Misconfigured` if there is no knowledge base where one was: another, built in its place, could be of older editions."""
    from adapters.messaging.errors import Misconfigured
    from bot.secret import secret_key
    from bot.store import Store
    from knowledge.snapshot import Snapshots

    if Snapshots(settings.knowledge_dir).pointer.current() is not None:
        return
    async with await Store.open(settings.store_url, secret_key(settings)) as store:
        if await store.threads.any():
            raise Misconfigured(
                f"{settings.knowledge_dir} holds no knowledge base, and people have been answered before: is its volume mounted? "
                "To build another there: coderly kb build"
            )


def _copy_vectors(settings: Settings) -> None:
    """What serves is on the Chroma server; if it cannot be brought there, the files on disk answer."""
    from knowledge.chroma_server import copy_all
    from knowledge.errors import KnowledgeError
    from knowledge.snapshot import Snapshots

    snapshots = Snapshots(settings.knowledge_dir)
    try:
        copied = copy_all(settings.chroma_url, snapshots, snapshots.current())
    except KnowledgeError as error:
        print(f"{error} The files on disk answer meanwhile.", file=sys.stderr)
        return
    if copied:
        print(f"{copied} indexes were copied to the Chroma server.", file=sys.stderr)


@asynccontextmanager
async def _asked_by_machines(app: App, stop: asyncio.Event, *, wanted: bool) -> AsyncIterator[None]:
    """Health and figures on a port of their own, if the settings name one."""
    if not wanted:
        yield
        return
    from starlette.applications import Starlette

    from adapters.ops.routes import ops_routes
    from adapters.ops.server import listening, served

    routes = ops_routes(app, ready=lambda: not stop.is_set(), allowed=lambda request: True)
    async with served(Starlette(routes=routes), listening(app.settings.ops.host, app.settings.ops.port)):
        yield
