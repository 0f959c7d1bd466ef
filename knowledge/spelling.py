"""A query as it was probably meant: abbreviations written out, clipped words completed, drugs called by their substance,
words that occur nowhere brought to the nearest that does.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from knowledge.text import folded

_MIN_LENGTH = 4
"""Shorter words have too many neighbours to guess; words of four letters are matched by their first letter only."""
_LONG = 8
"""From this length on two slips are forgiven."""
_CLIPPED = 4
"""Letters from which an unknown word may be the beginning of a longer one…"""
_LEFT_OUT = 2
"""…that has at least so many more: one letter left out at the end is a slip."""
_MAX_NAME_WORDS = 3
_MAX_WORDS, _MAX_LETTERS = 64, 40
"""More and longer words than any title has; a pasted page would cost time and find nothing better."""


def abbreviations() -> dict[str, str]:
    """Abbreviation → words, all folded."""
    return {folded(short): folded(words) for short, words in _table()["words"].items()}


def marked_abbreviations() -> dict[str, str]:
    """Abbreviations that are written with a slash or a hyphen, as written."""
    return dict(_table()["marked"])


def drug_names() -> dict[str, str]:
    """The name under which a drug is sold → its substance, all folded."""
    raw = tomllib.loads((files("knowledge") / "starter" / "drug_names.toml").read_text(encoding="utf-8"))
    return {folded(name): folded(substance) for substance, names in raw["substances"].items() for name in names}


def words_of_services() -> dict[str, str]:
    """What short words mean in titles of services and supplies: `inj` is no injury there, and a `pad` not always an artery."""
    return dict(_table()["services"])


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((files("knowledge") / "abbreviations.toml").read_text(encoding="utf-8"))


class Speller:
    """Built from the words of the indexes with their counts. Thread-safe."""

    def __init__(
        self,
        vocabulary: Mapping[str, int],
        short: Mapping[str, str],
        marked: Mapping[str, str] | None = None,
        names: Mapping[str, str] | None = None,
    ) -> None:
        self._known = vocabulary
        self._short = short
        self._names = names or {}
        self._marked = {mark.lower(): words for mark, words in (marked or {}).items()}
        forms = "|".join(re.escape(mark) for mark in sorted(self._marked, key=len, reverse=True))
        self._mark = re.compile(rf"(?<![\w/])(?:{forms})(?=\W|$|(?<=w/))" if forms else r"(?!)", re.IGNORECASE)
        self._by_initial: dict[str, list[str]] = {}
        self._all = tuple(word for word in vocabulary if len(word) >= _MIN_LENGTH and word.isalpha())
        for word in self._all:
            self._by_initial.setdefault(word[0], []).append(word)

    def meant(self, query: str, own: Mapping[str, str] | None = None) -> str:
        """The query, folded, as it was probably meant; unchanged words stay. `own`: what words mean here, whatever they mean elsewhere."""
        own = own or {}
        words = folded(self._mark.sub(lambda match: f" {self._marked[match[0].lower()]} ", query)).split()[:_MAX_WORDS]
        words = [word[:_MAX_LETTERS] for word in words]
        meant: list[str] = []
        place = 0
        while place < len(words):
            length = self._name_at(words, place)
            if length:
                name = " ".join(words[place : place + length])
                meant.append(self._names[name])
                place += length
            else:
                meant.append(own.get(words[place]) or self._word(words[place]))
                place += 1
        return " ".join(meant)

    def _name_at(self, words: list[str], place: int) -> int:
        """How many words from here on are the sold name of a drug; 0 for none."""
        lengths = range(min(_MAX_NAME_WORDS, len(words) - place), 0, -1)
        return next((n for n in lengths if " ".join(words[place : place + n]) in self._names), 0)

    def _word(self, word: str) -> str:
        if word in self._short:
            return self._short[word]
        if word in self._known or len(word) < _MIN_LENGTH or not word.isalpha():
            return word
        return self._completed(word) or self._nearest(word) or word

    def _completed(self, word: str) -> str:
        """The commonest word that begins so, if it is clearly longer: `malig` is malignant, not malign."""
        if len(word) < _CLIPPED:
            return ""
        longer = [w for w in self._by_initial.get(word[0], ()) if w.startswith(word) and len(w) >= len(word) + _LEFT_OUT]
        return max(longer, key=lambda w: (self._known[w], w), default="")

    def _nearest(self, word: str) -> str:
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        allowed = 2 if len(word) >= _LONG else 1
        pools: tuple[Collection[str], ...] = (
            self._by_initial.get(word[0], ()),
            self._all if len(word) > _MIN_LENGTH else (),
        )  # the first letter is rarely wrong
        for pool in pools:
            found = process.extract(word, pool, scorer=OSA.distance, score_cutoff=allowed, limit=12)
            if found:
                nearest = min(distance for _, distance, _ in found)
                return max((name for name, distance, _ in found if distance == nearest), key=lambda name: (self._known[name], name))
        return ""
