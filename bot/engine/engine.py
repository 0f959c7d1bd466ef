"""Which subjects there are and who finds what about them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from bot.coding.claim import Claim
from bot.coding.finding import Finding, Subject
from knowledge.catalog import Catalog

Finder = Callable[[Claim, Catalog], tuple[Finding, ...]]

FINDERS: Mapping[Subject, Finder] = {}
"""One for each subject, in the order in which a check shows them."""


def examine(claim: Claim, catalog: Catalog, wanted: Iterable[Subject]) -> tuple[Finding, ...]:
    """What is found about the subjects wanted, in the order of `FINDERS`. Blocks for milliseconds: call it off the event loop."""
    subjects = frozenset(wanted)
    return tuple(finding for subject, find in FINDERS.items() if subject in subjects for finding in find(claim, catalog))
