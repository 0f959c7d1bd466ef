"""What comes in from a platform (`Turn`) and what goes out to it (`Reply`).

Both are frozen and platform-neutral: an adapter builds a `Turn` from its event and renders a `Reply` into
its own payload. A `Reply` always carries its full content as plain text (`Reply.text`), so that a renderer
that fails, a screen reader, a log-in-a-file or a mail client still has all of the answer.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from bot.actions import Action


class Platform(StrEnum):
    """Where a turn came from. Only policies (PHI, limits) and the store look at it; skills never do."""

    SLACK = "slack"
    DISCORD = "discord"
    EMAIL = "email"
    TERMINAL = "terminal"
    WEB = "web"


class Visibility(StrEnum):
    """Who should see a reply. Adapters without private messages treat private and thread alike; what is secret never shows to others.

    A secret reply (a one-time code, a person's data) is not remembered either.
    """

    SECRET = "secret"  # noqa: S105 - who sees it, not a password
    PRIVATE = "private"
    THREAD = "thread"


class Outcome(StrEnum):
    """How a turn ended; counted in metrics, mapped to the exit status of `coderly ask`."""

    ANSWERED = "answered"
    NOT_FOUND = "not_found"
    UNCLEAR = "unclear"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a turn, as the adapter has put it down; whoever takes it on moves it, the rest is removed."""

    name: str
    path: Path


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing a person said or pressed.

    `text` is what was typed, without the mention and without the slash verb; `verb` is the slash verb
    (`code`, `ask`, …) if one was used; `action` is the button pressed, if one was. `thread` names the
    conversation within `channel`; keys into the store always include platform and workspace.
    `context` is only for batch runs: earlier turns of a conversation that the store has not seen, bot
    turns prefixed with `(bot) `. `open_thread` is the thread of the channel in which the person stands, whether what she says there is for
    everybody or for her alone; empty outside of any, and where her words begin one. `vouched_for`: the platform says that the person administers the workspace,
    and the operator has let it say so.
    """

    platform: Platform
    workspace: str
    channel: str
    thread: str
    person: str
    text: str
    verb: str | None = None
    action: Action | None = None
    message_id: str = ""
    context: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    vouched_for: bool = False
    open_thread: str = ""

    @property
    def private(self) -> bool:
        """Whether only the person sees what is said in this conversation, although it stands in a channel."""
        return self.thread == private_thread(self.person)

    @property
    def thread_key(self) -> str:
        """One key per conversation: `platform:workspace:channel:thread`."""
        return f"{self.platform}:{self.workspace}:{self.channel}:{self.thread}"

    @property
    def channel_key(self) -> str:
        """One key per channel: `platform:workspace:channel`."""
        return f"{self.platform}:{self.workspace}:{self.channel}"

    @property
    def person_key(self) -> str:
        """One key per identity: `platform:workspace:person`."""
        return f"{self.platform}:{self.workspace}:{self.person}"


def private_thread(person: str) -> str:
    """The name of a person's conversation in a channel in which nobody else sees what she asks and gets."""
    return f"private-{person}"


@dataclass(frozen=True, slots=True)
class Field:
    """A labelled fact of a card. `source` is the number of the citation it stands on, 0 for none."""

    label: str
    value: str
    source: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a header; every row is as long as the header. `picture`: its amounts say more side by side as bars."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    picture: bool = False


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a statement comes from: who published it, which edition, from which date it holds."""

    number: int
    source: str
    edition: str = ""
    effective: str = ""
    locator: str = ""

    def line(self) -> str:
        """The citation as one line of text."""
        parts = [p for p in (self.source, self.edition, self.locator) if p]
        if self.effective:
            parts.append(self.effective if self.effective.startswith("checked") else f"in effect {self.effective}")
        return f"[{self.number}] " + ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Button:
    """A follow-up the person can press. `action` says what it means; the adapter chooses the widget.

    `own`: it changes what is kept of the asker, so that it does nothing for somebody else who sees the card.
    """

    label: str
    action: Action
    primary: bool = False
    own: bool = False


@dataclass(frozen=True, slots=True)
class Menu:
    """More to choose from than buttons hold: one list under the card. `label` stands in it while nothing is chosen.

    At most `MENU_CHOICES`; what a person must be able to read stands in the card, too, since not every surface has lists.
    """

    label: str
    choices: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A way out of the chat, to the one web address it names: http or https, and checked by who made the reply."""

    label: str
    url: str


ASIDE_BUTTONS = 2
LINKS = 2
"""Links of a reply that are shown."""
MENU_CHOICES = 25
"""Choices of a list on Discord; Slack takes 100."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A remark beside the answer: a caveat of the service itself, not of the coding rule.

    `level` is `info`, `warning` or `error`; `reference` is the id under which a failure was logged.
    """

    text: str
    level: str = "info"
    reference: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """Text as a file, for a surface that takes files. `kind` is its media type, of the family `application`: json."""

    name: str
    text: str
    kind: str = "json"


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: verdict, facts, rule, caveat, sources, follow-ups. Only `verdict` is required."""

    verdict: str
    title: str = ""
    fields: tuple[Field, ...] = ()
    tables: tuple[Table, ...] = ()
    rule: str = ""
    body: str = ""
    caveat: str = ""
    citations: tuple[Citation, ...] = ()
    buttons: tuple[Button, ...] = ()
    notices: tuple[Notice, ...] = ()
    visibility: Visibility = Visibility.THREAD
    outcome: Outcome = Outcome.ANSWERED
    topic: str = ""
    codes: tuple[str, ...] = ()
    answer_id: str = ""
    copy_line: str = field(default="")
    menu: Menu | None = None
    links: tuple[Link, ...] = ()
    """Where to go on outside: at most `LINKS`."""
    confidential: bool = False
    """Nothing of the question or of the answer's text is stored but the codes: the question was a note on a patient."""
    aside: tuple[Button, ...] = ()
    """What can be done with the answer as a whole, apart from its follow-ups: at most `ASIDE_BUTTONS`."""
    personal: tuple[Field, ...] = ()
    """What is the asker's alone, her own note on a code. It is shown where nobody else sees the card, and is in no plain text: that is stored and shared."""
    licensed: bool = False
    """Whether there is licensed wording in `personal`: who sees more of the card later must still hold a seat then."""
    locked: tuple[str, ...] = ()
    """The names of what is not shown to this person; a button says what to do about it."""
    live: str = ""
    """Names work that goes on: the replies that `App.live.follow` gives take this one's place (see `bot.live`)."""
    file: File | None = None
    """What `body` holds, as a file: a surface that takes files shows the reply `beside_file`, the others the body."""

    @property
    def text(self) -> str:
        """The whole reply as plain text; nothing that a card shows is missing here except buttons, menu and what is personal."""
        return plain_text(self)

    def for_asker(self) -> Reply:
        """The reply as only the asker sees it: what is personal stands among the facts."""
        return replace(self, fields=(*self.fields, *self.personal), personal=()) if self.personal else self

    def beside_file(self) -> Reply:
        """The reply as it stands beside its file, which holds the body."""
        return replace(self, body=f"It is in the file {self.file.name}.") if self.file else self

    def with_notice(self, notice: Notice) -> Reply:
        """The same reply with one notice more."""
        return replace(self, notices=(*self.notices, notice))


def plain_text(reply: Reply) -> str:
    """`Reply` → plain text in the order of an answer: verdict, facts, rule, caveat, sources, notices."""
    parts: list[str] = []
    if reply.title and reply.title not in reply.verdict:
        parts.append(reply.title)
    parts.append(reply.verdict)
    if reply.fields:
        parts.append("\n".join(f"{f.label}: {f.value}{_mark(f.source)}" for f in reply.fields))
    parts.extend(_table_text(table) for table in reply.tables)
    if reply.locked:
        parts.append(locked_line(reply.locked))
    parts.extend(p for p in (reply.body, reply.rule) if p)
    if reply.caveat:
        parts.append(f"Note: {reply.caveat}")
    if reply.copy_line:
        parts.append(f"Copy: {reply.copy_line}")
    if reply.citations:
        parts.append("Sources:\n" + "\n".join(c.line() for c in reply.citations))
    parts.extend(f"{link.label}: {link.url}" for link in reply.links[:LINKS])
    for notice in reply.notices:
        suffix = f" (reference {notice.reference})" if notice.reference else ""
        parts.append(f"{notice.text}{suffix}")
    return "\n\n".join(p for p in parts if p)


LOCK = "\N{LOCK}"


def locked_line(names: tuple[str, ...]) -> str:
    """What is locked, in one line, as every surface shows it."""
    return f"{LOCK} Locked: {', '.join(names)}"


def _mark(source: int) -> str:
    return f" [{source}]" if source else ""


def _table_text(table: Table) -> str:
    columns = max(len(row) for row in (table.header, *table.rows))  # a ragged row must not cost the whole text
    rows = [(*row, *[""] * (columns - len(row))) for row in (table.header, *table.rows)]
    widths = [max(len(row[i]) for row in rows) for i in range(columns)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    if table.caption:
        lines.insert(0, table.caption)
    return "\n".join(lines)
