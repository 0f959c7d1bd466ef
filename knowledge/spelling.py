"""A query as it was probably meant: abbreviations written out, words that occur nowhere brought to the nearest that does."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from importlib.resources import files

from knowledge.text import folded

_MIN_LENGTH = 4
"""Shorter words have too many neighbours to guess; words of four letters are matched by their first letter only."""
_LONG = 8
"""From this length on two slips are forgiven."""


def abbreviations() -> dict[str, str]:
    """Abbreviation → words, all folded."""
    raw = tomllib.loads((files("knowledge") / "abbreviations.toml").read_text(encoding="utf-8"))
    return {folded(short): folded(words) for short, words in raw["words"].items()}


class Speller:
    """Built from the words of the indexes with their counts. Thread-safe."""

    def __init__(self, vocabulary: Mapping[str, int], short: Mapping[str, str]) -> None:
        self._known = vocabulary
        self._short = short
        self._by_initial: dict[str, list[str]] = {}
        self._all = tuple(word for word in vocabulary if len(word) >= _MIN_LENGTH and word.isalpha())
        for word in self._all:
            self._by_initial.setdefault(word[0], []).append(word)

    def meant(self, query: str) -> str:
        """The query, folded, as it was probably meant; unchanged words stay."""
        return " ".join(self._word(word) for word in folded(query).split())

    def _word(self, word: str) -> str:
        if word in self._short:
            return self._short[word]
        if word in self._known or len(word) < _MIN_LENGTH or not word.isalpha():
            return word
        return self._nearest(word) or word

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
