"""The parts of a mail: its text, and the files with it. Pure and total: broken MIME gives what can be read of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

from adapters.email import limits
from adapters.email.headers import decoded
from knowledge.documents.from_markup import blocks_of
from knowledge.text import printable

_CRYPTED = ("application/pkcs7-mime", "application/x-pkcs7-mime", "multipart/encrypted")
_SIGNATURES = ("application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature", "text/calendar")
"""Parts that are no files to whoever sent the mail."""


@dataclass(frozen=True, slots=True)
class File:
    """An attachment. `name` may hold anything and is shown to nobody."""

    name: str
    kind: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Parts:
    """A mail's text as its author's program wrote it, the HTML it came from if it came from any, and the files."""

    text: str
    html: str
    files: tuple[File, ...]
    encrypted: bool = False


def parts_of(message: Message) -> Parts:
    """Plain text where there is some, else what the HTML says; pictures within the HTML are no files."""
    plain: list[str] = []
    html: list[str] = []
    files: list[File] = []
    encrypted = False
    for part, related in _leaves(message):
        kind = part.get_content_type()
        encrypted = encrypted or kind in _CRYPTED
        if kind in _SIGNATURES or kind in _CRYPTED:
            continue
        attached = part.get_content_disposition() == "attachment" or bool(part.get_filename())
        if kind in ("text/plain", "text/html") and not attached:
            (plain if kind == "text/plain" else html).append(_text(part))
        elif not (related and kind.startswith("image/")):
            files.append(File(decoded(str(part.get_filename() or "")), kind, _bytes(part)))
    text = "\n\n".join(said for said in plain if said.strip())
    markup = "" if text else "\n".join(html)
    return Parts(text or text_of(markup), markup, tuple(files), encrypted)


def text_of(html: str) -> str:
    """What a reader of the page reads, a paragraph a line."""
    return "\n".join(block.text for block in blocks_of(html[: limits.TEXT_CHARACTERS * 20])) if html.strip() else ""


def _leaves(message: Message) -> Iterator[tuple[Message, bool]]:
    """Parts without parts, in order, and whether they belong to a page; a mail within the mail is one, whatever is in it."""
    todo: list[tuple[Message, int, bool]] = [(message, 0, False)]
    seen = 0
    while todo and seen < limits.PARTS:
        part, depth, related = todo.pop()
        kind = part.get_content_type()
        if kind in _CRYPTED or not kind.startswith("multipart/") or not part.is_multipart():
            seen += 1
            yield part, related
        elif depth < limits.DEPTH:
            inner = [one for one in part.get_payload() if isinstance(one, Message)]
            todo += [(one, depth + 1, related or kind == "multipart/related") for one in reversed(inner)]


def _bytes(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _text(part: Message) -> str:
    raw = _bytes(part)[: limits.TEXT_CHARACTERS * 20]
    charset = str(part.get_content_charset() or "utf-8")
    try:
        text = raw.decode(charset)
    except (LookupError, ValueError):
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            text = raw.decode("cp1252", "replace")
    text = printable(text.replace("\r\n", "\n").replace("\r", "\n"))
    return _unflowed(text) if str(part.get_param("format", "")).lower() == "flowed" else text


def _unflowed(text: str) -> str:
    """Lines of a paragraph joined again, as RFC 3676 has it: a line that ends in a space goes on in the next."""
    return re.sub(r"(?<!\n--) \n(?!>|-- $)", " ", text)
