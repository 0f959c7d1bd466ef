"""NCCI procedure-to-procedure edits between the codes of a claim: all pairs, both orders, the table of the setting, by date.

`Finding.data["ptp"]` holds one entry for each pair: column1, column2, indicator, begin, end, in_force (None: cannot be decided),
bypass (modifiers that may bypass it), edition, table, state, paid and denied lines, the modifiers present that bypass it.
Without a row the two codes stand in the order of the claim, the indicator is None. Pairs without a row share one finding.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from bot.coding import ncci
from bot.coding.claim import Claim, ClaimLine, Setting
from bot.coding.finding import Finding, Ground, Level, Subject
from bot.coding.ncci import MAX_CODES, PairState, PairVerdict
from bot.coding.ncci_relief import ASSOCIATED, Placed, Relief, relief
from bot.coding.visits import is_visit
from bot.engine.editions import ground, is_stale, lines_named, listed, named, staleness, table_name, to_load, to_load_dated
from knowledge.catalog import Catalog
from knowledge.model import Edition
from knowledge.tables import ncci_ptp, physician_fee_schedule

MANUAL = "NCCI Policy Manual for Medicare Services, chapter 1"
INDICATOR = {0: "0: no modifier bypasses it", 1: "1: a modifier may bypass it when the record supports it", 9: "9: never in force"}
SHORT_NAME = {ncci_ptp.PRACTITIONER: "practitioner", ncci_ptp.HOSPITAL: "hospital outpatient"}
_NO_PROMISE = "An absent edit is not a promise of payment: medical necessity, MUE and payer rules are separate."
_FEW = 3
"""So many pairs are named one by one."""
_BOTH_SIDES = frozenset(("1", "3"))
"""Bilateral indicators of codes that are done on either side."""


def findings(claim: Claim, catalog: Catalog) -> tuple[Finding, ...]:
    """One finding for each pair with something to say, the gravest first, and one for all pairs without a row."""
    if len(claim.codes) < 2 or claim.setting is Setting.SUPPLIER:
        return (_not_applicable(claim),) if claim.codes else ()
    verdicts = decide(claim, catalog)
    told = [_finding(v, relief(v, _placed_for(v, claim)), claim) for v in verdicts if v.row is not None]
    told.sort(key=lambda f: tuple(Level).index(f.level))
    return (*told, *_open(claim, verdicts), *_without_row(claim, verdicts), *_left_over(claim))


def decide(claim: Claim, catalog: Catalog) -> tuple[PairVerdict, ...]:
    """The verdict on every pair of the first `MAX_CODES` codes, in the order of the claim."""
    table = ncci_ptp.HOSPITAL if claim.setting is Setting.HOSPITAL else ncci_ptp.PRACTITIONER
    files = catalog.files(table)
    codes = claim.codes[:MAX_CODES]
    rows = ncci_ptp.pairs(files, codes, claim.on)
    edition, missing = ncci_ptp.edition(files), ncci_ptp.missing_parts(files)
    days, sided = _of_fees(catalog, {c for pair, found in rows.items() if any(r.indicator == 1 for r in found) for c in pair}, claim.on)
    return tuple(
        ncci.decide(a, b, claim.on, table, rows.get(frozenset((a, b)), ()), edition, missing, days, sided) for a, b in ncci.pairs(codes)
    )


def _placed_for(verdict: PairVerdict, claim: Claim) -> tuple[ClaimLine, ...]:
    """The lines of the claim, with modifiers that were asked about without a line on the one where they would bypass this edit."""
    asked = tuple(modifier for modifier in claim.unplaced if modifier in ASSOCIATED)
    if not asked:
        return claim.lines
    return tuple(replace(x, modifiers=(*x.modifiers, *asked)) if x.code == verdict.modifier_on else x for x in claim.lines)


def _of_fees(catalog: Catalog, codes: set[str], on: date) -> tuple[Mapping[str, str], frozenset[str]]:
    """Global days of the codes, and those of them that have sides; the newest loaded schedule where none covers the date."""
    files = catalog.files(physician_fee_schedule.SOURCE)
    found = {code: physician_fee_schedule.fee(files, code, on) for code in codes}
    rows = {code: row for code, row in found.items() if row is not None}
    return {c: r.global_days for c, r in rows.items()}, frozenset(c for c, r in rows.items() if r.bilateral in _BOTH_SIDES)


def _finding(verdict: PairVerdict, help_: Relief, claim: Claim) -> Finding:
    level, text, mend = _said(verdict, help_, claim)
    row = verdict.row
    assert row is not None  # noqa: S101 - the caller looked
    begins = row.begins.isoformat() if row.begins else "before 1996" if row.prior_1996 else "not in the file"
    ends = row.ends.isoformat() if row.ends else "open"
    facts = [
        ("Row", f"column 1 {row.column1}, column 2 {row.column2}"),
        ("In effect", f"{begins} to {ends}"),
        ("Indicator", INDICATOR.get(row.indicator, str(row.indicator))),
    ]
    if row.rationale:
        facts.append(("Reason", row.rationale))
    if verdict.modifiers:
        facts.append(("Bypass", f"{listed(verdict.modifiers)} on {verdict.modifier_on}, only if {verdict.condition}"))
    if help_.by:
        facts.append(("Present", _placed(help_.by)))
    others = [f"{r.column1}/{r.column2} {_span(r)}, indicator {r.indicator}" for r in verdict.history if r is not row]
    if others:
        facts.append(("Other rows", listed(others, 6)))
    return Finding(
        Subject.PTP,
        level,
        text,
        codes=(verdict.first, verdict.second),
        lines=tuple(x.number for x in claim.lines if x.code in (verdict.first, verdict.second)),
        denies=help_.denied or tuple(x.number for x in claim.lines if x.code == verdict.denied) if level is Level.DENIED else (),
        facts=tuple(facts),
        rule=_rule(verdict),
        mend=mend,
        caveat=" ".join(p for p in (staleness([row.edition], claim.on), "" if verdict.in_force else _NO_PROMISE) if p),
        grounds=(
            ground(row.edition, claim.on, f"{row.column1}/{row.column2} {_span(row)}, indicator {row.indicator}"),
            Ground(rule=MANUAL),
        ),
        data={"ptp": [_entry(verdict, help_, claim)]},
    )


def _said(verdict: PairVerdict, help_: Relief, claim: Claim) -> tuple[Level, str, str]:
    """Level, verdict line and what could be done."""
    on = verdict.on.isoformat()
    head = f"{verdict.first} + {verdict.second} on {on} ({SHORT_NAME[verdict.table]} table)"
    if verdict.state is PairState.NOT_IN_FORCE:
        when = listed([f"{r.column1}/{r.column2} {_span(r)}" for r in verdict.history if r.indicator != 9], 4)
        ran = f"; it has rows for other dates: {when}" if when else "; its rows were deleted as of their first day (indicator 9)"
        return Level.INFORMATION, f"{head}: no edit in force{ran}.", ""
    if verdict.state is PairState.BEGIN_UNKNOWN:
        text = f"{head}: an edit is listed, but its begin date is not in the file, so nothing is certain for that date."
        return Level.UNKNOWN, text, to_load_dated(verdict.table)
    start = f"{head}: edit in force, column 1 {verdict.paid} is paid, column 2 {verdict.denied} is denied"
    if verdict.state is PairState.NO_BYPASS:
        return (
            Level.DENIED,
            f"{start}; no modifier bypasses it (indicator 0).{_idle(help_)}",
            f"Report {verdict.paid} without {verdict.denied}.",
        )
    condition = f"Only if {verdict.condition}"
    if help_.denied or not (help_.bypassed or help_.unclear):
        where = f" on {lines_named(help_.denied)}" if len(help_.denied) < sum(x.code == verdict.denied for x in claim.lines) else ""
        text = f"{start}{where}; indicator 1, but no modifier that bypasses it is on the claim.{_idle(help_)}"
        return Level.DENIED, text, f"{condition}: {_choice(verdict)} on {verdict.modifier_on}."
    if help_.unclear:
        text = f"{start}; only {verdict.denied} names its site ({lines_named(help_.unclear)}), so a different one is not shown."
        return Level.ATTENTION, text, f"{condition}: put the site on {verdict.paid} as well."
    text = f"{head}: edit in force, column 2 {verdict.denied}; bypass modifier present ({_placed(help_.by)}), which holds only if the record supports it."
    return Level.ATTENTION, text, f"{condition}; else {verdict.denied} is not paid beside {verdict.paid}."


def _idle(help_: Relief) -> str:
    """What PTP-associated modifiers on the two codes do not do."""
    if not help_.idle:
        return ""
    return f" {_placed(help_.idle)} {'does' if len(help_.idle) == 1 else 'do'} not help."


def _choice(verdict: PairVerdict) -> str:
    """The modifiers in a sentence: for a visit the one, else the sides where there are any, the X modifiers, and 59 last."""
    if is_visit(verdict.modifier_on):
        return listed(verdict.modifiers)
    sides = "LT or RT (with the other side on the other line), " if set(ncci.SIDES) <= set(verdict.modifiers) else ""
    return f"{sides}XS, XE, XP or XU, or 59 if none of these fits,"


def _rule(verdict: PairVerdict) -> str:
    if verdict.state is PairState.NO_BYPASS:
        return f"With indicator 0 the two are never both paid for the same patient, practitioner and date. ({MANUAL})"
    if verdict.state is PairState.BYPASS_POSSIBLE:
        return f"The condition comes first, the modifier second; a different diagnosis alone is no reason. ({MANUAL} E)"
    return ""


def _entry(verdict: PairVerdict, help_: Relief, claim: Claim) -> dict[str, object]:
    row = verdict.row
    edition = row.edition if row else verdict.edition
    paid = verdict.paid
    decided = verdict.in_force or verdict.state in (PairState.NOT_IN_FORCE, PairState.NO_ROW)
    return {
        "column1": row.column1 if row else verdict.first,
        "column2": row.column2 if row else verdict.second,
        "indicator": row.indicator if row else None,
        "begin": row.begins.isoformat() if row and row.begins else "",
        "end": row.ends.isoformat() if row and row.ends else "",
        "in_force": verdict.in_force if decided else None,
        "bypass": list(verdict.modifiers),
        "edition": edition.name if edition else "",
        "table": verdict.table,
        "state": verdict.state.value,
        "paid_lines": [x.number for x in claim.lines if x.code == paid] if paid else [],
        "denied_lines": list(help_.denied),
        "bypassed_lines": list(help_.bypassed),
        "present": [f"{m} on line {n}" for m, n in help_.by],
        "prior_1996": bool(row and row.prior_1996),
        "rationale": row.rationale if row else "",
        "stale": edition is not None and is_stale(edition, claim.on),
    }


def _open(claim: Claim, verdicts: Sequence[PairVerdict]) -> tuple[Finding, ...]:
    """Pairs that the loaded files cannot decide: no table, a part of it missing, or a date before it."""
    found = []
    for state, why in (
        (PairState.NOT_LOADED, "the table, or the part of it that would hold the pair, is not loaded"),
        (PairState.BEFORE_EDITION, "the loaded table begins later"),
    ):
        pairs = [v for v in verdicts if v.state is state]
        if not pairs:
            continue
        edition = pairs[0].edition
        name = f" ({named(edition)})" if edition else ""
        text = f"{_pairs_named(pairs)}: cannot be decided for {claim.on.isoformat()}, {why}{name}."
        found.append(_shared(Level.UNKNOWN, text, pairs, edition, claim, mend=to_load(pairs[0].table, claim.on)))
    return tuple(found)


def _without_row(claim: Claim, verdicts: Sequence[PairVerdict]) -> tuple[Finding, ...]:
    pairs = [v for v in verdicts if v.state is PairState.NO_ROW]
    if not pairs:
        return ()
    edition = pairs[0].edition
    where = named(edition) if edition else table_name(pairs[0].table)
    text = f"{_pairs_named(pairs)}: no PTP edit in the {where} for {claim.on.isoformat()}."
    return (_shared(Level.PASSED, text, pairs, edition, claim, caveat=_NO_PROMISE),)


def _shared(
    level: Level, text: str, pairs: Sequence[PairVerdict], edition: Edition | None, claim: Claim, *, mend: str = "", caveat: str = ""
) -> Finding:
    codes = tuple(dict.fromkeys(code for v in pairs for code in (v.first, v.second)))
    stale = staleness([edition], claim.on) if edition else ""
    return Finding(
        Subject.PTP,
        level,
        text,
        codes=codes,
        lines=tuple(x.number for x in claim.lines if x.code in codes),
        mend=mend,
        caveat=" ".join(p for p in (stale, caveat) if p),
        grounds=(ground(edition, claim.on),) if edition else (),
        data={"ptp": [_entry(v, Relief(), claim) for v in pairs]},
    )


def _left_over(claim: Claim) -> tuple[Finding, ...]:
    """Codes beyond the number that is paired: said, never passed over."""
    left = claim.codes[MAX_CODES:]
    if not left:
        return ()
    text = f"Only the first {MAX_CODES} codes were paired; {listed(left)} were not looked at for PTP edits."
    lines = tuple(x.number for x in claim.lines if x.code in left)
    return (Finding(Subject.PTP, Level.ATTENTION, text, codes=left, lines=lines, mend="Check them in a second claim.", data={"ptp": []}),)


def _not_applicable(claim: Claim) -> Finding:
    if claim.setting is Setting.SUPPLIER:
        text = "PTP edits are not looked up for suppliers: the tables are those of practitioners and of outpatient hospitals."
    else:
        text = f"{claim.codes[0]} is the only code, so there is no pair to look up; name what else was done that day."
    return Finding(Subject.PTP, Level.INFORMATION, text, codes=claim.codes, grounds=(Ground(rule=MANUAL),), data={"ptp": []})


def _pairs_named(pairs: Sequence[PairVerdict]) -> str:
    return listed([f"{v.first} + {v.second}" for v in pairs]) if len(pairs) <= _FEW else f"{len(pairs)} pairs"


def _span(row: ncci_ptp.PtpRow) -> str:
    begins = row.begins.isoformat() if row.begins else "before 1996" if row.prior_1996 else "begin not in the file"
    return f"{begins} to {row.ends.isoformat() if row.ends else 'open'}"


def _placed(placed: Sequence[Placed]) -> str:
    return listed([f"{modifier} on line {number}" for modifier, number in placed])
