"""From one code to others: ICD-9 and ICD-10, old and new, CPT and its covered diagnoses, Medicare's own codes, groupings.

Each relation that has rows is a finding of its own; what is not loaded is said once at the end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from bot.coding import grammar
from bot.coding.claim import MAX_DIAGNOSES, MAX_LINES, Claim
from bot.coding.equivalence import PROCEDURE_TO_9, PROCEDURE_TO_10, TO_9, TO_10, equivalence, is_icd9_procedure, looks_like_icd9
from bot.coding.finding import Finding
from bot.engine import crosswalk_words as words
from bot.engine import equivalence_words, successors
from bot.engine.diagnosis_rows import HCC, DiagnosisRows
from knowledge import icd10cm
from knowledge.catalog import Catalog, EditionFile
from knowledge.medicare_variants import variants_of
from knowledge.model import System
from knowledge.tables import coverage, crosswalks, other_fees
from knowledge.tables.dated import edition_for

GEMS, CCSR, RBCS = "gems", "ccsr", "rbcs"
ICD9 = {False: "icd9cm_diagnoses", True: "icd9cm_procedures"}


def findings(claim: Claim, catalog: Catalog) -> tuple[Finding, ...]:
    """The crosswalks of every code of a claim."""
    services = crosswalk(claim.codes[:MAX_LINES], catalog, claim.on)
    return (*services, *crosswalk(tuple(dict.fromkeys(claim.diagnoses[:MAX_DIAGNOSES])), catalog, claim.diagnoses_on))


def crosswalk(codes: Sequence[str], catalog: Catalog, on: date) -> tuple[Finding, ...]:
    """Every relation of the codes on a date: CPT and HCPCS, ICD-10-CM, ICD-10-PCS, or ICD-9-CM as `250.00` and `47.01`."""
    found: list[Finding] = []
    missing: dict[str, list[str]] = {}
    for code in dict.fromkeys(code.strip().upper() for code in codes):
        here, tables = _one(code, catalog, on)
        absent = [name for loaded, name in tables if not loaded]
        for name in absent:
            missing.setdefault(name, []).append(code)
        found += here or ([] if absent else [words.nothing(code)])
    return (*found, *((words.not_loaded(missing),) if missing else ()))


def _one(code: str, catalog: Catalog, on: date) -> tuple[list[Finding], Sequence[tuple[bool, str]]]:
    """The findings on one code, and the tables that were to be asked: whether each is loaded, and its name."""
    system = _system(code, catalog, on)
    pairs = (bool(catalog.files(coverage.PAIRS)), "coverage pairs")
    if system is None and looks_like_icd9(code):
        direction = PROCEDURE_TO_10 if is_icd9_procedure(code) else TO_10
        maps = _maps(catalog, direction)
        return list(_icd9(code, direction, maps, catalog, on)), ((bool(maps), f"GEMs, {direction}"),)
    if system is System.ICD10CM:
        maps = _maps(catalog, TO_9)
        named = ((HCC, "HCC mappings"), (CCSR, "CCSR"))
        tables = ((bool(maps), f"GEMs, {TO_9}"), *((bool(catalog.files(source)), name) for source, name in named), pairs)
        return list(_icd10cm(code, maps, catalog, on)), tables
    if system is System.ICD10PCS:
        maps = _maps(catalog, PROCEDURE_TO_9)
        return list(_icd10pcs(code, maps, catalog)), ((bool(maps), f"GEMs, {PROCEDURE_TO_9}"),)
    if system is None:
        return [words.no_code(code)], ()
    outpatient, _ = edition_for(catalog.files(other_fees.OPPS_ADDENDUM_B), on)
    tables = ((outpatient is not None, f"OPPS addendum B of {on.isoformat()}"), (bool(catalog.files(RBCS)), "RBCS"), pairs)
    return list(_procedure(code, catalog, on)), tables


def _maps(catalog: Catalog, direction: str) -> tuple[EditionFile, ...]:
    """The files of the maps that hold a direction: diagnoses and procedures are published apart."""
    return tuple(f for f in catalog.files(GEMS) if f.one("SELECT 1 FROM gem WHERE direction = ? LIMIT 1", direction))


def _system(code: str, catalog: Catalog, on: date) -> System | None:
    """The system of a code, None for ICD-9 and for what is no code.

    `G0439` without its dot is the HCPCS code where one is known, `E849.0` and `V58.6` are ICD-9 unless ICD-10-CM has them.
    """
    mentions = grammar.mentions(code)
    systems = mentions[0].systems if len(mentions) == 1 and mentions[0].end - mentions[0].start == len(code) else ()
    if not systems:
        return None
    if System.ICD10CM not in systems or (systems[0] is not System.ICD10CM and _is_procedure(code, systems[0], catalog, on)):
        return systems[0]
    diagnosis = catalog.code(System.ICD10CM, code, on).code is not None
    if len(systems) > 1:
        return System.ICD10CM if diagnosis else systems[0]
    return System.ICD10CM if diagnosis or not looks_like_icd9(code) else None


def _is_procedure(code: str, system: System, catalog: Catalog, on: date) -> bool:
    return bool(variants_of(code)) or catalog.code(system, code, on).code is not None or _category(code, catalog, on) is not None


def _category(code: str, catalog: Catalog, on: date) -> crosswalks.Rbcs | None:
    return crosswalks.service_category(catalog.files(RBCS), code, on)


def _icd9(code: str, direction: str, maps: Sequence[EditionFile], catalog: Catalog, on: date) -> Iterator[Finding]:
    if maps:
        found = equivalence(code, direction, crosswalks.equivalents(maps, code, direction))
        title = crosswalks.icd9_title(catalog.files(ICD9[direction == PROCEDURE_TO_10]), code)
        diagnoses = found.lines if direction == TO_10 else ()
        titles = {line.target: catalog.title(System.ICD10CM, line.target, on)[0] for line in diagnoses}
        yield equivalence_words.mapped(found, maps[0].edition, title, titles)


def _icd10cm(code: str, maps: Sequence[EditionFile], catalog: Catalog, on: date) -> Iterator[Finding]:
    dotted = icd10cm.dotted(code)
    for change in successors.changes(catalog, code):
        yield words.changed(change)
    rows = DiagnosisRows(catalog, on)
    risk = rows.risk(code)
    if risk is not None:
        yield words.risk(dotted, risk)
    files = catalog.files(CCSR)
    if files:
        categories = crosswalks.clinical_categories(files, code)
        if categories:
            yield words.clinical(dotted, categories, next(f.edition for f in files if f.edition.name == categories[0].edition))
    lines = crosswalks.equivalents(maps, code, TO_9)
    if lines:
        titles = {line.target: crosswalks.icd9_title(catalog.files(ICD9[False]), line.target) for line in lines}
        yield equivalence_words.mapped(equivalence(dotted, TO_9, lines), maps[0].edition, rows.title(code), titles)
    files = catalog.files(coverage.PAIRS)
    if files:
        services = coverage.services_for(files, dotted)
        if services:
            yield words.services(dotted, services, files[0].edition)


def _icd10pcs(code: str, maps: Sequence[EditionFile], catalog: Catalog) -> Iterator[Finding]:
    if maps:
        lines = crosswalks.equivalents(maps, code, PROCEDURE_TO_9)
        titles = {line.target: crosswalks.icd9_title(catalog.files(ICD9[True]), line.target) for line in lines}
        yield equivalence_words.mapped(equivalence(code, PROCEDURE_TO_9, lines), maps[0].edition, "", titles)


def _procedure(code: str, catalog: Catalog, on: date) -> Iterator[Finding]:
    became = successors.of_procedure(catalog, code)
    if became.codes:
        yield words.replaced(code, became)
    for variant in variants_of(code):
        yield words.variant(code, variant)
    row = other_fees.opps(catalog.files(other_fees.OPPS_ADDENDUM_B), code, on)
    if row is not None:
        yield words.outpatient(row, other_fees.status_meaning(catalog.files(other_fees.OPPS_STATUS), row.status))
    category = _category(code, catalog, on)
    if category is not None:
        yield words.category(category, next(f.edition for f in catalog.files(RBCS) if f.edition.name == category.edition))
    files = catalog.files(coverage.PAIRS)
    if files:
        diagnoses = coverage.diagnoses(files, code)
        if diagnoses:
            yield words.diagnoses(code, diagnoses, coverage.policies(files, code), files[0].edition)
