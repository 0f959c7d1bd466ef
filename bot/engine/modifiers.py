"""Modifiers on a claim: whether each holds, and what it does to payment.

`Finding.data["modifiers"]` holds an entry for each remark or modifier: line, code, modifiers, verdict (`holds`, `depends`, `does_not_hold`,
`unknown`, `meaning`), text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from bot.coding import modifier_conflicts, modifier_indicators, modifiers, visit_complexity
from bot.coding.claim import Claim, ClaimLine
from bot.coding.finding import Finding, Ground, Level, Subject
from bot.coding.modifier_rules import LineFacts, Remark, remarks
from bot.coding.visit_complexity import Complexity
from bot.engine import modifier_answers
from bot.engine.editions import ground, lines_named, listed, named, staleness
from knowledge.catalog import Catalog
from knowledge.tables import addon_codes, hcpcs, other_fees
from knowledge.tables.dated import Force
from knowledge.tables.physician_fee_schedule import FeeRow

_VERDICT = {Level.DENIED: "does_not_hold", Level.ATTENTION: "depends", Level.UNKNOWN: "unknown"}
_FEW = 3
"""Codes without modifiers for which a check says what they may take."""


def findings(claim: Claim, catalog: Catalog) -> tuple[Finding, ...]:
    """One finding for each modifier that does not hold or depends on the record, and one for those with nothing against them.

    Where no line carries a modifier: what the codes may take, for a few codes, else only that there is none.
    """
    if not any(line.modifiers for line in claim.lines):
        return (*_repeated(claim), *_without(claim, catalog))
    fees = {code: modifier_answers.fee_row(catalog, code, claim.on) for code in claim.codes}
    days = {code: row.global_days for code, row in fees.items() if row is not None}
    twice = tuple(modifier_conflicts.sides_twice(claim.lines))
    found, fine = [*_repeated(claim), *(_sides_twice(both, again) for both, again in twice), *_discarded(claim)], list[tuple[ClaimLine, str]]()
    on_twice = {line.number for both, again in twice for line in (both, *again)}
    for line in claim.lines:
        if not line.modifiers:
            continue
        others = frozenset(value for code, value in days.items() if code != line.code)
        facts = LineFacts(line, fees[line.code], _is_addon(catalog, line), claim.setting, others)
        said = (*_unknown(line, claim.on, catalog), *_waived(line, claim.on, catalog), *remarks(facts))
        found += [_finding(remark, facts, claim) for remark in said]
        blamed = {m for remark in said for m in remark.modifiers} | ({"50", "LT", "RT"} if line.number in on_twice else set())
        fine += [(line, m) for m in dict.fromkeys(line.modifiers) if m not in blamed]
    found.sort(key=lambda f: tuple(Level).index(f.level))
    beside = _complexity(claim)
    held = [(line, m) for line, m in fine if not (beside and m == "25" and line.number in beside[0].lines)]
    return (*beside, *found, *_holding(held, fees, claim, catalog))


def _complexity(claim: Claim) -> tuple[Finding, ...]:
    """What 25 on the visit does to G2211 beside it, for Medicare."""
    verdict = visit_complexity.decide(claim.lines, claim.on) if claim.medicare else None
    if verdict is None:
        return ()
    visit = verdict.visit
    where = f"its visit {visit.text} (line {visit.number})" if visit else "its visit"
    preventive, others = listed(verdict.preventive), listed(verdict.others)
    if verdict.state is Complexity.EXCEPTION:
        level = Level.PASSED
        text = f"G2211 is paid although {where} carries 25: {preventive} is preventive or a vaccine administration, the exception since 2025"
    elif verdict.state is Complexity.MIXED:
        level = Level.ATTENTION
        text = f"G2211 beside {where} with 25: it is paid if the 25 is for {preventive}, not if for {others}; the contractor decides"
    else:
        level = Level.DENIED
        text = f"Medicare does not pay G2211 when {where} carries 25"
        exception = "a preventive service or vaccine administration that day is the exception since 2025"
        text += f"; {exception}, which {others} is not" if others else f"; {exception}"
    return (
        Finding(
            Subject.MODIFIERS,
            level,
            f"{text}.",
            codes=(visit_complexity.CODE, *((visit.code,) if visit else ())),
            lines=tuple(sorted({verdict.line.number, *((visit.number,) if visit else ())})),
            denies=(verdict.line.number,) if level is Level.DENIED else (),
            rule="25 is for the visit and follows the facts of the visit; it is not left off to get the add-on paid." if level is not Level.PASSED else "",
            mend="Leave G2211 off that day." if level is Level.DENIED else "",
            grounds=(Ground(rule=visit_complexity.RULE),),
            data={"modifiers": [_entry(visit or verdict.line, ("25",), verdict.state.value, text)], "complexity": verdict.state.value},
        ),
    )


def _without(claim: Claim, catalog: Catalog) -> tuple[Finding, ...]:
    if 0 < len(claim.codes) <= _FEW:
        return tuple(modifier_answers.for_code(code, catalog, claim.on, claim.setting) for code in claim.codes)
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
        grounds=(
            *((ground(edition, claim.on, modifier_answers.row_words(facts.fee)),) if facts.fee and edition else ()),
            *modifier_answers.documents(words),
        ),
        data={"modifiers": [_entry(line, remark.modifiers, "does_not_hold" if remark.ignored else _VERDICT[remark.level], remark.text)]},
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
            caveat=" ".join(p for p in (staleness(editions, claim.on), modifier_answers.RECORD) if p),
            grounds=(
                *(ground(e, claim.on) for e in editions),
                *modifier_answers.documents([w for _, m in fine if (w := modifiers.known(m))]),
            ),
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
            found.append(modifier_answers.not_known(modifier, complete, on))
    return tuple(found)


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
    """Lines that are alike in code and modifiers: all but the first are denied as duplicates."""
    alike: dict[tuple[str, frozenset[str]], list[ClaimLine]] = {}
    for line in claim.lines:
        alike.setdefault((line.code, frozenset(line.modifiers)), []).append(line)
    found = []
    for first, *others in alike.values():
        if not others:
            continue
        numbers = tuple(line.number for line in others)
        named_ = f"{lines_named(numbers).capitalize()} ({first.text})"
        same = f"is the same as line {first.number}" if len(others) == 1 else f"are the same as line {first.number}"
        found.append(
            Finding(
                Subject.MODIFIERS,
                Level.ATTENTION,
                f"{named_} {same}: a duplicate is denied (CARC 18).",
                codes=(first.code,),
                lines=(first.number, *numbers),
                mend="Add up the units on one line, or show what differs: another site (LT, RT, XS), encounter (XE) or a repeat (76, 77, 91).",
                grounds=(Ground(rule="Claims Processing Manual, chapter 1, section 120"),),
                data={"modifiers": [_entry(line, line.modifiers, "depends", f"same as line {first.number}") for line in others]},
            )
        )
    return tuple(found)


def _sides_twice(both: ClaimLine, again: Sequence[ClaimLine]) -> Finding:
    """50 on one line, one of the sides on another: the same side is billed twice."""
    others = listed([f"{line.text} on line {line.number}" for line in again])
    text = f"Line {both.number} ({both.text}) bills both sides, and {others} {'bills' if len(again) == 1 else 'bill'} a side again."
    words = modifiers.known("50")
    return Finding(
        Subject.MODIFIERS,
        Level.DENIED,
        text,
        codes=(both.code,),
        lines=(both.number, *(line.number for line in again)),
        denies=tuple(line.number for line in again),
        mend=f"Keep {both.code}-50 on one line with one unit, or LT and RT on two lines, not both.",
        rule="Both sides are 50 on one line or LT and RT on two, as the payer asks. (Claims Processing Manual, chapter 12, section 40.7)",
        grounds=modifier_answers.documents((words,)) if words else (),
        data={"modifiers": [_entry(line, line.modifiers, "does_not_hold", text) for line in (both, *again)]},
    )


def _discarded(claim: Claim) -> Iterator[Finding]:
    """JW against the other lines of the drug."""
    for wasted, line in modifier_conflicts.discarded_and_not(claim.lines):
        text = f"Line {line.number} ({line.text}) says that nothing was discarded, line {wasted.number} ({wasted.text}) that something was."
        yield _of_drug(text, (line, wasted), "Take JZ off, or JW with its line, whichever the record supports; what was given stands without either beside JW.")
    for wasted in modifier_conflicts.discarded_alone(claim.lines):
        text = f"Line {wasted.number} ({wasted.text}) bills what was discarded, and no line of {wasted.code} what was given."
        yield _of_drug(text, (wasted,), "Put the units that were given on a line of their own, without JW.")


def _of_drug(text: str, lines: Sequence[ClaimLine], mend: str) -> Finding:
    words = [w for name in ("JW", "JZ") if (w := modifiers.known(name))]
    return Finding(
        Subject.MODIFIERS,
        Level.ATTENTION,
        text,
        codes=(lines[0].code,),
        lines=tuple(sorted(line.number for line in lines)),
        mend=mend,
        grounds=modifier_answers.documents(words),
        data={"modifiers": [_entry(line, line.modifiers, "depends", text) for line in lines]},
    )


def _is_addon(catalog: Catalog, line: ClaimLine) -> bool:
    return "51" in line.modifiers and bool(addon_codes.primaries_of(catalog.files(addon_codes.SOURCE), line.code))


def _entry(line: ClaimLine, names: Sequence[str], verdict: str, text: str) -> dict[str, object]:
    return {"line": line.number, "code": line.code, "modifiers": list(names), "verdict": verdict, "text": text}
