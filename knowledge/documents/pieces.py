"""Sections → pieces of the size of one answer. Pure functions.

A section that is short goes with the sections before it under the same heading; one that is long is cut where a sentence ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from knowledge.documents.outline import Section

MAX_CHARACTERS = 1_300
"""Of one piece: two or three paragraphs, read at a glance."""
_AIM = 900
_SHORT = 220
"""An item of a list shorter than this does not stand alone."""
_MIN_WORDS = 6
_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+(?=[A-Z0-9\u201c\"(\u2022])")
_RUN_IN = re.compile(r"^((?:[A-Z][\w/&,' -]{2,58}?)):\s")
"""A heading that runs into its text: `Modifier 59: …`."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What becomes a passage: the titles above it, where it stands, its text."""

    path: tuple[str, ...]
    locator: str
    text: str
    page: str = ""
    part: int = 0
    """Number within a section that was cut; 0 if it was not."""


def pieces(found: Iterable[Section]) -> Iterator[Piece]:
    """The pieces of a document; a text that stands in it again (a notice on every title page) is given once."""
    seen: set[str] = set()
    for section in _gathered(found):
        run_in = _RUN_IN.match(section.text)
        path = (*section.path, run_in[1]) if run_in and len(run_in[1].split()) <= 6 else section.path
        parts = tuple(_cut(section.text))
        for number, text in enumerate(parts, start=1):
            key = " ".join(text.lower().split())
            if key in seen or len(text.split()) < _MIN_WORDS:
                continue
            seen.add(key)
            yield Piece(path, section.locator, text, section.page, number if len(parts) > 1 else 0)


def _gathered(found: Iterable[Section]) -> Iterator[Section]:
    """Short items join what stands before them under the same titles."""
    held: Section | None = None
    for section in found:
        if held is not None and section.path == held.path and len(section.text) < _SHORT and len(held.text) < _AIM:
            held = replace(held, text=f"{held.text} {section.text}")
            continue
        if held is not None:
            yield held
        held = section
    if held is not None:
        yield held


def _cut(text: str) -> Iterator[str]:
    if len(text) <= MAX_CHARACTERS:
        yield text
        return
    held = ""
    for sentence in _SENTENCE_END.split(text):
        for piece in _hard(sentence):
            if held and len(held) + len(piece) > _AIM:
                yield held
                held = piece
            else:
                held = f"{held} {piece}".strip()
    if held:
        yield held


def _hard(sentence: str) -> Iterator[str]:
    """A "sentence" longer than a piece (a table without full stops), cut between words."""
    while len(sentence) > MAX_CHARACTERS:
        place = sentence.rfind(" ", 0, MAX_CHARACTERS)
        place = place if place > 0 else MAX_CHARACTERS
        yield sentence[:place]
        sentence = sentence[place:].strip()
    yield sentence
