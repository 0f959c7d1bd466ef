"""Everyday phrases for conditions and what the classification calls them: `hair falling out`, `the runs`, `can't pee`.

A phrase is found with other endings and with little words between (`fell on the ice`, `hair fell out`), its words in any order.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from knowledge.dictionary.words import singular, stemmed
from knowledge.text import folded

_LITTLE = frozenset(
    "a an the my his her your our their of in on at to for from with and is are was i im he she has have had having got it its me when while".split()
)
"""Words that stand between others and change nothing."""
_ASIDE = frozenset("left right bilateral both patient pt".split())
"""Words that do not make a question one of several words."""
_SHORTENED = frozenset("can don won isn doesn didn couldn hasn aren wasn arent".split())
_LONGEST = 8
"""Words of a phrase, little ones among them."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase in a text: words from `begin` to `end` (exclusive), what they mean, and whether that takes their place."""

    begin: int
    end: int
    meant: str
    instead: bool


class Everyday:
    """The phrases to be found. Thread-safe. `beside`: what is looked for, too; `instead`: what takes the place of the phrase."""

    def __init__(self, beside: Mapping[str, str], instead: Mapping[str, str]) -> None:
        self._exactly: dict[tuple[str, ...], tuple[str, bool]] = {}
        self._alike: dict[tuple[str, ...], tuple[str, bool]] = {}
        for phrases, in_place in ((beside, False), (instead, True)):
            for said, meant in phrases.items():
                words = tuple(together(folded(said).split()))
                self._exactly[words] = (folded(meant), in_place)
        for words, meaning in self._exactly.items():
            telling = _telling(words)
            if len(telling) > 1 or len(words) == 1:
                self._alike.setdefault(telling, meaning)
        self.words = frozenset(word for words in self._exactly for word in words)
        """Every word of every phrase: none of them is a slip."""

    def found(self, words: Sequence[str], used: Mapping[str, int]) -> Iterator[Phrase]:
        """The longest phrases in these words, in order. `used`: how often the classification uses a word.

        A single word that the classification uses in a sense of its own (`cold`, `growth`) is an everyday word only where it is all that was said.
        """
        alone = sum(word not in _LITTLE and word not in _ASIDE for word in words) == 1
        place = 0
        while place < len(words):
            longest = min(_LONGEST, len(words) - place)
            phrase = next((p for n in range(longest, 0, -1) if (p := self._at(words, place, place + n)) is not None), None)
            if phrase is not None and phrase.instead and phrase.end - phrase.begin == 1 and not alone and used.get(words[place], 0):
                phrase = None
            if phrase is not None:
                yield phrase
            place = phrase.end if phrase is not None else place + 1

    def _at(self, words: Sequence[str], begin: int, end: int) -> Phrase | None:
        said = tuple(words[begin:end])
        meaning = self._exactly.get(said)
        if meaning is None and said[0] not in _LITTLE and said[-1] not in _LITTLE:
            meaning = self._alike.get(_telling(said))
        return None if meaning is None else Phrase(begin, end, *meaning)


def everyday() -> Everyday:
    """The phrases of `lay_words.toml`."""
    raw = _table()
    return Everyday(raw["beside"], raw["instead"])


def phrases() -> dict[str, str]:
    """Every phrase as it is written in the list, and what it means, folded."""
    return {said: folded(meant) for table in _table().values() for said, meant in table.items()}


def _table() -> dict[str, dict[str, str]]:
    return tomllib.loads((files("knowledge") / "lay_words.toml").read_text(encoding="utf-8"))


def together(words: Sequence[str]) -> list[str]:
    """Words with what an apostrophe took apart put together: `can t` is `cant`."""
    out: list[str] = []
    for word in words:
        if word == "t" and out and out[-1] in _SHORTENED:
            out[-1] += word
        else:
            out.append(word)
    return out


def _telling(words: Sequence[str]) -> tuple[str, ...]:
    """The stems of the words that tell something, in no order of theirs."""
    return tuple(sorted(_stem(word) for word in words if word not in _LITTLE))


@cache
def _stem(word: str) -> str:
    return stemmed(singular(word))
