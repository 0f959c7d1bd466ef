"""A note as sentences, each with its place in the text as given. Pure."""

from __future__ import annotations

import re

from bot.case.model import Sentence

_END = re.compile(r"\n+|(?<=[.!?;])\s+")
_TITLE_LONGEST = 16
"""Code points in which a title and its full stop stand, with the letter before."""
_LONGEST = 800
"""Code points; the longest sentence of a note is some 500."""
_TITLE = re.compile(r"(?:\b(?:dr|mr|mrs|ms|vs|approx|no)|\b[A-Z])\.\s*\Z", re.IGNORECASE)
"""What a full stop follows without ending a sentence: `Dr. `, `vs. `, an initial."""


def sentences(note: str) -> tuple[Sentence, ...]:
    """The sentences of a note in order; line ends always part them. Empty for a note without a letter or digit."""
    found, begin = [], 0
    for end in (*_END.finditer(note), None):
        stop = len(note) if end is None else end.start()
        if end is not None and "\n" not in end[0] and _TITLE.search(note, max(begin, stop - _TITLE_LONGEST), stop):
            continue
        piece = note[begin:stop]
        found += _parts(begin, piece)
        begin = stop if end is None else end.end()
    return tuple(found)


def _parts(begin: int, piece: str) -> list[Sentence]:
    """A sentence, or its parts where it is longer than any sentence is (a list without full stops)."""
    found = []
    while len(piece) > _LONGEST:
        cut = piece.rfind(" ", 1, _LONGEST)
        cut = _LONGEST if cut < 0 else cut
        found += _parts(begin, piece[:cut])
        begin, piece = begin + cut, piece[cut:]
    if any(c.isalnum() for c in piece):
        found.append(Sentence(begin + len(piece) - len(piece.lstrip()), piece.strip()))
    return found
