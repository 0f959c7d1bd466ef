"""`coderly doctor email`: both servers, the folders, and whether mail can be told from forged mail."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from email import message_from_bytes, policy

from adapters.email.authentication import names_of_servers
from adapters.email.imap import LOST, Mailbox, MailboxLost
from adapters.email.run import check_settings
from adapters.email.smtp import Outbox
from adapters.messaging.checked import Checked
from adapters.messaging.errors import Misconfigured
from bot.settings import EmailSettings

_STEPS = {
    "connect": "the server does not answer in the security that is set: look at CODERLY_EMAIL__IMAP_HOST, IMAP_PORT and IMAP_SECURITY",
    "login": "the server refuses name or password; most providers want an app password, and IMAP switched on in the mailbox's settings",
    "select": "there is no such folder: look at CODERLY_EMAIL__INBOX",
    "create": "the folder cannot be made: make it by hand, or name another one",
}
_LOOKED_AT = 20
"""Mails whose headers are looked at."""


async def examine(settings: EmailSettings) -> AsyncIterator[Checked]:
    """What was looked at, one by one."""
    missing_id = not settings.authserv_id
    try:
        check_settings(settings.model_copy(update={"authserv_id": settings.authserv_id or "looked for below"}))
    except Misconfigured as error:
        yield Checked(False, "settings", str(error))
        return
    yield Checked(True, f"settings for {settings.address}")
    async for checked in _mailbox(settings, missing_id=missing_id):
        yield checked
    yield await _sending(settings)
    yield Checked(
        bool(settings.senders),
        f"answered: {', '.join(settings.senders)}" if settings.senders else "CODERLY_EMAIL__SENDERS is empty",
        "name the addresses or @domains of your coders; without it only people with a role are answered",
    )


async def _mailbox(settings: EmailSettings, *, missing_id: bool) -> AsyncIterator[Checked]:
    try:
        box = await asyncio.to_thread(Mailbox.open, settings)
    except LOST as error:
        step = error.step if isinstance(error, MailboxLost) else "connect"
        yield Checked(
            False, f"mailbox: {step} failed ({type(error.__cause__ or error).__name__})", _STEPS.get(step, "try again in a minute")
        )
        return
    try:
        yield Checked(True, f"mailbox {settings.inbox} opened, signed in")
        yield Checked(
            True,
            "the server tells of new mail (IDLE)" if box.can_idle else "the server has no IDLE",
            "" if box.can_idle else f"the mailbox is looked at every {settings.poll:g} seconds (CODERLY_EMAIL__POLL)",
        )
        for name in (settings.processed, settings.quarantine):
            try:
                there = await asyncio.to_thread(box.folder, name)
                yield Checked(True, f"folder {there}")
            except LOST:
                yield Checked(False, f"folder {name}", _STEPS["create"])
        names = await asyncio.to_thread(_seen, box)
        yield _authentication(settings, names, missing_id=missing_id)
    except LOST as error:
        yield Checked(False, f"mailbox: {type(error).__name__}", "the connection broke; try again in a minute")
    finally:
        await asyncio.to_thread(box.close)


def _seen(box: Mailbox) -> tuple[str, ...]:
    """The names that stand on top in Authentication-Results of the latest mails."""
    uids = box.waiting()[-_LOOKED_AT:]
    found = (names_of_servers(message_from_bytes(one.raw, policy=policy.compat32)) for one in (box.fetch(uids) if uids else ()))
    return tuple(dict.fromkeys(names[0] for names in found if names))


def _authentication(settings: EmailSettings, names: tuple[str, ...], *, missing_id: bool) -> Checked:
    seen = (
        f"the mails in the inbox bear: {', '.join(names)}"
        if names
        else "no mail in the inbox has such a header; send one there and look again"
    )
    if missing_id:
        return Checked(False, "CODERLY_EMAIL__AUTHSERV_ID is empty", f"without it no mail is answered; {seen}")
    if names and settings.authserv_id.lower() not in [name.lower() for name in names]:
        return Checked(False, f"no mail in the inbox bears {settings.authserv_id} in Authentication-Results", seen)
    return Checked(
        True,
        f"believed: Authentication-Results of {settings.authserv_id}",
        "your mail server must take headers of this name out of mail from outside (RFC 8601, section 5)",
    )


async def _sending(settings: EmailSettings) -> Checked:
    try:
        await Outbox(settings).check()
    except Exception as error:  # noqa: BLE001 - whatever it is, it is told by its kind
        return Checked(
            False, f"sending server: {type(error).__name__}", "look at CODERLY_EMAIL__SMTP_HOST, SMTP_PORT, SMTP_SECURITY and the password"
        )
    return Checked(True, "sending server signed in")
