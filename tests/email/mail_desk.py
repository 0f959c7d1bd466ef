"""A whole assistant behind a mailbox: what the tests of this folder start from."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import make_msgid
from pathlib import Path
from typing import Any

from mail_servers import ADDRESS, OURS, PASSWORD, MailServer

from adapters.email.edge import Edge
from adapters.email.run import serve
from adapters.email.watcher import Clocks
from adapters.messaging.edge import Timing
from bot.app import App, create_app
from bot.settings import Settings

SOON = (0.01, 0.02)
CLOCKS = Clocks(pauses=(0.05,), idle_for=5.0, look_again=0.5)
"""pymap forgets to tell of a mail that comes between its answer to a command and its waiting in IDLE: then the next look finds it."""
ANN = "ann@clinic.example"


def mail(
    text: str = "", subject: str = "", *, sender: str = f"Ann <{ANN}>", answers: EmailMessage | None = None, html: str = "", **headers: str
) -> EmailMessage:
    """A mail as a person's program makes it, to our address; `answers` is the mail it replies to."""
    made = EmailMessage()
    made["From"] = sender
    made["To"] = ADDRESS
    made["Subject"] = subject or (f"Re: {answers['Subject']}".replace("Re: Re:", "Re:") if answers is not None else "A question")
    made["Message-ID"] = make_msgid(domain="clinic.example")
    if answers is not None:
        made["In-Reply-To"] = answers["Message-ID"]
        made["References"] = f"{answers['References'] or ''} {answers['Message-ID']}".strip()
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    if text or not html:
        made.set_content(text)
    if html:
        (made.add_alternative if text else made.set_content)(html, subtype="html")
    return made


def plain(answer: EmailMessage) -> str:
    """The plain text of an answer."""
    body = answer.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


@dataclass
class Desk:
    """The mail server, the adapter at it, and the assistant behind it."""

    server: MailServer
    app: App
    edge: Edge

    async def answered(self, asked: EmailMessage, **how: Any) -> EmailMessage:
        """The answer to a mail that arrives."""
        before = len(self.server.mails)
        self.server.arrives(asked, **how)
        await self.server.answers(before + 1)
        return self.server.mails[-1]

    async def quarantined(self, raw: EmailMessage | bytes, **how: Any) -> None:
        """A mail that arrives is put aside, and nobody gets a mail."""
        before, sent = self.server.count("Quarantine"), self.server.attempts
        self.server.arrives(raw, **how)
        await self.server.until(lambda: self.server.count("Quarantine") > before)
        assert self.server.attempts == sent


Open = Callable[..., AbstractAsyncContextManager[Desk]]


def settings_for(home: Path, state: Path, server: MailServer, **options: Any) -> Settings:
    """The small knowledge base, a store of one's own, and the mail server of the test."""
    own = {
        "imap_host": "127.0.0.1", "imap_port": server.imap_port, "imap_security": "none",
        "smtp_host": "127.0.0.1", "smtp_port": server.smtp_port, "smtp_security": "none", "smtp_login": False,
        "username": ADDRESS, "password": PASSWORD, "address": ADDRESS, "authserv_id": OURS, "senders": "@clinic.example", "timeout": 20.0, "poll": 0.2,
    } | options.pop("email", {})  # fmt: skip
    defaults: dict[str, Any] = {"home": home, "database_url": f"sqlite:///{state}/state.sqlite", "secret_key": "of the tests", "email": own}
    return Settings(_env_file=None, **(defaults | options))


@asynccontextmanager
async def desk_at(
    home: Path,
    state: Path,
    server: MailServer,
    *,
    timing: Timing | None = None,
    again: Sequence[float] = SOON,
    clocks: Clocks = CLOCKS,
    **options: Any,
) -> AsyncIterator[Desk]:
    """The adapter at work, until the end of the block."""
    async with create_app(settings_for(home, state, server, **options)) as app:
        edge = Edge(app, timing, again, later=0.05)
        stop = asyncio.Event()
        serving = asyncio.create_task(serve(app, stop, edge=edge, clocks=clocks))
        try:
            yield Desk(server, app, edge)
        finally:
            stop.set()
            await serving
