"""Anesthesia: base units and time units times the conversion factor, and the share of who gave or directed it. Pure.

Rules: Pub. 100-04, chapter 12 section 50 (time units of 15 minutes to one decimal, 50 % each under medical direction, AD: three base
units a procedure and one time unit when the physician was there at induction).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from bot.coding.money import Step, cents, dollars, part_of, percent

RULE = "Pub. 100-04, chapter 12 section 50: anesthesia base and time units, medical direction"
UNIT_MINUTES = 15
MAX_MINUTES = 2880
"""Two days; more is a slip of the pen."""
SHARES = {
    "AA": (Decimal(1), "by the anesthesiologist"),
    "QZ": (Decimal(1), "CRNA without medical direction"),
    "QK": (Decimal("0.5"), "direction of two to four at once"),
    "QY": (Decimal("0.5"), "direction of one CRNA"),
    "QX": (Decimal("0.5"), "CRNA or assistant under direction"),
}
SUPERVISION = "AD"
_SUPERVISION_BASE = 3
_STATUS = ("P1", "P2", "P3", "P4", "P5", "P6")
_TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class AnesthesiaFee:
    """Units and payment with every step; `payment` None where `reason` says why."""

    base: int
    minutes: int
    time_units: Decimal
    factor: Decimal | None
    steps: tuple[Step, ...] = ()
    units: Decimal = Decimal(0)
    payment: Decimal | None = None
    reason: str = ""
    notes: tuple[str, ...] = ()


def is_anesthesia(code: str) -> bool:
    """Whether a code is in the anesthesia section by its number, 00100 to 01999."""
    return len(code) == 5 and code.isdecimal() and 100 <= int(code) <= 1999


def time_units(minutes: int) -> Decimal:
    """Minutes / 15, to one decimal, half up."""
    return (Decimal(minutes) / UNIT_MINUTES).quantize(_TENTH, ROUND_HALF_UP)


def anesthesia_fee(base: int, minutes: int | None, factor: Decimal | None, modifiers: Sequence[str] = ()) -> AnesthesiaFee:
    """Base units, minutes (None: not given), the conversion factor of the place (None: not loaded) and the modifiers -> the fee."""
    if minutes is None:
        return AnesthesiaFee(base, 0, Decimal(0), factor, reason="the minutes of anesthesia are missing")
    if not 0 < minutes <= MAX_MINUTES:
        return AnesthesiaFee(base, minutes, Decimal(0), factor, reason=f"{minutes} minutes cannot be: 1 to {MAX_MINUTES} are taken")
    notes = _notes(modifiers)
    supervised = SUPERVISION in modifiers
    timed = Decimal(1) if supervised else time_units(minutes)
    counted = _SUPERVISION_BASE if supervised else base
    units = counted + timed
    if factor is None:
        return AnesthesiaFee(base, minutes, timed, None, (), units, None, "the anesthesia conversion factor is not loaded", notes)
    first = cents(units * factor)
    what = "(3 base units under supervision + 1 time unit for induction)" if supervised else "(base + time units)"
    numbers = f"({counted} + {timed}) = {units} x {factor}" if supervised else f"({base} + {minutes}/15 = {timed}) = {units} x {factor}"
    steps = [Step(f"{what} x anesthesia factor", numbers, first)]
    known = [m for m in modifiers if m in SHARES]
    if known and not supervised:
        share, words = SHARES[known[0]]
        if share != 1:
            after = part_of(first, share)
            steps.append(Step(f"{known[0]}: {words}", f"{percent(share)} of {dollars(first)} = {dollars(after)}", after - first))
    return AnesthesiaFee(base, minutes, timed, factor, tuple(steps), units, sum((s.amount for s in steps), Decimal("0.00")), "", notes)


def _notes(modifiers: Sequence[str]) -> tuple[str, ...]:
    known = [m for m in modifiers if m in SHARES or m == SUPERVISION]
    notes = []
    if not known:
        notes.append("no AA, QK, QX, QY, QZ or AD: paid in full is assumed, but Medicare wants one of them")
    if len(known) > 1:
        notes.append(f"{' and '.join(known)} do not go together on one line; {SUPERVISION if SUPERVISION in known else known[0]} is taken")
    if SUPERVISION in known:
        notes.append("AD: the time unit is paid only when the record shows the physician at induction")
    if set(_STATUS) & set(modifiers):
        notes.append("P1 to P6: Medicare adds no units for physical status")
    return tuple(notes)
