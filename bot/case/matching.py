"""Which terms of the dictionary a note holds, and which of them say most. Pure.

A term is found where all its words stand in one sentence, in any order, within a window of as many words and a gap. Commas and
brackets count as a word, stop words do not. Where the words of one match are among those of another, the longer one says more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.case.words import Occurrence, Said
from knowledge.dictionary.opened import Dictionary, Entry

CLOSE = 1
"""Words that may stand between those of a term for a match of the first tier."""
LOOSE = 4


@dataclass(frozen=True, slots=True)
class Match:
    """A term found in one sentence, `start` to `end` in the note."""

    entry: Entry
    sentence: int
    covered: frozenset[int]
    start: int
    end: int
    gap: int
    aliased: bool
    worth: float
    """How telling the words are: the sum of their rarity over the root of their number, times the weight of the row."""


@dataclass(frozen=True, slots=True)
class Found:
    """Matches that say most, and those that others contain or whose words stand further apart."""

    first: tuple[Match, ...]
    second: tuple[Match, ...]


def matches(said: Said, dictionary: Dictionary) -> Found:
    """All matches of a note."""
    numbers = dictionary.numbers
    by_number = {numbers[form]: places for form, places in said.occurrences.items() if form in numbers}
    names = {numbers[form]: form for form in said.occurrences if form in numbers}
    close: dict[int, list[Match]] = {}
    loose: list[Match] = []
    for entry in dictionary.held_in(by_number):
        if all(names[form].startswith("~") for form in entry.forms):
            continue  # a growth without a site: see `sites`
        for match in _matches(entry, [by_number[form] for form in entry.forms], dictionary.rarity):
            if match.gap <= CLOSE:
                close.setdefault(match.sentence, []).append(match)
            else:
                loose.append(match)
    first, second = [], loose
    for found in close.values():
        kept, dropped = _most_specific(found)
        first += kept
        second += dropped
    return Found(tuple(first), tuple(second))


def _matches(entry: Entry, places: Sequence[Sequence[Occurrence]], rarity: Sequence[float]) -> Iterator[Match]:
    """The closest match around each place of the rarest word."""
    count = len(places)
    worth = sum(rarity[form] for form in entry.forms) / count**0.5 * entry.weight
    seen = set()
    for anchor in places[0]:
        chosen = [anchor]
        for others in places[1:]:
            near = [o for o in others if o.sentence == anchor.sentence]
            if not near:
                break
            chosen.append(min(near, key=lambda o: (abs(o.position - anchor.position), o.position < anchor.position)))
        if len(chosen) < count:
            continue
        covered = frozenset().union(*(o.covered for o in chosen))
        gap = max(0, max(covered) - min(covered) + 1 - max(count, len(covered)))
        if gap > LOOSE or (anchor.sentence, covered) in seen:
            continue
        seen.add((anchor.sentence, covered))
        start, end = min(o.start for o in chosen), max(o.end for o in chosen)
        yield Match(entry, anchor.sentence, covered, start, end, gap, any(o.aliased for o in chosen), worth)


def _most_specific(found: list[Match]) -> tuple[list[Match], list[Match]]:
    """Those whose words no other contains, one code a set of words; and the rest."""
    best: dict[frozenset[int], Match] = {}
    dropped = []
    for match in found:
        known = best.get(match.covered)
        if known is None or _rank(match) > _rank(known):
            best[match.covered] = match
            if known is not None:
                dropped.append(known)
        else:
            dropped.append(match)
    kept: list[Match] = []
    for match in best.values():
        (dropped if any(match.covered < other for other in best) else kept).append(match)
    return kept, dropped


def _rank(match: Match) -> tuple[bool, float, int, str]:
    return match.aliased, match.entry.weight, len(match.entry.forms), match.entry.code
