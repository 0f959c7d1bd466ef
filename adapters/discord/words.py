"""Text on its way into Discord, where `<@1>` pings, `[a](b)` hides an address and `#` makes a headline. Pure and total."""

from __future__ import annotations

import re

from adapters.messaging.text import clean, cut, line

__all__ = ["clean", "code_block", "cut", "line", "literal", "markdown", "small"]

_TOKEN = re.compile(r"<(?=[@#:/]|a:|t:|id:|sound:|https?:)", re.IGNORECASE)
_LINK = re.compile(r"\](?=\()")
_MARKS = re.compile(r"([\\`*_~|\[\]])")
_LINE_MARKS = re.compile(r"^(\s*)(#{1,3}(?=\s)|-#(?=\s)|>{1,3}(?=\s)|[-+](?=\s)|\d+(?=\.\s))", re.MULTILINE)


def markdown(text: object) -> str:
    """Markdown whose own marks stay; mentions, emoji tokens, timestamps and links with a face are taken apart."""
    return _LINK.sub("]\u2060", _TOKEN.sub("<\u2060", clean(text)))


def literal(text: object) -> str:
    """Text that is shown as it is: no mark of it means anything."""
    shown = _MARKS.sub(r"\\\1", _TOKEN.sub("<\u2060", clean(text)))
    return _LINE_MARKS.sub(lambda m: f"{m[1]}{m[2]}\\" if m[2].isdecimal() else f"{m[1]}\\{m[2]}", shown)


def small(text: str) -> str:
    """Every line in Discord's small grey type. `text` is markdown already."""
    return "\n".join(f"-# {one}" for one in text.split("\n") if one.strip())


def code_block(text: str) -> str:
    """Text in fixed width; a fence in it is broken up."""
    inside = clean(text).replace("```", "`\u2060``")
    return f"```\n{inside}\n```"
