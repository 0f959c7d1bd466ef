"""Crosswalks in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.coding.finding import Finding, Ground, Level, Subject
from bot.engine.coverage_words import UNION
from bot.engine.diagnosis_rows import RiskCategories
from bot.engine.editions import listed
from bot.engine.successors import Change, Successors
from bot.turns import Table
from knowledge.medicare_variants import Variant
from knowledge.model import Edition
from knowledge.tables.crosswalks import Ccsr, Rbcs
from knowledge.tables.other_fees import OppsRow

_EXAMPLES = 12
_NO_OFFICIAL = "There is no official crosswalk from procedures to diagnoses."


def changed(change: Change) -> Finding:
    """What a code became or came from."""
    when = f" on {change.after.begins.isoformat()}" if change.after else ""
    codes = ", ".join(change.codes)
    if change.came:
        verdict = f"{change.code} is new{when}" + (f"; before, {codes} was the code." if codes else "; no earlier code became it.")
    else:
        verdict = f"{change.code} ended as a complete code{when}" + (f" and became {codes}." if codes else "; no code was added beside it.")
    how = (
        "Derived by comparing the loaded editions: the codes below it, else those added beside it. The conversion table is the official answer."
        if change.derived
        else ""
    )
    editions = tuple(e for e in (change.before, change.after) if e is not None)
    return Finding(
        Subject.CROSSWALK,
        Level.INFORMATION,
        verdict,
        codes=(change.code,),
        rule="Codes change on October 1, some on April 1; the date of service, or of discharge, decides which holds.",
        caveat=how,
        grounds=tuple(Ground(edition, change.code) for edition in editions),
        data={
            "kind": "came_from" if change.came else "became",
            "code": change.code,
            "codes": list(change.codes),
            "derived": change.derived,
            "effective": change.after.begins.isoformat() if change.after else "",
        },
    )


def replaced(code: str, found: Successors) -> Finding:
    """The codes that took the place of a CPT or HCPCS code."""
    return Finding(
        Subject.CROSSWALK,
        Level.INFORMATION,
        f"The place of {code} was taken by {listed(found.codes)}.",
        codes=(code,),
        rule=found.text,
        grounds=found.grounds,
        data={"kind": "became", "code": code, "codes": list(found.codes)},
    )


def risk(code: str, found: RiskCategories) -> Finding:
    """The risk categories of a diagnosis."""
    year = f"{found.edition.name}{', the newest loaded' if found.stale else ''}"
    names = ", ".join(f"{c.model} {c.category}" for c in found.categories)
    return _finding(
        f"{code} is in {names} ({year})." if names else f"{code} is in no risk category ({year}).",
        (code,),
        found.edition,
        rule="A diagnosis counts for the payment year after the year of service.",
        data={
            "kind": "hcc",
            "code": code,
            "models": [{"model": c.model, "category": c.category, "paid": c.paid} for c in found.categories],
        },
        stale=found.stale,
    )


def clinical(code: str, found: Sequence[Ccsr], edition: Edition) -> Finding:
    """The clinical categories of a diagnosis."""
    names = "; ".join(f"{c.category} {c.title}{_default(c)}" for c in found)
    data = [{"category": c.category, "inpatient": c.inpatient, "outpatient": c.outpatient} for c in found]
    return _finding(
        f"{code} is in CCSR {names} ({edition.name}).", (code,), edition, data={"kind": "ccsr", "code": code, "categories": data}
    )


def _default(category: Ccsr) -> str:
    kinds = [kind for kind, is_it in (("inpatient", category.inpatient), ("outpatient", category.outpatient)) if is_it]
    return f" (default {' and '.join(kinds)})" if kinds else ""


def services(code: str, found: Sequence[str], edition: Edition) -> Finding:
    """The services whose covered lists name a diagnosis."""
    return _finding(
        f"{code} is on the covered list of {len(found)} services, e.g. {', '.join(found[:_EXAMPLES])}.",
        (code,),
        edition,
        rule=_NO_OFFICIAL,
        caveat=UNION,
        data={"kind": "services_for", "code": code, "services": list(found)},
    )


def diagnoses(code: str, found: Sequence[str], policies: Sequence[str], edition: Edition) -> Finding:
    """The diagnoses on the covered lists of a service."""
    return _finding(
        f"{len(found)} diagnoses are on the covered list of {code} ({', '.join(policies)}), e.g. {', '.join(found[:_EXAMPLES])}.",
        (code,),
        edition,
        rule=f"{_NO_OFFICIAL} The lists of Medicare's billing articles are the nearest there is.",
        caveat=UNION,
        data={"kind": "diagnoses_for", "code": code, "diagnoses": list(found), "policies": list(policies)},
    )


def variant(code: str, found: Variant) -> Finding:
    """Medicare's own code for a CPT code, or the other way round."""
    others = tuple(c for c in (*found.medicare, *found.cpt) if c != code)
    return Finding(
        Subject.CROSSWALK,
        Level.INFORMATION,
        f"{code}: {found.when}",
        codes=(code,),
        facts=(("Medicare", ", ".join(found.medicare)), ("CPT", ", ".join(found.cpt) or "none")),
        caveat="Other payers may want the CPT code: ask the payer.",
        grounds=(Ground(rule=f"{found.source} (checked {found.checked.isoformat()})"),),
        data={"kind": "medicare_variant", "code": code, "medicare": list(found.medicare), "cpt": list(found.cpt), "others": list(others)},
    )


def outpatient(row: OppsRow, meaning: tuple[str, str] | None) -> Finding:
    """Status indicator and APC of a code in the hospital outpatient department."""
    facts = [("Status indicator", f"{row.status}: {meaning[1]}" if meaning else row.status)]
    facts += [("APC", row.apc)] if row.apc else [("APC", "not in the loaded file")]
    facts += [("Rate", f"{row.rate}")] if row.rate is not None else []
    apc = f", APC {row.apc}" if row.apc else ""
    return _finding(
        f"{row.code} has OPPS status indicator {row.status}{apc} ({row.edition.name}).",
        (row.code,),
        row.edition,
        facts=tuple(facts),
        data={
            "kind": "opps",
            "code": row.code,
            "status": row.status,
            "apc": row.apc,
            "rate": str(row.rate) if row.rate is not None else "",
        },
        stale=row.stale,
    )


def category(found: Rbcs, edition: Edition) -> Finding:
    """The RBCS category of a procedure."""
    names = [name for name in (found.kind, found.category, found.subcategory, found.family) if name]
    data = {"kind": "rbcs", "code": found.code, "category": found.category, "subcategory": found.subcategory, "family": found.family}
    return _finding(f"{found.code} is in RBCS {' > '.join(names)} ({edition.name}).", (found.code,), edition, data=data)


def no_code(code: str) -> Finding:
    """Something that has not the shape of any code."""
    shown = code[:20]
    return Finding(
        Subject.CROSSWALK, Level.UNKNOWN, f"{shown!r} does not have the shape of a code.", codes=(shown,), data={"kind": "no_code"}
    )


def nothing(code: str) -> Finding:
    """All tables were asked, and none has the code."""
    return Finding(
        Subject.CROSSWALK, Level.INFORMATION, f"No crosswalk that is loaded has {code}.", codes=(code,), data={"kind": "none", "code": code}
    )


def not_loaded(missing: Mapping[str, Sequence[str]]) -> Finding:
    """The tables that would have been asked."""
    codes = tuple(dict.fromkeys(code for named in missing.values() for code in named))
    return Finding(
        Subject.CROSSWALK,
        Level.UNKNOWN,
        f"Not loaded, so not looked at for {', '.join(codes[:_EXAMPLES])}: {', '.join(missing)}.",
        codes=codes,
        mend="Drop the published files into the folder of sources, then run: coderly kb build",
        data={"kind": "not_loaded", "tables": list(missing)},
    )


def _finding(
    verdict: str,
    codes: tuple[str, ...],
    edition: Edition,
    *,
    facts: tuple[tuple[str, str], ...] = (),
    tables: tuple[Table, ...] = (),
    rule: str = "",
    caveat: str = "",
    data: Mapping[str, object],
    stale: bool = False,
) -> Finding:
    return Finding(
        Subject.CROSSWALK,
        Level.INFORMATION,
        verdict,
        codes=codes,
        facts=facts,
        tables=tables,
        rule=rule,
        caveat=caveat,
        grounds=(Ground(edition, codes[0], stale=stale),),
        data=data,
    )
