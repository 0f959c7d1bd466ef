"""How the same words reach the assistant on each platform. A platform of tomorrow adds a door and is in the whole matrix."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Protocol

import discord_desk
import mail_desk
import slack_desk
import web_desk
from mail_servers import mail_server
from slack_server import SlackServer

from adapters.terminal.conversation import Conversation
from adapters.terminal.reading import Said
from bot.app import App, create_app

PROXY_HEADER = "x-forwarded-user"


class Door(Protocol):
    """One platform with its people. `app` is behind it."""

    app: App
    workspace: str

    @property
    def channels(self) -> tuple[str, ...]:
        """The keys of the channels in which somebody has spoken; on some platforms everybody has her own."""
        ...

    def key(self, person: str) -> str:
        """The person key that the platform gives to somebody of the test."""
        ...

    async def says(self, person: str, text: str) -> str:
        """Somebody asks in the channel, each in a conversation of her own: what the answer says."""
        ...


OpenDoor = Callable[..., AbstractAsyncContextManager[Door]]


@dataclass
class SlackDoor:
    """Mentions over HTTP, each person in a thread of her own."""

    desk: slack_desk.Desk
    workspace: str = "T1"
    channel: str = "C1"
    threads: dict[str, str] = field(default_factory=dict)

    @property
    def app(self) -> App:
        return self.desk.app

    @property
    def channels(self) -> tuple[str, ...]:
        return (f"slack:{self.workspace}:{self.channel}",)

    def key(self, person: str) -> str:
        return f"slack:{self.workspace}:U{person.upper()}"

    async def says(self, person: str, text: str) -> str:
        slack = self.desk.slack
        before = len(slack.messages)
        who = slack.person(f"U{person.upper()}", self.workspace)
        ts = await who.mentions(text, self.channel, self.threads.get(person, ""))
        self.threads.setdefault(person, ts)
        await self.desk.idle()
        return "\n".join(m.all_text for m in slack.messages[before:] if m.by == "bot")


@dataclass
class DiscordDoor:
    """Mentions in a channel, which open a thread for each person."""

    desk: discord_desk.Desk
    people: dict[str, Any] = field(default_factory=dict)
    threads: dict[str, Any] = field(default_factory=dict)

    @property
    def app(self) -> App:
        return self.desk.app

    @property
    def workspace(self) -> str:
        return str(self.desk.guild.id)

    @property
    def channels(self) -> tuple[str, ...]:
        return (f"discord:{self.workspace}:{self.desk.coding.id}",)

    def _person(self, person: str) -> Any:
        if person not in self.people:
            self.people[person] = self.desk.guild.add_member(self.desk.env.create_user(person))
        return self.people[person]

    def key(self, person: str) -> str:
        return f"discord:{self.workspace}:{self._person(person).id}"

    async def says(self, person: str, text: str) -> str:
        who, thread = self._person(person), self.threads.get(person)
        before = len(self.desk.seen(thread)) if thread is not None else 0
        await self.desk.ask(who, thread if thread is not None else self.desk.coding, text)
        if thread is None:
            thread = self.threads[person] = self.desk.thread()
        return "\n".join(card.text for card in self.desk.seen(thread)[before:])


@dataclass
class TerminalDoor:
    """The chat of one machine: whoever sits at it is the one person that it knows, whatever name a test gives her."""

    app: App
    workspace: str = "local"
    channels: tuple[str, ...] = ("terminal:local:chat",)
    conversations: dict[str, Conversation] = field(default_factory=dict)

    def key(self, person: str) -> str:
        return "terminal:local:me"

    async def says(self, person: str, text: str) -> str:
        conversation = self.conversations.setdefault(person, Conversation(self.app))
        said = conversation.read(text)
        assert isinstance(said, Said)
        return (await conversation.answer(said)).text


@dataclass
class EmailDoor:
    """Mails over IMAP and SMTP; everybody answers the last answer to her."""

    desk: mail_desk.Desk
    workspace: str = "mail"
    last: dict[str, EmailMessage] = field(default_factory=dict)

    @property
    def app(self) -> App:
        return self.desk.app

    @property
    def channels(self) -> tuple[str, ...]:
        return tuple(map(self.key, self.last))

    def key(self, person: str) -> str:
        return f"email:{self.workspace}:{person}@clinic.example"

    async def says(self, person: str, text: str) -> str:
        server = self.desk.server
        asked = mail_desk.mail(text, sender=f"{person}@clinic.example", answers=self.last.get(person))
        answers = lambda: [m for m in server.mails if m["In-Reply-To"] == asked["Message-ID"]]  # noqa: E731 - other mails may go out meanwhile
        server.arrives(asked)
        await server.until(lambda: bool(answers()))
        self.last[person] = answers()[-1]
        return "\n".join(map(mail_desk.plain, answers()))


@dataclass
class WebDoor:
    """Forms over HTTP, without scripts; who somebody is says the login proxy."""

    desk: web_desk.Desk
    workspace: str = "local"
    people: dict[str, web_desk.Browser] = field(default_factory=dict)

    @property
    def app(self) -> App:
        return self.desk.app

    @property
    def channels(self) -> tuple[str, ...]:
        return tuple(map(self.key, self.people))

    def key(self, person: str) -> str:
        return f"web:{self.workspace}:{person}"

    async def says(self, person: str, text: str) -> str:
        if person not in self.people:
            self.people[person] = self.desk.browser(**{PROXY_HEADER: person})
            await self.people[person].open()
        return await self.people[person].ask(text)


@asynccontextmanager
async def slack(home: Path, state: Path, **options: Any) -> AsyncIterator[Door]:
    async with SlackServer() as server, slack_desk.desk_at(home, state, server, **options) as desk:
        yield SlackDoor(desk)


@asynccontextmanager
async def discord(home: Path, state: Path, **options: Any) -> AsyncIterator[Door]:
    async with discord_desk.desk_at(home, state, **options) as desk:
        yield DiscordDoor(desk)


@asynccontextmanager
async def terminal(home: Path, state: Path, **options: Any) -> AsyncIterator[Door]:
    async with create_app(discord_desk.settings_for(home, state, **options)) as app:
        yield TerminalDoor(app)


@asynccontextmanager
async def email(home: Path, state: Path, **options: Any) -> AsyncIterator[Door]:
    many = {"per_sender": 1_000, "per_thread": 1_000}
    with mail_server(state) as server:
        async with mail_desk.desk_at(home, state, server, email=many, **options) as desk:
            yield EmailDoor(desk)


@asynccontextmanager
async def web(home: Path, state: Path, **options: Any) -> AsyncIterator[Door]:
    proxy = {"user_header": PROXY_HEADER, "trusted_proxies": "127.0.0.1"}
    async with web_desk.desk_at(home, state, web=proxy, **options) as desk:
        yield WebDoor(desk)


DOORS: dict[str, OpenDoor] = {"slack": slack, "discord": discord, "terminal": terminal, "email": email, "web": web}
