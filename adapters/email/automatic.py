"""Mail that no person sent, or that goes to many: it is never answered, or two machines would write to each other for ever. Pure.

RFC 3834 (Auto-Submitted), RFC 3464 (delivery reports), RFC 2369 and 2919 (lists), and the older marks that real senders use.
"""

from __future__ import annotations

import re
from email.message import Message

from adapters.email.headers import value, values

LOOP_HEADER = "X-Loop"
_MACHINES = re.compile(
    r"(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?|notifications?|auto-?reply|automailer)(?:[+._-].*)?@", re.IGNORECASE
)
_LISTS = ("List-Id", "List-Unsubscribe", "List-Post", "List-Help")
_AUTOMATIC = ("X-Autoreply", "X-Autorespond", "X-Auto-Reply")
_BULK = frozenset(("bulk", "junk", "list", "auto_reply"))


def no_person(message: Message, author: str, own: str) -> str:
    """Why a mail is not from a person to us, in one word for the log; empty if it may be. `own` is our address."""
    if author == own.lower() or any(own.lower() in one.lower() for one in values(message, LOOP_HEADER)):
        return "own"
    if message.get_content_type() == "multipart/report" or "delivery-status" in value(message, "Content-Type").lower():
        return "report"
    if any(one.replace(" ", "") == "<>" for one in values(message, "Return-Path")):
        return "bounce"
    if _MACHINES.match(author):
        return "machine"
    submitted = value(message, "Auto-Submitted").partition(";")[0].strip().lower()
    if submitted not in ("", "no") or any(message.get(name) is not None for name in _AUTOMATIC):
        return "automatic"
    if any(message.get(name) is not None for name in _LISTS):
        return "list"
    if value(message, "Precedence").lower() in _BULK:
        return "bulk"
    return ""
