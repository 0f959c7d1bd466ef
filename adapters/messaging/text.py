"""Text on its way into a chat. Pure and total."""

from __future__ import annotations

import re

_UNSEEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
_BROADCAST = re.compile(r"@(?=channel|here|everyone|group)", re.IGNORECASE)


def clean(text: object) -> str:
    """Any text without controls and direction marks, and with `@channel` and its like broken by a word joiner."""
    said = str(text)
    if said.isprintable() and "@" not in said:  # most are: what is unseen is not printable
        return said
    return _BROADCAST.sub("@\u2060", _UNSEEN.sub("", said.replace("\r\n", "\n").replace("\r", "\n")))


def line(text: object) -> str:
    """`clean`, on one line."""
    return " ".join(clean(text).split())


def cut(text: str, limit: int) -> str:
    """`text` up to `limit` characters, with an ellipsis where something is missing."""
    return text if len(text) <= limit else text[: max(0, limit - 1)].rstrip() + "…"


def slices(text: str, limit: int) -> list[str]:
    """`text` in pieces of at most `limit`, cut at paragraphs, lines or words where there are any."""
    pieces = []
    while len(text) > limit:
        at = next((found for mark in ("\n", " ") if (found := text.rfind(mark, limit // 2, limit)) > 0), limit)
        pieces.append(text[:at].rstrip())
        text = text[at:].lstrip("\n ") if at < limit else text[at:]
    return [*pieces, text] if text.strip() else pieces


def fenced(pieces: list[str]) -> list[str]:
    """Pieces of a text with code fences: a fence that is open where a piece ends is closed there and opened again."""
    out, is_open = [], False
    for piece in pieces:
        shown = f"```\n{piece}" if is_open else piece
        is_open = shown.count("```") % 2 == 1
        out.append(f"{shown}\n```" if is_open else shown)
    return out


def adds(title: str, verdict: str) -> bool:
    """Whether a title says a word that the verdict does not."""
    return bool(set(_WORDS.findall(title.lower())) - set(_WORDS.findall(verdict.lower())))


_WORDS = re.compile(r"[\w.-]+\w")
