"""How the same words reach the assistant on each platform. A platform of tomorrow adds a door and is in the whole matrix."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Protocol

import discord_cards
import discord_desk
import mail_desk
import slack_desk
import web_desk
from mail_servers import ADDRESS, mail_server
from slack_server import SlackServer
from test_email_contract import Asked

from adapters.terminal.conversation import Conversation
from adapters.terminal.reading import Said
from adapters.terminal.render import to_text
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

    def harm(self) -> list[str]:
        """What of all that was sent until now pings somebody, asks another server, or is taken for markup or a header by the platform."""
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

    def harm(self) -> list[str]:
        read = [text for _, call in self.desk.slack.calls for text in marked(call)]
        return [found[0] for text in read for found in _SLACK_MARKS.finditer(text) if found[0] not in _OWN_MARKS]


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

    def harm(self) -> list[str]:
        cards = [card for thread in self.threads.values() for card in self.desk.seen(thread)]
        pinged = ["everyone" for card in cards if card.message.mention_everyone or card.message.mentions or card.message.role_mentions]
        return [*pinged, *(token for card in cards for token in discord_cards.tokens("\n".join((card.content, discord_cards.said(card.components)))))]


@dataclass
class TerminalDoor:
    """The chat of one machine: whoever sits at it is the one person that it knows, whatever name a test gives her."""

    app: App
    workspace: str = "local"
    channels: tuple[str, ...] = ("terminal:local:chat",)
    conversations: dict[str, Conversation] = field(default_factory=dict)
    shown: list[str] = field(default_factory=list)

    def key(self, person: str) -> str:
        return "terminal:local:me"

    async def says(self, person: str, text: str) -> str:
        conversation = self.conversations.setdefault(person, Conversation(self.app))
        heard = conversation.read(text)
        assert isinstance(heard, Said)
        reply = await conversation.answer(heard)
        self.shown.append(to_text(reply, 100))
        return reply.text

    def harm(self) -> list[str]:
        return [found[0] for card in self.shown for found in _CONTROLS.finditer(card)]


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

    def harm(self) -> list[str]:
        found = []
        for sent in self.desk.server.mails:
            page = sent.get_body(("html",))
            addresses = Asked(str(page.get_content())).addresses if page is not None else []
            found += [address for address in addresses if not address.startswith(f"mailto:{ADDRESS}")]
            found += [f"to {sent[name]}" for name in ("To", "Cc", "Bcc") if sent[name] and not str(sent[name]).endswith("@clinic.example")]
            found += [name for name in sent if name.lower().startswith("x-evil")]
        return found


@dataclass
class WebDoor:
    """Forms over HTTP, without scripts; who somebody is says the login proxy."""

    desk: web_desk.Desk
    workspace: str = "local"
    people: dict[str, web_desk.Browser] = field(default_factory=dict)
    found: list[str] = field(default_factory=list)

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
        browser = self.people[person]
        answer = await browser.ask(text)
        self.found += [node.html or "" for node in browser.page.css("script:not([src]), iframe, object, embed, img[src^='http'], meta[http-equiv], [onerror]")]
        links = [str(node.attributes.get("href") or "") for node in browser.page.css("a[href]")]
        self.found += [link for link in links if not link.startswith(("/", "#", "https://careers.example.org/", "data:application/"))]
        return answer

    def harm(self) -> list[str]:
        return self.found


_SLACK_MARKS = re.compile(r"<[!@#][^>]*>|<(?:https?|mailto):[^>]*>")
_OWN_MARKS = ("<https://careers.example.org/10442>",)
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def marked(call: dict[str, Any]) -> Iterator[str]:
    """The texts of a call in which Slack looks for mentions and links, and the mentions that its blocks are made of."""
    for name, value in call.items():
        if name in ("text", "markdown_text") and isinstance(value, str):
            yield value
        elif isinstance(value, str) and value.startswith(("[", "{")):
            with contextlib.suppress(ValueError):
                yield from _of_blocks(json.loads(value))
        else:
            yield from _of_blocks(value)


def _of_blocks(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for below in value:
            yield from _of_blocks(below)
    elif isinstance(value, dict):
        match value.get("type"):
            case "mrkdwn" | "markdown":
                yield str(value["text"])
            case "user" | "usergroup" | "broadcast" | "channel":
                yield f"<@{value}>"
            case "link":
                yield f"<{value['url']}>"
        for below in value.values():
            yield from _of_blocks(below)


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
