"""From the name of a place to what stands there.

A place is named by a short text that travels in a button: empty for the list of code sets; `icd10cm`, `chapter 4`, `E08-E13`, `E11`;
`cpt`, `27250-27259`; `hcpcs`, `J0000-J3999`; `icd10pcs`, `pcs 0F`, `pcs 0FT`. A code leads to what is below it, else to where it stands.
"""

from __future__ import annotations

from datetime import date

from knowledge import icd10cm
from knowledge.catalog import Catalog
from knowledge.hierarchy import diagnoses, inpatient
from knowledge.hierarchy.model import Level, Node
from knowledge.hierarchy.numbers import CODE_LENGTH, Numbers
from knowledge.model import SYSTEM_LABEL, LookupState, System

_WHAT = {
    System.ICD10CM: "Diagnoses, by chapter",
    System.CPT: "Procedures and services, by number",
    System.HCPCS: "Supplies, drugs, equipment, Medicare's own services, by letter",
    System.ICD10PCS: "Inpatient procedures, by section and table",
}
_CHAPTER = "chapter "


def level(catalog: Catalog, place: str, on: date) -> Level | None:
    """What stands at a place on a date, or None if it is no place of what is loaded."""
    place = " ".join(place.upper().split())
    named = place.lower()
    if not place:
        nodes = tuple(Node(what, s.value, SYSTEM_LABEL[s]) for s, what in _WHAT.items() if _outermost(catalog, s, on) is not None)
        return Level("", "Code sets", nodes, ours=True) if nodes else None
    if named in {system.value for system in System}:
        return _outermost(catalog, System(named), on)
    if named.startswith(_CHAPTER):
        return diagnoses.blocks(catalog, named.removeprefix(_CHAPTER), on)
    if named.startswith(f"{inpatient.PCS} "):
        return inpatient.following(catalog, place[len(inpatient.PCS) + 1 :], on)
    if "-" in place:
        first = place.partition("-")[0]
        if len(first) != CODE_LENGTH:
            return diagnoses.categories(catalog, place, on)
        return Numbers.of(catalog, System.CPT if first[0].isdigit() else System.HCPCS, on).within(place)
    return _of_code(catalog, place, on)


def _outermost(catalog: Catalog, system: System, on: date) -> Level | None:
    if system is System.ICD10CM:
        return diagnoses.chapters(catalog, on)
    if system is System.ICD10PCS:
        return inpatient.sections(catalog, on)
    return Numbers.of(catalog, system, on).outermost()


def _of_code(catalog: Catalog, code: str, on: date) -> Level | None:
    """Below a code, if anything is; else the level that it stands in."""
    if icd10cm.looks_like(code):
        found = catalog.code(System.ICD10CM, code, on)
        if found.state is LookupState.FOUND and found.code is not None:
            own = found.code
            return diagnoses.below(catalog, own.code if own.children else own.parent or own.code, on)
    if len(code) == CODE_LENGTH:
        return Numbers.of(catalog, System.CPT if code[0].isdigit() else System.HCPCS, on).around(code)
    return inpatient.following(catalog, code[:6], on) if len(code) > 2 else None
