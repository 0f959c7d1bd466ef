"""Search entries of several sources for one code become one: phrases together, words around it from its list."""

from __future__ import annotations

from collections.abc import Iterable

from knowledge.sources.base import Entry
from knowledge.text import folded


def merged(entries: Iterable[Entry]) -> list[Entry]:
    """One entry a code, in the order in which codes came first; the phrases of its list, its title first, before others.

    A source that only adds phrases (an index) gives entries without `context`; codes that no list of codes
    holds (of another year) are dropped, unless there is no list at all. Phrases that fold alike count once.
    """
    terms: dict[str, dict[str, str]] = {}
    contexts: dict[str, dict[str, None]] = {}
    priors: dict[str, float] = {}
    for entry in sorted(entries, key=lambda entry: not entry.context):
        known = terms.setdefault(entry.code, {})
        for term in entry.terms:
            known.setdefault(folded(term), term)
        if entry.context:
            contexts.setdefault(entry.code, {})[entry.context] = None
        priors[entry.code] = max(priors.get(entry.code, entry.prior), entry.prior)
    return [
        Entry(code, tuple(found.values()), " . ".join(contexts.get(code, ())), priors[code])
        for code, found in terms.items()
        if code in contexts or not contexts
    ]
