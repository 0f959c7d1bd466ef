"""The diagnoses of a claim: each by itself, then all of them beside each other, in the edition of the date.

An inpatient stay takes the edition of its discharge date. What no loaded table can decide is said to be open.
"""

from __future__ import annotations

from bot.coding import diagnosis_order, diagnosis_sides, excludes, presumed_links
from bot.coding.claim import MAX_DIAGNOSES, Claim
from bot.coding.diagnosis_order import OrderState
from bot.coding.finding import Finding, Ground, Level, Subject
from bot.engine import diagnosis_patient, diagnosis_words
from bot.engine import diagnosis_set_words as words
from bot.engine.diagnosis_rows import TABULAR, DiagnosisRows
from bot.engine.editions import named, to_load
from knowledge.catalog import Catalog
from knowledge.model import Code, Edition, NoteKind

_FEW = 2
"""So many diagnoses are shown with all their notes; beyond that the notes that matter are findings of their own."""
_STAY = ("CC and MCC lists", "MS-DRG definitions", "POA exemption list")


def findings(claim: Claim, catalog: Catalog) -> tuple[Finding, ...]:
    """Everything that the loaded tables and the guidelines say about the diagnoses; empty where the claim has none."""
    if not claim.diagnoses:
        return ()
    rows = DiagnosisRows(catalog, claim.diagnoses_on)
    asked = claim.diagnoses[:MAX_DIAGNOSES]
    verdicts = rows.verdicts(asked)
    few = len(asked) <= _FEW and not claim.lines
    each = [diagnosis_words.finding(verdict, rows, with_notes=few) for verdict in {v.asked: v for v in verdicts}.values()]
    known = tuple(verdict.code for verdict in verdicts if verdict.code is not None)
    once = tuple({code.code: code for code in known}.values())
    return (*each, *_together(known, rows), *_edition(rows), *_stay(claim), *diagnosis_patient.findings(claim, once, catalog))


def _together(codes: tuple[Code, ...], rows: DiagnosisRows) -> tuple[Finding, ...]:
    """What the codes that exist say about each other. Each pair is named for one reason: the gravest."""
    edition, stale = rows.edition, rows.stale
    once = tuple({code.code: code for code in codes}.values())
    exclusions = excludes.exclusions(once)
    apart = {frozenset((x.first, x.second)) for x in exclusions}
    links = presumed_links.presumed(once)
    linked = {frozenset((x.first, x.second)) for x in links}
    also = [x for x in excludes.exclusions(once, NoteKind.EXCLUDES2) if frozenset((x.first, x.second)) not in apart | linked]
    sides = (x for x in diagnosis_sides.sides(codes, rows.around) if frozenset(x.codes) not in apart)
    remarks = [x for x in diagnosis_order.order(once) if frozenset((x.code, x.partner)) not in apart | linked]
    optional = [x for x in remarks if x.state is OrderState.ADDITIONAL_MISSING and not x.always]
    silent = edition if len(once) > 1 and not exclusions and not rows.without_notes else None
    return (
        *(words.excludes1(x, edition, stale=stale) for x in exclusions),
        *((words.no_exclusion([code.code for code in once], silent, stale=stale),) if silent else ()),
        *map(words.presumed, links),
        *(words.order(x, edition, stale=stale) for x in remarks if x not in optional),
        *(words.side(x, edition, stale=stale) for x in sides),
        *((words.excludes2(also, edition, stale=stale),) if also else ()),
        *((words.additional(optional, edition, stale=stale),) if optional else ()),
    )


def _edition(rows: DiagnosisRows) -> tuple[Finding, ...]:
    """Said once where the edition of the date is not loaded and an older one, or a bare list of codes, answered."""
    if rows.edition is not None and rows.without_notes:
        return (_without_notes(rows, rows.edition),)
    if rows.edition is None or not rows.stale:
        return ()
    on = rows.on.isoformat()
    return (
        Finding(
            Subject.DIAGNOSES,
            Level.INFORMATION,
            f"The ICD-10-CM edition of {on} is not loaded; the diagnoses were looked up in {rows.edition.name}, the newest before it.",
            mend="Load the tabular list of that fiscal year: coderly kb build.",
            caveat="Codes and notes change every October 1, some also on April 1.",
            grounds=(Ground(rows.edition, stale=True),),
            data={"kind": "edition_not_loaded", "used": rows.edition.name},
        ),
    )


def _without_notes(rows: DiagnosisRows, edition: Edition) -> Finding:
    return Finding(
        Subject.DIAGNOSES,
        Level.UNKNOWN,
        f"What the notes ask for (Excludes1, order, additional codes, 7th characters) is open: for {rows.on.isoformat()} only the list of"
        f" codes is loaded ({named(edition)}{', the newest before it' if rows.stale else ''}).",
        mend=to_load(TABULAR, rows.on),
        grounds=(Ground(edition, stale=rows.stale),),
        data={"kind": "notes_not_loaded", "used": edition.name},
    )


def _stay(claim: Claim) -> tuple[Finding, ...]:
    """An inpatient stay is paid by its DRG, for which no table is loaded."""
    if not (claim.inpatient or claim.discharge):
        return ()
    verdict = f"Whether a diagnosis is a CC or MCC, its POA indicator and the MS-DRG are open: not loaded ({', '.join(_STAY)})."
    when = "the date of discharge" if claim.discharge else "the date of service, as no date of discharge was given"
    return (
        Finding(
            Subject.DIAGNOSES,
            Level.UNKNOWN,
            verdict,
            facts=(("Edition chosen by", f"{when}, {claim.diagnoses_on.isoformat()}"),),
            data={"kind": "not_loaded", "tables": list(_STAY)},
        ),
    )
