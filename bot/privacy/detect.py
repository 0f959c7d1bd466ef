"""Finds protected health information in what a person typed.

In: any text. Out: the identifiers in it as non-overlapping code-point spans, sorted. No model and no package
beyond the standard library: the library built for this (presidio) took 53-139 ms and 410 MB for a note of
2,000 characters, calls billing codes driver's licenses, fetches lists from the network, and still finds no
free-standing name without a language model (RETRIEVAL.md §6). The price is told in the docs: a name that
nothing announces is found only if its given name is on our list.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.privacy.addresses import find_addresses
from bot.privacy.contacts import find_contacts, find_links
from bot.privacy.dates import birth_date_after, find_dates
from bot.privacy.findings import Finding, PhiKind
from bot.privacy.fold import fold
from bot.privacy.identifiers import find_identifiers
from bot.privacy.names import find_names
from bot.privacy.tokens import Tokens, tokenize

_PRIORITY = {
    kind: rank
    for rank, kind in enumerate((
        PhiKind.URL, PhiKind.EMAIL, PhiKind.MBI, PhiKind.SSN, PhiKind.MRN, PhiKind.CLAIM_NUMBER, PhiKind.ENCOUNTER_NUMBER,
        PhiKind.DEVICE, PhiKind.VEHICLE, PhiKind.LICENSE, PhiKind.ACCOUNT, PhiKind.PLAN_ID, PhiKind.IP, PhiKind.PHONE,
        PhiKind.BIRTH_DATE, PhiKind.DEATH_DATE, PhiKind.ADDRESS, PhiKind.AGE_OVER_89, PhiKind.NAME,
    ))
}  # fmt: skip


def find(text: str) -> tuple[Finding, ...]:
    """Every identifier in `text`, in order. Spans count code points of `text` as given. Never raises."""
    folded = fold(text)
    tokens = tokenize(folded.text)
    links = find_links(folded.text)
    candidates = (found for found in _candidates(tokens) if not links.hide(found))
    return tuple(Finding(found.kind, *folded.back(found.start, found.end)) for found in _merged((*links.records, *candidates)))


def _candidates(tokens: Tokens) -> Iterator[Finding]:
    yield from find_identifiers(tokens)
    yield from find_contacts(tokens)
    yield from find_addresses(tokens)
    yield from find_dates(tokens)
    for name in find_names(tokens):
        yield Finding(PhiKind.NAME, name.start, name.end)
        if not name.provider and (born := birth_date_after(tokens.text, name.end)):
            yield born


def _merged(candidates: Iterable[Finding]) -> Iterator[Finding]:
    """Overlapping findings as one: nothing that any of them covers may stay, and the surest kind names it."""
    current: Finding | None = None
    for found in sorted(candidates, key=lambda finding: (finding.start, finding.end)):
        if current is None:
            current = found
        elif found.start < current.end:
            kind = min(current.kind, found.kind, key=_PRIORITY.__getitem__)
            current = Finding(kind, current.start, max(current.end, found.end))
        else:
            yield current
            current = found
    if current is not None:
        yield current
