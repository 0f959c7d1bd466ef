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
    that do not exist on the date are said all the same: no row for them means nothing. Where an edit names them, the edit speaks.
    """
    subjects = frozenset(wanted)
    denied = denials.findings(claim, lambda behind: _found(claim, catalog, frozenset(behind))) if Subject.DENIAL in subjects else ()
    found = _found(claim, catalog, subjects)
    if Subject.VALIDITY in subjects or not subjects & _OF_CODES:
        return (*denied, *found)
    in_a_row = {code for finding in found if finding.subject is Subject.PTP and finding.facts for code in finding.codes}
    return (*denied, *(x for x in validity.unsound(claim, catalog) if not in_a_row & set(x.codes)), *found)


def _found(claim: Claim, catalog: Catalog, subjects: frozenset[Subject]) -> tuple[Finding, ...]:
    """Where the diagnoses are a subject of their own, validity leaves them to it: each code gets one verdict."""
    services = replace(claim, diagnoses=()) if Subject.DIAGNOSES in subjects else claim
    return tuple(
        finding
        for subject, find in FINDERS.items()
        if subject in subjects
        for finding in find(services if subject is Subject.VALIDITY else claim, catalog)
    )
