"""Units on a claim against the medically unlikely edits of its setting, by line and by date of service.

`Finding.data["mue"]` holds one entry for each code: code, units, value, mai, edition, verdict (`bot.coding.mue.UnitState`), lines.
Codes within their limit share one finding, codes without a published limit another.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from bot.coding import mue as rules
from bot.coding.claim import Claim, ClaimLine, Setting
from bot.coding.finding import Finding, Ground, Level, Subject
from bot.coding.mue import UnitState, UnitVerdict
from bot.coding.status import system_of
from bot.engine.editions import ground, is_stale, lines_named, listed, named, staleness, table_name, to_load
from knowledge.catalog import Catalog
from knowledge.model import System
from knowledge.tables import mue
from knowledge.tables.dated import edition_for

TABLE = {Setting.PRACTITIONER: mue.PRACTITIONER, Setting.HOSPITAL: mue.OUTPATIENT_HOSPITAL, Setting.SUPPLIER: mue.DME_SUPPLIER}
MANUAL = "NCCI Policy Manual for Medicare Services, chapter 1 V"
MEANING = {
    rules.LINE: "1: tested on each claim line",
    rules.POLICY: "2: tested on the date of service, absolute (law, anatomy or definition)",
    rules.CLINICAL: "3: tested on the date of service, clinical",
}
_LIMITED = (System.CPT, System.HCPCS)
_NO_PROMISE = "A limit says nothing about coverage or necessity."


class _Said(NamedTuple):
    """What is said about a limit that is exceeded."""

    level: Level
    why: str
    mend: str


def findings(claim: Claim, catalog: Catalog) -> tuple[Finding, ...]:
    """One finding for each code above its limit or without units, one for those within, one for those without a limit."""
    table = TABLE[claim.setting]
    files = catalog.files(table)
    edition, _ = edition_for(files, claim.on)
    by_code: dict[str, list[ClaimLine]] = {}
    for line in claim.lines:
        if line.count >= 1 and system_of(line.code) in _LIMITED:
            by_code.setdefault(line.code, []).append(line)
    verdicts = [rules.decide(code, lines, mue.unit_limit(files, code, claim.on), edition) for code, lines in by_code.items()]
    exceeded = tuple(_exceeded(v, claim, table) for v in verdicts if v.exceeded)
    return (
        *_without_units(claim),
        *exceeded,
        *_not_loaded(verdicts, claim, table),
        *_within(verdicts, claim),
        *_unpublished(verdicts, claim, table),
    )


def _exceeded(verdict: UnitVerdict, claim: Claim, table: str) -> Finding:
    row = verdict.row
    assert row is not None  # noqa: S101 - a limit was exceeded
    said = _said(verdict)
    where = lines_named(verdict.lines)
    basis = "on a line" if row.mai == rules.LINE else "on the date of service"
    start = f"{verdict.code}: {verdict.units} unit{'s' if verdict.units != 1 else ''} {basis}, the limit is {row.value} (MAI {row.mai})"
    return Finding(
        Subject.MUE,
        said.level,
        f"{start}; {where} {'is' if len(verdict.lines) == 1 else 'are'} denied{said.why}.",
        codes=(verdict.code,),
        lines=verdict.lines,
        facts=(
            ("Units", str(verdict.units)),
            ("Limit", str(row.value)),
            ("Indicator", MEANING.get(row.mai, str(row.mai))),
            ("Reason", row.rationale),
            ("Table", table_name(table)),
        ),
        rule=f"Units above the limit deny {'the whole line' if row.mai == rules.LINE else 'all units of the code that day'}, not only the excess. ({MANUAL})",
        mend=said.mend,
        caveat=" ".join(p for p in (staleness([row.edition], claim.on), _NO_PROMISE) if p),
        grounds=(ground(row.edition, claim.on, f"{row.code}: {row.value}, MAI {row.mai}, {row.rationale}"), Ground(rule=MANUAL)),
        data={"mue": [_entry(verdict, claim)]},
    )


def _said(verdict: UnitVerdict) -> _Said:
    row = verdict.row
    if row is not None and row.value == 0:
        return _Said(
            Level.DENIED, "; a limit of 0 means that no unit is paid in this setting", "Look for the code that is paid in its place."
        )
    if verdict.state is UnitState.LINE_EXCEEDED:
        mend = "If they are right and necessary, put what is distinct on a line of its own with the proper modifier (59 or X, 76, 77, 91, anatomic)."
        return _Said(Level.DENIED, "", f"Check the units. {mend}")
    if verdict.state is UnitState.DAY_EXCEEDED_ABSOLUTE:
        split = "; the units of all its lines are added up, so splitting them does not help" if verdict.split else ""
        return _Said(Level.DENIED, split, "Correct the units: neither a modifier nor an appeal pays more than this limit.")
    split = "; the units of all its lines are added up" if verdict.split else ""
    mend = "Check the units. If they are right and necessary, the contractor may pay them on appeal or review with the records."
    return _Said(Level.DENIED, split, mend)


def _without_units(claim: Claim) -> tuple[Finding, ...]:
    empty = [line for line in claim.lines if line.count < 1]
    if not empty:
        return ()
    numbers = tuple(line.number for line in empty)
    codes = listed(list(dict.fromkeys(line.code for line in empty)))
    what = "no units are" if len(empty) > 1 else "no unit is"
    text = f"{codes}: {what} on {lines_named(numbers)}; a line needs at least 1."
    data: dict[str, object] = {"mue": []}
    return (
        Finding(
            Subject.MUE, Level.DENIED, text, tuple(line.code for line in empty), numbers, mend="Put the units that were done.", data=data
        ),
    )


def _within(verdicts: Sequence[UnitVerdict], claim: Claim) -> tuple[Finding, ...]:
    fine = [v for v in verdicts if v.state is UnitState.WITHIN and v.row is not None]
    if not fine:
        return ()
    editions = tuple(dict.fromkeys(v.row.edition for v in fine if v.row))
    one = fine[0]
    text = (
        f"{one.code}: {one.units} of at most {one.row.value} units (MAI {one.row.mai})."
        if len(fine) == 1 and one.row
        else f"The units of {len(fine)} codes are within their MUE limits."
    )
    return (
        Finding(
            Subject.MUE,
            Level.PASSED,
            text,
            codes=tuple(v.code for v in fine),
            lines=tuple(n for v in fine for n in v.lines),
            facts=tuple((v.code, f"{v.units} of at most {v.row.value} (MAI {v.row.mai})") for v in fine if v.row),
            caveat=" ".join(p for p in (staleness(editions, claim.on), _NO_PROMISE) if p),
            grounds=tuple(ground(e, claim.on) for e in editions),
            data={"mue": [_entry(v, claim) for v in fine]},
        ),
    )


def _unpublished(verdicts: Sequence[UnitVerdict], claim: Claim, table: str) -> tuple[Finding, ...]:
    missing = [v for v in verdicts if v.state is UnitState.NO_LIMIT_PUBLISHED]
    if not missing:
        return ()
    edition = missing[0].edition
    name = named(edition) if edition else table_name(table)
    text = f"{listed([v.code for v in missing], 25)}: no limit is published in the {name}, which does not mean that any number of units is paid."
    return (
        Finding(
            Subject.MUE,
            Level.INFORMATION,
            text,
            codes=tuple(v.code for v in missing),
            lines=tuple(n for v in missing for n in v.lines),
            rule=f"Some limits are confidential, and contractors have their own. ({MANUAL})",
            caveat=staleness([edition], claim.on) if edition else "",
            grounds=(ground(edition, claim.on),) if edition else (),
            data={"mue": [_entry(v, claim) for v in missing]},
        ),
    )


def _not_loaded(verdicts: Sequence[UnitVerdict], claim: Claim, table: str) -> tuple[Finding, ...]:
    unknown = [v for v in verdicts if v.state is UnitState.NOT_LOADED]
    if not unknown:
        return ()
    text = f"{listed([v.code for v in unknown], 25)}: no {table_name(table)} is loaded that reaches {claim.on.isoformat()}."
    lines = tuple(n for v in unknown for n in v.lines)
    data: dict[str, object] = {"mue": [_entry(v, claim) for v in unknown]}
    return (Finding(Subject.MUE, Level.UNKNOWN, text, tuple(v.code for v in unknown), lines, mend=to_load(table, claim.on), data=data),)


def _entry(verdict: UnitVerdict, claim: Claim) -> dict[str, object]:
    row = verdict.row
    return {
        "code": verdict.code,
        "units": verdict.units,
        "value": row.value if row else None,
        "mai": row.mai if row else None,
        "edition": row.edition.name if row else verdict.edition.name if verdict.edition else "",
        "verdict": verdict.state.value,
        "lines": list(verdict.lines),
        "rationale": row.rationale if row else "",
        "stale": bool(row) and row is not None and is_stale(row.edition, claim.on),
    }
