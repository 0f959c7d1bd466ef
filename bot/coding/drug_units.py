"""Billing units of a drug from the dose and the vials opened, with what is discarded. Pure.

Rules: Pub. 100-04, chapter 17 sections 10 (units by the HCPCS description, rounded up) and 40 (discarded drug of single-dose
containers: JW on a line of its own, JZ where nothing is discarded; neither for multi-dose containers).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, InvalidOperation

RULE = "Pub. 100-04, chapter 17 sections 10 and 40: drug units, JW and JZ"
MAX_VIALS = 100
MAX_SIZES = 3

_SCALES: dict[str, tuple[str, Decimal]] = {
    **dict.fromkeys(("mcg", "ug", "microgram", "micrograms"), ("mg", Decimal("0.001"))),
    **dict.fromkeys(("mg", "milligram", "milligrams"), ("mg", Decimal(1))),
    **dict.fromkeys(("g", "gm", "gram", "grams"), ("mg", Decimal(1000))),
    **dict.fromkeys(("ml", "cc", "milliliter", "milliliters"), ("ml", Decimal(1))),
    **dict.fromkeys(("unit", "units", "iu", "i.u.", "international units", "u"), ("units", Decimal(1))),
    "million units": ("units", Decimal(1_000_000)),
    **dict.fromkeys(("meq", "milliequivalent", "milliequivalents"), ("meq", Decimal(1))),
    **dict.fromkeys(("mci", "millicurie", "millicuries"), ("mci", Decimal(1))),
}
_UNIT = "|".join(sorted(map(re.escape, _SCALES), key=len, reverse=True))
QUANTITY = re.compile(rf"(?<![\w.,-])(?P<number>-?(?:\d[\d,]*(?:\.\d+)?|\.\d+))\s*-?\s*(?P<unit>{_UNIT})(?![\w])", re.IGNORECASE)
_PER = re.compile(r"\b(?:per|each|up to)\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount in the base unit of its kind (`mg`, `ml`, `units`, `meq`, `mci`)."""

    amount: Decimal
    kind: str

    def __str__(self) -> str:
        return f"{self.amount.normalize():f} {self.kind}"


@dataclass(frozen=True, slots=True)
class DrugUnits:
    """What is billed. `opened` are the vials (size, how many); `wasted` units go on a line of their own with JW."""

    per: Quantity
    dose: Quantity
    units: int
    opened: tuple[tuple[Quantity, int], ...] = ()
    wasted: int = 0
    discarded: Decimal = Decimal(0)


def quantity(match: re.Match[str]) -> Quantity | None:
    """A match of `QUANTITY`; None if the number is none."""
    kind, scale = _SCALES[match["unit"].lower()]
    try:
        return Quantity(Decimal(match["number"].replace(",", "")) * scale, kind)
    except InvalidOperation:
        return None


def unit_of_description(text: str) -> Quantity | None:
    """The unit in a HCPCS description (`…, per 15 mg`, `…, 100,000 units`); None where it names none or more than one."""
    found = [(match, value) for match in QUANTITY.finditer(text) if (value := quantity(match)) is not None and value.amount > 0]
    per = [value for match, value in found if _PER.search(text, 0, match.start())]
    chosen = dict.fromkeys(per or [value for _, value in found])
    return next(iter(chosen)) if len(chosen) == 1 else None


def whole(amount: Decimal, per: Decimal) -> int:
    """How many units an amount is, a begun one counting."""
    return int((amount / per).to_integral_value(ROUND_CEILING))


def vials(dose: Decimal, sizes: Sequence[Decimal]) -> tuple[int, ...] | None:
    """How many of each size to open: the least waste, then the fewest vials. None if it would take more than `MAX_VIALS`."""
    best: tuple[Decimal, int, tuple[int, ...]] | None = None
    for counts in _counts(dose, tuple(sizes)):
        held = sum((size * count for size, count in zip(sizes, counts, strict=True)), Decimal(0))
        ranked = (held - dose, sum(counts), counts)
        if sum(counts) <= MAX_VIALS and held >= dose and (best is None or ranked < best):
            best = ranked
    return best[2] if best else None


def _counts(dose: Decimal, sizes: tuple[Decimal, ...]) -> Sequence[tuple[int, ...]]:
    """Every way that could be best: the last size fills what the others leave."""
    most = min(whole(max(dose, Decimal(0)), sizes[0]), MAX_VIALS)
    if len(sizes) == 1:
        return ((whole(max(dose, Decimal(0)), sizes[0]),),)
    return tuple((count, *rest) for count in range(most + 1) for rest in _counts(dose - sizes[0] * count, sizes[1:]))


def drug_units(per: Quantity, dose: Quantity, sizes: Sequence[Quantity] = ()) -> DrugUnits | None:
    """Units for a dose, and for single-dose vials of these sizes what is discarded. None if it would take too many vials.

    All in one kind of unit and above zero. Discarded drug is billed in whole units only: what a begun unit of the dose covers is not.
    """
    units = whole(dose.amount, per.amount)
    if not sizes:
        return DrugUnits(per, dose, units)
    ordered = sorted(dict.fromkeys(sizes), key=lambda size: -size.amount)
    counts = vials(dose.amount, [size.amount for size in ordered])
    if counts is None:
        return None
    opened = tuple((size, count) for size, count in zip(ordered, counts, strict=True) if count)
    held = sum((size.amount * count for size, count in opened), Decimal(0))
    total = int((held / per.amount).to_integral_value(ROUND_FLOOR))
    return DrugUnits(per, dose, units, opened, max(0, total - units), held - dose.amount)
