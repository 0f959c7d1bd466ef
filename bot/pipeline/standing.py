"""Which passage stands before another: what the question names (a payer, a document), and the date. Pure.

The team's note on a payer goes before general prose when the question is about that payer, and answers nobody who asks about
another. The primer goes before a document that is not named: it was written to be read in chat. What does not hold on the date comes
after what does.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from knowledge.model import Passage
from knowledge.text import folded

PUBLIC = frozenset(("any", "medicare"))
"""Payers whose rules are meant when none is named."""
PAYER_NAMED = 1.5
DOCUMENT_NAMED = 0.8
OTHER_PAYER = -0.6
DOCUMENT_UNNAMED = -0.5
NOT_IN_FORCE = -0.3
OWN_WORKSPACE = 0.2
"""A workspace's own document goes before the same from everybody's."""
_HALF = 0.5
_NO_NAME = frozenset(
    "a an and cm cms coding cpt for hcpcs icd medicare of official on our pcs reporting rules the to 10 note notes".split()
)
"""Words of a title that do not tell one document from another."""
_STEM = 6


def payers_named(question: str, known: Iterable[str]) -> frozenset[str]:
    """The payers, of those that some passage is for, that a question names."""
    said = f" {folded(question)} "
    return frozenset(payer for payer in known if f" {folded(payer)} " in said)


def names(question: str, document: str) -> bool:
    """Whether a question names a document: by more than half of the words that tell its title from others."""
    own = {word[:_STEM] for word in folded(document).split() if word not in _NO_NAME}
    said = {word[:_STEM] for word in folded(question).split()}
    return len(own & said) > _HALF * len(own)


def standing(question: str, passage: Passage, payers: frozenset[str], on: date) -> float | None:
    """What to add to a passage's score; None if it must not answer this question. `payers` are those that the question names."""
    weight = 0.0
    private = payers - PUBLIC
    if passage.payer not in PUBLIC:
        if private and passage.payer not in private:
            return None
        weight += PAYER_NAMED if passage.payer in private else OTHER_PAYER
    elif passage.document:
        weight += DOCUMENT_NAMED if names(question, passage.document) else DOCUMENT_UNNAMED
    weight += OWN_WORKSPACE if passage.workspace else 0.0
    return weight if passage.in_force(on) else weight + NOT_IN_FORCE


def of_one_edition(found: Iterable[Passage], on: date) -> list[Passage]:
    """Without places of a document of which another edition has the same place and holds on the date, or is nearer to it."""
    kept: dict[tuple[str, ...], Passage] = {}
    for passage in found:
        place = (passage.document, passage.title, passage.payer, passage.workspace) if passage.document else (passage.id,)
        known = kept.get(place)
        if known is None or _nearness(passage, on) > _nearness(known, on):
            kept[place] = passage
    return list(kept.values())


def _nearness(passage: Passage, on: date) -> tuple[bool, bool, date]:
    begins = passage.valid_from or date.min
    return passage.in_force(on), begins <= on, begins
