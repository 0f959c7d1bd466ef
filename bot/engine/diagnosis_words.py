"""One diagnosis in words: what is said of a verdict of `bot.coding.diagnosis`."""

from __future__ import annotations

import re
from datetime import timedelta

from bot.coding.diagnosis import LENGTHS, SEVENTH, DiagnosisState, DiagnosisVerdict
from bot.coding.equivalence import looks_like_icd9
from bot.coding.finding import Finding, Ground, Level, Subject
from bot.engine.diagnosis_rows import DiagnosisRows, RiskCategories
from bot.turns import Table
from knowledge import icd10cm
from knowledge.model import Code, Edition, NoteKind

_DENTAL = re.compile(r"D\d\d\.\d\d")
MAX_CHOICES = 30
MAX_NAMED = 8
"""Choices in the sentence; all of them, up to `MAX_CHOICES`, stand in the table."""
_SHOWN = {
    NoteKind.INCLUDES: "Includes",
    NoteKind.EXCLUDES1: "Excludes1",
    NoteKind.EXCLUDES2: "Excludes2",
    NoteKind.CODE_FIRST: "Code first",
    NoteKind.USE_ADDITIONAL: "Use additional code",
    NoteKind.CODE_ALSO: "Code also",
    NoteKind.NOTES: "Note",
    NoteKind.SEVENTH: "7th character",
}
_RULE = {
    DiagnosisState.SUBDIVIDED: ("Only a code without further subdivision may be reported.", LENGTHS),
    DiagnosisState.NOT_FOUND: ("A code that the edition of the date does not have is returned as invalid.", LENGTHS),
    DiagnosisState.TOO_LONG: ("A code ends where the tabular list ends it; further characters make it invalid.", LENGTHS),
    DiagnosisState.NEEDS_SEVENTH: ("Without its 7th character a code that takes one is invalid.", SEVENTH),
    DiagnosisState.WRONG_SEVENTH: ("Only the 7th characters that the tabular list gives for the category are valid.", SEVENTH),
    DiagnosisState.SEVENTH_MISPLACED: ("The character must stand in the 7th place; X fills the empty places before it.", SEVENTH),
    DiagnosisState.PLACEHOLDER_MISPLACED: ("The placeholder X fills places that have no meaning; it never stands for a choice.", SEVENTH),
}


def finding(verdict: DiagnosisVerdict, rows: DiagnosisRows, *, with_notes: bool) -> Finding:
    """The finding on one diagnosis. `with_notes` adds the table of its notes."""
    gone = rows.gone_between(verdict.asked) if verdict.state is DiagnosisState.BILLABLE else None
    if gone is not None:
        return _gone_between(verdict, rows, gone)
    level = Level.PASSED if verdict.state is DiagnosisState.BILLABLE else Level.DENIED if verdict.decided else Level.UNKNOWN
    risk = rows.risk(verdict.asked) if verdict.code and verdict.code.reportable else None
    rule, source = _RULE.get(verdict.state, ("", ""))
    grounds = [Ground(verdict.edition, _row(verdict), stale=rows.stale)] if verdict.edition else []
    grounds += [Ground(rule=source)] if source else []
    grounds += [Ground(risk.edition, f"{verdict.asked} by model", stale=risk.stale)] if risk and risk.categories else []
    code = verdict.code or verdict.nearest
    notes = code.notes if code else ()
    return Finding(
        Subject.DIAGNOSES,
        level,
        _verdict(verdict, rows),
        codes=(verdict.asked,),
        facts=(*_facts(verdict, rows), *_risk_facts(risk)),
        tables=(*_choices(verdict, rows), *(_notes(code) if code and with_notes else ())),
        rule=f"{rule} ({source})" if rule else "",
        mend=_mend(verdict),
        grounds=tuple(grounds),
        data={
            "code": verdict.asked,
            "status": verdict.state.value,
            "billable": verdict.state is DiagnosisState.BILLABLE,
            "title": verdict.code.title if verdict.code else "",
            "edition": verdict.edition.name if verdict.edition else "",
            "choices": list(verdict.choices[:MAX_CHOICES]),
            "notes": [{"kind": n.kind.value, "text": n.text, "at": n.origin} for n in notes],
            "hcc": [{"model": c.model, "category": c.category, "paid": c.paid} for c in risk.categories] if risk else [],
        },
    )


def _gone_between(verdict: DiagnosisVerdict, rows: DiagnosisRows, gone: Edition) -> Finding:
    """An older edition has the code and a later one has not; the edition of the date itself is not loaded."""
    before = verdict.edition
    stands = [Ground(before, _row(verdict), stale=True)] if before else []
    named = f"{before.name} has it, {gone.name} no longer" if before else f"{gone.name} has it no longer"
    return Finding(
        Subject.DIAGNOSES,
        Level.UNKNOWN,
        f"{verdict.asked} cannot be decided for {rows.on.isoformat()}: {named}, and the edition of that date is not loaded.",
        codes=(verdict.asked,),
        mend="Load the tabular list of that fiscal year: coderly kb build.",
        grounds=(*stands, Ground(gone, f"no row {verdict.asked}")),
        data={"code": verdict.asked, "status": DiagnosisState.EDITION_NOT_LOADED.value, "billable": False, "choices": [], "notes": [], "hcc": []},
    )


def _verdict(verdict: DiagnosisVerdict, rows: DiagnosisRows) -> str:
    asked, on = verdict.asked, rows.on.isoformat()
    edition = verdict.edition.name if verdict.edition else ""
    near = verdict.nearest.code if verdict.nearest else ""
    some = _named(verdict.choices)
    other = _elsewhere(verdict, rows)
    match verdict.state:
        case DiagnosisState.BILLABLE:
            return f"{asked} is billable on {on} ({edition})."
        case DiagnosisState.SUBDIVIDED:
            return f"{asked} is not billable on {on}: it is subdivided, choose from {some} ({edition}).{other}"
        case DiagnosisState.NEEDS_SEVENTH:
            return f"{asked} is incomplete on {on}: it needs a 7th character, {some} ({edition})."
        case DiagnosisState.WRONG_SEVENTH:
            letter = icd10cm.key(asked)[-1]
            return f"{asked} does not exist: {letter} is not a 7th character of {near}; those are {_letters(verdict.nearest)} ({edition})."
        case DiagnosisState.SEVENTH_MISPLACED:
            return f"{asked} does not exist as written: the 7th character must stand in the 7th place, {some} ({edition})."
        case DiagnosisState.PLACEHOLDER_MISPLACED:
            return f"{asked} does not exist: {near} is subdivided, so X cannot stand there; choose from {some} ({edition})."
        case DiagnosisState.TOO_LONG:
            return f"{asked} does not exist on {on}: {near} is complete with {len(icd10cm.key(near))} characters ({edition}).{other}"
        case DiagnosisState.NOT_FOUND:
            nearest = f" Near it: {some}." if some else ""
            dental = f" If the dental code {icd10cm.key(asked)} is meant: dental codes (CDT) are not held here." if _DENTAL.fullmatch(asked) else ""
            return f"{asked} is not found in {edition}.{other}{nearest}{dental}"
        case DiagnosisState.NOT_A_CODE if looks_like_icd9(asked):
            return f"{asked} is an ICD-9-CM code; claims have taken ICD-10-CM since 2015-10-01."
        case DiagnosisState.NOT_A_CODE:
            return f"{asked} does not have the shape of an ICD-10-CM code."
        case DiagnosisState.EDITION_NOT_LOADED:
            return f"{asked} cannot be checked: the ICD-10-CM edition of {on} is not loaded.{other}"
        case _:
            return f"{asked} cannot be checked: no ICD-10-CM tabular list is loaded."


def _elsewhere(verdict: DiagnosisVerdict, rows: DiagnosisRows) -> str:
    """Since when, or until when, the code was billable by the other loaded editions."""
    others = [x for x in rows.elsewhere(verdict.asked) if x.reportable]
    here = verdict.edition
    if not others:
        return ""
    if here is None:
        return f" It is billable in {', '.join(x.edition.name for x in others)}."
    before = next((x.edition for x in others if x.edition.begins < here.begins), None)
    if before is not None:
        return f" It was billable until {_eve(here)} ({before.name})."
    after = others[-1].edition
    return f" It is new from {after.begins.isoformat()} ({after.name})." if after.begins > here.begins else ""


def _eve(edition: Edition) -> str:
    return (edition.begins - timedelta(days=1)).isoformat()


def _named(choices: tuple[str, ...]) -> str:
    more = f" and {len(choices) - MAX_NAMED} more" if len(choices) > MAX_NAMED else ""
    return ", ".join(choices[:MAX_NAMED]) + more


def _letters(code: Code | None) -> str:
    return ", ".join(choice.character for choice in code.seventh) if code else ""


def _row(verdict: DiagnosisVerdict) -> str:
    if verdict.code is None:
        return f"no row {verdict.asked}"
    return f"{verdict.asked}, {'complete code' if verdict.code.reportable else 'header'}"


def _facts(verdict: DiagnosisVerdict, rows: DiagnosisRows) -> tuple[tuple[str, str], ...]:
    code = verdict.code or verdict.nearest
    if code is None:
        return ()
    facts = [("Title" if verdict.code else f"Title of {code.code}", code.title)]
    facts += [("Category", code.block)] if code.block else []
    if verdict.state is DiagnosisState.BILLABLE and rows.stale and verdict.edition:
        facts.append(("Edition", f"{verdict.edition.name}, the newest loaded; the one of {rows.on.isoformat()} is not"))
    return tuple(facts)


def _risk_facts(risk: RiskCategories | None) -> tuple[tuple[str, str], ...]:
    if risk is None:
        return ()
    year = f"{risk.edition.name}, the newest loaded" if risk.stale else risk.edition.name
    if not risk.categories:
        return (("HCC", f"none ({year})"),)
    paid = {"Yes": "", "No": " (not paid)", "": ""}
    models = (
        ", ".join(f"{c.model} {c.category}{paid.get(c.paid, '')}" for c in risk.categories if "ESRD" not in c.model) or "ESRD models only"
    )
    return (("HCC", f"{models} ({year})"),)


def _choices(verdict: DiagnosisVerdict, rows: DiagnosisRows) -> tuple[Table, ...]:
    """What could be reported instead, with titles; nothing where there is one choice only."""
    if verdict.state is DiagnosisState.BILLABLE or len(verdict.choices) < 2:
        return ()
    shown = verdict.choices[:MAX_CHOICES]
    left = f", the first {MAX_CHOICES} of {len(verdict.choices)}" if len(verdict.choices) > MAX_CHOICES else ""
    return (Table(("Code", "Title"), tuple((code, rows.title(code)) for code in shown), f"Choices{left}"),)


def _notes(code: Code) -> tuple[Table, ...]:
    shown = (n for n in code.notes if n.kind in _SHOWN and not (n.kind is NoteKind.NOTES and n.origin.startswith("chapter ")))
    rows = tuple((_SHOWN[note.kind], note.text, note.origin) for note in shown)
    return (Table(("Note", "Text", "At"), rows, "Notes, own and inherited"),) if rows else ()


def _mend(verdict: DiagnosisVerdict) -> str:
    if verdict.state is DiagnosisState.EDITION_NOT_LOADED or verdict.state is DiagnosisState.SYSTEM_NOT_LOADED:
        return "Load the tabular list of that fiscal year: coderly kb build."
    if verdict.state is DiagnosisState.BILLABLE or not verdict.choices:
        return ""
    if len(verdict.choices) == 1:
        return f"Write {verdict.choices[0]} instead of {verdict.asked}."
    return f"Choose the code below {verdict.nearest.code if verdict.nearest else verdict.asked} that the record supports."
