"""A query as it was probably meant: abbreviations written out, clipped words completed, drugs called by their substance,
words that occur nowhere brought to the one that sounds like them, or to the nearest.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from knowledge.everyday import Everyday, together
from knowledge.sound import sound, undoubled
from knowledge.text import folded

_MIN_LENGTH = 4
"""Shorter words have too many neighbours to guess; words of four letters are matched by their first letter only."""
_LONG = 8
"""From this length on two slips are forgiven."""
_CLIPPED = 4
"""Letters from which an unknown word may be the beginning of a longer one…"""
_LEFT_OUT = 2
"""…that has at least so many more: one letter left out at the end is a slip."""
_ENDINGS = ("ing", "ings", "ed", "es", "s", "ly")
"""A word is known if it is without one of these: the index stems its words, so that `coughing` finds `cough`."""
_SPOKEN = 3
"""How often a word must occur to be meant as likely as others; rarer ones are mostly names, acronyms and slips of the files themselves."""
_COMMONER = 100
"""How many times as often a word must occur as a rare one that sounds like it, for it to be looked for, too."""
_PART = 3
"""Letters of the shorter of two words that were written as one, or as two."""
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
        everyday: Everyday | None = None,
    ) -> None:
        self._everyday = everyday or Everyday({}, {})
        self._used = vocabulary
        self._known = {**vocabulary, **{word: max(vocabulary.get(word, 0), _SPOKEN) for word in self._everyday.words}}
        self._short = short
        self._names = names or {}
        self._marked = {mark.lower(): words for mark, words in (marked or {}).items()}
        forms = "|".join(re.escape(mark) for mark in sorted(self._marked, key=len, reverse=True))
        self._mark = re.compile(rf"(?<![\w/])(?:{forms})(?=\W|$|(?<=w/))" if forms else r"(?!)", re.IGNORECASE)
        self._by_initial: dict[str, list[str]] = {}
        self._all = tuple(word for word in self._known if len(word) >= _MIN_LENGTH and word.isalpha())
        for word in self._all:
            self._by_initial.setdefault(word[0], []).append(word)
        self._sounds: dict[str, list[str]] = {}

    def meant(self, query: str, own: Mapping[str, str] | None = None) -> str:
        """The query, folded, as it was probably meant; unchanged words stay. `own`: what words mean here, whatever they mean elsewhere."""
        own = own or {}
        words = folded(self._mark.sub(lambda match: f" {self._marked[match[0].lower()]} ", query)).split()[:_MAX_WORDS]
        words = together([word[:_MAX_LETTERS] for word in words])
        said: list[str] = []  # as everyday phrases have them: an abbreviation as it was written
        meant: list[str] = []
        place = 0
        while place < len(words):
            length = self._name_at(words, place)
            if length:
                meant.append(self._names[" ".join(words[place : place + length])])
                place += length
            elif whole := self._joined(words[place : place + 2]):
                meant.append(whole)
                place += 2
            else:
                meant.append(own.get(words[place]) or self._word(words[place]))
                place += 1
            said.append(words[place - 1] if " " in meant[-1] else meant[-1])
        return self._in_other_words(said, meant, services=bool(own))

    def _in_other_words(self, said: Sequence[str], meant: list[str], *, services: bool) -> str:
        """The words with what the classification calls the everyday phrases among them: in their place, or behind all, each word once.

        Titles of services and supplies use everyday words themselves, so that nothing of theirs is replaced.
        """
        behind: dict[str, None] = {}
        for phrase in self._everyday.found(said, self._used):
            if phrase.instead and services:
                continue
            if phrase.instead:
                meant[phrase.begin : phrase.end] = [phrase.meant, *[""] * (phrase.end - phrase.begin - 1)]
            else:
                behind |= dict.fromkeys(phrase.meant.split())
        written = " ".join(meant).split()
        return " ".join((*written, *(word for word in behind if word not in written)))

    def _joined(self, two: list[str]) -> str:
        """Two words that are one word in the indexes: `heart burn`, `colar bone`."""
        whole = "".join(two)
        if len(two) < 2 or min(map(len, two)) < _PART or len(whole) < _LONG or not whole.isalpha():
            return ""
        return whole if whole in self._known else "" if all(word in self._known for word in two) else self._alike(whole, 1)

    def _name_at(self, words: list[str], place: int) -> int:
        """How many words from here on are the sold name of a drug; 0 for none."""
        lengths = range(min(_MAX_NAME_WORDS, len(words) - place), 0, -1)
        return next((n for n in lengths if " ".join(words[place : place + n]) in self._names), 0)

    def _word(self, word: str) -> str:
        if word in self._short:
            return self._short[word]
        if len(word) < _MIN_LENGTH or not word.isalpha():
            return word
        if word in self._known:
            return self._with_commoner(word)
        if self._stem_is_known(word):
            return word
        return self._alike(word, 1) or self._completed(word) or self._alike(word, 2) or self._nearest(word) or self._apart(word) or word

    def _with_commoner(self, word: str) -> str:
        """A word that hardly occurs with the one that it may be a slip of: `pian` is a name of yaws, and pain a hundred times as often."""
        count = self._known[word]
        if count >= _SPOKEN:
            return word
        likely = self._alike(word, 1)
        return f"{word} {likely}" if likely != word and self._known.get(likely, 0) >= _COMMONER * count else word

    def _stem_is_known(self, word: str) -> bool:
        stems = [word[: -len(ending)] for ending in _ENDINGS if word.endswith(ending) and len(word) - len(ending) >= _MIN_LENGTH]
        return any(stem in self._known or f"{stem}e" in self._known for stem in stems)

    def _alike(self, word: str, slips: int) -> str:
        """The likeliest word that sounds the same and costs so many slips at most; of equals the commonest.

        A doubled letter too many or too few is half a slip; a word that hardly occurs counts one more. Long words may be further off.
        """
        from rapidfuzz.distance import OSA

        if not self._sounds:
            for known in (*self._all, *(short for short in self._short if len(short) >= _MIN_LENGTH and short.isalpha())):
                self._sounds.setdefault(sound(known), []).append(known)
        allowed = slips if slips < 2 else max(slips, (len(word) + 1) // 3)
        bare = undoubled(word)
        found = []
        for known in self._sounds.get(sound(word), ()):
            cost = 0.5 if known != word and undoubled(known) == bare else float(OSA.distance(word, known, score_cutoff=allowed))
            cost += self._known.get(known, _SPOKEN) < _SPOKEN and known != word
            if cost <= allowed and known != word:
                found.append((cost, -self._known.get(known, 0), known))
        best = min(found, default=None)
        return "" if best is None else self._short.get(best[2], best[2])

    def _apart(self, word: str) -> str:
        """The two known words that a word without its blank is made of, the commoner the better."""
        pairs = [(word[:at], word[at:]) for at in range(_PART, len(word) - _PART + 1)] if len(word) >= _LONG else []
        known = [(min(self._known[a], self._known[b]), a, b) for a, b in pairs if a in self._known and b in self._known]
        return " ".join(max(known)[1:]) if known else ""

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
