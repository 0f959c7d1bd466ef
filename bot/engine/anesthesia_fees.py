"""The fee of an anesthesia line: base units, minutes and the anesthesia conversion factor of the place -> a finding."""

from __future__ import annotations

from decimal import Decimal

from bot.coding import anesthesia
from bot.coding.anesthesia import AnesthesiaFee, anesthesia_fee
from bot.coding.claim import Claim, ClaimLine
from bot.coding.finding import Finding, Ground, Level, Subject
from bot.coding.money import ROUNDING, dollars
from bot.engine.fee_places import FeePlace, FeePlaces
from bot.engine.fee_words import CAVEAT, heading
from bot.turns import Table
from knowledge.catalog import Catalog
from knowledge.tables import locality, other_fees
from knowledge.tables.dated import edition_for

BASE_FILE = "the CMS anesthesia base units file of the year"
FACTOR_FILE = "CMS ANES{year} (anesthesia conversion factors, in the release of the relative values)"


def anesthesia_finding(line: ClaimLine, claim: Claim, catalog: Catalog, places: FeePlaces) -> Finding:
    """One anesthesia line. The claim's minutes count, else the units of the line, which on such a claim are minutes."""
    files = catalog.files(other_fees.ANESTHESIA_UNITS)
    base = other_fees.base_units(files, line.code, claim.on)
    if base is None:
        loaded = edition_for(files, claim.on)[0]
        words = f"not in the base units of {loaded.name}" if loaded else f"base units not loaded for {claim.on}: get {BASE_FILE}"
        level = Level.ATTENTION if loaded else Level.UNKNOWN
        return Finding(
            Subject.FEES, level, f"{line.text}: anesthesia, {words}", (line.code,), (line.number,),
            grounds=(Ground(loaded),) if loaded else (), data={"code": line.code, "payment": None, "reason": "no base units"},
        )
    units, edition, stale = base
    minutes = claim.minutes if claim.minutes is not None else line.units
    priced = [(place, *_factor(place, claim, catalog)) for place in places.places]
    fees = [anesthesia_fee(units, minutes, factor, line.modifiers) for _, factor, _ in priced]
    first = fees[0]
    grounds = (
        Ground(edition, f"{line.code}: {units} base units", stale=stale), *(g for g in priced[0][2]), Ground(rule=anesthesia.RULE),
    )
    notes = list(first.notes) + list(places.notes)
    if claim.minutes is None and line.units is not None:
        notes.append(f"the {line.units} units of the line are read as minutes, as Medicare claims write them")
    others = [other for other in claim.lines if other.number != line.number and anesthesia.is_anesthesia(other.code)]
    if others:
        notes.append("of several anesthesia codes in one session only the one with the most base units is paid, with the time of all")
    return Finding(
        Subject.FEES,
        _level(first, minutes),
        f"{heading(claim)}{line.text}: {_verdict(first, claim, fees, places)}",
        (line.code,),
        (line.number,),
        (("Base units", str(units)), ("Time units", f"{first.time_units} ({first.minutes} min / 15)")) if not first.reason else (("Base units", str(units)),),
        _tables(first, priced, fees),
        rule="(base units + minutes / 15) times the anesthesia conversion factor of the locality.",
        caveat=" ".join((*(f"{n[0].upper()}{n[1:]}." for n in notes), ROUNDING, CAVEAT)),
        grounds=grounds,
        data={
            "code": line.code, "base_units": units, "minutes": minutes, "time_units": str(first.time_units),
            "payment": str(first.payment) if first.payment is not None else None, "reason": first.reason,
        },
    )


def _factor(place: FeePlace, claim: Claim, catalog: Catalog) -> tuple[Decimal | None, tuple[Ground, ...]]:
    """The anesthesia conversion factor of a place, and the row it was read from."""
    files = catalog.files(locality.ANESTHESIA_CF)
    if place.national:
        national = locality.national_anesthesia_factor(files, claim.on)
        return (national[0], (Ground(national[1], f"national {national[0]}", stale=national[2]),)) if national else (None, ())
    row = locality.anesthesia_factor(files, place.contractor, place.locality, claim.on)
    if row is None:
        return None, ()
    return row.factor, (*place.grounds, Ground(row.edition, f"{row.contractor}-{row.locality} {row.name}: {row.factor}", stale=row.stale))


def _level(fee: AnesthesiaFee, minutes: int | None) -> Level:
    if fee.payment is not None:
        return Level.INFORMATION
    return Level.UNKNOWN if minutes is not None and fee.factor is None else Level.ATTENTION


def _verdict(first: AnesthesiaFee, claim: Claim, fees: list[AnesthesiaFee], places: FeePlaces) -> str:
    if first.payment is None:
        more = f": get {FACTOR_FILE.format(year=claim.on.year)}" if first.factor is None and "factor" in first.reason else ""
        units = f"{first.units} units (base {first.base} + time {first.time_units}), " if first.units else f"{first.base} base units, "
        return f"{units}no amount; {first.reason}{more}"
    amounts = sorted({fee.payment for fee in fees if fee.payment is not None})
    where = places.places[0].name if len(fees) == 1 else f"{len(fees)} localities"
    shown = dollars(amounts[0]) if len(amounts) == 1 else f"{dollars(amounts[0])} to {dollars(amounts[-1])}"
    return f"{shown} for {first.units} units ({where})"


def _tables(
    first: AnesthesiaFee, priced: list[tuple[FeePlace, Decimal | None, tuple[Ground, ...]]], fees: list[AnesthesiaFee]
) -> tuple[Table, ...]:
    if first.payment is None:
        return ()
    rows = (*((s.step, s.numbers, dollars(s.amount)) for s in first.steps), ("payment", "sum", dollars(first.payment)))
    tables = [Table(("Step", "Numbers", "Amount"), rows, f"Anesthesia, {priced[0][0].name}")]
    if len(fees) > 1:
        body = tuple(
            (place.name, str(factor or ""), dollars(fee.payment) if fee.payment is not None else "no factor")
            for (place, factor, _), fee in zip(priced, fees, strict=True)
        )
        tables.append(Table(("Locality", "Factor", "Payment"), body, "by locality"))
    return tuple(tables)
