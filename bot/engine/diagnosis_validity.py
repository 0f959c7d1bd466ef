"""Whether the diagnoses of a claim are valid and complete on its date, where nothing else about them is asked.

`Finding.data["dx"]` holds code, status, title or choices, and the editions.
"""

from __future__ import annotations

from datetime import date, timedelta

from bot.coding import status
from bot.coding.claim import Claim
from bot.coding.finding import Finding, Ground, Level, Subject
from bot.coding.status import CodeState, Status
from bot.engine import editions, listings, successors
from bot.engine import validity_words as words
from bot.engine.editions import ground, listed, named, staleness
from knowledge import icd10cm
from knowledge.catalog import Catalog
from knowledge.model import System

_MOST_CHOICES = 12
_ICD10_BEGAN = date(2015, 10, 1)


def findings(claim: Claim, catalog: Catalog) -> tuple[Finding, ...]:
    """One finding for each diagnosis that is not valid or not complete, and one for the others."""
    found: list[Finding] = []
    good: list[tuple[str, str, Status]] = []
    for code in dict.fromkeys(icd10cm.dotted(c) for c in claim.diagnoses):
        if not icd10cm.looks_like(code):
            entry: dict[str, object] = {"code": code, "status": CodeState.MALFORMED.value}
            found.append(Finding(Subject.VALIDITY, Level.DENIED, f"{code} is no ICD-10-CM code.", (code,), data={"dx": [entry]}))
            continue
        if claim.diagnoses_on < _ICD10_BEGAN:
            found.append(_before_icd10(claim.diagnoses_on, code))
            continue
        verdict = status.decide(code, claim.diagnoses_on, listings.of_diagnosis(catalog, code, claim.diagnoses_on))
        if verdict.state is CodeState.ACTIVE:
            good.append((code, catalog.title(System.ICD10CM, code, claim.diagnoses_on)[0], verdict))
        else:
            found.append(_diagnosis(claim.diagnoses_on, catalog, code, verdict))
    if good:
        found.append(_valid_diagnoses(claim, good))
    return tuple(found)


def _before_icd10(on: date, code: str) -> Finding:
    return Finding(
        Subject.VALIDITY,
        Level.DENIED,
        f"{code} is not valid on {on.isoformat()}: until {(_ICD10_BEGAN - timedelta(days=1)).isoformat()} diagnoses were coded in ICD-9-CM.",
        codes=(code,),
        rule="ICD-10-CM is used for dates of service, or of discharge, from 1 October 2015. (45 CFR 162.1002)",
        grounds=(Ground(rule="45 CFR 162.1002"),),
        data={"dx": [{"code": code, "status": CodeState.NOT_YET.value, "choices": [], "editions": []}]},
    )


def _valid_diagnoses(claim: Claim, good: list[tuple[str, str, Status]]) -> Finding:
    codes = tuple(code for code, _, _ in good)
    on, verb = claim.diagnoses_on, "is" if len(good) == 1 else "are"
    used = tuple(dict.fromkeys(x.edition for _, _, v in good for x in v.basis if x.listed))
    return Finding(
        Subject.VALIDITY,
        Level.PASSED,
        f"{listed(codes, 25)} {verb} valid on {on.isoformat()}.",
        codes=codes,
        facts=tuple((code, title) for code, title, _ in good if title),
        caveat=staleness(used, on),
        grounds=tuple(ground(e, on) for e in used),
        data={
            "dx": [{"code": c, "status": v.state.value, "title": t, "editions": [named(x.edition) for x in v.basis]} for c, t, v in good]
        },
    )


def _diagnosis(on: date, catalog: Catalog, code: str, verdict: Status) -> Finding:
    level, mend, caveat, when = Level.DENIED, "", "", on.isoformat()
    choices: tuple[str, ...] = ()
    grounds: tuple[Ground, ...] = ()
    if verdict.state is CodeState.NOT_REPORTABLE:
        said, choices = _choices(catalog, code, on)
        text = f"{code} is not complete on {when}: {said}."
        mend = f"Choose from {listed(choices, _MOST_CHOICES)}." if choices else ""
    elif verdict.state is CodeState.DELETED:
        text = words.gone(verdict, f"{code} is not valid on {when}")
        hint = successors.of_diagnosis(catalog, code)
        mend, choices, grounds = hint.text, hint.codes, hint.grounds
    elif verdict.state is CodeState.NOT_YET:
        text = f"{code} is not valid yet on {when}: it is first in {words.listing_names(verdict)}."
    elif verdict.state is CodeState.NOT_FOUND:
        choices = listings.neighbours(catalog, code, System.ICD10CM, on)
        text = f"{code} is not found in {words.sought(verdict)}."
        mend = f"Near it: {listed(choices)}." if choices else ""
    else:
        level = Level.UNKNOWN
        near = f" ({named(verdict.basis[0].edition)} is the nearest)" if verdict.basis else ""
        text = f"{code} cannot be decided for {when}: no ICD-10-CM edition for that date is loaded{near}."
        mend = editions.to_load("icd10cm_tabular", on)
    if verdict.stale:
        caveat = staleness(words.newest(verdict), on)
    return Finding(
        Subject.VALIDITY,
        level,
        text,
        codes=(code,),
        mend=mend,
        rule="Only codes without further subdivision, and with their 7th character, are reported. (ICD-10-CM Guidelines, I.B.2)"
        if verdict.state is CodeState.NOT_REPORTABLE
        else "",
        caveat=caveat,
        grounds=(*(ground(x.edition, on, words.row(code, x)) for x in verdict.basis), *grounds),
        data={
            "dx": [
                {
                    "code": code,
                    "status": verdict.state.value,
                    "choices": list(choices),
                    "editions": [named(x.edition) for x in verdict.basis],
                }
            ]
        },
    )


def _choices(catalog: Catalog, code: str, on: date) -> tuple[str, tuple[str, ...]]:
    answer = catalog.code(System.ICD10CM, code, on).code
    if answer is not None and answer.seventh and not answer.children:
        return "it needs a 7th character", tuple(f"{icd10cm.with_seventh(code, s.character)} ({s.meaning})" for s in answer.seventh)
    if answer is not None and answer.children:
        return "it is subdivided", answer.children
    return "it is subdivided", listings.below(catalog, code, on)
