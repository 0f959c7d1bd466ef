"""Growths that are named without their site: the site comes from the words around, as a coder reads on. Pure.

Nearest site in the same sentence; else nothing more where the note names a growth of this behaviour with its site elsewhere (it is
the same one); else a site in the two sentences before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.case.words import Occurrence
from knowledge.dictionary.opened import Entry

_BACK = 2
"""Sentences before in which a site is looked for."""
_REACH = 14
"""Words between a growth and its site."""


@dataclass(frozen=True, slots=True)
class Sited:
    """A growth with the site that the words around give it."""

    entry: Entry
    growth: Occurrence
    places: tuple[Occurrence, ...]
    distance: int


def sited(
    growth: Occurrence, entries: Sequence[tuple[Entry, tuple[int, ...]]], places: Mapping[int, Sequence[Occurrence]], *, elsewhere: bool
) -> Sited | None:
    """The entry of the table of neoplasms for one growth; `entries` of its behaviour with the forms of their sites.

    `elsewhere`: whether the note names such a growth with its site in another place.
    """
    here = list(_near(growth, entries, places, growth.sentence))
    if here:
        return min(here, key=_order)
    if elsewhere:
        return None
    before = [s for back in range(1, _BACK + 1) for s in _near(growth, entries, places, growth.sentence - back)]
    return min(before, key=_order, default=None)


def _near(
    growth: Occurrence, entries: Sequence[tuple[Entry, tuple[int, ...]]], places: Mapping[int, Sequence[Occurrence]], sentence: int
) -> Iterator[Sited]:
    same = sentence == growth.sentence
    for entry, forms in entries:
        chosen: list[Occurrence] = []
        for form in forms:
            near = [o for o in places[form] if o.sentence == sentence and not o.covered & growth.covered]
            if not near:
                break
            chosen.append(min(near, key=lambda o: abs(o.position - (growth.position if same else chosen[0].position if chosen else 0))))
        if len(chosen) < len(forms):
            continue
        positions = [o.position for o in chosen]
        if max(positions) - min(positions) + 1 > len(forms) + 1:
            continue
        distance = min(abs(p - growth.position) for p in positions) if same else _REACH * (growth.sentence - sentence)
        if not same or distance <= _REACH:
            yield Sited(entry, growth, tuple(chosen), distance)


def _order(found: Sited) -> tuple[int, int, str]:
    return found.distance, -len(found.places), found.entry.code
