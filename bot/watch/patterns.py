"""What can be watched: a code, a range, an ICD-10-CM category, the codes a channel asked about, and that an update is due. Pure."""

from __future__ import annotations

import re
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


@dataclass(frozen=True, slots=True)
class Watched:
    """Patterns made ready to be compared with many codes."""

    codes: frozenset[str]
    prefixes: tuple[str, ...]
    ranges: tuple[tuple[str, str], ...]

    def holds(self, code: str) -> bool:
        """Whether a code (without dot) is watched."""
        if not code:
            return False
        if code in self.codes or (self.prefixes and code.startswith(self.prefixes)):
            return True
        return any(len(first) == len(code) and first <= code <= last for first, last in self.ranges)

    def of(self, changes: Iterable[Change]) -> dict[str, list[Change]]:
        """Watched code → its changes. A change of a pair counts for the first of its codes that is watched."""
        found: dict[str, list[Change]] = {}
        for change in changes:
            code = next((c for c in (change.code, change.other) if self.holds(c)), "")
            if code:
                found.setdefault(code, []).append(change)
        return found


def watched(patterns: Iterable[str], asked: Iterable[str] = ()) -> Watched:
    """Patterns → what they watch. `asked` are the codes that `ASKED` stands for."""
    patterns = tuple(patterns)
    codes = {icd10cm.key(p) for p in patterns if p not in (ASKED, UPDATES) and not p.endswith("*") and "-" not in p}
    if ASKED in patterns:
        codes |= {icd10cm.key(code) for code in asked}
    spans = tuple((first, last) for first, _, last in (p.partition("-") for p in patterns if "-" in p))
    return Watched(frozenset(codes), tuple(p[:-1] for p in patterns if p.endswith("*")), spans)
