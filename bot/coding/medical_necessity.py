"""Whether the diagnoses of a claim line stand on the lists that go with a service: published lists → a verdict. Pure.

Rules: a local coverage determination (LCD) says when a contractor finds a service necessary; the billing article beside
it lists diagnoses in groups, and the paragraph of a group says for which services it counts (Program Integrity Manual,
chapter 13). A service without LCD is not a service that is not covered: necessity is then decided by the claim.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

RULE = "Medicare Program Integrity Manual, chapter 13"


class NecessityState(StrEnum):
    """What the lists say of a service with its diagnoses."""

    SUPPORTED = "supported"
    NOT_COVERED = "not_covered"
    """No diagnosis is on a covered list, one is on a list of those not covered."""
    NOT_LISTED = "not_listed"
    """There are covered lists, and none has a diagnosis of the line."""
    NO_DIAGNOSIS = "no_diagnosis"
    NO_LIST = "no_list"
    """A document names the service without any list of diagnoses."""
    NO_DOCUMENT = "no_document"
    """No document that is loaded and in force names the service."""
    NOT_LOADED = "not_loaded"


@dataclass(frozen=True, slots=True)
class Listed:
    """One diagnosis of the line on one list. `paragraph` says for which services the list of the group counts."""

    diagnosis: str
    covered: bool
    document: str
    group: int = 0
    paragraph: str = ""


@dataclass(frozen=True, slots=True)
class Necessity:
    """The verdict. `derived`: the lists are unions over all groups of all articles, good to find the document and no more."""

    service: str
    state: NecessityState
    supporting: tuple[Listed, ...] = ()
    against: tuple[Listed, ...] = ()
    derived: bool = False


def decide(
    service: str,
    diagnoses: Sequence[str],
    listed: Sequence[Listed],
    *,
    loaded: bool,
    named: bool,
    has_lists: bool,
    derived: bool,
) -> Necessity:
    """Lists → verdict.

    `listed` are the lists that hold a diagnosis of the line, `loaded` whether any coverage table is, `named` whether a
    document in force names the service, `has_lists` whether such a document lists covered diagnoses at all.
    """
    supporting = tuple(x for x in listed if x.covered)
    against = tuple(x for x in listed if not x.covered)
    if supporting:
        state = NecessityState.SUPPORTED
    elif against:
        state = NecessityState.NOT_COVERED
    elif not named:
        state = NecessityState.NO_DOCUMENT if loaded else NecessityState.NOT_LOADED
    elif not has_lists:
        state = NecessityState.NO_LIST
    elif not diagnoses:
        state = NecessityState.NO_DIAGNOSIS
    else:
        state = NecessityState.NOT_LISTED
    return Necessity(service, state, supporting, against, derived)


def is_equipment(service: str) -> bool:
    """Whether a code is one of equipment and supplies, which a DME MAC processes: most of HCPCS A4-A9, B, E, K and L."""
    return service[:1] in "BEKL" or service[:2] in ("A4", "A5", "A6", "A7", "A8", "A9")
