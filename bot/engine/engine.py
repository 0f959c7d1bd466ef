"""Which subjects there are and who finds what about them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from bot.coding.claim import Claim
from bot.coding.finding import Finding, Subject
from bot.engine import addons, coverage, crosswalks, denials, diagnoses, fees, modifiers, mue, ptp, validity
from knowledge.catalog import Catalog

Finder = Callable[[Claim, Catalog], tuple[Finding, ...]]

FINDERS: Mapping[Subject, Finder] = {
    Subject.VALIDITY: validity.findings,
    Subject.PTP: ptp.findings,
    Subject.MUE: mue.findings,
    Subject.ADDON: addons.findings,
    Subject.MODIFIERS: modifiers.findings,
    Subject.DIAGNOSES: diagnoses.findings,
    Subject.COVERAGE: coverage.findings,
    Subject.CROSSWALK: crosswalks.findings,
    Subject.FEES: fees.findings,
}
"""One for each subject, in the order in which a check shows them."""


_OF_CODES = frozenset((Subject.PTP, Subject.MUE, Subject.ADDON, Subject.MODIFIERS, Subject.COVERAGE))
"""Subjects whose tables are silent on a code that does not exist."""


def examine(claim: Claim, catalog: Catalog, wanted: Iterable[Subject]) -> tuple[Finding, ...]:
    """What is found about the subjects wanted, in the order of `FINDERS`. Blocks for milliseconds: call it off the event loop.

    A denial comes first: it looks through the subjects that may lie behind it. Where the codes' own validity is not asked about, those
    that do not exist on the date are said all the same: no row for them means nothing.
    """
    subjects = frozenset(wanted)
    unsound = validity.unsound(claim, catalog) if subjects & _OF_CODES and Subject.VALIDITY not in subjects else ()
    denied = denials.findings(claim, lambda behind: _found(claim, catalog, frozenset(behind))) if Subject.DENIAL in subjects else ()
    return (*denied, *unsound, *_found(claim, catalog, subjects))


def _found(claim: Claim, catalog: Catalog, subjects: frozenset[Subject]) -> tuple[Finding, ...]:
    """Where the diagnoses are a subject of their own, validity leaves them to it: each code gets one verdict."""
    services = replace(claim, diagnoses=()) if Subject.DIAGNOSES in subjects else claim
    return tuple(
        finding
        for subject, find in FINDERS.items()
        if subject in subjects
        for finding in find(services if subject is Subject.VALIDITY else claim, catalog)
    )
