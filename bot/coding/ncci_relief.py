"""Whether the modifiers that stand on a claim's lines bypass a PTP edit that is in force. Pure functions.

Rules: NCCI Policy Manual for Medicare Services, chapter 1 E (PTP-associated modifiers); MLN1783722 (59 and X modifiers, on
either line since 1 July 2019). A modifier bypasses an edit in the claims system; that it is true is for the record to show.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.coding import sites
from bot.coding.claim import ClaimLine
from bot.coding.ncci import DISTINCT, EITHER_LINE_SINCE, PairState, PairVerdict
from bot.coding.visits import is_visit

VISIT_MODIFIERS = frozenset(("24", "25", "57"))
OF_COLUMN_2 = frozenset(("27", "58", "78", "79", "91"))
"""The other PTP-associated modifiers, on the column 2 line."""
ASSOCIATED = frozenset((*VISIT_MODIFIERS, *OF_COLUMN_2, *DISTINCT, *sites.ANATOMIC))


Placed = tuple[str, int]
"""A modifier and the number of the line it stands on."""


@dataclass(frozen=True, slots=True)
class Relief:
    """What the claim's modifiers do to an edit. Lines are numbers on the claim.

    `denied` are the column 2 lines that stay denied, `bypassed` those that a modifier bypasses, `by` which ones.
    `unclear` are column 2 lines with a site of their own while column 1 names none. `idle` are PTP-associated
    modifiers on the two codes that do not help.
    """

    denied: tuple[int, ...] = ()
    bypassed: tuple[int, ...] = ()
    unclear: tuple[int, ...] = ()
    by: tuple[Placed, ...] = ()
    idle: tuple[Placed, ...] = ()


def relief(verdict: PairVerdict, lines: Sequence[ClaimLine]) -> Relief:
    """An edit in force and the lines of the claim → which column 2 lines are denied. Empty where none is in force."""
    if not verdict.in_force or verdict.row is None:
        return Relief()
    paid, denied_code = verdict.row.column1, verdict.row.column2
    ones = [x for x in lines if x.code == paid]
    twos = [x for x in lines if x.code == denied_code]
    present = tuple((m, x.number) for x in (*ones, *twos) for m in x.modifiers if m in ASSOCIATED)
    if verdict.state is PairState.NO_BYPASS:
        return Relief(denied=tuple(x.number for x in twos), idle=present)
    denied, bypassed, unclear, by = [], [], [], list[Placed]()
    for two in twos:
        ways = [_bypassing(one, two, verdict.on) for one in ones]
        if ways and all(ways):
            bypassed.append(two.number)
            by += [placed for found in ways for placed in found]
        elif sites.of(two.modifiers) and not any(sites.of(x.modifiers) or "50" in x.modifiers for x in ones) and "50" not in two.modifiers:
            unclear.append(two.number)
        else:
            denied.append(two.number)
    return Relief(tuple(denied), tuple(bypassed), tuple(unclear), tuple(dict.fromkeys(by)), tuple(p for p in present if p not in by))


def _bypassing(one: ClaimLine, two: ClaimLine, on: date) -> tuple[Placed, ...]:
    """The modifiers that bypass the edit between a column 1 and a column 2 line; empty if none does."""
    visits = [x for x in (one, two) if is_visit(x.code)]
    if visits:
        wanted = VISIT_MODIFIERS | ({"27"} if len(visits) == 2 else set())
        return tuple((m, x.number) for x in visits for m in x.modifiers if m in wanted)
    either = (one, two) if on >= EITHER_LINE_SINCE else (two,)
    found = [(m, x.number) for x in either for m in x.modifiers if m in DISTINCT]
    found += [(m, two.number) for m in two.modifiers if m in OF_COLUMN_2 and m != "27"]
    if sites.differ(one.modifiers, two.modifiers):
        found += [(m, x.number) for x in (one, two) for m in sorted(sites.of(x.modifiers))]
    return tuple(found)
