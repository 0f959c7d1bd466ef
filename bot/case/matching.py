"""Which terms of the dictionary a note holds, and which of them say most. Pure.

A term is found where all its words stand in one sentence, in any order, within a window of as many words and a gap. Commas and
"and" count, stop words do not. Where the words of one match are among those of another, the longer one says more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.case.sites import sited
from bot.case.words import Occurrence, Said
from knowledge.dictionary.opened import Dictionary, Entry
from knowledge.dictionary.terms import CAUSE
from knowledge.dictionary.words import GROWTH, NEOPLASM, PLAIN, Forms

CLOSE = 1
"""Words that may stand between those of a term for a match of the first tier."""
LOOSE = 4
_LISTED = 3
"""Words of a term from which commas alone part it no more: `depressive disorder, recurrent, moderate`."""
_MEANT = 0.3
"""Share of an abbreviation or phrase that a match of the first tier uses."""
EXTERNAL = ("V", "W", "X", "Y")
"""Chapter 20: external causes."""
_REGIONS = ("C76", "C79.8", "C80", "D48.9", "D49.8", "D49.9")
"""Codes of regions of the body: they are no site of a growth that is named elsewhere."""
_INHERITED = 0.5
"""Weight of a growth whose site comes from the words around."""


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
    share: float = 1.0
    """Of an abbreviation or phrase that says some of its words, how much of it does, by rarity."""


@dataclass(frozen=True, slots=True)
class Found:
    """Matches that say most, and those that others contain or whose words stand further apart."""

    first: tuple[Match, ...]
    second: tuple[Match, ...]
    causes: tuple[Match, ...] = ()
    """Terms of the external cause index: they count beside an injury only (see `causes`)."""


def matches(said: Said, dictionary: Dictionary, parted: Callable[[int, int, int], bool]) -> Found:
    """All matches of a note. `parted`: whether the words of a sentence between two places of the note are parted by a denial."""
    numbers = dictionary.numbers
    places = {numbers[form]: found for form, found in said.occurrences.items() if form in numbers}
    names = {numbers[form]: form for form in said.occurrences if form in numbers}
    growths = {number for number, form in names.items() if form.startswith(GROWTH)}
    close: dict[int, list[Match]] = {}
    causes: dict[int, list[Match]] = {}
    second: list[Match] = []
    held = dictionary.held_in(places)
    for entry in held:
        if growths.issuperset(entry.forms):
            continue  # a growth without a site: see `sites`
        most = 0 if any(len(names[form]) == 1 for form in entry.forms) else CLOSE
        for match in _matches(entry, [places[form] for form in entry.forms], dictionary.rarity, numbers):
            if entry.code.startswith(EXTERNAL):
                causes.setdefault(match.sentence, []).append(match)
            if entry.weight == CAUSE:
                continue
            if len(match.covered) > 1 and parted(match.sentence, match.start, match.end):
                continue
            if match.gap <= most and match.share >= _MEANT:
                close.setdefault(match.sentence, []).append(match)
            else:
                second.append(match)
    first: list[Match] = []
    for found in close.values():
        kept, dropped = _most_specific(found)
        first += kept
        second += dropped
    named = [match for match in first if growths.intersection(match.entry.forms)]
    for growth in growths:
        first += _sited(growth, growths, held, places, first, names, dictionary.rarity)
    if named:  # its kind without a site is the growth that is named with one
        alone = [match for match in first if _is_growth(match, names, dictionary.forms)]
        second += alone
        first = [match for match in first if match not in alone]
    return Found(tuple(first), tuple(second), tuple(match for found in causes.values() for match in _most_specific(found)[0]))


def _is_growth(match: Match, names: Mapping[int, str], forms: Forms) -> bool:
    """Whether a match is the name of a growth and no more: `leiomyosarcoma`."""
    return len(match.entry.forms) == 1 and names[match.entry.forms[0]].removeprefix(PLAIN) in forms.growths


def _sited(
    growth: int,
    growths: set[int],
    held: Sequence[Entry],
    places: Mapping[int, Sequence[Occurrence]],
    first: Sequence[Match],
    names: Mapping[int, str],
    rarity: Sequence[float],
) -> list[Match]:
    """Growths of one behaviour that no match of the first tier explains, with the sites that the words around give."""
    of_growth = [entry for entry in held if growth in entry.forms and not growths.issuperset(entry.forms) and not entry.code.startswith(_REGIONS)]
    entries = [(entry, tuple(form for form in entry.forms if form != growth)) for entry in of_growth]
    any_growth = names[growth] == GROWTH + NEOPLASM
    elsewhere = any(growth in match.entry.forms or (any_growth and growths.intersection(match.entry.forms)) for match in first)
    if any_growth and elsewhere:
        return []
    found = []
    for place in places[growth]:
        if any(m.sentence == place.sentence and place.covered <= m.covered for m in first):
            continue
        site = sited(place, entries, places, elsewhere=elsewhere)
        if site is not None:
            words = (place, *(o for o in site.places if o.sentence == place.sentence))
            worth = sum(rarity[form] for form in site.entry.forms) / len(site.entry.forms) ** 0.5 * _INHERITED
            covered = frozenset().union(*(o.covered for o in words))
            found.append(Match(site.entry, place.sentence, covered, min(o.start for o in words), max(o.end for o in words), 0, False, worth))
    return found


def _matches(entry: Entry, places: Sequence[Sequence[Occurrence]], rarity: Sequence[float], numbers: Mapping[str, int]) -> Iterator[Match]:
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
        gap = max(covered) - min(covered) + 1 - len(covered)
        if len(covered) >= _LISTED and max(o.runs[1] for o in chosen) - min(o.runs[0] for o in chosen) + 1 == len(covered):
            gap = 0  # nothing but commas between its words
        if gap > LOOSE or (anchor.sentence, covered) in seen:
            continue
        seen.add((anchor.sentence, covered))
        start, end = min(o.start for o in chosen), max(o.end for o in chosen)
        yield Match(entry, anchor.sentence, covered, start, end, gap, any(o.aliased for o in chosen), worth, _share(entry, chosen, rarity, numbers))


def _share(entry: Entry, chosen: Sequence[Occurrence], rarity: Sequence[float], numbers: Mapping[str, int]) -> float:
    """The least share of an abbreviation or phrase that a match uses: `UTI` says no infection of another kind."""
    least = 1.0
    for alias in {o for o in chosen if o.aliased}:
        used = sum(rarity[form] for form, o in zip(entry.forms, chosen, strict=True) if o.covered == alias.covered)
        whole = sum(rarity[numbers[form]] for form in alias.meant if form in numbers)
        least = min(least, used / whole if whole else 1.0)
    return least


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


def _rank(match: Match) -> tuple[bool, int, float, bool, float, str]:
    entry = match.entry
    return match.aliased, len(entry.forms), entry.weight, entry.code.endswith("9"), match.worth, entry.code
