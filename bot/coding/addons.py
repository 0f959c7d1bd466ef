"""Add-on codes: is a primary code on the claim, and who says which ones go. Pure functions.

Rules: CMS add-on code edits (transmittal on types I to III) and NCCI Policy Manual, chapter 1 R. Type 1 has a closed list of primary
codes, type 2 none (the contractor decides), type 3 a list that the contractor may add to. An add-on code is paid only if a
primary code is paid to the same practitioner on the same date of service.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from knowledge.model import Edition
from knowledge.tables.addon_codes import AddonRow
from knowledge.tables.dated import Force

CLOSED, CONTRACTOR, PARTIAL = 1, 2, 3
ZZZ = "ZZZ"


class AddonState(StrEnum):
    """What is known about an add-on code on a claim."""

    PRIMARY_PRESENT = "primary_present"
    PRIMARY_MISSING = "primary_missing"
    CONTRACTOR_DECIDES = "contractor_decides"
    DATE_UNKNOWN = "begin_unknown"
    """Its rows have no begin date and the date of service lies before the table's first day."""
    NOT_IN_FORCE = "not_in_force"
    NOT_LISTED = "not_listed"
    """The fee schedule marks it as add-on code (ZZZ), the add-on table does not list it."""
    NOT_LOADED = "edition_not_loaded"


@dataclass(frozen=True, slots=True)
class AddonVerdict:
    """The verdict on one add-on code. `type` 0 is unknown; `primaries` are those listed, `present` those of them on the claim."""

    code: str
    state: AddonState
    type: int = 0
    primaries: tuple[str, ...] = ()
    present: tuple[str, ...] = ()
    edition: Edition | None = None
    notes: tuple[str, ...] = ()


def decide(
    code: str, on_claim: Sequence[str], rows: Iterable[AddonRow], on: date, global_days: str = "", edition: Edition | None = None
) -> AddonVerdict | None:
    """Rows of a code → the verdict, None if it is no add-on code. `edition` is the newest complete table, None if none is loaded."""
    rows = tuple(rows)
    if not rows:
        if global_days != ZZZ:
            return None
        return AddonVerdict(code, AddonState.NOT_LISTED if edition else AddonState.NOT_LOADED, edition=edition)
    source, kind = rows[0].edition, rows[0].type
    valid = [row for row in rows if row.force(on) is Force.IN_FORCE]
    if not valid:
        unknown = any(row.force(on) is Force.BEGIN_UNKNOWN for row in rows)
        valid, state = (list(rows), AddonState.DATE_UNKNOWN) if unknown else ([], AddonState.NOT_IN_FORCE)
    else:
        kind, state = valid[0].type, AddonState.PRIMARY_MISSING
    primaries = tuple(dict.fromkeys(row.primary for row in valid if not row.contractor_decides))
    present = tuple(c for c in primaries if c in on_claim)
    notes = tuple(dict.fromkeys(row.note for row in valid if row.note))
    if state is AddonState.PRIMARY_MISSING:
        if present:
            state = AddonState.PRIMARY_PRESENT
        elif kind != CLOSED or any(row.contractor_decides for row in valid):
            state = AddonState.CONTRACTOR_DECIDES
    return AddonVerdict(code, state, kind, primaries, present, source, notes)
