"""What can be watched: a code, a range, an ICD-10-CM category, the codes a channel asked about, and that an update is due. Pure."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from bot.coding import grammar
from knowledge import icd10cm
from knowledge.changes.model import Change

ASKED = "asked"
"""The codes that were asked about in the channel."""
UPDATES = "updates"
"""That a quarter or a fiscal year has begun whose files are not loaded."""
_WORDS = {ASKED: ASKED, "asked codes": ASKED, "our codes": ASKED, UPDATES: UPDATES, "update": UPDATES, "due": UPDATES}
_CATEGORY = re.compile(r"(?P<code>[A-Za-z]\d[0-9A-Za-z](?:\.?[0-9A-Za-z]{1,3})?)(?P<more>[*….]*)")
_AFTER_ALL = "~"
"""Sorts after every character of a code."""
_SEPARATOR = re.compile(r"[,;\s]+")


def read(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What a person asks to watch → patterns (`27257`, `99202-99215`, `E11*`, `asked`, `updates`), and what could not be read."""
    plain = text.strip().lower()
    if plain in _WORDS:
        return (_WORDS[plain],), ()
    found: list[str] = []
    rest = text
    for span in grammar.ranges(text):
        found.append(f"{span.first}-{span.last}")
        rest = re.sub(rf"{re.escape(span.first)}\s*(?:-|–|to)\s*{re.escape(span.last)}", " ", rest, flags=re.IGNORECASE)
    unread: list[str] = []
    for word in filter(None, _SEPARATOR.split(rest)):
        pattern = _of_word(word)
        (found if pattern else unread).append(pattern or word)
    return tuple(dict.fromkeys(found)), tuple(unread)


def _of_word(word: str) -> str:
    if word.lower() in _WORDS:
        return _WORDS[word.lower()]
    category = _CATEGORY.fullmatch(word)
    if category and (category["more"] or len(icd10cm.key(word)) == icd10cm.CATEGORY_LENGTH):
        return f"{icd10cm.key(category['code'])}*"
    mentions = grammar.mentions(word)
    return mentions[0].code if len(mentions) == 1 else ""


def shown(pattern: str) -> str:
    """A pattern as people read it: `E11.9`, `everything under E11`, `codes asked about here`."""
    if pattern == ASKED:
        return "the codes asked about here"
    if pattern == UPDATES:
        return "updates that are due"
    if pattern.endswith("*"):
        return f"everything under {icd10cm.dotted(pattern[:-1])}"
    return pattern


class Changed:
    """Changes by code, made ready to be compared with what many places watch."""

    def __init__(self, changes: Iterable[Change]) -> None:
        self._by_code: dict[str, list[Change]] = {}
        for change in changes:
            for code in dict.fromkeys(filter(None, (change.code, change.other))):
                self._by_code.setdefault(code, []).append(change)
        self._codes = sorted(self._by_code)

    def of(self, watched: Watched) -> dict[str, list[Change]]:
        """Watched code → its changes, in code order. A change of a pair of which both are watched is told once."""
        codes = {code for code in watched.codes if code in self._by_code}
        for prefix in watched.prefixes:
            codes.update(self._between(prefix, prefix + _AFTER_ALL))
        for first, last in watched.ranges:
            codes.update(code for code in self._between(first, last) if len(code) == len(first))
        told: set[int] = set()
        found: dict[str, list[Change]] = {}
        for code in sorted(codes):
            fresh = [change for change in self._by_code[code] if id(change) not in told]
            told.update(map(id, fresh))
            if fresh:
                found[code] = fresh
        return found

    def _between(self, first: str, last: str) -> list[str]:
        return self._codes[bisect_left(self._codes, first) : bisect_right(self._codes, last)]


@dataclass(frozen=True, slots=True)
class Watched:
    """Patterns made ready to be compared with changes: codes without dots."""

    codes: frozenset[str]
    prefixes: tuple[str, ...]
    ranges: tuple[tuple[str, str], ...]


def watched(patterns: Iterable[str], asked: Iterable[str] = ()) -> Watched:
    """Patterns → what they watch. `asked` are the codes that `ASKED` stands for."""
    patterns = tuple(patterns)
    codes = {icd10cm.key(p) for p in patterns if p not in (ASKED, UPDATES) and not p.endswith("*") and "-" not in p}
    if ASKED in patterns:
        codes |= {icd10cm.key(code) for code in asked}
    spans = tuple((first, last) for first, _, last in (p.partition("-") for p in patterns if "-" in p))
    return Watched(frozenset(codes), tuple(p[:-1] for p in patterns if p.endswith("*")), spans)
