"""Priced lines in words: verdict, facts, the arithmetic as tables, what it does not say, the rows it stands on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from bot.coding import relative_values
from bot.coding.claim import Claim, payer_name
from bot.coding.claim_fees import ClaimFees, LineFee
from bot.coding.finding import Finding, Ground, Level, Subject
from bot.coding.money import ROUNDING, dollars
from bot.coding.relative_values import OTHER_SCHEDULE, PAYABLE, STATUS
from bot.engine import other_schedules
from bot.engine.fee_pricing import Priced
from bot.turns import Table

CAVEAT = "Allowed amount before deductible, 20 % coinsurance and sequestration (2 % off what Medicare itself pays); never a promise of payment."
_RULE = "(work + PE of the setting + MP, each times its locality index) times the conversion factor."


def heading(claim: Claim) -> str:
    """What stands before a verdict when another payer is meant."""
    return "" if claim.medicare else f"Medicare rate (not that of {payer_name(claim.payer)}): "


def setting_name(*, facility: bool) -> str:
    """`facility` or `non-facility`."""
    return "facility" if facility else "non-facility"


def line_finding(priced: Priced, at: int) -> Finding:
    """The finding of one line of the physician fee schedule."""
    here = priced.fees[0]
    lines = [fees.lines[at] for fees in here]
    first = min(lines, key=lambda fee: (fee.payment is None, fee.not_there))
    if first.payment is None:
        return _unpriced(priced, first)
    line, row = first.line, first.row
    doubts = [doubt for fees in here for doubt in fees.lines[at].doubts]
    if len(here) == 1 and first.not_there:
        doubts.append(f"NA in the row: rarely or never done in a {setting_name(facility=here[0].facility)} place; the contractor decides")
    notes = tuple(dict.fromkeys((*doubts, *(note for fees in here for note in fees.lines[at].notes))))
    rules = dict.fromkeys(rule for fees in here for rule in fees.lines[at].rules)
    return Finding(
        Subject.FEES,
        Level.ATTENTION if doubts else Level.INFORMATION,
        f"{heading(priced.claim)}{line.text}: {_amounts(priced, at)}",
        (line.code,),
        (line.number,),
        _facts(priced, at),
        _tables(priced, at),
        rule=_RULE,
        caveat=" ".join((*(f"{note[0].upper()}{note[1:]}." for note in (*notes, *priced.places.notes)), ROUNDING, CAVEAT)),
        grounds=(
            *((Ground(row.edition, _row_words(first), stale=row.stale),) if row else ()),
            *_place_grounds(priced),
            Ground(rule=relative_values.RULE),
            *(Ground(rule=rule) for rule in rules),
        ),
        data=_data(priced, at),
    )


def _unpriced(priced: Priced, fee: LineFee) -> Finding:
    """A line without an amount: why, and who prices it."""
    claim, row = priced.claim, fee.row
    status = row.status if row else ""
    level = Level.DENIED if fee.refused and claim.medicare else Level.INFORMATION if status in OTHER_SCHEDULE else Level.ATTENTION
    rule = other_schedules.priced_by(fee.line.code) if status in OTHER_SCHEDULE else ""
    if status not in PAYABLE and status in STATUS and not rule:
        rule = "Relative values of a status other than A, R or T are not used for payment."
    return Finding(
        Subject.FEES,
        level,
        f"{heading(claim)}{fee.line.text}: no amount; {fee.reason}",
        (fee.line.code,),
        (fee.line.number,),
        rule=rule,
        mend="Report the professional part with 26, if that is what was done." if fee.not_there and fee.refused and row and row.pctc == "1" else "",
        grounds=(*((Ground(row.edition, _row_words(fee), stale=row.stale),) if row else ()), Ground(rule=relative_values.RULE)),
        data={"code": fee.line.code, "payment": None, "status": status, "reason": fee.reason},
    )


def _shown(fee: LineFee) -> str:
    """The payment as text."""
    return "NA" if fee.payment is None else dollars(fee.payment)


def _amounts(priced: Priced, at: int) -> str:
    """`$95.19 non-facility, $57.45 facility (national)`, or the range over several localities."""
    words = []
    for which, fees in enumerate(priced.fees[0]):
        shown = [_shown(place[which].lines[at]) for place in priced.fees]
        amounts = sorted({amount for p in priced.fees if (amount := p[which].lines[at].payment) is not None})
        text = _range(amounts) if amounts else shown[0]
        words.append(f"{text} {setting_name(facility=fees.facility)}")
    places = priced.places.places
    where = places[0].name if len(places) == 1 else f"{len(places)} localities"
    return f"{', '.join(words)} ({where}){_reasons(priced, at)}"


def _reasons(priced: Priced, at: int) -> str:
    """What was done to the full amount of the line: `; endoscopy of the family of 45378: less the base`."""
    steps = (step.step for fees in priced.fees[0] for step in fees.lines[at].steps[1:])
    return "".join(f"; {step}" for step in dict.fromkeys(steps))


def _range(amounts: Sequence[Decimal]) -> str:
    """`$61.76`, or `$61.76 to $65.69` over several localities."""
    low, high = min(amounts), max(amounts)
    return dollars(low) if low == high else f"{dollars(low)} to {dollars(high)}"


def _facts(priced: Priced, at: int) -> tuple[tuple[str, str], ...]:
    fee = priced.fees[0][0].lines[at]
    facts = []
    if fee.row is not None:
        facts = [("Conversion factor", str(fee.row.conversion_factor)), ("Status", f"{fee.row.status}: {STATUS.get(fee.row.status, '')}".rstrip(": "))]
        facts.append(("Global days", fee.row.global_days))
    if priced.claim.pos:
        facts.append(("Place of service", f"{priced.claim.pos.zfill(2)}, {setting_name(facility=priced.fees[0][0].facility)} rate"))
    if priced.qualifying and fee.line.code in priced.factors:
        amounts = ", ".join(f"{_shown(f.lines[at])} {setting_name(facility=f.facility)}" for f in priced.qualifying)
        facts.append((f"Qualifying participants (QPP), factor {priced.factors[fee.line.code]}", amounts))
    return tuple(facts)


def _tables(priced: Priced, at: int) -> tuple[Table, ...]:
    """The arithmetic of each setting at the first place; a table of the places where there are several."""
    first = priced.places.places[0]
    tables = []
    for fees in priced.fees[0]:
        fee = fees.lines[at]
        if fee.payment is None:
            continue
        rows = tuple((s.step, s.numbers, dollars(s.amount)) for s in fee.steps)
        where = first.name if len(priced.places.places) == 1 else f"for example {first.name}"
        caption = f"{fee.line.text}, {setting_name(facility=fees.facility)}, {where}"
        sums = (("payment", "sum", dollars(fee.payment)),) if len(rows) > 1 else ()  # of one step it would say the same again
        tables.append(Table(("Step", "Numbers", "Amount"), (*rows, *sums), caption))
    if len(priced.places.places) > 1:
        header = ("Locality", *(setting_name(facility=f.facility) for f in priced.fees[0]))
        body = tuple(
            (place.name, *(_shown(f.lines[at]) for f in fees))
            for place, fees in zip(priced.places.places, priced.fees, strict=True)
        )
        tables.append(Table(header, body, f"{priced.fees[0][0].lines[at].line.text} by locality", picture=True))
    return tuple(tables)


def total_finding(priced: Priced) -> Finding | None:
    """The total of the claim by line, where more than one line has an amount."""
    here = priced.fees[0]
    paid = [at for at in priced.line_numbers if any(f.lines[at].payment is not None for f in here)]
    if len(paid) < 2:
        return None
    header = ("Line", *(setting_name(facility=f.facility) for f in here))
    body = tuple((here[0].lines[at].line.text, *(_shown(f.lines[at]) for f in here)) for at in paid)
    totals = ("total", *(_sum(f) for f in here))
    tables = [Table(header, (*body, totals), f"Total by line, {priced.places.places[0].name}")]
    if len(priced.places.places) > 1:
        rows = tuple((p.name, *(_sum(f) for f in fees)) for p, fees in zip(priced.places.places, priced.fees, strict=True))
        tables.append(Table(("Locality", *header[1:]), rows, "Total by locality", picture=True))
    sums = [[total for fees in priced.fees if (total := fees[n].total) is not None] for n in range(len(here))]
    words = ", ".join(f"{_range(s) if s else 'NA'} {setting_name(facility=f.facility)}" for s, f in zip(sums, here, strict=True))
    where = priced.places.places[0].name if len(priced.places.places) == 1 else f"{len(priced.places.places)} localities"
    return Finding(
        Subject.FEES,
        Level.INFORMATION,
        f"{heading(priced.claim)}Total of {len(paid)} lines of the physician fee schedule: {words} ({where})",
        tuple(dict.fromkeys(here[0].lines[at].line.code for at in paid)),
        tuple(here[0].lines[at].line.number for at in paid),
        tables=tuple(tables),
        caveat=f"Lines without an amount in a setting (NA) and those of other schedules are not in it. {CAVEAT}",
        grounds=(Ground(rule=relative_values.RULE),),
        data={
            "total": {_key(f): None if f.total is None else str(f.total) for f in here},
            "lines": {_key(f): [_plain(f.lines[at]) for at in paid] for f in here},
        },
    )


def _sum(fees: ClaimFees) -> str:
    return "NA" if fees.total is None else dollars(fees.total)


def with_denials(total: Finding, denials: Sequence[Finding]) -> Finding:
    """A total that says which of its lines edits deny: it adds them up all the same, since a modifier or a correction may mend it."""
    if not denials:
        return total
    why = " ".join(denial.verdict for denial in denials)
    return replace(
        total,
        level=Level.ATTENTION,
        verdict=f"{total.verdict}, but not every line would be paid: {why}",
        mend=next((denial.mend for denial in denials if denial.mend), ""),
        caveat=f"Amounts are before edits. {total.caveat}",
        grounds=(*total.grounds, *dict.fromkeys(ground for denial in denials for ground in denial.grounds)),
        data={**total.data, "denied_lines": sorted({line for denial in denials for line in denial.denies})},
    )


def _row_words(fee: LineFee) -> str:
    row = fee.row
    if row is None:
        return ""
    name = f"{row.code}-{row.modifier}" if row.modifier else row.code
    return (
        f"{name}: status {row.status}, work {row.work}, PE {row.pe_nonfacility}/{row.pe_facility}, MP {row.mp}, factor {row.conversion_factor},"
        f" mult {row.multiple}, bilat {row.bilateral}, asst {row.assistant}, PC/TC {row.pctc}"
    )


def _place_grounds(priced: Priced) -> tuple[Ground, ...]:
    places = priced.places.places
    return places[0].grounds if len(places) == 1 else places[0].grounds[-1:]


def _key(fees: ClaimFees) -> str:
    return "facility" if fees.facility else "nonfacility"


def _plain(fee: LineFee) -> str | None:
    return None if fee.payment is None else str(fee.payment)


def _data(priced: Priced, at: int) -> dict[str, object]:
    fee = priced.fees[0][0].lines[at]
    places = [
        {
            "place": place.name,
            "contractor": place.contractor,
            "locality": place.locality,
            **{_key(f): _plain(f.lines[at]) for f in fees},
        }
        for place, fees in zip(priced.places.places, priced.fees, strict=True)
    ]
    return {
        "code": fee.line.code,
        "modifiers": list(fee.line.modifiers),
        "units": fee.line.count,
        "factor": str(fee.row.conversion_factor) if fee.row else None,
        "payments": places,
        "steps": {_key(f): [[s.step, s.numbers, str(s.amount)] for s in f.lines[at].steps] for f in priced.fees[0]},
        "qualifying": {_key(f): _plain(f.lines[at]) for f in priced.qualifying},
    }
