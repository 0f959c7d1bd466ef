"""The words of a note with their places and forms: what the dictionary is matched against. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from bot.case.model import Sentence
from knowledge.dictionary.words import (
    CAPITALS,
    GROWTH,
    NEOPLASM,
    PLAIN,
    Forms,
    Phrases,
    is_letter,
    is_secondary_to,
    lists,
    spelled,
    stop_words,
    telling,
    tokens,
)
from knowledge.spelling import abbreviations

_BREAK = re.compile(r"[,()\[\]/:]")
BLANK = "█"
"""Stands for each code point that was taken out of a note."""
_BARRIER = re.compile(rf"[{BLANK};]")
"""What was taken out, and a semicolon: no condition is read across them."""
_FAR = 20
_PART = 2
"""What a comma, a bracket, "and" or "or" costs: what stands behind it is mostly another condition."""
_JOINING = frozenset(("and", "or"))
_SHORT = 3


@dataclass(frozen=True, slots=True)
class Word:
    """One word. `position` counts words that carry meaning within the sentence, and what parts them; stop words share that of the next word.

    `run` is the position as if there were no commas.
    """

    text: str
    start: int
    end: int
    position: int
    run: int
    free: bool


@dataclass(frozen=True, slots=True)
class Occurrence:
    """Where a form is said: in one sentence, by the words at `covered` (positions), `start` to `end` in the note; `runs` are the positions of
    the first and the last word as if there were no commas.

    `meant`: the forms of all index words that an abbreviation or phrase stands for, where one says it.
    """

    sentence: int
    position: int
    covered: frozenset[int]
    start: int
    end: int
    runs: tuple[int, int]
    meant: tuple[str, ...] = ()

    @property
    def aliased(self) -> bool:
        """Whether an abbreviation or phrase says it."""
        return bool(self.meant)


@dataclass(slots=True)
class Said:
    """All forms of a note and where they occur."""

    sentences: Sequence[Sentence]
    words: list[list[Word]] = field(default_factory=list)
    occurrences: dict[str, list[Occurrence]] = field(default_factory=dict)

    def by_sentence(self, numbers: Mapping[str, int]) -> list[set[int]]:
        """The numbers of the forms of each sentence."""
        found: list[set[int]] = [set() for _ in self.sentences]
        for form, places in self.occurrences.items():
            if form in numbers:
                for place in places:
                    found[place.sentence].add(numbers[form])
        return found


def said(sentences: Sequence[Sentence], forms: Forms, phrases: Phrases, short: Mapping[str, str]) -> Said:
    """Read the sentences of a note. `short`: abbreviations → the words they stand for, those that the note defines among them."""
    found = Said(sentences)
    for number, sentence in enumerate(sentences):
        words = _words(sentence)
        found.words.append(words)
        for form, occurrence in _occurrences(number, words, forms, short, phrases):
            found.occurrences.setdefault(form, []).append(occurrence)
    return found


def _words(sentence: Sentence) -> list[Word]:
    stop, words, position, commas, last = stop_words(), [], 0, 0, 0
    found = tokens(sentence.text)
    texts = [text for text, _, _ in found]
    for at, (text, start, end) in enumerate(found):
        between = sentence.text[last:start]
        if _BARRIER.search(between):
            position += _FAR
        elif _BREAK.search(between):
            position += _PART
            commas += _PART * (between.strip() == ",")
        if text in _JOINING:
            position += _PART
        free = (spelled(text) in stop or is_secondary_to(texts, at)) and not is_letter(texts, at)
        words.append(Word(text, sentence.start + start, sentence.start + end, position, position - commas, free))
        position += not free
        last = end
    return words


def _occurrences(
    number: int, words: list[Word], forms: Forms, short: Mapping[str, str], phrases: Phrases
) -> Iterator[tuple[str, Occurrence]]:
    plains = [forms.of(word.text)[1] for word in words]
    growing = [forms.growth(word.text) for word in words]
    for at, word in enumerate(words):
        if not word.free:
            place = Occurrence(number, word.position, frozenset((word.position,)), word.start, word.end, (word.run, word.run))
            for form in dict.fromkeys((forms.of(word.text)[0], plains[at])):
                yield form, place
            if word.text.isupper():
                yield CAPITALS + word.text, place
            if growing[at] == NEOPLASM:
                yield from _growth(number, words, growing, at, plains)
            elif growing[at]:
                yield GROWTH + growing[at], place
            meant = short.get(word.text) or (short.get(word.text[:-1]) if word.text.endswith("s") and word.text[:-1].isupper() else None)
            if meant:
                yield from _aliased(meant, Occurrence(number, word.position, place.covered, word.start, word.end, place.runs), forms)
        if at + 1 < len(words) and words[at + 1].start == word.end + 1 and not word.free:
            yield from _joined(number, word, words[at + 1], forms)
    telling_words = [at for at, word in enumerate(words) if not word.free]
    telling_plains = [plains[at] for at in telling_words]
    for first in range(len(telling_words)):
        for length, meant in _phrases_at(telling_plains, first, phrases):
            covered = [words[at] for at in telling_words[first : first + length]]
            if covered[-1].position - covered[0].position == length - 1:  # no comma between
                positions = frozenset(word.position for word in covered)
                runs = (covered[0].run, covered[-1].run)
                yield from _aliased(meant, Occurrence(number, covered[-1].position, positions, covered[0].start, covered[-1].end, runs), forms)


def _growth(number: int, words: list[Word], growing: list[str], at: int, plains: list[str]) -> Iterator[tuple[str, Occurrence]]:
    """`malignant renal tumor` is a malignant growth, a tumor alone one of unspecified behavior."""
    near = [i for i in range(max(0, at - 3), min(len(words), at + 3)) if plains[i] in _BEHAVIOURS]
    near = [i for i in near if abs(words[i].position - words[at].position) <= 2] or [at]
    for i in near[:1]:
        covered = frozenset((words[i].position, words[at].position))
        runs = (min(words[i].run, words[at].run), max(words[i].run, words[at].run))
        place = Occurrence(number, words[at].position, covered, min(words[i].start, words[at].start), max(words[i].end, words[at].end), runs)
        yield GROWTH + _BEHAVIOURS.get(plains[i], NEOPLASM), place


_BEHAVIOURS = {
    PLAIN + "malignant": "malignant",
    PLAIN + "benign": "benign",
    PLAIN + "secondary": "secondary",
    PLAIN + "metastasis": "secondary",
    PLAIN + "situ": "in situ",
    PLAIN + "uncertain": "uncertain",
    PLAIN + "borderline": "uncertain",
}


def _joined(number: int, first: Word, second: Word, forms: Forms) -> Iterator[tuple[str, Occurrence]]:
    """`post-operative` is also read as one word."""
    if first.text.isalpha() and second.text.isalpha():
        place = Occurrence(number, second.position, frozenset((first.position, second.position)), first.start, second.end, (first.run, second.run))
        for form in dict.fromkeys(forms.of(first.text + second.text)):
            yield form, place


def _aliased(meant: str, place: Occurrence, forms: Forms) -> Iterator[tuple[str, Occurrence]]:
    words = telling(meant)
    place = replace(place, meant=tuple(forms.of(word)[0] for word in words))
    for word in words:
        yield forms.of(word)[0], place
        growth = forms.growth(word)
        if growth:
            yield GROWTH + growth, place
    if len(words) == 1:
        yield forms.of(words[0])[1], place


def _phrases_at(plains: list[str], at: int, phrases: Phrases) -> Iterator[tuple[int, str]]:
    for form, meant in phrases.get(plains[at], ()):
        if tuple(plains[at : at + len(form)]) == form:
            yield len(form), meant


_DEFINED = re.compile(r"\(([A-Z][A-Za-z]{0,1}[A-Z]{1,4})\)")


def defined_short(text: str) -> dict[str, str]:
    """Abbreviations that the note itself defines: `chronic kidney disease (CKD)` → its words, where the initials agree."""
    found = {}
    for match in _DEFINED.finditer(text):
        letters = match[1].upper()
        before = [word for word, _, _ in tokens(text[max(0, match.start() - 120) : match.start()])]
        meaning = [word for word in before if spelled(word) not in stop_words()][-len(letters) :]
        if len(meaning) == len(letters) and all(word[0].upper() == letter for word, letter in zip(meaning, letters, strict=True)):
            found[match[1]] = " ".join(meaning)
    return found


@lru_cache(maxsize=1)
def own_short() -> Mapping[str, str]:
    """Abbreviations of the field, in capitals as notes write them: those of this reading, and those of search of three letters and more."""
    typed = {short.upper(): words for short, words in abbreviations().items() if len(short) >= _SHORT}
    return {**typed, **lists()["abbreviations"]}
