"""Anesthesia units and payment: a claim line with minutes, or base units and minutes that are given."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from bot.coding import anesthesia
from bot.coding.anesthesia import MAX_MINUTES
from bot.coding.claim import Claim
from bot.coding.claim_text import read_claim
from bot.coding.finding import Finding, Ground, Subject
from bot.coding.money import ROUNDING, dollars
from bot.engine.anesthesia_fees import anesthesia_finding
from bot.engine.calculators.calculator import Calculator, Problem, result
from bot.engine.calculators.minutes import minutes_in
from bot.engine.editions import with_staleness
from bot.engine.fee_places import fee_places
from bot.turns import Table
from knowledge.catalog import Catalog

NAME = "anesthesia"
MAX_BASE = 50
_BASE = re.compile(r"\bbase\s*(?:units?)?\s*[:=]?\s*(?P<n>-?\d{1,4})\b|(?<![\w-])(?P<m>-?\d{1,4})\s*base\b", re.IGNORECASE)
_FACTOR = re.compile(r"\b(?:cf|factor)\s*[:=]?\s*\$?(?P<n>\d{1,3}(?:\.\d{1,4})?)\b", re.IGNORECASE)
_MODIFIER = re.compile(r"(?<![\w])(?:AA|QK|QX|QY|QZ|AD|P[1-6])(?![\w])")


@dataclass(frozen=True, slots=True)
class Given:
    """Base units said outright: no row is looked up."""

    base: int
    minutes: int
    factor: Decimal | None
    modifiers: tuple[str, ...]


def parse(text: str, today: date) -> Claim | Given | Problem:
    """`00142-QK 47 min zip 90210`, `base 5 95 min cf 20.32 QK`."""
    times = minutes_in(text)
    if len(times) > 1:
        return Problem("more than one time is given; add them up")
    if not times:
        return Problem("the minutes of anesthesia are missing")
    start, end, minutes = times[0]
    if not 0 < minutes <= MAX_MINUTES:
        return Problem(f"{minutes} minutes cannot be")
    rest = text[:start] + " " * (end - start) + text[end:]
    base = _BASE.search(rest)
    if base:
        units = int(base["n"] or base["m"])
        if not 0 < units <= MAX_BASE:
            return Problem(f"{units} base units cannot be: 1 to {MAX_BASE} are taken")
        factor = _FACTOR.search(rest)
        return Given(units, minutes, Decimal(factor["n"]) if factor else None, tuple(_MODIFIER.findall(rest)))
    claim = read_claim(rest, today)
    lines = tuple(line for line in claim.lines if anesthesia.is_anesthesia(line.code))
    if not lines:
        return Problem("an anesthesia code (00100 to 01999), or its base units, are missing")
    if len(lines) > 1:
        return Problem("more than one anesthesia code is given: only the one with the most base units is paid, with all of the time")
    return replace(claim, lines=lines, minutes=minutes)


def compute(inputs: Claim | Given, catalog: Catalog) -> Finding:
    """Units and payment."""
    if isinstance(inputs, Claim):
        found = anesthesia_finding(inputs.lines[0], inputs, catalog, fee_places(inputs, catalog))
        found = with_staleness(found, inputs.on)
        return replace(found, subject=Subject.CALCULATION, data={"calculator": NAME, **found.data})
    fee = anesthesia.anesthesia_fee(inputs.base, inputs.minutes, inputs.factor, inputs.modifiers)
    steps = tuple((s.step, s.numbers, dollars(s.amount)) for s in fee.steps) or (
        ("base + time units", f"{fee.base} + {fee.minutes}/15 = {fee.time_units}", str(fee.units)),
    )
    paid = f", {dollars(fee.payment)} at {fee.factor}" if fee.payment is not None else ""
    notes = (*fee.notes, *(() if paid else ("name a ZIP code with the code, or a factor (cf 20.32), for the payment",)))
    return result(
        NAME,
        f"{fee.units} anesthesia units: base {fee.base} + time {fee.time_units}{paid}",
        rule="(base units + minutes / 15) times the anesthesia conversion factor.",
        tables=(Table(("Step", "Numbers", "Result"), steps, "Anesthesia"),),
        caveat=" ".join((*(f"{note[0].upper()}{note[1:]}." for note in notes), ROUNDING)),
        sources=(Ground(rule=anesthesia.RULE),),
        data={"units": str(fee.units), "time_units": str(fee.time_units), "payment": str(fee.payment) if fee.payment is not None else None},
    )


ANESTHESIA = Calculator(NAME, "Anesthesia units", ("anesthesia", "anaesthesia", "anes"), "anesthesia 00142-QK 47 min zip 90210", parse, compute)
