"""The end of a global period: from the row of a procedure, or from an indicator that is given, and the day of surgery."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from bot.coding import dates, global_period, grammar
from bot.coding.finding import Finding, Ground, Level
from bot.engine.calculators.calculator import Calculator, Problem, result
from bot.engine.editions import with_staleness
from bot.turns import Table
from knowledge.catalog import Catalog
from knowledge.model import System
from knowledge.tables import physician_fee_schedule as table

NAME = "global"
_INDICATOR = re.compile(r"(?<![\w-])(?P<days>000|0?10|0?90|XXX|YYY|ZZZ|MMM)(?:[\s-]*days?)?(?![\w-])", re.IGNORECASE)
_YEARS = range(1966, 2200)


@dataclass(frozen=True, slots=True)
class Surgery:
    """A day of surgery and the code, or the indicator where that was given."""

    on: date
    code: str = ""
    indicator: str = ""


def parse(text: str, today: date) -> Surgery | Problem:
    """`27447 2026-03-01`, `090 2026-03-01`. The day must be there: a period that begins by a guess ends by a guess."""
    mentions = dates.all_dates(text)
    if not mentions:
        return Problem("the day of surgery is missing")
    bad = next((m for m in mentions if m.value is None), None)
    if bad is not None:
        return Problem(bad.problem)
    days = {m.value for m in mentions if m.value is not None}
    if len(days) > 1:
        return Problem("more than one day is given; one surgery at a time")
    on = days.pop()
    if on.year not in _YEARS:
        return Problem(f"{on} is no day on which Medicare paid for surgery")
    rest = dates.without_dates(text)
    codes = tuple(dict.fromkeys(m.code for m in grammar.mentions(rest) if m.systems[0] in (System.CPT, System.HCPCS)))
    if len(codes) > 1:
        return Problem("more than one code is given; one surgery at a time")
    if codes:
        return Surgery(on, codes[0])
    indicator = _INDICATOR.search(rest)
    if indicator is None:
        return Problem("a procedure code or its global days (000, 010, 090) are missing")
    return Surgery(on, indicator=indicator["days"].upper().zfill(3))


def compute(surgery: Surgery, catalog: Catalog) -> Finding:
    """The first and the last day, with the count."""
    row = table.fee(catalog.files(table.SOURCE), surgery.code, surgery.on) if surgery.code else None
    indicator = row.global_days if row else surgery.indicator
    ground = (Ground(row.edition, f"{row.code}: global {row.global_days}", stale=row.stale),) if row else ()
    codes = (surgery.code,) if surgery.code else ()
    name = f"{surgery.code}, global {indicator}" if surgery.code else f"Global {indicator}"
    if not indicator:
        return result(
            NAME, f"{surgery.code}: its global days are not at hand for {surgery.on}", level=Level.UNKNOWN, codes=codes, sources=(),
            rule="Give the days instead (000, 010, 090), or load the physician fee schedule of that quarter.", data={"indicator": None},
        )
    period = global_period.global_period(indicator, surgery.on)
    if period is None:
        words = global_period.OTHER.get(indicator, "not a global period in days")
        return result(
            NAME, f"{name}: {words}", rule="Only 000, 010 and 090 are counted in days.", codes=codes,
            sources=(*ground, Ground(rule=global_period.RULE)), data={"indicator": indicator},
        )
    rows = [("day before surgery", period.first.isoformat())] if period.first < surgery.on else []
    rows.append(("day of surgery", surgery.on.isoformat()))
    if period.last > surgery.on:
        rows.append((f"{(period.last - surgery.on).days} days after", period.last.isoformat()))
    found = result(
        NAME,
        f"{name}, surgery {surgery.on}: through {period.last} ({period.days} {'day' if period.days == 1 else 'days'} in all)",
        rule="000: that day. 010: that day and ten after. 090: the day before, that day and ninety after.",
        codes=codes,
        tables=(Table(("Step", "Day"), tuple(rows), "Global period"),),
        caveat=f"The first day outside it is {date.fromordinal(period.last.toordinal() + 1)}. Medicare's count; other payers may count otherwise.",
        sources=(*ground, Ground(rule=global_period.RULE)),
        data={"indicator": indicator, "first": period.first.isoformat(), "last": period.last.isoformat(), "days": period.days},
    )
    return with_staleness(found, surgery.on)


GLOBAL = Calculator(NAME, "Global period", ("global period", "global"), "global 27447 2026-03-01", parse, compute)
