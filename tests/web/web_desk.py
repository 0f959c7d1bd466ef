"""A whole assistant behind a real web server, and a browser of few words that asks it over the wire."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from selectolax.lexbor import LexborHTMLParser

from adapters.messaging.edge import Timing
from adapters.ops.server import listening, served
from adapters.web.app import create_web_app
from adapters.web.edge import Edge
from bot.app import App, create_app
from bot.settings import Settings

QUICK = Timing(sweep=0.2, silent_for=1.0, news=0.2, live_every=0.05, acks_first=0.0)
EVENTS = {"accept": "text/event-stream"}


class Browser:
    """Keeps cookies and the last page, and sends its forms."""

    def __init__(self, address: str, headers: Mapping[str, str] | None = None) -> None:
        self.http = httpx.AsyncClient(base_url=address, headers=headers, timeout=60, follow_redirects=True)
        self.page = LexborHTMLParser("")

    async def open(self, path: str = "/") -> httpx.Response:
        return self._seen(await self.http.get(path))

    def field(self, name: str) -> str:
        """The value of a hidden field of the page."""
        found = self.page.css_first(f'input[name="{name}"]')
        return (found.attributes["value"] or "") if found else ""

    async def send(self, path: str = "/say", headers: Mapping[str, str] | None = None, **fields: str) -> httpx.Response:
        """Send a form of the page: with its word, and an id of its own."""
        data = {"csrf": self.field("csrf"), "id": secrets.token_hex(8), **fields}
        response = await self.http.post(path, data=data, headers=headers)
        return response if headers else self._seen(response)

    async def ask(self, text: str) -> str:
        """Ask without scripts: what the page shows of the answer."""
        await self.send(text=text)
        return self.cards()[-1]

    async def press(self, label: str) -> str:
        """Press a button of the page, without scripts."""
        values = [b.attributes["value"] or "" for b in self.page.css('button[name="action"]') if b.text(strip=True) == label]
        await self.send(action=values[-1])
        return self.cards()[-1]

    async def events(self, **fields: str) -> list[tuple[str, str]]:
        """Send a form as the script does, and read its stream to the end."""
        return frames((await self.send(headers=EVENTS, **fields)).text)

    def cards(self) -> list[str]:
        return [" ".join(card.text(separator=" ").split()) for card in self.page.css(".card")]

    def _seen(self, response: httpx.Response) -> httpx.Response:
        if "text/html" in response.headers.get("content-type", ""):
            self.page = LexborHTMLParser(response.text)
        return response


def frames(stream: str) -> list[tuple[str, str]]:
    """The events of a stream with their data."""
    out = []
    for frame in stream.split("\n\n"):
        lines = frame.split("\n")
        if lines[0].startswith("event: "):
            out.append((lines[0][7:], "\n".join(line[6:] for line in lines[1:])))
    return out


@dataclass
class Desk:
    """The web adapter, the assistant behind it, and its address."""

    app: App
    edge: Edge
    address: str
    browsers: list[Browser] = field(default_factory=list)

    def browser(self, **headers: str) -> Browser:
        """Another person's browser, or another of the same."""
        made = Browser(self.address, headers)
        self.browsers.append(made)
        return made


Open = Callable[..., AbstractAsyncContextManager[Desk]]
"""`async with open_desk(llm=…) as desk`: settings as keywords, `web={…}` for those of the adapter."""


def settings_for(home: Path, state: Path, **options: Any) -> Settings:
    """The small knowledge base and a store of one's own."""
    defaults: dict[str, Any] = {"home": home, "database_url": f"sqlite:///{state}/state.sqlite", "secret_key": "of the tests"}
    return Settings(_env_file=None, **(defaults | options))


@asynccontextmanager
async def desk_at(home: Path, state: Path, *, timing: Timing = QUICK, **options: Any) -> AsyncIterator[Desk]:
    settings = settings_for(home, state, **options)
    async with create_app(settings) as app:
        edge = Edge(app, timing)
        async with served(create_web_app(app, edge), listening("127.0.0.1", 0)) as port:
            desk = Desk(app, edge, f"http://127.0.0.1:{port}")
            edge.begin()
            try:
                yield desk
            finally:
                for browser in desk.browsers:
                    await browser.http.aclose()
                await edge.drain(10)
