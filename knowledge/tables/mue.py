"""Medically unlikely edits: the most units usually payable for a code, by table. Answers by the edition in force."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.model import Edition
from knowledge.tables.dated import answering
from knowledge.tables.files import Rows

PRACTITIONER = "mue_practitioner"
OUTPATIENT_HOSPITAL = "mue_outpatient_hospital"
DME_SUPPLIER = "mue_dme_supplier"

SCHEMA = "CREATE TABLE mue (code TEXT PRIMARY KEY, value INTEGER NOT NULL, mai INTEGER NOT NULL, rationale TEXT NOT NULL) WITHOUT ROWID"


@dataclass(frozen=True, slots=True)
class MueRow:
    """One published limit. `mai`: 1 claim line, 2 date of service by policy (absolute), 3 date of service, clinical. 0 is a real value."""

    code: str
    value: int
    mai: int
    rationale: str
    edition: Edition
    stale: bool


def unit_limit(files: Sequence[Rows], code: str, on: date) -> MueRow | None:
    """The limit of a code on a date; `stale` if only an earlier edition is loaded. None: not published, which is not unlimited.

    Who says so about the absence is `dated.edition_for(files, on)`.
    """
    for file, stale in answering(files, on):
        row = file.one("SELECT code, value, mai, rationale FROM mue WHERE code = ?", code.upper())
        if row:
            return MueRow(row[0], row[1], row[2], row[3], file.edition, stale)
    return None
