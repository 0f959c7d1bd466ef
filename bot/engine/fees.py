"""Fees of a claim: rows of the physician fee schedule, of localities and of the schedules beside it -> findings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from bot.coding.anesthesia import is_anesthesia
from bot.coding.claim import Claim, ClaimLine
from bot.coding.finding import Finding, Ground, Level, Subject
from bot.coding.relative_values import OTHER_SCHEDULE
from bot.coding.status import CodeState
from bot.engine import fee_words, mue, other_schedules, ptp, validity
from bot.engine.anesthesia_fees import anesthesia_finding
from bot.engine.editions import listed, to_load, with_staleness
from bot.engine.fee_places import FeePlaces, fee_places
from bot.engine.fee_pricing import Priced, price_claim
from bot.engine.fee_years import over_years
from knowledge.catalog import Catalog
from knowledge.tables import physician_fee_schedule as table
from knowledge.tables.dated import edition_for
from knowledge.tables.physician_fee_schedule import FeeRow


def findings(claim: Claim, catalog: Catalog) -> tuple[Finding, ...]:
    """The total of several lines, then what each is paid, with its arithmetic. Never raises for what is on the claim."""
    if not claim.lines:
        return ()
    files = catalog.files(table.SOURCE)
    rows = {code: table.fees(files, code, claim.on) for code in claim.codes}
    gone = _not_valid(claim, catalog, rows)
    places = _places(claim, catalog, rows)
    physician = tuple(
        line for line in claim.lines if rows[line.code] and line.code not in gone and not _anesthesia(line, rows[line.code])
    )
    priced = price_claim(claim, catalog, places, tuple((line, rows[line.code]) for line in physician)) if physician else None
    by_line = {line.number: at for at, line in enumerate(physician)}
    found: list[Finding] = []
    for line in claim.lines:
        if line.code in gone:
            found.append(_unpaid(line, gone[line.code]))
            continue
        found.extend(other_schedules.outpatient(line, claim, catalog))
        if line.number in by_line and priced is not None:
            found.extend(_line(priced, by_line[line.number], catalog))
        elif _anesthesia(line, rows[line.code]):
            found.append(anesthesia_finding(line, claim, catalog, places))
        else:
            found.extend(other_schedules.elsewhere(line, claim, catalog) or (_absent(line, claim, catalog),))
    found.extend(other_schedules.surgical_centre(claim))
    total = fee_words.total_finding(priced) if priced is not None else None
    if total is not None and claim.medicare:
        total = fee_words.with_denials(total, _denied(claim, catalog))
    return tuple(with_staleness(finding, claim.on) for finding in (*((total,) if total is not None else ()), *found))


def _denied(claim: Claim, catalog: Catalog) -> tuple[Finding, ...]:
    """What NCCI edits between the lines deny, and units above their limit."""
    return tuple(f for f in (*ptp.findings(claim, catalog), *mue.findings(claim, catalog)) if f.level is Level.DENIED)


def _not_valid(claim: Claim, catalog: Catalog, rows: Mapping[str, tuple[FeeRow, ...]]) -> dict[str, Finding]:
    """Codes that ended before the date or begin after it: an older row must not price them. What is said of their validity."""
    found = {}
    for code, own in rows.items():
        if own and not own[0].stale:
            continue
        state, finding = validity.of_code(code, claim.on, catalog)
        if state in (CodeState.DELETED, CodeState.NOT_YET):
            found[code] = finding
    return found


def _unpaid(line: ClaimLine, why: Finding) -> Finding:
    return replace(
        why,
        subject=Subject.FEES,
        verdict=f"{line.text}: no amount; {why.verdict}",
        lines=(line.number,),
        facts=(),
        data={"code": line.code, "payment": None, "reason": "not valid on the date"},
    )


def _places(claim: Claim, catalog: Catalog, rows: Mapping[str, tuple[FeeRow, ...]]) -> FeePlaces:
    """The places with the indices of the year of the relative values: those of two years give an amount that nobody ever paid."""
    years = {own[0].edition.begins.year: own[0].edition for own in rows.values() if own}
    older = next(iter(years.values())) if len(years) == 1 else None
    if older is None or older.covers(claim.on) or older.begins.year == claim.on.year:
        places = fee_places(claim, catalog)
        mixed = len(years) > 1 and any(not place.national for place in places.places)
        note = f"relative values of {listed([str(y) for y in sorted(years)])} with the indices of {claim.on.year}"
        return replace(places, notes=(*places.notes, note)) if mixed else places
    year = older.begins.year
    places = fee_places(replace(claim, on=date(year, 12, 31)), catalog)
    note = f"relative values, conversion factor and indices are all of {year}: this is what {year} paid; the schedule of {claim.on.year} is not loaded"
    return replace(places, notes=(*places.notes, note))


def _anesthesia(line: ClaimLine, rows: tuple[FeeRow, ...]) -> bool:
    """By the status of its row, or by its number where no row is loaded."""
    return any(row.status == "J" for row in rows) or (not rows and is_anesthesia(line.code))


def _line(priced: Priced, at: int, catalog: Catalog) -> tuple[Finding, ...]:
    """The finding of the physician fee schedule, or that of the schedule which prices the code in its place."""
    fee = priced.fees[0][0].lines[at]
    if fee.row is not None and fee.payment is None and fee.row.status in OTHER_SCHEDULE:
        others = other_schedules.elsewhere(fee.line, priced.claim, catalog)
        if others:
            return others
    found = fee_words.line_finding(priced, at)
    years = over_years(priced, at, catalog, lambda claim, rows: _places(claim, catalog, rows)) if fee.payment is not None else None
    return (replace(found, tables=(*found.tables, years)) if years is not None else found,)


def _absent(line: ClaimLine, claim: Claim, catalog: Catalog) -> Finding:
    """A line that no schedule at hand has."""
    edition, stale = edition_for(catalog.files(table.SOURCE), claim.on)
    if edition is None:
        return Finding(
            Subject.FEES, Level.UNKNOWN, f"{line.text}: no physician fee schedule is loaded for {claim.on}", (line.code,), (line.number,),
            mend=f"{to_load(table.SOURCE, claim.on)}.",
            data={"code": line.code, "payment": None, "reason": "not loaded"},
        )
    return Finding(
        Subject.FEES, Level.ATTENTION, f"{line.text}: not in the physician fee schedule {edition.name}", (line.code,), (line.number,),
        rule=f"If the code is valid: {other_schedules.priced_by(line.code)}",
        grounds=(Ground(edition, stale=stale),), data={"code": line.code, "payment": None, "reason": "not in the schedule"},
    )
