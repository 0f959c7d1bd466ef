"""A mail of the mailbox → accepted work, or why there is none.

The order matters: a mail that no person sent is never answered, one that is not from whom it says neither; both are told by their
headers alone. Only then its text and files are read. It is accepted by author and message id, once.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum

from adapters.email import limits
from adapters.email.attached import Attached, Attachments
from adapters.email.caps import Allowance, Caps
from adapters.email.conversations import chosen, ours
from adapters.email.edge import Edge
from adapters.email.headers import domain
from adapters.email.imap import Fetched
from adapters.email.incoming import Incoming, read
from adapters.email.job import Job, Place, turn_at
from adapters.email.own_words import plain_subject
from adapters.email.question import choice, question, with_files
from adapters.messaging.text import cut, line
from bot.actions import Action
from bot.logs import place as code_place
from bot.privacy import gate
from bot.settings import EmailSettings, PhiPolicy
from bot.store import Role
from bot.turns import Platform

_FORGOTTEN = (
    "The conversation that this mail continues is no longer kept; it was read on its own. Name its codes again if something is missing."
)
_ENCRYPTED = "The mail is encrypted, or a part of it: that part was not read."
_CUT = f"The mail is larger than {limits.MAIL_BYTES // 1_000_000} MB: its attachments were not read."

_log = logging.getLogger(__name__)


class Fate(Enum):
    """What becomes of a mail in the mailbox."""

    ACCEPTED = "accepted"
    """It is being answered; its key tells when that is over."""
    OPEN = "open"
    """Another process answers it, or this one did not finish it before."""
    DONE = "done"
    """It was answered before."""
    QUARANTINED = "quarantined"


@dataclass(frozen=True, slots=True)
class Taken:
    """A mail's fate; `key` is empty for one in quarantine."""

    fate: Fate
    key: str = ""


class Intake:
    """Takes mails in, each in a task of its own. Raises `StoreError`: then the mail stays where it is."""

    def __init__(self, edge: Edge) -> None:
        self._edge = edge
        self._settings: EmailSettings = edge.app.settings.email
        self._attachments = Attachments()
        self._caps = Caps(self._settings.per_sender, self._settings.per_thread)

    async def take(self, fetched: Fetched) -> Taken:
        """Accept a mail and start to answer it, or say what is wrong with it."""
        own = self._settings
        try:
            mail = await asyncio.to_thread(read, fetched.raw, own.address, own.authserv_id, cut=fetched.cut)
        except Exception as error:  # noqa: BLE001 - parsers raise what they like over broken mail; logged with place and kind
            _log.warning("unreadable", extra={"uid": fetched.uid, **code_place(error)})
            return self._quarantined(fetched, "unreadable")
        if reason := mail.machine or await self._not_for_us(mail, fetched):
            return self._quarantined(fetched, reason)
        key = f"{Platform.EMAIL.value}:{mail.key}"
        done = await self._edge.app.store.inbox.is_done(key)
        if done is not None:  # looked at again after a connection was lost, or copied: it counts once
            return Taken(Fate.DONE if done else Fate.OPEN, key)
        job, allowance = await self._job(key, mail)
        if allowance is Allowance.NOTHING:
            return self._quarantined(fetched, "too_many")
        if not await self._edge.accept(job):
            return Taken(Fate.OPEN if await self._edge.app.store.inbox.is_open(key) else Fate.DONE, key)
        self._edge.start(job, self._edge.outbox)
        return Taken(Fate.ACCEPTED, key)

    def _quarantined(self, fetched: Fetched, reason: str) -> Taken:
        self._edge.counts["quarantined"] += 1
        _log.warning("quarantined", extra={"uid": fetched.uid, "reason": reason})
        return Taken(Fate.QUARANTINED)

    async def _not_for_us(self, mail: Incoming, fetched: Fetched) -> str:
        """Why a person's mail is not answered, in a word for the log; empty if it is."""
        if not mail.author:
            return "no_author"
        if not mail.authenticated:
            return "not_authenticated"
        if not allowed(mail.author, self._settings) and not await self._has_role(mail.author):
            return "not_allowed"
        old = fetched.arrived is not None and datetime.now(UTC) - fetched.arrived > timedelta(days=self._settings.max_age_days)
        return "too_old" if old else ""

    async def _has_role(self, author: str) -> bool:
        """Whether an operator gave the person a role; everybody who was ever answered is a member."""
        role = await self._edge.app.store.people.role_of(f"{Platform.EMAIL.value}:{self._settings.workspace}:{author}")
        return (
            role.rank > Role.MEMBER.rank or f"{Platform.EMAIL.value}:{self._settings.workspace}:{author}" in self._edge.app.settings.admins
        )

    async def _job(self, key: str, mail: Incoming) -> tuple[Job, Allowance]:
        own, place_of = self._settings, Place(self._settings.workspace, mail.author)
        person = turn_at(place_of, text="", thread="").person_key
        number = choice(mail.said)
        refs = (*((number.ref,) if number and number.ref else ()), *ours(mail.follows, own.address))
        known = await self._edge.conversations.latest(refs, person)
        thread = known.thread if known else next(iter(mail.follows), mail.message_id or f"<{key}>")
        allowance = self._caps.take(mail.author, thread)
        action = chosen(known, number)
        attached = Attached() if action or allowance is not Allowance.ANSWER else await self._attachments.read(mail.files)
        said = "" if action else question(mail.subject, mail.said)
        place = Place(
            workspace=own.workspace,
            to=mail.author,
            subject=cut(gate(line(plain_subject(mail.subject)), PhiPolicy.REDACT).text, limits.SUBJECT),
            answers=mail.message_id,
            follows=mail.follows[-limits.REFERENCES :]
            if len(mail.follows) <= limits.REFERENCES
            else (mail.follows[0], *mail.follows[-limits.REFERENCES :]),
            question=_understood(said, action, attached),
            remarks=(*attached.remarks, *_remarks(mail, forgotten=known is None and bool(refs))),
            capped=allowance is Allowance.TELL,
        )
        verb, text = with_files(said, attached.text)
        return Job(key, turn_at(place, text=text, thread=thread, verb=verb, action=action, message=mail.message_id), place), allowance


def allowed(author: str, settings: EmailSettings) -> bool:
    """Whether the settings name the address or its domain."""
    return author in settings.senders or f"@{domain(author)}" in settings.senders


def _remarks(mail: Incoming, *, forgotten: bool) -> tuple[str, ...]:
    found = ((forgotten, _FORGOTTEN), (mail.encrypted, _ENCRYPTED), (mail.cut, _CUT))
    return tuple(text for holds, text in found if holds)


def _understood(said: str, action: Action | None, attached: Attached) -> str:
    """What the memo says of the question: past the gate, whatever the policy, since a mail travels further than a chat."""
    if action is not None:
        return line(f"{action.verb} {action.arg}") if not action.is_token else action.verb
    files = f"{attached.read} attachment{'s' if attached.read > 1 else ''}" if attached.read else ""
    shown = cut(line(gate(said[: limits.UNDERSTOOD * 4], PhiPolicy.REDACT).text), limits.UNDERSTOOD)
    return f"{shown} (with {files})" if shown and files else shown or files
