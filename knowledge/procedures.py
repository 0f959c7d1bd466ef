"""A procedure code put together from what is loaded: our plain words, HCPCS Level II, fee schedule, MUE.

Each fact names the edition it was read from. A table that is loaded wins over the same fact in the starter
pack. A code that a complete table does not hold does not exist there; the starter pack alone cannot say that.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from knowledge.model import Code, Edition, Fact, Lookup, LookupState, System
from knowledge.tables import cpt_descriptors, hcpcs, mue, physician_fee_schedule
from knowledge.tables.dated import Force
from knowledge.tables.files import Rows
from knowledge.titles import NO_WORDS

Files = Callable[[str], Sequence[Rows]]
NEWEST = "(newest loaded)"
"""Stands behind an edition that is only the newest before the date of service."""
_ORDER = ("status", "ended", "global_days", "mue", "rvu", "modifiers")


def with_tables(starter: Lookup, files: Files, on: date) -> Lookup:
    """The starter pack's answer for a CPT or HCPCS code, made whole by the tables that are loaded."""
    code, system = starter.asked, starter.system
    entry = hcpcs.look_up(files(hcpcs.SOURCE), code) if system is System.HCPCS else None
    fee = physician_fee_schedule.fee(files(physician_fee_schedule.SOURCE), code, on)
    limit = mue.unit_limit(files(mue.PRACTITIONER), code, on)
    facts = {fact.name: fact for fact in (starter.code.facts if starter.code else ())}
    if fee is not None:
        edition = _named("RVU", fee.edition, fee.stale)
        facts["status"] = Fact("status", fee.status, edition)
        facts["global_days"] = Fact("global_days", fee.global_days, edition)
        totals = [] if fee.na_nonfacility else [f"total non-facility {fee.total_nonfacility}"]
        totals += [] if fee.na_facility else [f"total facility {fee.total_facility}"]
        if fee.total_facility or fee.total_nonfacility:
            facts["rvu"] = Fact("rvu", ", ".join((f"work {fee.work}", *totals)), edition)
    if limit is not None:
        facts["mue"] = Fact("mue", f"{limit.value} (MAI {limit.mai})", _named("MUE practitioner", limit.edition, limit.stale))
    ended = entry is not None and entry.force(on) is Force.ENDED
    if entry is not None and entry.ended is not None:
        facts["ended"] = Fact("ended", entry.ended.isoformat(), f"HCPCS {entry.edition}")
    ordered = tuple(sorted(facts.values(), key=lambda f: _ORDER.index(f.name) if f.name in _ORDER else len(_ORDER)))
    if starter.code is not None:
        return replace(starter, code=replace(starter.code, facts=ordered, reportable=not ended))
    if entry is not None:
        edition_of = next(f.edition for f in files(hcpcs.SOURCE) if f.edition.name == entry.edition)
        return _found(starter, entry.long or entry.short, edition_of, ordered, reportable=not ended)
    if fee is not None:
        return _found(starter, NO_WORDS, fee.edition, ordered, reportable=True)
    release = _licensed_release(files(cpt_descriptors.SOURCE), code) if system is System.CPT else None
    if release is not None:
        return _found(starter, NO_WORDS, release, ordered, reportable=True)
    complete = _complete(files(hcpcs.SOURCE if system is System.HCPCS else physician_fee_schedule.SOURCE))
    return replace(starter, state=LookupState.NOT_FOUND, edition=complete) if complete else starter


def _found(starter: Lookup, title: str, edition: Edition, facts: tuple[Fact, ...], *, reportable: bool) -> Lookup:
    code = Code(starter.system, starter.asked, title, edition, reportable, plain=title, facts=facts)
    return Lookup(LookupState.FOUND, starter.system, starter.asked, code, edition)


def _licensed_release(files: Sequence[Rows], code: str) -> Edition | None:
    """The licensed release that has a code no public table has: that it exists is said, how it is described is not."""
    return next((file.edition for file in files if cpt_descriptors.has((file,), code)), None)


def _named(table: str, edition: Edition, stale: bool) -> str:
    return f"{table} {edition.name} {NEWEST}" if stale else f"{table} {edition.name}"


def _complete(files: Sequence[Rows]) -> Edition | None:
    return next((f.edition for f in files if not f.edition.partial), None)
