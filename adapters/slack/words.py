"""Text on its way into Slack, where `<!channel>` wakes everybody up and `<@U1>` one person. Pure and total."""

from __future__ import annotations

import re

from adapters.messaging.text import clean, cut, line

__all__ = ["clean", "cut", "line", "literal", "markdown", "mrkdwn"]

_TOKEN = re.compile(r"<(?=[!@#]|[a-z][a-z0-9+.-]*:)", re.IGNORECASE)
_MARKS = re.compile(r"([\\`*_~])")


def mrkdwn(text: object) -> str:
    """Literal text for a mrkdwn field or a message's `text`: nothing in it is a mention or a link."""
    return clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def markdown(text: object) -> str:
    """Markdown for a markdown block. Its own marks stay; tokens of Slack's are taken apart."""
    return _TOKEN.sub("<\u2060", clean(text))


def literal(text: object) -> str:
    """Text without marks of its own for a markdown block."""
    return _MARKS.sub(r"\\\1", markdown(text))
