"""Which words can be parts of a person's name, and where a name ends.

`NameParts` answers about the tokens of one text; `names` asks it. Nothing here knows about cues.
"""

from __future__ import annotations

from enum import IntEnum

from bot.privacy.lexicon_names import FAMILY, GIVEN, WORDLIKE
from bot.privacy.lexicon_words import EPONYM_HEADS, EPONYMS, ORGANISATION, is_ordinary
from bot.privacy.tokens import Tokens

_MAX_PARTS = 4
_MODAL = frozenset(
    "may will bill do so can long case good small short see ask mark says said wants are is chase page rush grant hope art".split()
)
_PARTICLES = frozenset("van von der den de del la dela da dos di bin ben al el st mac le ter".split())
_GENERATIONS = frozenset({"jr", "sr", "iii"})
_INNER_CAPITAL = ("mc", "mac", "de", "di", "du", "la", "le", "van", "fitz", "al", "el", "o", "d")


class Trust(IntEnum):
    """How much the surroundings speak for a name."""

    NONE = 0
    CUE = 1
    LABEL = 2


def in_list(lower: str, names: frozenset[str]) -> bool:
    """Whether a lower-case word, or each part of a double name, is in a list."""
    if lower in names:
        return True
    if "'" in lower:
        lower = lower.replace("'", "")
    if "-" in lower:
        return all(part in names or part in _PARTICLES for part in lower.split("-"))
    return lower in names


def _is_capitalised(part: str) -> bool:
    """`Smith`, `McDonald`, `DeShawn`; not `SMITH`, not `IgM`."""
    if not part[:1].isupper():
        return False
    if part[1:].islower():
        return True
    cut = next((at for at in range(1, len(part)) if part[at].isupper()), 0)
    return part[:cut].lower() in _INNER_CAPITAL and part[cut + 1 :].islower()


class NameParts:
    """The tokens of one text, judged as parts of names. Every index is that of a token."""

    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens
        self.lowers = tokens.lowers
        self.count = len(tokens.lowers)

    def given(self, index: int) -> bool:
        """Whether the token is a given name of the list."""
        return in_list(self.lowers[index], GIVEN)

    def family(self, index: int) -> bool:
        """Whether the token is a family name of the list."""
        return in_list(self.lowers[index], FAMILY)

    def known(self, index: int) -> bool:
        """Whether the token is in either list of names."""
        return self.given(index) or self.family(index)

    def wordlike(self, index: int) -> bool:
        """Whether the token is a name that is a word as well."""
        return self.lowers[index] in WORDLIKE

    def upper(self, index: int) -> bool:
        """Whether the token begins with a capital."""
        return self.tokens.word(index)[0].isupper()

    def capitalised(self, index: int) -> bool:
        """Whether the token is written as names are: `Smith`, `McDonald`, `Smith-Jones`."""
        return all(_is_capitalised(part) for part in self.tokens.word(index).replace("'", "-").split("-")[:_MAX_PARTS])

    def caps(self, index: int) -> bool:
        """Whether the token is all capitals."""
        word = self.tokens.word(index)
        return len(word) > 1 and word.isupper()

    def initial(self, index: int) -> bool:
        """Whether the token is a single capital that may stand for a name."""
        word = self.tokens.word(index)
        return len(word) == 1 and word.isupper() and self.tokens.gap(index)[:1] in (".", " ", ",")

    def plausible(self, index: int, trust: Trust) -> bool:
        """Whether the token can be a part of a name, given how much the surroundings speak for one."""
        lower = self.lowers[index]
        if self.known(index):
            return self.upper(index) or lower not in _MODAL
        if len(lower) < 2 or is_ordinary(lower) or any(map(is_ordinary, lower.split("-")[:_MAX_PARTS])):
            return False
        if lower in EPONYM_HEADS or lower in ORGANISATION:
            return False
        if self.capitalised(index):
            return trust is Trust.LABEL or lower not in EPONYMS
        return trust is Trust.LABEL and self.caps(index) and len(lower) > 2

    def family_behind(self, first: int, index: int) -> bool:
        """Whether the token at `index` reads as the family name of the given name at `first`, with nothing else to go by."""
        if not self.upper(first):
            if not self.family(index) or self.lowers[index] in _MODAL:
                return False
            return not self.wordlike(first) or not self.wordlike(index)
        if not self.upper(index) or len(self.lowers[index]) < 2:
            return False
        if self.wordlike(first):
            return self.family(index) and not self.wordlike(index)
        if self.caps(first):
            long = len(self.lowers[first]) > 3
            return self.family(index) or (long and self.caps(index) and self.plausible(index, Trust.LABEL))
        return self.known(index) or (not self.caps(index) and self.plausible(index, Trust.LABEL))

    def joined(self, index: int) -> bool:
        """Whether the next token stands right behind this one, as the parts of one name do."""
        if index + 1 >= self.count:
            return False
        gap = self.tokens.gap(index)
        return gap in (" ", "  ", "\t", ' "', '" ') or (gap in (". ", ".") and len(self.lowers[index]) == 1)

    def passes_to_family(self, index: int) -> bool:
        """Whether the token is an initial or a particle between given and family name."""
        return self.joined(index) and (self.initial(index) or self.lowers[index] in _PARTICLES)

    def last(self, first: int, trust: Trust) -> int:
        """The last token of the name whose first part is token `first`."""
        last = index = first
        while index - first < _MAX_PARTS and self.joined(index):
            index += 1
            if self.plausible(index, trust):
                last = index
            elif not (self.initial(index) or self.lowers[index] in _PARTICLES):
                break
        return self.with_tail(last)

    def with_tail(self, last: int) -> int:
        """The name's end, a dotted initial or `Jr` behind it included."""
        if self.joined(last) and self.initial(last + 1) and self.tokens.gap(last + 1)[:1] == ".":
            last += 1
        if last + 1 < self.count and self.lowers[last + 1] in _GENERATIONS and self.tokens.gap(last) in (" ", ", ", ". "):
            last += 1
        return last

    def comma_given(self, family: int) -> bool:
        """Whether the token is followed by `, John`."""
        given = family + 1
        return (
            given < self.count
            and self.tokens.gap(family) in (", ", ",", " , ")
            and self.given(given)
            and (self.upper(given) or not self.wordlike(given))
        )

    def heads_a_term(self, last: int) -> bool:
        """Whether the word behind makes the name an eponym or a house: `Parkinson disease`, `Mayo Clinic`."""
        return self._next_in(last, EPONYM_HEADS) or self.heads_a_house(last)

    def heads_a_house(self, last: int) -> bool:
        """Whether a capitalised `Hospital`, `Clinic`, `Health` … follows."""
        return self._next_in(last, ORGANISATION) and last + 1 < self.count and self.upper(last + 1)

    def _next_in(self, last: int, words: frozenset[str]) -> bool:
        index = last + 1
        if index < self.count and self.lowers[index] == "s" and self.tokens.gap(last) == "'":
            last, index = index, index + 1
        return index < self.count and self.tokens.gap(last) in (" ", "-", "  ") and self.lowers[index] in words
