"""The forms in which words of notes and of the classification are compared.

A word has a *stem* for entries of several words and a *plain form* for entries of one word, where only the plural or a word of the
same group may stand for it: "ulcer" is found in "ulcers" and "ulceration", "miosis" never in "mitosis".
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

PLAIN = "="
"""Marks a plain form among forms."""
CAPITALS = "^"
"""Marks an abbreviation that is an entry by itself: a note must have it in capitals."""
GROWTH = "~"
"""Marks the column of the table of neoplasms that a word stands for."""
SECOND = "secondary"
NEOPLASM = "neoplasm"
MALIGNANT = "malignant"

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_KEPT = ("itis", "osis", "iasis", "asis", "ysis", "opsis")
"""Snowball would make "duodenitis" of "duodenum"."""
_LONG_PLURALS = ((re.compile(r"(?<=[a-z]{3})oses$"), "osis"), (re.compile(r"(?<=[a-z]{2})itides$"), "itis"), (re.compile(r"(st|i)ases$"), r"\1asis"),
                 (re.compile(r"lyses$"), "lysis"), (re.compile(r"(?<=[a-z]{3})mata$"), "ma"))  # fmt: skip
_NOT_PLURAL = ("ss", "us", "is", "os")
_SHORT = 3


@cache
def lists() -> dict[str, Any]:
    """The word lists as written."""
    return tomllib.loads(files("knowledge.dictionary").joinpath("words.toml").read_text(encoding="utf-8"))


@cache
def stop_words() -> frozenset[str]:
    """Words that stand free between the words of an entry."""
    return frozenset(lists()["stop"].split())


def tokens(text: str) -> list[tuple[str, int, int]]:
    """Words with their places, in code points."""
    return [(m[0], m.start(), m.end()) for m in _TOKEN.finditer(text)]


def telling(text: str) -> list[str]:
    """The words of a text that are no stop words. "Secondary" is one in "secondary to"."""
    stop = stop_words()
    words = [word for word, _, _ in tokens(text)]
    return [word for at, word in enumerate(words) if not (spelled(word) in stop or is_secondary_to(words, at)) or is_letter(words, at)]


def is_letter(words: Sequence[str], at: int) -> bool:
    """Whether a word is the letter of a type (`hepatitis A`) and no article."""
    return at > 0 and words[at] == "A"


def is_secondary_to(words: Sequence[str], at: int) -> bool:
    """Whether a word is the first of `secondary to`, which names a cause and no second growth or stage."""
    return at + 1 < len(words) and words[at].lower() == "secondary" and words[at + 1].lower() == "to"


def spelled(word: str) -> str:
    """Lower case, no accent, no possessive, American spelling."""
    plain = word.lower().replace("’", "'")
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain.replace("ß", "ss")) if not unicodedata.combining(c))
    if "'" in plain:
        head, _, tail = plain.partition("'")
        plain = head if tail == "s" else head + tail
    if len(plain) > _SHORT:
        plain = plain.replace("ae", "e").replace("oe", "e").replace("sulph", "sulf")
        if plain.endswith("our"):
            plain = plain[:-3] + "or"
    return plain


def singular(word: str) -> str:
    """A spelled word without its plural."""
    irregular: str | None = lists()["plurals"].get(word)
    if irregular is not None:
        return irregular
    for pattern, instead in _LONG_PLURALS:
        if pattern.search(word):
            return pattern.sub(instead, word)
    if len(word) > _SHORT and word.endswith("s") and not word.endswith(_NOT_PLURAL):
        if word.endswith("ies"):
            return word[:-3] + "y"
        return word[:-2] if word.endswith(("sses", "xes", "ches", "shes", "zes")) else word[:-1]
    return word


@cache
def _analyzer() -> Any:
    import tantivy

    return tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).filter(tantivy.Filter.stemmer("english")).build()


def stemmed(word: str) -> str:
    """Snowball's stem of a singular word, except for the endings that carry the meaning."""
    if word.endswith(_KEPT) or len(word) <= _SHORT or not word.isalpha():
        return word
    return str(next(iter(_analyzer().analyze(word)), word))


@dataclass(slots=True)
class Forms:
    """Gives the forms of a word. `groups` maps a singular word to the one that stands for its group."""

    groups: Mapping[str, str]
    growths: Mapping[str, str] = field(default_factory=dict)
    _known: dict[str, tuple[str, str]] = field(default_factory=dict)

    def of(self, word: str) -> tuple[str, str]:
        """Stem and marked plain form of a word."""
        found = self._known.get(word)
        if found is None:
            plain = singular(spelled(word))
            plain = self.groups.get(plain, plain)
            found = self._known[word] = (stemmed(plain), PLAIN + plain)
        return found

    def growth(self, word: str) -> str:
        """The column of the table of neoplasms that a word stands for; empty for other words."""
        return self.growths.get(self.of(word)[1][1:], "")

    def stems(self, text: str) -> tuple[str, ...]:
        """The stems of a text in order, without stop words."""
        return tuple(self.of(word)[0] for word in telling(text))


def own_groups() -> dict[str, str]:
    """The groups of the word list: singular word → the word that stands for it."""
    return joined(line.split() for line in lists()["groups"]["list"].splitlines() if line.strip())


def joined(groups: Iterable[Iterable[str]]) -> dict[str, str]:
    """Groups that share a word are one; the first word stands for all."""
    heads: dict[str, str] = {}

    def head(word: str) -> str:
        while heads.setdefault(word, word) != word:
            word = heads[word]
        return word

    for group in groups:
        first, *rest = (singular(spelled(word)) for word in group)
        for word in rest:
            heads[head(word)] = head(first)
    return {word: head(word) for word in heads if head(word) != word}


def own_growths(groups: Mapping[str, str]) -> dict[str, str]:
    """Plain word → column of the table of neoplasms, from the word list."""
    found = {}
    for column, words in lists()["growths"].items():
        for word in words.split():
            plain = singular(spelled(word))
            found[groups.get(plain, plain)] = column
    return found


Phrases = Mapping[str, Sequence[tuple[tuple[str, ...], str]]]
"""First plain form → the plain forms of each phrase that begins so, and the words of the index that it stands for."""


def phrases(forms: Forms) -> Phrases:
    """The phrases of the word list."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for phrase, meant in lists()["phrases"].items():
        form = tuple(forms.of(word)[1] for word in telling(phrase))
        found.setdefault(form[0], []).append((form, meant))
    return found
