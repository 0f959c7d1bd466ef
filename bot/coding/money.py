"""Dollars in steps that can be checked by hand: each step is a signed amount in cents, and the steps add up to the payment.

Rounding: published relative values, indices and factors are taken as they are; each product in dollars is rounded to cents,
half up, before the next step uses it, as the carriers' published amounts are.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

ROUNDING = "RVUs, indices and factors as published; every amount rounded to cents (half up) before the next step."
_CENT = Decimal("0.01")
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Step:
    """One row of arithmetic: what is done, the numbers, and the signed amount in dollars it adds."""

    step: str
    numbers: str
    amount: Decimal


def cents(amount: Decimal) -> Decimal:
    """An amount rounded to cents, half up."""
    return amount.quantize(_CENT, ROUND_HALF_UP)


def dollars(amount: Decimal) -> str:
    """`1234.5` -> `$1,234.50`, `-3` -> `-$3.00`."""
    return f"{'-' if amount < 0 else ''}${abs(cents(amount)):,}"


def percent(share: Decimal) -> str:
    """`0.625` -> `62.5 %`."""
    return f"{(share * _HUNDRED).normalize():f} %"


def part_of(amount: Decimal, share: Decimal) -> Decimal:
    """A share of an amount, in cents."""
    return cents(amount * share)
