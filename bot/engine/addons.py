"""Add-on codes on a claim: is one of their primary codes there, and who decides which ones go.

`Finding.data["addon"]` holds an entry for each add-on code: code, type, verdict (`bot.coding.addons.AddonState`), primaries, present, edition.
"""

from __future__ import annotations

from datetime import date

from bot.coding import addons as rules
from bot.coding.addons import AddonState, AddonVerdict
from bot.coding.claim import Claim
from bot.coding.finding import Finding, Ground, Level, Subject
from bot.engine.editions import ground, lines_named, listed, named, staleness, to_load
from knowledge.catalog import Catalog
from knowledge.model import System
from knowledge.tables import addon_codes, physician_fee_schedule

RULE = "NCCI Policy Manual for Medicare Services, chapter 1 R; CMS add-on code edits"
TYPE = {
    1: "1: closed list of primary codes",
    2: "2: no list, the contractor decides",
    3: "3: a list to which the contractor may add",
    0: "not in the table",
}
_PAID_WITH = "An add-on code is paid only with a primary code of the same practitioner and date that is itself paid."
_MOST_PRIMARIES = 20


def findings(claim: Claim, catalog: Catalog) -> tuple[Finding, ...]:
    """One finding for each add-on code of the claim; one that says so where there is none."""
    return tuple(_finding(verdict, claim) for verdict in decide(claim, catalog)) or _none(claim, catalog)


def decide(claim: Claim, catalog: Catalog) -> tuple[AddonVerdict, ...]:
    """The verdict on every add-on code, in the order of the claim."""
    files = catalog.files(addon_codes.SOURCE)
    edition = next((f.edition for f in files if not f.edition.partial), None)
    found = []
    for code in claim.codes:
        rows = addon_codes.primaries_of(files, code)
        days = "" if rows else global_days(catalog, code, claim.on)
        verdict = rules.decide(code, claim.codes, rows, claim.on, days, edition)
        if verdict is not None:
            found.append(verdict)
    return tuple(found)


def global_days(catalog: Catalog, code: str, on: date) -> str:
    """Global days of a code by the fee schedule, else by the starter pack; blank where neither has it."""
    fee = physician_fee_schedule.fee(catalog.files(physician_fee_schedule.SOURCE), code, on)
    if fee is not None:
        return fee.global_days
    known = None if catalog.files(physician_fee_schedule.SOURCE) else catalog.code(System.CPT, code, on).code
    fact = known.fact("global_days") if known else None
    return fact.value if fact else ""


def _none(claim: Claim, catalog: Catalog) -> tuple[Finding, ...]:
    edition = next((f.edition for f in catalog.files(addon_codes.SOURCE) if not f.edition.partial), None)
    if not claim.codes:
        return ()
    if edition is None:
        text = f"Whether {listed(claim.codes)} {'is an add-on code' if len(claim.codes) == 1 else 'are add-on codes'} is not known: no table is loaded."
        mend = to_load(addon_codes.SOURCE, claim.on)
        return (Finding(Subject.ADDON, Level.UNKNOWN, text, codes=claim.codes, mend=mend, data={"addon": []}),)
    text = f"{listed(claim.codes)} {'is no add-on code' if len(claim.codes) == 1 else 'are no add-on codes'} in the {named(edition)}."
    caveat, stands = staleness([edition], claim.on), (ground(edition, claim.on),)
    return (Finding(Subject.ADDON, Level.PASSED, text, codes=claim.codes, caveat=caveat, grounds=stands, data={"addon": []}),)


def _finding(verdict: AddonVerdict, claim: Claim) -> Finding:
    level, text, mend = _said(verdict, claim.on)
    lines = tuple(line.number for line in claim.lines if line.code == verdict.code)
    facts = [("Line", lines_named(lines)), ("Type", TYPE.get(verdict.type, str(verdict.type)))]
    if verdict.primaries:
        facts.append(("Primary codes", listed(verdict.primaries, _MOST_PRIMARIES)))
    facts += [("Note", note) for note in verdict.notes]
    caveat = staleness([verdict.edition], claim.on) if verdict.edition else ""
    edition = (ground(verdict.edition, claim.on, f"{verdict.code}, type {verdict.type}"),) if verdict.edition else ()
    return Finding(
        Subject.ADDON,
        level,
        text,
        codes=(verdict.code, *verdict.present),
        lines=lines,
        facts=tuple(facts),
        rule=f"{_PAID_WITH} ({RULE})",
        mend=mend,
        caveat=caveat,
        grounds=(*edition, Ground(rule=RULE)),
        data={"addon": [_entry(verdict)]},
    )


def _said(verdict: AddonVerdict, on: date) -> tuple[Level, str, str]:
    code, when = verdict.code, on.isoformat()
    if verdict.state is AddonState.PRIMARY_PRESENT:
        return Level.PASSED, f"{code} is an add-on code; its primary {listed(verdict.present)} is on the claim.", ""
    if verdict.state is AddonState.PRIMARY_MISSING:
        text = f"{code} is an add-on code (type 1), and none of its primary codes is on the claim."
        return Level.DENIED, text, f"Report it with {listed(verdict.primaries, _MOST_PRIMARIES)}, if one was done, or not at all."
    if verdict.state is AddonState.CONTRACTOR_DECIDES:
        if verdict.primaries:
            text = f"{code} is an add-on code (type {verdict.type}); none of the listed primary codes is on the claim, others are for the contractor to accept."
            return Level.ATTENTION, text, f"Listed are {listed(verdict.primaries, _MOST_PRIMARIES)}; ask the contractor about another."
        return (
            Level.ATTENTION,
            f"{code} is an add-on code (type {verdict.type}) without a list; the contractor decides which primary codes go.",
            "",
        )
    if verdict.state is AddonState.DATE_UNKNOWN:
        has = f"; {listed(verdict.present)} is on the claim" if verdict.present else "; no listed primary code is on the claim"
        text = f"{code} is listed as add-on code, but since when is not in the file, so nothing is certain for {when}{has}."
        return Level.UNKNOWN, text, to_load(addon_codes.SOURCE, on)
    if verdict.state is AddonState.NOT_IN_FORCE:
        return Level.INFORMATION, f"{code} has rows as add-on code, but none in force on {when}.", ""
    if verdict.state is AddonState.NOT_LISTED:
        where = f" in the {named(verdict.edition)}" if verdict.edition else ""
        text = f"{code} is an add-on code by its global days (ZZZ), but no primary codes are listed{where}."
        return Level.ATTENTION, text, "See in the code set which primary code it goes with."
    text = f"{code} is an add-on code by its global days (ZZZ); the add-on code table is not loaded, so its primary codes are not known."
    return Level.UNKNOWN, text, to_load(addon_codes.SOURCE, on)


def _entry(verdict: AddonVerdict) -> dict[str, object]:
    return {
        "code": verdict.code,
        "type": verdict.type,
        "verdict": verdict.state.value,
        "primaries": list(verdict.primaries),
        "present": list(verdict.present),
        "edition": verdict.edition.name if verdict.edition else "",
    }
