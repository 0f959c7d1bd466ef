"""Whether the diagnoses of a claim fit the sex and age given, by the lists of Medicare's code editor.

The editor is inpatient software; for other claims its lists are read as what they say. CMS ended the sex edit on
1 October 2024: since then a sex that does not fit is worth a look and no edit.
"""

from __future__ import annotations

from bot.coding.claim import Claim, Sex
from bot.coding.finding import Finding, Ground, Level, Subject
from bot.engine.editions import to_load
from knowledge.catalog import Catalog
from knowledge.model import Code
from knowledge.tables import medicare_code_edits as edits
from knowledge.tables.medicare_code_edits import Limits

_PREGNANCY = "O"
_CHAPTER_15 = "ICD-10-CM Guidelines, section I.C.15.a"
_SEX = {"F": "women", "M": "men"}


def findings(claim: Claim, codes: tuple[Code, ...], catalog: Catalog) -> tuple[Finding, ...]:
    """A finding for each diagnosis that does not fit; nothing where neither sex nor age is given."""
    if claim.sex is None and claim.age is None:
        return ()
    mothers = tuple(_of_mothers(code, claim) for code in codes if claim.sex is Sex.MALE and code.code.startswith(_PREGNANCY))
    files, on = catalog.files(edits.SOURCE), claim.diagnoses_on
    limits = [(code, edits.diagnosis_limits(files, code.code, on)) for code in codes]
    if any(found is None for _, found in limits):
        return (*mothers, _not_loaded(claim))
    return tuple(x for code, found in limits if found is not None for x in (*_age(claim, code, found), *_sex(claim, code, found)))


def _of_mothers(code: Code, claim: Claim) -> Finding:
    """A code of chapter 15 on the claim of a man: a rule of the guidelines, which needs no list."""
    return Finding(
        Subject.DIAGNOSES,
        Level.ATTENTION,
        f"{code.code} is for the record of the mother only, and the claim says sex M.",
        codes=(code.code,),
        rule=f"Codes of chapter 15 (O00-O9A) stand on the mother's record, never on another's. ({_CHAPTER_15})",
        mend="Compare code and sex with the record.",
        grounds=(Ground(code.edition, code.code), Ground(rule=_CHAPTER_15)),
        data={"kind": "sex_conflict", "code": code.code, "sex": Sex.MALE.value},
    )


def _age(claim: Claim, code: Code, limits: Limits) -> tuple[Finding, ...]:
    """Where a code is on several lists it fits if one of them holds the age."""
    if claim.age is None or not limits.ages or len(limits.age_conflicts(claim.age)) < len(limits.ages):
        return ()
    spans = " or ".join(f"{x.lowest} to {x.highest} ({x.category})" for x in limits.ages)
    return (
        _finding(
            Level.DENIED if claim.inpatient else Level.ATTENTION,
            f"{code.code} is for ages {spans}, and the patient is {claim.age}.",
            code,
            limits,
            {"kind": "age_conflict", "code": code.code, "age": claim.age},
        ),
    )


def _sex(claim: Claim, code: Code, limits: Limits) -> tuple[Finding, ...]:
    if claim.sex is None or not limits.sex_conflicts(claim.sex.value):
        return ()
    ended = " The sex edit ended on 2024-10-01, so nothing is denied for it." if limits.sex_edit_ended else ""
    level = Level.INFORMATION if limits.sex_edit_ended else Level.DENIED if claim.inpatient else Level.ATTENTION
    return (
        _finding(
            level,
            f"{code.code} was listed for {_SEX[limits.sex]} only, and the claim says sex {claim.sex.value}.{ended}",
            code,
            limits,
            {"kind": "sex_conflict", "code": code.code, "sex": claim.sex.value},
        ),
    )


def _finding(level: Level, verdict: str, code: Code, limits: Limits, data: dict[str, object]) -> Finding:
    return Finding(
        Subject.DIAGNOSES,
        level,
        verdict,
        codes=(code.code,),
        rule="Medicare's code editor lists diagnoses by age and sex; a conflict is most often a slip of the pen.",
        mend="Compare code, age and sex with the record.",
        grounds=(Ground(limits.edition, code.code, stale=limits.stale),),
        data=data,
    )


def _not_loaded(claim: Claim) -> Finding:
    return Finding(
        Subject.DIAGNOSES,
        Level.UNKNOWN,
        "Whether the diagnoses fit the patient's sex and age is open: no list of Medicare's code editor is loaded for the date.",
        mend=to_load(edits.SOURCE, claim.diagnoses_on),
        data={"kind": "not_loaded", "tables": ["sex and age edits"]},
    )
