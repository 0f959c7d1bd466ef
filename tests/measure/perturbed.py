"""Queries as people mistype and shorten them: one slip in the longest word, one word or phrase as charts shorten it. Deterministic."""

from __future__ import annotations

import re
import tomllib
from hashlib import blake2b
from pathlib import Path

_SHORTEST = 5
"""Letters of a word that gets a slip: in shorter ones a slip makes another word as often as not."""
_BESIDE = dict(zip("qwertyuiopasdfghjklzxcvbnm", "wqreytiuopsafdhgkjlxzcvbnn", strict=True))
"""A key beside each on an English keyboard."""


def mistyped(query: str) -> str | None:
    """The query with one slip in its longest word: two letters changed over, one left out, doubled, or the key beside. None if no word is long enough."""
    words = re.findall(r"[a-z]+", query.lower())
    longest = max(words, key=len, default="")
    if len(longest) < _SHORTEST:
        return None
    dice = int.from_bytes(blake2b(query.encode(), digest_size=4).digest(), "big")
    at = 1 + dice % (len(longest) - 2)
    letter = longest[at]
    slips = (
        longest[:at] + longest[at + 1] + letter + longest[at + 2 :],
        longest[:at] + longest[at + 1 :],
        longest[:at] + letter + longest[at:],
        longest[:at] + _BESIDE[letter] + longest[at + 1 :],
    )
    slip = next(s for s in (*slips[(dice >> 8) % 4 :], *slips) if s != longest)
    return re.sub(rf"\b{longest}\b", slip, query.lower(), count=1)


def shortened(query: str, forms: dict[str, str]) -> str | None:
    """The query with its longest word or phrase of the table in the short form, or None if it has none."""
    for words in sorted(forms, key=lambda words: (-len(words), words)):
        found, count = re.subn(rf"\b{re.escape(words)}\b", forms[words], query.lower(), count=1)
        if count:
            return found
    return None


def short_forms() -> dict[str, str]:
    """Words → how charts shorten them."""
    return dict(tomllib.loads((Path(__file__).parent / "short_forms.toml").read_text(encoding="utf-8"))["short"])
