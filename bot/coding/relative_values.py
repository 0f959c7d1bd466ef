"""One row of the physician fee schedule -> an amount: relative values times indices times the conversion factor. Pure.

Formula: CMS, RVUPUF (in the release of the relative values): (work x work index + PE x PE index + MP x MP index) x factor, with
the PE of the setting. Only status A, R and T have values that are used for payment.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from bot.coding.money import Step, cents
from knowledge.tables.physician_fee_schedule import FeeRow

PAYABLE = frozenset("ART")
BUNDLED_IF_OTHERS = "T"
NEVER_PAID = frozenset("BIMNP")
"""Statuses under which Medicare pays nothing for the code, by this schedule or another."""
OTHER_SCHEDULE = frozenset("EX")
RULE = "CMS, RVUPUF: payment formula and status codes of the physician fee schedule"
STATUS = {
    "A": "active, priced by this schedule",
    "B": "always bundled into other services, never paid on its own",
    "C": "priced by the contractor, usually case by case from the record",
    "D": "deleted",
    "E": "excluded from this schedule by regulation; where it is paid, another schedule prices it",
    "F": "deleted or discontinued",
    "G": "not valid for Medicare",
    "H": "deleted modifier",
    "I": "not valid for Medicare; Medicare uses another code for it",
    "J": "anesthesia: priced by base and time units",
    "M": "a measurement code for reporting only",
    "N": "not covered by Medicare",
    "P": "bundled or excluded supply",
    "R": "restricted coverage; priced by this schedule when covered",
    "T": "paid only when nothing else payable is billed that day by the same practitioner",
    "X": "outside this schedule by statute; another schedule prices it",
}
"""What a status code means, in our own words (Attachment A of RVUPUF)."""
_ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Indices:
    """Geographic practice cost indices. All 1 is the national amount."""

    work: Decimal = _ONE
    pe: Decimal = _ONE
    mp: Decimal = _ONE


NATIONAL = Indices()


@dataclass(frozen=True)
class Price:
    """A priced row. `total` is the sum of the adjusted relative values, `amount` that times the factor in cents; both are kept."""

    row: FeeRow
    facility: bool
    indices: Indices
    factor: Decimal

    @property
    def practice_expense(self) -> Decimal:
        """The PE relative value of the setting."""
        return self.row.pe_facility if self.facility else self.row.pe_nonfacility

    @cached_property
    def total(self) -> Decimal:
        """Relative values, each times its index, added up."""
        return self.row.work * self.indices.work + self.practice_expense * self.indices.pe + self.row.mp * self.indices.mp

    @cached_property
    def amount(self) -> Decimal:
        """The fee schedule amount in cents."""
        return cents(self.total * self.factor)

    @property
    def practice_expense_amount(self) -> Decimal:
        """The part of the amount that is practice expense, in cents."""
        return cents(self.practice_expense * self.indices.pe * self.factor)

    @property
    def not_there(self) -> bool:
        """Whether the row is marked NA for the setting: rarely or never done there."""
        return self.row.na_facility if self.facility else self.row.na_nonfacility

    @property
    def cap(self) -> Decimal | None:
        """What the outpatient rate caps the row at, by its own OPPS columns; None where they are blank."""
        pe = self.row.opps_pe_facility if self.facility else self.row.opps_pe_nonfacility
        if not pe and not self.row.opps_mp:
            return None
        return cents((self.row.work * self.indices.work + pe * self.indices.pe + self.row.opps_mp * self.indices.mp) * self.factor)

    @property
    def numbers(self) -> str:
        """The formula with its numbers: `(1.30 x 1 + 1.46 x 1 + 0.09 x 1) = 2.85 x 33.4009`."""
        parts = ((self.row.work, self.indices.work), (self.practice_expense, self.indices.pe), (self.row.mp, self.indices.mp))
        if self.indices == NATIONAL:
            return f"{' + '.join(str(value) for value, _ in parts)} = {self.total} x {self.factor}"
        return f"{' + '.join(f'{value} x {index}' for value, index in parts)} = {self.total} x {self.factor}"

    def step(self) -> Step:
        """The first row of the arithmetic."""
        setting = "facility" if self.facility else "non-facility"
        return Step(f"{setting} amount, (work + PE + MP) x factor", self.numbers, self.amount)


def price(row: FeeRow, indices: Indices, *, facility: bool, factor: Decimal | None = None) -> Price:
    """A row at a place in a setting; `factor` only where it is not the row's own."""
    return Price(row, facility, indices, row.conversion_factor if factor is None else factor)


@dataclass(frozen=True, slots=True)
class Choice:
    """The row that prices a line, or why there is none. `note` is worth saying either way."""

    row: FeeRow | None
    note: str = ""


_SPLIT_RULE = {
    "0": "a physician service that is not split", "2": "the professional part only", "3": "the technical part only",
    "4": "a test with both parts, each with a code of its own", "5": "incident to a physician's service", "6": "a laboratory interpretation",
    "7": "a therapist's service", "8": "an inpatient interpretation", "9": "a service to which the split does not apply",
}


def choose(rows: Sequence[FeeRow], modifiers: Sequence[str]) -> Choice:
    """Which published row prices a line with these modifiers: `26`, `TC` and `53` have rows of their own."""
    by_modifier = {row.modifier: row for row in rows}
    whole = by_modifier.get("")
    for modifier in ("26", "TC", "53"):
        if modifier not in modifiers:
            continue
        row = by_modifier.get(modifier)
        if row is not None:
            return Choice(row)
        if whole is None:
            return Choice(None, "the code is not in the file")
        if modifier == "53":
            return Choice(whole, "53: no published row for it discontinued; the contractor prices it from the record, up to the amount shown")
        kind = _SPLIT_RULE.get(whole.pctc, "a service that is not split")
        if (modifier, whole.pctc) in (("26", "2"), ("26", "8"), ("TC", "3")):
            return Choice(whole, f"{modifier} is not needed: by PC/TC {whole.pctc} the code is already {kind}")
        return Choice(None, f"{modifier} is not used with it: PC/TC {whole.pctc} is {kind}")
    return Choice(whole) if whole is not None else Choice(None, "only rows with a modifier are in the file")
