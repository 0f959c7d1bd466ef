"""The bytes of a mail → what is asked of it. Pure and total."""

from __future__ import annotations

from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message
from hashlib import blake2b

from adapters.email import limits
from adapters.email.authentication import authenticated
from adapters.email.automatic import no_person
from adapters.email.headers import author, author_name, decoded, first_id, followed, ids, value
from adapters.email.own_words import own_words
from adapters.email.parts import File, parts_of


@dataclass(frozen=True, slots=True)
class Incoming:
    """A mail. `author` is empty if there is not exactly one; `machine` says why no person sent it, empty if one may have.

    `follows` are the ids of the mails it continues, the oldest first. `cut`: only its beginning was fetched, so that files are missing.
    """

    key: str
    message_id: str
    author: str
    authenticated: bool
    machine: str
    subject: str
    said: str
    follows: tuple[str, ...]
    files: tuple[File, ...]
    encrypted: bool
    cut: bool


def read(raw: bytes, own_address: str, authserv_id: str, *, cut: bool = False) -> Incoming:
    """Raises nothing that its caller need tell apart: whatever it raises, the mail cannot be read."""
    message = message_from_bytes(raw, policy=policy.compat32)
    subject = decoded(value(message, "Subject"))[:1_000]
    address = author(message)
    parts = parts_of(message)
    identity = first_id(ids(value(message, "Message-ID")))
    return Incoming(
        key=_key(address, identity, message, raw),
        message_id=identity,
        author=address,
        authenticated=bool(address and authserv_id) and authenticated(message, address, authserv_id),
        machine=no_person(message, address, own_address),
        subject=subject,
        said=own_words(parts.text or "", subject, author_name(message)),
        follows=followed(message),
        files=() if cut else parts.files,
        encrypted=parts.encrypted,
        cut=cut,
    )


def _key(address: str, identity: str, message: Message, raw: bytes) -> str:
    """One for every mail and its copies. The author is part of it, so that nobody takes up another's id before her.

    A mail without an id is told by its date and what is below the headers, which servers on the way change.
    """
    if not identity:
        body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")[2]
        identity = f"{value(message, 'Date')}\0{value(message, 'Subject')}\0{blake2b(body[: limits.HEAD_BYTES]).hexdigest()}"
    return blake2b(f"{address}\0{identity}".encode("utf-8", "replace"), digest_size=16).hexdigest()
