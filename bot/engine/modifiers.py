"""Modifiers: whether those on a claim hold, which ones a code may take, and what one means by itself.

`Finding.data["modifiers"]` holds an entry for each remark or modifier: line, code, modifiers, verdict (`holds`, `depends`, `does_not_hold`,
`unknown`, `meaning`), text.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.coding import modifier_indicators, modifiers
from bot.coding.claim import Claim, ClaimLine, Setting
from bot.coding.finding import Finding, Ground, Level, Subject
from bot.coding.modifier_indicators import Fit
from bot.coding.modifier_rules import LineFacts, Remark, remarks
from bot.coding.visits import is_visit
from bot.engine.editions import ground, listed, named, staleness, to_load
from bot.turns import Table
from knowledge.catalog import Catalog
from knowledge.model import Edition
from knowledge.tables import addon_codes, hcpcs, other_fees, physician_fee_schedule
from knowledge.tables.dated import Force
from knowledge.tables.physician_fee_schedule import FeeRow

_VERDICT = {Level.DENIED: "does_not_hold", Level.ATTENTION: "depends", Level.UNKNOWN: "unknown"}
_BY_INDICATOR = ("26", "TC", "50", "51", "54", "55", "56", "62", "66", "80", "81", "82", "AS", "78")
_FIT = {Fit.YES: "yes", Fit.WITH_RECORDS: "with records", Fit.NO_EFFECT: "no effect", Fit.NO: "no"}
_FEW = 3
"""Codes without modifiers for which a check says what they may take."""
_RECORD = "That a modifier holds by the tables does not say that the record supports it."


def findings(claim: Claim, catalog: Catalog) -> tuple[Finding, ...]:
    """One finding for each modifier that does not hold or depends on the record, and one for those with nothing against them.

    Where no line carries a modifier: what the codes may take, for a few codes, else only that there is none.
    """
    if not any(line.modifiers for line in claim.lines):
        return (*_repeated(claim), *_without(claim, catalog))
    fees = {code: _fee(catalog, code, claim.on) for code in claim.codes}
    days = {code: row.global_days for code, row in fees.items() if row is not None}
    found, fine = list(_repeated(claim)), list[tuple[ClaimLine, str]]()
    for line in claim.lines:
        if not line.modifiers:
            continue
        others = frozenset(value for code, value in days.items() if code != line.code)
        facts = LineFacts(line, fees[line.code], _is_addon(catalog, line), claim.setting, others)
        said = (*_unknown(line, claim.on, catalog), *_waived(line, claim.on, catalog), *remarks(facts))
        found += [_finding(remark, facts, claim) for remark in said]
        blamed = {m for remark in said for m in remark.modifiers}
        fine += [(line, m) for m in dict.fromkeys(line.modifiers) if m not in blamed]
    found.sort(key=lambda f: tuple(Level).index(f.level))
    return (*found, *_holding(fine, fees, claim, catalog))


def _without(claim: Claim, catalog: Catalog) -> tuple[Finding, ...]:
    if 0 < len(claim.codes) <= _FEW:
        return tuple(for_code(code, catalog, claim.on, claim.setting) for code in claim.codes)
    text = "No line carries a modifier."
    return (Finding(Subject.MODIFIERS, Level.INFORMATION, text, data={"modifiers": []}),) if claim.codes else ()


def _finding(remark: Remark, facts: LineFacts, claim: Claim) -> Finding:
    line, names = facts.line, listed(remark.modifiers)
    words = [w for m in remark.modifiers if (w := modifiers.known(m))]
    verdict = f"Line {line.number} ({line.text}): {names + ' ' if names else ''}{remark.text}."
    edition = facts.fee.edition if facts.fee else None
    return Finding(
        Subject.MODIFIERS,
        remark.level,
        verdict,
        codes=(line.code,),
        lines=(line.number,),
        facts=tuple((w.code, w.meaning) for w in words),
        rule=f"{words[0].code} does not hold {words[0].wrong}." if words and words[0].wrong else "",
        mend=remark.mend,
        caveat=staleness([edition], claim.on) if edition else "",
        grounds=(*((ground(edition, claim.on, _row(facts.fee)),) if facts.fee and edition else ()), *_documents(words)),
        data={"modifiers": [_entry(line, remark.modifiers, _VERDICT[remark.level], remark.text)]},
    )


def _holding(fine: Sequence[tuple[ClaimLine, str]], fees: dict[str, FeeRow | None], claim: Claim, catalog: Catalog) -> tuple[Finding, ...]:
    if not fine:
        return ()
    facts = tuple((f"Line {line.number} {line.code}-{m}", _effect(m, fees[line.code], catalog)) for line, m in fine)
    editions = tuple(dict.fromkeys(row.edition for line, _ in fine if (row := fees[line.code])))
    text = f"Nothing against {listed([f'{m} on line {line.number}' for line, m in fine], 12)}."
    return (
        Finding(
            Subject.MODIFIERS,
            Level.PASSED,
            text,
            codes=tuple(dict.fromkeys(line.code for line, _ in fine)),
            lines=tuple(dict.fromkeys(line.number for line, _ in fine)),
            facts=facts,
            caveat=" ".join(p for p in (staleness(editions, claim.on), _RECORD) if p),
            grounds=(*(ground(e, claim.on) for e in editions), *_documents([w for _, m in fine if (w := modifiers.known(m))])),
            data={"modifiers": [_entry(line, (m,), "holds", _effect(m, fees[line.code], catalog)) for line, m in fine]},
        ),
    )


def _effect(modifier: str, fee: FeeRow | None, catalog: Catalog) -> str:
    """Meaning and payment of a modifier on a code, by the code's own row where there is one."""
    words = modifiers.known(modifier)
    said = modifier_indicators.indicated(modifier, fee) if fee else None
    if words is None:
        row = hcpcs.look_up(catalog.files(hcpcs.SOURCE), modifier)
        return row.long if row else ""
    payment = said.payment if said and said.payment else words.payment
    return f"{words.meaning}; payment: {payment}"


def _unknown(line: ClaimLine, on: date, catalog: Catalog) -> tuple[Remark, ...]:
    """Modifiers that neither our table nor the HCPCS file knows, or that HCPCS has ended."""
    found = []
    files = catalog.files(hcpcs.SOURCE)
    complete = next((f.edition for f in files if not f.edition.partial), None)
    for modifier in dict.fromkeys(line.modifiers):
        row = hcpcs.look_up(files, modifier)
        if row is not None and row.modifier and row.force(on) is Force.ENDED and row.ended is not None:
            found.append(
                Remark(Level.DENIED, (modifier,), f"is no longer valid: its last day was {row.ended.isoformat()}", f"Take {modifier} off.")
            )
        elif row is not None and row.modifier and row.force(on) is Force.NOT_YET and row.added is not None:
            found.append(
                Remark(Level.DENIED, (modifier,), f"is not valid yet: it begins on {row.added.isoformat()}", f"Take {modifier} off.")
            )
        elif row is None and modifiers.known(modifier) is None:
            found.append(_not_known(modifier, complete, on))
    return tuple(found)


def _not_known(modifier: str, complete: Edition | None, on: date) -> Remark:
    if not modifiers.looks_like(modifier):
        return Remark(Level.DENIED, (modifier,), "is no modifier: modifiers have two digits or letters", "Correct it.")
    if modifier.isdigit() or complete is not None:
        where = f" or in {named(complete)}" if complete else ""
        return Remark(
            Level.DENIED,
            (modifier,),
            f"is not found among the CPT modifiers known here{where}",
            "Correct it, or look it up with the payer.",
        )
    return Remark(Level.UNKNOWN, (modifier,), "is not known here, and no HCPCS file is loaded that could tell", to_load(hcpcs.SOURCE, on))


def _waived(line: ClaimLine, on: date, catalog: Catalog) -> tuple[Remark, ...]:
    """QW against the laboratory fee schedule, which has a QW row for waived tests."""
    if "QW" not in line.modifiers:
        return ()
    rows = other_fees.lab_fees(catalog.files(other_fees.CLFS), line.code, on)
    if not rows or any(row.modifier == "QW" for row in rows):
        return ()
    text = f"has no row for {line.code} in the {named(rows[0].edition)}: the test is not listed as waived there"
    return (Remark(Level.ATTENTION, ("QW",), text, "Check the list of waived tests."),)


def _repeated(claim: Claim) -> tuple[Finding, ...]:
    """Lines that are alike in code and modifiers: the second is denied as a duplicate."""
    seen: dict[tuple[str, frozenset[str]], ClaimLine] = {}
    found = []
    for line in claim.lines:
        first = seen.setdefault((line.code, frozenset(line.modifiers)), line)
        if first is not line:
            text = f"Line {line.number} ({line.text}) is the same as line {first.number}: a duplicate is denied (CARC 18)."
            found.append(
                Finding(
                    Subject.MODIFIERS,
                    Level.ATTENTION,
                    text,
                    codes=(line.code,),
                    lines=(first.number, line.number),
                    mend="Add up the units on one line, or show what differs: another site (LT, RT, XS), encounter (XE) or a repeat (76, 77, 91).",
                    grounds=(Ground(rule="Claims Processing Manual, chapter 1, section 120"),),
                    data={"modifiers": [_entry(line, line.modifiers, "depends", f"same as line {first.number}")]},
                )
            )
    return tuple(found)


def about(modifier: str, catalog: Catalog, on: date) -> Finding:
    """What a modifier is, by itself: meaning, where it goes, when it does not hold, what it does to payment. Never raises."""
    name = modifier.strip().upper()
    words = modifiers.known(name)
    row = hcpcs.look_up(catalog.files(hcpcs.SOURCE), name)
    edition = next((f.edition for f in catalog.files(hcpcs.SOURCE) if row and f.edition.name == row.edition), None)
    listed_in = (ground(edition, on, name),) if edition else ()
    if words is not None:
        facts = [("Goes on", words.goes), ("Does not hold", words.wrong), ("Payment", words.payment)]
        if row is not None and row.modifier:
            facts.append(("HCPCS", row.long))
        return Finding(
            Subject.MODIFIERS,
            Level.INFORMATION,
            f"Modifier {name}: {words.meaning}.",
            facts=tuple((label, value) for label, value in facts if value),
            caveat=_RECORD,
            grounds=(*listed_in, Ground(rule=words.source)),
            data={"modifiers": [{"modifiers": [name], "verdict": "meaning", "text": words.meaning}]},
        )
    if row is not None and row.modifier:
        ended = f" Its last day was {row.ended.isoformat()}." if row.ended else ""
        data: dict[str, object] = {"modifiers": [{"modifiers": [name], "verdict": "meaning", "text": row.long}]}
        return Finding(Subject.MODIFIERS, Level.INFORMATION, f"Modifier {name}: {row.long}.{ended}", grounds=listed_in, data=data)
    complete = next((f.edition for f in catalog.files(hcpcs.SOURCE) if not f.edition.partial), None)
    remark = _not_known(name, complete, on)
    text = {"modifiers": [{"modifiers": [name], "verdict": "unknown", "text": remark.text}]}
    return Finding(Subject.MODIFIERS, remark.level, f"{name} {remark.text}.", mend=remark.mend, data=text)


def for_code(code: str, catalog: Catalog, on: date, setting: Setting = Setting.PRACTITIONER) -> Finding:
    """Which modifiers a code may take by its row in the fee schedule and its kind. `UNKNOWN` where no row is loaded."""
    fee = _fee(catalog, code, on)
    if fee is None:
        text = f"{code}: no row of the physician fee schedule is loaded for {on.isoformat()}, so its indicators are not known."
        mend = to_load(physician_fee_schedule.SOURCE, on)
        return Finding(Subject.MODIFIERS, Level.UNKNOWN, text, codes=(code,), mend=mend, data={"modifiers": []})
    rows = [(m, _FIT[said.fit], said.why, said.payment) for m in _BY_INDICATOR if (said := modifier_indicators.indicated(m, fee))]
    rows += _by_kind(code, fee, setting)
    take, records, never = ([m for m, fit, *_ in rows if fit == wanted] for wanted in ("yes", "with records", "no"))
    parts = [f"may take {listed(take, 25)}" if take else "takes none of the modifiers that the fee schedule decides"]
    parts += [f"with a record of the need {listed(records, 25)}"] if records else []
    parts += [f"not {listed(never, 25)}"] if never else []
    return Finding(
        Subject.MODIFIERS,
        Level.INFORMATION,
        f"{code} {'; '.join(parts)}.",
        codes=(code,),
        tables=(Table(("Modifier", "Goes", "Why", "Payment"), tuple(rows)),),
        rule=f"{modifier_indicators.RULE}: PC/TC, global days, multiple, bilateral, assistant, co-surgeon and team indicators.",
        caveat=" ".join(p for p in (staleness([fee.edition], on), _RECORD) if p),
        grounds=(ground(fee.edition, on, _row(fee)), Ground(rule=modifier_indicators.RULE)),
        data={"modifiers": [{"code": code, "modifiers": [m], "verdict": fit.replace(" ", "_"), "text": why} for m, fit, why, _ in rows]},
    )


def _by_kind(code: str, fee: FeeRow, setting: Setting) -> list[tuple[str, str, str, str]]:
    """Modifiers that the kind of code decides: visits, procedures, facility."""
    if is_visit(code):
        rows = [(m, "yes", "a visit", words.payment) for m in ("24", "25", "57") if (words := modifiers.known(m))]
        return rows + ([("27", "yes", "a visit in the hospital", "each visit by its own rules")] if setting is Setting.HOSPITAL else [])
    sides = [(m, "yes", "done on a left or right side", "none by itself") for m in ("LT", "RT")] if fee.bilateral in ("1", "3") else []
    rows = [("59", "yes", "with an NCCI pair of indicator 1, where no X modifier fits", "bypasses the edit")]
    return [*sides, *rows, *((m, "no", "for visits only", "") for m in ("24", "25", "57"))]


def _fee(catalog: Catalog, code: str, on: date) -> FeeRow | None:
    return physician_fee_schedule.fee(catalog.files(physician_fee_schedule.SOURCE), code, on)


def _is_addon(catalog: Catalog, line: ClaimLine) -> bool:
    return "51" in line.modifiers and bool(addon_codes.primaries_of(catalog.files(addon_codes.SOURCE), line.code))


def _row(fee: FeeRow | None) -> str:
    if fee is None:
        return ""
    return (
        f"{fee.code}: PC/TC {fee.pctc}, global {fee.global_days}, multiple {fee.multiple}, bilateral {fee.bilateral},"
        f" assistant {fee.assistant}, co-surgeon {fee.cosurgeon}, team {fee.team}"
    )


def _documents(words: Sequence[modifiers.Modifier]) -> tuple[Ground, ...]:
    return tuple(Ground(rule=source) for source in dict.fromkeys(w.source for w in words))


def _entry(line: ClaimLine, names: Sequence[str], verdict: str, text: str) -> dict[str, object]:
    return {"line": line.number, "code": line.code, "modifiers": list(names), "verdict": verdict, "text": text}
