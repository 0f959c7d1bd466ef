"""Units of timed therapy from the minutes of each code."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from bot.coding import dates, therapy_units
from bot.coding.finding import Finding, Ground
from bot.coding.therapy_units import MAX_MINUTES, TIMED, UNTIMED
from bot.engine.calculators.calculator import Calculator, Problem, result
from bot.engine.calculators.minutes import minutes_in
from bot.turns import Table
from knowledge.catalog import Catalog

NAME = "therapy"
_CODE = re.compile(r"(?<![\w.])(?:\d{5}|[A-Z]\d{4})(?![\w.])", re.IGNORECASE)
_BARE = re.compile(r"(?<![\w.])-?\d{1,4}(?![\w.])")


@dataclass(frozen=True, slots=True)
class Session:
    """Timed codes with minutes (one without a code where only the total was given), and codes that are not timed."""

    timed: tuple[tuple[str, int], ...]
    untimed: tuple[str, ...] = ()


def parse(text: str, today: date) -> Session | Problem:
    """`97110 25 min, 97140 13 min`, `97110 25 97140 13`, `38 minutes`."""
    plain = dates.without_dates(text)
    codes = list(_CODE.finditer(plain))
    if not codes:
        total = _minutes(plain)
        if isinstance(total, Problem):
            return total
        return Session((("", total),)) if total is not None else Problem("no minutes were given")
    timed: list[tuple[str, int]] = []
    untimed: list[str] = []
    for at, match in enumerate(codes):
        code = match[0].upper()
        part = plain[match.end() : codes[at + 1].start() if at + 1 < len(codes) else len(plain)]
        minutes = _minutes(part)
        if isinstance(minutes, Problem):
            return Problem(f"{code}: {minutes.text}")
        if code in UNTIMED:
            untimed.append(code)
        elif minutes is None:
            return Problem(f"the minutes of {code} are missing")
        else:
            timed.append((code, minutes))
    if sum(minutes for _, minutes in timed) > MAX_MINUTES:
        return Problem("that is more than a day")
    return Session(tuple(timed), tuple(dict.fromkeys(untimed)))


def _minutes(text: str) -> int | Problem | None:
    found = [minutes for _, _, minutes in minutes_in(text)] or [int(m[0]) for m in _BARE.finditer(text)]
    if not found:
        return None
    if len(found) > 1:
        return Problem("more than one time is given")
    return found[0] if 0 < found[0] <= MAX_MINUTES else Problem(f"{found[0]} minutes cannot be")


def compute(session: Session, catalog: Catalog) -> Finding:
    """Units in all and who gets them."""
    units = therapy_units.therapy_units(session.timed)
    notes = []
    unusual = [code for code, _ in session.timed if code and code not in TIMED]
    if unusual:
        notes.append(f"Check that {', '.join(unusual)} is counted in quarters of an hour; it is not among the usual therapy codes.")
    if session.untimed:
        notes.append(f"Not timed, one unit each and no minutes counted: {', '.join(session.untimed)}.")
    if units.midpoint != units.units:
        notes.append(f"CPT's midpoint rule, which other payers may use, counts each code on its own: {units.midpoint} units.")
    left = [share for share in units.shares if share.units > share.minutes // 15]
    if len(units.shares) > 1 and left:
        notes.append(f"The minutes left over after full quarters of an hour go to {', '.join(share.code for share in left)}.")
    rows = tuple(
        (s.code or "all", str(s.minutes), f"{s.minutes // 15} x 15 + {s.minutes % 15}", str(s.units), str(s.midpoint)) for s in units.shares
    )
    shares = ", ".join(f"{s.code} x{s.units}" for s in units.shares if s.units and s.code)
    return result(
        NAME,
        f"{units.minutes} timed minutes: {units.units} {'unit' if units.units == 1 else 'units'}" + (f" ({shares})" if shares else ""),
        rule="8 to 22 minutes 1 unit, 23 to 37 two, 38 to 52 three, 53 to 67 four, and so on, by the total of all timed minutes.",
        codes=tuple(s.code for s in units.shares if s.code),
        tables=(Table(("Code", "Minutes", "Quarters", "Units (Medicare)", "Units (midpoint)"), rows, "Timed minutes"),),
        caveat=" ".join(notes),
        sources=(Ground(rule=therapy_units.RULE),),
        data={"minutes": units.minutes, "units": units.units, "shares": {s.code: s.units for s in units.shares}, "midpoint": units.midpoint},
    )


THERAPY = Calculator(
    NAME, "Therapy units", ("therapy", "8-minute rule", "8 minute rule", "timed"), "therapy 97110 25 min, 97140 13 min", parse, compute
)
