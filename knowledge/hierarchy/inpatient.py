"""Down ICD-10-PCS: sections, body systems, tables, and what each further character may be."""

from __future__ import annotations

from datetime import date

from knowledge.catalog import Catalog
from knowledge.hierarchy.model import Level, Node, top
from knowledge.model import SYSTEM_LABEL, System
from knowledge.tables import icd10pcs

PCS = "pcs"
"""Stands before the beginning of a code in the name of a place."""
_TABLE, _CODE = 3, 7


def sections(catalog: Catalog, on: date) -> Level | None:
    """The sections."""
    files, _ = catalog.in_force(icd10pcs.TABLES, on)
    if not files:
        return None
    nodes = tuple(Node(section, f"{PCS} {first}", first) for first, section in icd10pcs.sections(files))
    return Level("icd10pcs", SYSTEM_LABEL[System.ICD10PCS], nodes, top(), files[0].edition)


def following(catalog: Catalog, beginning: str, on: date) -> Level | None:
    """What may follow one to six characters: section → body system → table → each further character."""
    files, _ = catalog.in_force(icd10pcs.TABLES, on)
    if not files or not beginning:
        return None
    above = top(System.ICD10PCS) + tuple(Node("", f"{PCS} {beginning[:length]}", beginning[:length]) for length in range(1, len(beginning)))
    place = f"{PCS} {beginning}"
    if len(beginning) < _TABLE:
        systems = icd10pcs.body_systems(files, beginning) if len(beginning) == 1 else ()
        tables = icd10pcs.tables_in(files, beginning) if len(beginning) == 2 else ()
        nodes = tuple(Node(words, f"{PCS} {code}", code) for code, words in (*systems, *tables))
        return Level(place, f"ICD-10-PCS {beginning}: {icd10pcs.heading(files, beginning)}", nodes, above, files[0].edition) if nodes else None
    found = catalog.titled(System.ICD10PCS, beginning, on)
    choices = icd10pcs.choices(files, beginning)
    if found is None or not choices:
        return None
    nodes = tuple(_pcs_node(beginning, value) for value in choices)
    return Level(place, f"ICD-10-PCS {beginning}: {found.title}", nodes, above, files[0].edition)


def _pcs_node(beginning: str, value: icd10pcs.Value) -> Node:
    code = beginning + value.character
    whole = len(code) == _CODE
    return Node(f"{value.axis}: {value.label}", "" if whole else f"{PCS} {code}", code, code if whole else "", whole)
