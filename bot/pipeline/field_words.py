"""A question about a rule in the words of the field: `stitches` is wound repair, `tcm` transitional care management. Pure."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files


def in_field_words(text: str) -> str:
    """The text with what coders say put as passages put it; everything else stays."""
    said, pattern = _table()
    return pattern.sub(lambda match: said[" ".join(match[0].lower().replace("-", " ").split())], text)


@cache
def _table() -> tuple[dict[str, str], re.Pattern[str]]:
    raw: dict[str, str] = tomllib.loads((files("bot.pipeline") / "field_words.toml").read_text(encoding="utf-8"))["words"]
    forms = "|".join(re.escape(phrase).replace(r"\ ", r"[\s-]+") for phrase in sorted(raw, key=len, reverse=True))
    return raw, re.compile(rf"(?<![\w/-])(?:{forms})(?![\w/])", re.IGNORECASE)
