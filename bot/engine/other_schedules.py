"""Codes that the physician fee schedule does not price: which schedule does, and its rows where they are loaded."""

from __future__ import annotations

from bot.coding.claim import Claim, ClaimLine, Setting
from bot.coding.finding import Finding, Ground, Level, Subject
from bot.coding.money import dollars
from bot.coding.visits import is_visit
from bot.turns import Table
from knowledge.catalog import Catalog
from knowledge.tables import locality, other_fees
from knowledge.tables.dated import edition_for

_LAB, _EQUIPMENT, _OUTPATIENT = "clinical laboratory fee schedule", "equipment and supplies (DMEPOS) fee schedule", "outpatient (OPPS) addendum B"
_STATES_SHOWN = 1
_SURGICAL_CENTRE = "24"
_OUTPATIENT_RULE = "Outpatient rates are national: the wage index, packaging with other services and the copayment come on top."


def elsewhere(line: ClaimLine, claim: Claim, catalog: Catalog) -> tuple[Finding, ...]:
    """Rows of the laboratory and the equipment schedule for a line; empty if neither has the code."""
    return tuple(f for f in (_laboratory(line, claim, catalog), _equipment(line, claim, catalog)) if f is not None)


def schedule_of(code: str) -> tuple[str, str]:
    """The schedule that usually prices a code the physician's does not, by the letter or number, and its file to load; blank where there is none."""
    if code.isdecimal() and 80000 <= int(code) <= 89999:
        return "the clinical laboratory fee schedule", "CMS CLFS file of the quarter (26CLABQ…)"
    match code[:1]:
        case "J" | "Q":
            return "the average sales prices of Part B drugs", "CMS ASP pricing file of the quarter"
        case "E" | "K" | "L":
            return "the equipment and supplies fee schedule", "CMS DMEPOS file of the quarter"
        case "A":
            return "the equipment and supplies or the ambulance fee schedule", "CMS DMEPOS file of the quarter, or the AFS file of the year"
        case "C":
            return "the outpatient prospective payment system", "CMS OPPS addendum B of the quarter"
        case "D":
            return "a dental plan", ""
    return "another schedule or the contractor", ""


def priced_by(code: str) -> str:
    """Who prices a code for which no row is loaded, and what to load."""
    schedule, file = schedule_of(code)
    return f"It is priced by {schedule}, not loaded: get {file}." if file else f"It is priced by {schedule}; no row of it is loaded."


def surgical_centre(claim: Claim) -> tuple[Finding, ...]:
    """At place of service 24: what the centre itself is paid stands in a table of its own, which this program does not read."""
    codes = tuple(code for code in claim.codes if not is_visit(code))
    if claim.pos.zfill(2) != _SURGICAL_CENTRE or not codes:
        return ()
    verdict = f"What the surgical centre itself is paid for {', '.join(codes)} is not loaded: get CMS ASC addenda AA and BB of the quarter"
    return (Finding(Subject.FEES, Level.UNKNOWN, verdict, codes, data={"schedule": "asc", "payment": None}),)


def _laboratory(line: ClaimLine, claim: Claim, catalog: Catalog) -> Finding | None:
    rows = other_fees.lab_fees(catalog.files(other_fees.CLFS), line.code, claim.on)
    wanted = "QW" if "QW" in line.modifiers else ""
    row = next((r for r in rows if r.modifier == wanted), rows[0] if rows else None)
    if row is None:
        return None
    total = row.rate * max(line.count, 1)
    units = f" x {line.count} = {dollars(total)}" if line.count > 1 else ""
    if not row.rate:
        verdict = f"{line.text}: on the {_LAB} without a national rate; the contractor prices it"
    else:
        verdict = f"{line.text}: {dollars(row.rate)}{units} by the {_LAB}"
    return Finding(
        Subject.FEES, Level.INFORMATION, verdict, (line.code,), (line.number,),
        grounds=(Ground(row.edition, f"{row.code} {row.modifier}: {row.rate}".replace(" :", ":"), stale=row.stale),),
        data={"code": line.code, "schedule": "clfs", "rate": str(row.rate), "units": line.count, "payment": str(total)},
    )


def _equipment(line: ClaimLine, claim: Claim, catalog: Catalog) -> Finding | None:
    state = claim.state or locality.state_of(catalog.files(locality.ZIP_LOCALITIES), claim.zip5, claim.on)
    rows = other_fees.equipment_fees(catalog.files(other_fees.DMEPOS), line.code, claim.on, state)
    rows = tuple(r for r in rows if r.modifier in ("", *line.modifiers) and r.modifier2 in ("", *line.modifiers)) or rows
    if not rows:
        return None
    first = rows[0]
    row = f"{first.code} {first.modifier}: category {first.category}, ceiling {first.ceiling}, floor {first.floor}"
    body = tuple(
        (" ".join((r.code, r.modifier, r.modifier2)).strip(), area[0] + (" rural" if area[1] else ""), dollars(amount))
        for r in rows for area, amount in r.fees.items() if amount and state
    )
    where = f"in {state}" if state else f"{dollars(first.floor)} to {dollars(first.ceiling)} across the states"
    labels = (" ".join((*row.split()[1:], *area.split()[1:], amount)) for row, area, amount in body)
    amounts = ", ".join(dict.fromkeys(labels)) or "no fee there"
    shown = f"{amounts} {where}" if state else (where if first.ceiling else "by state; name a state")
    return Finding(
        Subject.FEES, Level.INFORMATION, f"{line.text}: {shown}, {_EQUIPMENT}", (line.code,), (line.number,),
        tables=(Table(("Row", "Area", "Fee"), body, "DMEPOS"),) if len(body) > _STATES_SHOWN else (),
        grounds=(Ground(first.edition, row, stale=first.stale),),
        data={"code": line.code, "schedule": "dmepos", "fees": [list(row) for row in body]},
    )


def outpatient(line: ClaimLine, claim: Claim, catalog: Catalog) -> tuple[Finding, ...]:
    """For a hospital outpatient claim: the row of addendum B. Empty for other settings."""
    if claim.setting is not Setting.HOSPITAL:
        return ()
    files = catalog.files(other_fees.OPPS_ADDENDUM_B)
    row = other_fees.opps(files, line.code, claim.on)
    if row is None:
        edition, stale = edition_for(files, claim.on)
        if edition is None:
            verdict, level = f"{line.text}: not loaded for {claim.on}: get CMS OPPS addendum B of the quarter for the hospital's rate", Level.UNKNOWN
        else:
            verdict, level = f"{line.text}: not in {_OUTPATIENT} of {edition.name}", Level.ATTENTION
        return (Finding(Subject.FEES, level, verdict, (line.code,), (line.number,), grounds=(Ground(edition, stale=stale),) if edition else ()),)
    meaning = other_fees.status_meaning(catalog.files(other_fees.OPPS_STATUS), row.status)
    paid = f"{dollars(row.rate)} ({f'APC {row.apc}, ' if row.apc else ''}status {row.status})" if row.rate else f"no separate rate (status {row.status})"
    facts = [("Status indicator", row.status + (f": {meaning[1]}" if meaning else ""))]
    if row.copayment is not None:
        facts.append(("National copayment", dollars(row.copayment)))
    return (
        Finding(
            Subject.FEES, Level.INFORMATION, f"{line.text}: hospital outpatient {paid}", (line.code,), (line.number,), tuple(facts),
            caveat=_OUTPATIENT_RULE,
            grounds=(Ground(row.edition, f"{row.code}: {row.status}, APC {row.apc}, rate {row.rate}", stale=row.stale),),
            data={"code": line.code, "schedule": "opps", "status": row.status, "apc": row.apc, "rate": str(row.rate) if row.rate else None},
        ),
    )
