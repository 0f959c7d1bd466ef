"""Whether a code may be reported on a date: what each loaded table says of it → one verdict. Pure functions.

A table that lists every code of its system (a census: the fee schedule, addendum B, HCPCS, an ICD-10 edition) speaks
by its silence, too; any other table only by the codes it has. A row with dates of its own answers for those dates.
Rules: CPT changes on 1 January and HCPCS each quarter, ICD-10 on 1 October and 1 April, with no grace period
(Claims Processing Manual, chapter 23); the edition in force on the date of service decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache

from knowledge.model import Edition, System

_CPT = re.compile(r"[0-9]{4}[0-9AFMTU]")
_HCPCS = re.compile(r"[A-V][0-9]{4}")
_PCS = re.compile(r"[0-9B-DF-HX][0-9A-HJ-NP-Z]{6}")


class CodeState(StrEnum):
    """What is known of a code on a date of service."""

    ACTIVE = "active"
    NOT_REPORTABLE = "not_reportable"
    """It exists, but needs more characters, or Medicare takes another code."""
    DELETED = "deleted"
    NOT_YET = "not_yet"
    NOT_FOUND = "not_found"
    """No loaded edition knows it."""
    NOT_LOADED = "edition_not_loaded"
    MALFORMED = "malformed"
    """It has not the shape of any code of its kind."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What one table says of a code. `begins` and `ends` are the code's own dates, where the table gives them.

    `census` marks a complete edition that lists every code of the system. `dated` says that the table gives each code's own
    dates (HCPCS, RBCS), which hold for any day up to the end of that edition. `reportable` is False for a header.
    """

    edition: Edition
    listed: bool
    census: bool = False
    dated: bool = False
    begins: date | None = None
    ends: date | None = None
    reportable: bool = True


@dataclass(frozen=True, slots=True)
class Status:
    """The verdict. `basis` are the tables it stands on; `since` and `until` the code's own first and last day where known.

    For a deleted code without a date of its own, `last_seen` and `gone_by` bound it, and `until` is set where they
    leave only one day (`inferred`). `stale`: the date lies after every edition that lists the code.
    """

    code: str
    on: date
    state: CodeState
    basis: tuple[Listing, ...] = ()
    since: date | None = None
    until: date | None = None
    last_seen: Edition | None = None
    gone_by: Edition | None = None
    inferred: bool = False
    stale: bool = False


@lru_cache(maxsize=4096)
def system_of(code: str) -> System | None:
    """The system of a procedure code by its shape, None for what is no procedure code. Dental D codes count as HCPCS."""
    plain = code.upper()
    if _CPT.fullmatch(plain):
        return System.CPT
    if _HCPCS.fullmatch(plain):
        return System.HCPCS
    return System.ICD10PCS if _PCS.fullmatch(plain) and not plain.isdecimal() else None


def yearly(code: str) -> bool:
    """Whether a code is deleted on 1 January only: CPT but for laboratory codes (U, M), which change each quarter."""
    return system_of(code) is System.CPT and code[-1:].upper() not in ("U", "M")


def decide(code: str, on: date, listings: Iterable[Listing]) -> Status:
    """What the tables say → the verdict. `listings` in any order; a table that was not asked is not in it."""
    known = sorted(listings, key=lambda x: (x.edition.begins, x.edition.name), reverse=True)
    listed = [x for x in known if x.listed]
    since = min((x.begins for x in listed if x.begins is not None), default=None)
    ended = _ended(listed, on)
    if ended is not None:
        return Status(code, on, CodeState.DELETED, (ended,), since, ended.ends)
    begun = [x for x in listed if x.begins is None or x.begins <= on]
    now = tuple(x for x in begun if x.edition.covers(on)) or tuple(x for x in begun if x.dated and x.begins and x.edition.begins > on)
    if now:
        return Status(code, on, _state(now[0]), now, since)
    past = [x for x in begun if x.edition.begins <= on]
    after = [x for x in begun if x.edition.begins > on]
    if past and after and past[0].reportable != after[-1].reportable:  # subdivided, or completed, at some time between
        return Status(
            code, on, CodeState.NOT_LOADED, (past[0], after[-1]), since, last_seen=past[0].edition, gone_by=after[-1].edition
        )
    if past and after:  # listed before and after
        return Status(code, on, _state(past[0]), (past[0],), since)
    gone = _gone(code, known, past)
    if gone is not None:
        last, by, until = gone
        bounds = Status(code, on, CodeState.DELETED, (last, by), since, until, last.edition, by.edition, inferred=until is not None)
        if on > until if until else on >= by.edition.begins:
            return bounds
        if until is None:
            return replace(bounds, state=CodeState.NOT_LOADED)
    if past:
        newest = tuple(x for x in past if x.edition.begins == past[0].edition.begins)
        return Status(code, on, _state(newest[0]), newest, since, stale=True)
    return _not_in_force(code, on, known, listed)


def _state(listing: Listing) -> CodeState:
    return CodeState.ACTIVE if listing.reportable else CodeState.NOT_REPORTABLE


def _not_in_force(code: str, on: date, known: Sequence[Listing], listed: Sequence[Listing]) -> Status:
    """Nothing lists it for the date or before: it comes later, is unknown, or the date is before every edition."""
    coming = tuple(x for x in listed if x.begins is not None and x.begins > on)
    if coming:
        return Status(code, on, CodeState.NOT_YET, coming[:1], min(x.begins for x in coming if x.begins))
    silent = tuple(x for x in known if x.census and not x.listed)
    before = next((x for x in silent if listed and x.edition.begins < listed[-1].edition.begins), None)
    if before is not None:  # new since a table that did not have it
        first = listed[-1]
        only = yearly(code) and first.edition.begins.year - before.edition.begins.year == 1
        since = date(first.edition.begins.year, 1, 1) if only else None
        if since is not None and on >= since:
            return Status(code, on, _state(first), (first, before), since, inferred=True)
        sure = since is not None or on <= (before.edition.ends or before.edition.begins)
        return Status(code, on, CodeState.NOT_YET if sure else CodeState.NOT_LOADED, (first, before), since, inferred=only)
    silent = tuple(x for x in silent if x.edition.begins <= on)
    if silent and not listed:
        return Status(code, on, CodeState.NOT_FOUND, silent, stale=not any(x.edition.covers(on) for x in silent))
    return Status(code, on, CodeState.NOT_LOADED, tuple(known[-1:]))


def _ended(listed: Sequence[Listing], on: date) -> Listing | None:
    """The row that says the code ended before the date, unless an edition that began after that end lists it again."""
    for row in listed:
        if row.ends is None or row.ends >= on:
            continue
        again = any(x is not row and x.ends is None and row.ends < x.edition.begins <= on for x in listed)
        if not again:
            return row
    return None


def _gone(code: str, known: Sequence[Listing], past: Sequence[Listing]) -> tuple[Listing, Listing, date | None] | None:
    """The last table that lists a code, the first later census that no longer does, and the last day if only one is possible."""
    later = [x for x in known if past and x.census and not x.listed and x.edition.begins > past[0].edition.begins]
    if not later:
        return None
    last, by = past[0], later[-1]
    new_years = by.edition.begins.year - last.edition.begins.year
    until = date(by.edition.begins.year - 1, 12, 31) if yearly(code) and new_years == 1 else None
    return last, by, until


class Payment(StrEnum):
    """What a status of the physician fee schedule means for a valid code."""

    PAID = "paid"
    CONDITIONAL = "conditional"
    ELSEWHERE = "elsewhere"
    NEVER = "never"


MEDICARE_STATUS: dict[str, tuple[Payment, str]] = {
    "A": (Payment.PAID, "paid under the fee schedule when covered"),
    "B": (Payment.NEVER, "always bundled into other services of the day, never paid by itself"),
    "C": (Payment.CONDITIONAL, "priced by the contractor, mostly after a look at the report"),
    "D": (Payment.NEVER, "deleted"),
    "E": (Payment.ELSEWHERE, "excluded from the fee schedule by regulation; where covered it is paid by another method"),
    "F": (Payment.NEVER, "deleted, without a grace period"),
    "G": (Payment.NEVER, "not valid for Medicare; another code is used"),
    "H": (Payment.NEVER, "a modifier that no longer applies"),
    "I": (Payment.NEVER, "not valid for Medicare; another code is used for the service"),
    "J": (Payment.PAID, "anesthesia, paid by base and time units"),
    "M": (Payment.NEVER, "for measuring only, never paid"),
    "N": (Payment.NEVER, "not covered by Medicare"),
    "P": (Payment.NEVER, "bundled into the service it belongs to, or excluded; not paid by itself"),
    "Q": (Payment.NEVER, "a functional report of therapy, never paid"),
    "R": (Payment.CONDITIONAL, "coverage is restricted; special instructions apply"),
    "T": (Payment.CONDITIONAL, "paid only if nothing else of the fee schedule is paid to the same practitioner that day"),
    "X": (Payment.ELSEWHERE, "outside the fee schedule by law (laboratory, ambulance and the like); another schedule pays where covered"),
}
"""Status indicators of the physician fee schedule. Source: record layout of the relative value file (RVUPUF), Attachment A."""

HOSPITAL_STATUS: dict[str, tuple[Payment, str]] = {
    "B": (Payment.NEVER, "not recognised on an outpatient hospital bill; another code may be"),
    "C": (Payment.NEVER, "an inpatient procedure, not paid under OPPS"),
    "D": (Payment.NEVER, "discontinued"),
    "E1": (Payment.NEVER, "not covered"),
    "E2": (Payment.NEVER, "no pricing data, not paid under OPPS"),
    "M": (Payment.NEVER, "not billable to the contractor"),
    "N": (Payment.CONDITIONAL, "packaged: reported, but its payment is within another service's"),
    "Q1": (Payment.CONDITIONAL, "packaged where certain other services are on the claim"),
    "Q2": (Payment.CONDITIONAL, "packaged where a procedure of status T is on the claim"),
    "Q3": (Payment.CONDITIONAL, "may be paid in a composite"),
    "Q4": (Payment.CONDITIONAL, "a laboratory test, packaged unless nothing else is on the claim"),
    "A": (Payment.ELSEWHERE, "paid under another schedule"),
    "Y": (Payment.ELSEWHERE, "equipment, billed to the equipment contractor"),
}
"""Status indicators of OPPS that are not simply paid. Source: OPPS addendum D1."""


def medicare_status(status: str) -> tuple[Payment, str]:
    """What a fee schedule status means. One that is not known counts as conditional."""
    return MEDICARE_STATUS.get(status, (Payment.CONDITIONAL, "a status this program does not know"))


def hospital_status(status: str) -> tuple[Payment, str]:
    """What an OPPS status indicator means; those not listed are paid under OPPS."""
    return HOSPITAL_STATUS.get(status, (Payment.PAID, "paid under OPPS when covered"))
