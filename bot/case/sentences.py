"""A note as sentences, each with its place in the text as given. Pure."""

from __future__ import annotations

import re

from bot.case.model import Sentence

_END = re.compile(r"\n+|(?<=[.!?;])\s+")
_TITLE = re.compile(r"(?:\b(?:dr|mr|mrs|ms|vs|approx|no)|\b[A-Z])\.\s*\Z", re.IGNORECASE)
"""What a full stop follows without ending a sentence: `Dr. `, `vs. `, an initial."""


def sentences(note: str) -> tuple[Sentence, ...]:
    """The sentences of a note in order; line ends always part them. Empty for a note without a letter or digit."""
    found, begin = [], 0
    for end in (*_END.finditer(note), None):
        stop = len(note) if end is None else end.start()
        if end is not None and "\n" not in end[0] and _TITLE.search(note[begin:stop]):
            continue
        piece = note[begin:stop]
        if any(c.isalnum() for c in piece):
            text = piece.strip()
            found.append(Sentence(begin + len(piece) - len(piece.lstrip()), text))
        begin = stop if end is None else end.end()
    return tuple(found)
