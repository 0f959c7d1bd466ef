"""Text on its way into Slack, where `<!channel>` wakes everybody up and `<@U1>` one person. Pure and total."""

from __future__ import annotations

import re

_UNSEEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
_BROADCAST = re.compile(r"@(?=channel|here|everyone|group)", re.IGNORECASE)
_TOKEN = re.compile(r"<(?=[!@#]|[a-z][a-z0-9+.-]*:)", re.IGNORECASE)
_MARKS = re.compile(r"([\\`*_~])")


def clean(text: object) -> str:
    """Any text without controls and direction marks, and with `@channel` and its like broken by a word joiner."""
    return _BROADCAST.sub("@\u2060", _UNSEEN.sub("", str(text).replace("\r\n", "\n").replace("\r", "\n")))


def line(text: object) -> str:
    """`clean`, on one line."""
    return " ".join(clean(text).split())


def mrkdwn(text: object) -> str:
    """Literal text for a mrkdwn field or a message's `text`: nothing in it is a mention or a link."""
    return clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def markdown(text: object) -> str:
    """Markdown for a markdown block. Its own marks stay; tokens of Slack's are taken apart."""
    return _TOKEN.sub("<\u2060", clean(text))


def literal(text: object) -> str:
    """Text without marks of its own for a markdown block."""
    return _MARKS.sub(r"\\\1", markdown(text))


def cut(text: str, limit: int) -> str:
    """`text` up to `limit` characters, with an ellipsis where something is missing."""
    return text if len(text) <= limit else text[: max(0, limit - 1)].rstrip() + "…"
