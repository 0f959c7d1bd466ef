"""What the lines of a claim are paid by the physician fee schedule at one place, in one setting, by one factor. Pure.

Order: the row's amount and its units, split global care, sides; reductions for several procedures; the outpatient cap on the
technical part; shares of several surgeons. All of it is kept as steps, and a payment is the sum of its steps.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.coding import multiple_procedures, surgeons
from bot.coding.claim import ClaimLine
from bot.coding.fee_line import FeeLine, second_sides, start
from bot.coding.money import Step, dollars, part_of
from bot.coding.relative_values import BUNDLED_IF_OTHERS, Indices
from knowledge.tables.physician_fee_schedule import FeeRow

CAP_RULE = "RVUPUF and Deficit Reduction Act of 2005, section 5102(b): technical part of imaging capped at the outpatient rate"

_NOTHING = Decimal("0.00")

Cap = Callable[[str, bool], Decimal | None]
"""Code and whether the setting is a facility -> the published cap of its technical part at the place, None if there is none."""


@dataclass(frozen=True, slots=True)
class LineFee:
    """A priced line. `payment` is the sum of `steps`, None where there is no amount, and then `reason` says why.

    `not_there`: the row is marked NA for the setting. `refused`: the reason is a rule of Medicare against payment. `doubts` are
    what the record or the contractor decides.
    """

    line: ClaimLine
    row: FeeRow | None
    steps: tuple[Step, ...]
    payment: Decimal | None
    not_there: bool = False
    reason: str = ""
    refused: bool = False
    doubts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClaimFees:
    """All lines in one setting, in the order of the claim."""

    facility: bool
    lines: tuple[LineFee, ...]

    @property
    def total(self) -> Decimal | None:
        """The sum of the payments of the lines that have one; None where none has."""
        amounts = [line.payment for line in self.lines if line.payment is not None]
        return sum(amounts, _NOTHING) if amounts else None


def claim_fees(
    lines: Sequence[tuple[ClaimLine, Sequence[FeeRow]]],
    indices: Indices,
    *,
    facility: bool,
    stated: bool = True,
    bases: Mapping[str, FeeRow] | None = None,
    cap: Cap | None = None,
    factors: Mapping[str, Decimal] | None = None,
) -> ClaimFees:
    """Price lines with the rows of their codes. `stated`: the claim says that it is this setting, so that a row marked NA has an amount.

    `bases` are the rows of endoscopic base codes, `factors` other conversion factors by code."""
    found = [start(line, rows, indices, facility=facility, stated=stated, factors=factors) for line, rows in lines]
    for fee in found:
        surgeons.refuse(fee)
    _bundled(found)
    priced = [fee for fee in found if fee.priced]
    for who in ("surgeon", "assistant"):
        own = [fee for fee in priced if surgeons.role(fee) == who]
        multiple_procedures.reduce_all(own, indices, bases or {}, second_sides(own))
    for fee in priced:
        _capped(fee, indices, cap)
        surgeons.share(fee)
    return ClaimFees(facility, tuple(_done(fee) for fee in found))


def _bundled(found: Sequence[FeeLine]) -> None:
    """Status T is paid only where nothing else of the schedule is."""
    others = [fee for fee in found if fee.priced and fee.price and fee.price.row.status != BUNDLED_IF_OTHERS]
    if others:
        for fee in found:
            if fee.priced and fee.price and fee.price.row.status == BUNDLED_IF_OTHERS:
                fee.reason, fee.refused = f"status T: bundled into {others[0].line.code}, which is paid on the same day", True


def _capped(fee: FeeLine, indices: Indices, cap: Cap | None) -> None:
    """The lower of the technical part, as reduced, and its outpatient rate."""
    part = fee.component("TC", indices)
    if part is None or part.row.modifier != "TC":
        return
    published = cap(fee.line.code, part.facility) if cap else None
    limit = part.cap if published is None else published
    if limit is None:
        return
    limit, technical = part_of(limit, fee.share), part_of(part.amount, fee.share)
    reduced = technical - fee.technical_cut
    full = fee.sides - fee.technical_units
    over = max(technical - limit, _NOTHING) * full + max(reduced - limit, _NOTHING) * fee.technical_units
    if over:
        technical = technical if full else reduced
        source = "published cap of the locality" if published is not None else "OPPS columns of the row"
        fee.add("technical part capped at the outpatient rate", f"{dollars(technical)} down to {dollars(limit)} a unit ({source})", -over, CAP_RULE)


def _done(fee: FeeLine) -> LineFee:
    priced, price = fee.priced, fee.price
    return LineFee(
        line=fee.line,
        row=price.row if price else None,
        steps=tuple(fee.steps) if priced else (),
        payment=fee.amount if priced else None,
        not_there=bool(price and price.not_there),
        reason=fee.reason,
        refused=fee.refused,
        doubts=tuple(dict.fromkeys(fee.doubts)),
        notes=tuple(dict.fromkeys(fee.notes)),
        rules=tuple(fee.rules) if priced else (),
    )
