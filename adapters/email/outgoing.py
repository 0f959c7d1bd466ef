"""An answer as a mail: plain text and HTML, in the conversation of what it answers, marked so that no machine answers it. Pure."""

from __future__ import annotations

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from adapters.email import limits
from adapters.email.automatic import LOOP_HEADER
from adapters.email.conversations import id_of, ref_of
from adapters.email.job import Place
from adapters.email.memo import Memo
from adapters.email.memo_html import as_html
from adapters.email.memo_text import as_text
from adapters.messaging.text import cut, line
from bot.turns import File

NEWS = "From your coding desk"
"""Subject of what nobody asked for just now."""


def outgoing(
    made: Memo, place: Place, key: str, address: str, name: str, at: datetime, *, answer_id: str = "", plain: bool = False, file: File | None = None
) -> EmailMessage:
    """The mail that brings a memo to a place, and a file with it. `plain`: without HTML, for a server that refused it."""
    subject = cut(line(place.subject).replace("=?", "= ?") or NEWS, limits.SUBJECT)  # text that reads as an encoded word would be decoded once more
    subject = f"Re: {subject}" if place.answers else subject
    mail = EmailMessage()
    mail["From"] = Address(display_name=name, addr_spec=address)
    mail["To"] = Address(addr_spec=place.to)
    mail["Subject"] = subject
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = id_of(key, address, answer_id)
    if place.answers:
        mail["In-Reply-To"] = place.answers
        mail["References"] = " ".join(references(place))
        mail["Auto-Submitted"] = "auto-replied"
    else:
        mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    mail[LOOP_HEADER] = address
    mail.set_content(as_text(made), cte="quoted-printable")
    if not plain:
        mail.add_alternative(as_html(made, address, subject, ref_of(key)), subtype="html", cte="quoted-printable")
    if file is not None:
        mail.add_attachment(file.text.encode(), maintype="application", subtype=file.kind, filename=file.name)
    return mail


def references(place: Place) -> tuple[str, ...]:
    """The ids of the conversation, the one that is answered last; of a long one the first, which names it, and the latest."""
    every = tuple(dict.fromkeys((*place.follows, place.answers)))
    every = (*[one for one in every if one != place.answers], place.answers)
    return every if len(every) <= limits.REFERENCES else (every[0], *every[-limits.REFERENCES + 1 :])
