"""The words and digit runs of a folded text, read once for all detectors."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TOKEN = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]{2,})*|\d+")


@dataclass(frozen=True, slots=True)
class Tokens:
    """`text` and, index by index, where its tokens stand and how they read in lower case.

    A token is a run of digits or a word; a hyphen or apostrophe belongs to a word if two letters follow it,
    so `Smith-Jones` and `O'Brien` are one token, the `'s` of `Smith's` is not.
    """

    text: str
    starts: list[int]
    ends: list[int]
    lowers: list[str]

    def word(self, index: int) -> str:
        """Token `index` as it was typed."""
        return self.text[self.starts[index] : self.ends[index]]

    def gap(self, index: int) -> str:
        """What stands between token `index` and the next one; a newline if there is none."""
        if index + 1 >= len(self.starts):
            return "\n"
        return self.text[self.ends[index] : self.starts[index + 1]]


def tokenize(text: str) -> Tokens:
    """Split a folded text into tokens, in one linear pass."""
    matches = list(_TOKEN.finditer(text))
    return Tokens(text, [m.start() for m in matches], [m.end() for m in matches], [m.group().lower() for m in matches])
