"""A mail's headers as what is asked of them: who wrote it, which mails it follows. Pure and total.

The standard library's structured headers raise on some broken ones; these are read as they are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,64}"
_ADDRESS = rf"{_ATOM}(?:\.{_ATOM}){{0,20}}@[A-Za-z0-9][A-Za-z0-9-]{{0,62}}(?:\.[A-Za-z0-9][A-Za-z0-9-]{{0,62}}){{0,20}}"
"""What a mail can be answered to: an address with a dot in the wrong place is none."""
_ONLY_ADDRESS = re.compile(rf"\s*<?({_ADDRESS})>?\s*\Z")
_IN_ANGLES = re.compile(rf"[^<>]*<\s*({_ADDRESS})\s*>\s*(?:\([^()]*\))?\s*\Z")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_ID = re.compile(r"<[!-;=?-~]{1,650}>")
"""ASCII alone: an answer names the ids it follows, and no mail can be made that names others."""
_UNSEEN = re.compile(r"[\x00-\x1f\x7f]+")


def values(message: Message, name: str) -> tuple[str, ...]:
    """Every value of a header, on one line each; bytes that are no ASCII are kept as well as can be."""
    return tuple(" ".join(_UNSEEN.sub(" ", str(value)).split()) for value in message.get_all(name, []))


def value(message: Message, name: str) -> str:
    """A header's first value, empty without one."""
    return next(iter(values(message, name)), "")


def decoded(text: str) -> str:
    """A header with its encoded words read (`=?utf-8?q?…?=`); as it is where they are broken."""
    try:
        shown = str(make_header(decode_header(text)))
    except (HeaderParseError, LookupError, ValueError, UnicodeError):
        shown = text
    return " ".join(_UNSEEN.sub(" ", shown).split()).encode("utf-8", "replace").decode()


def author(message: Message) -> str:
    """The one address that a mail is from, in lower case; empty if it is from nobody, from several, or written so that readers differ.

    `a@x.org <b@y.org>` is from b@y.org to all of them; a From header that stands twice, or names two, is not taken for either.
    """
    given = values(message, "From")
    if len(given) != 1:
        return ""
    plain = _QUOTED.sub(" ", given[0])  # a name in quotation marks may hold anything
    found = _ONLY_ADDRESS.match(plain) or _IN_ANGLES.match(plain)
    before = plain[: found.start(1)] if found else ""
    return "" if not found or "," in before or ";" in before else found[1].lower()


def author_name(message: Message) -> str:
    """What the author calls herself, empty if she does not."""
    shown = decoded(value(message, "From"))
    name, mark, _ = shown.rpartition("<")
    return name.strip().strip('"').strip() if mark else ""


def domain(address: str) -> str:
    """What stands behind the @."""
    return address.rpartition("@")[2].lower().rstrip(".")


def ids(text: str) -> tuple[str, ...]:
    """The message ids in a header, in order, each once; one that a mail program would take for an encoded word is none."""
    return tuple(dict.fromkeys(one for one in _ID.findall(text[:20_000]) if "=?" not in one))


def followed(message: Message) -> tuple[str, ...]:
    """The ids of the conversation so far, the oldest first: References, then In-Reply-To."""
    return tuple(dict.fromkeys((*ids(value(message, "References")), *ids(value(message, "In-Reply-To")))))


def first_id(found: Sequence[str]) -> str:
    """The first of them, or nothing."""
    return next(iter(found), "")
