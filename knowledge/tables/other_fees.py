"""Fee schedules beside the physician's: OPPS cap, OPPS addendum B with status indicators, laboratory, equipment, anesthesia base units."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from knowledge.model import Edition
from knowledge.sources.cms_values import day
from knowledge.tables.dated import answering
from knowledge.tables.files import Rows

OPPS_CAP = "opps_cap"
OPPS_ADDENDUM_B = "opps_addendum_b"
OPPS_STATUS = "opps_status_indicators"
CLFS = "clfs"
DMEPOS = "dmepos"
ANESTHESIA_UNITS = "anesthesia_base_units"

OPPS_CAP_SCHEMA = """CREATE TABLE cap (code TEXT NOT NULL, modifier TEXT NOT NULL, contractor TEXT NOT NULL, locality TEXT NOT NULL,
    status TEXT NOT NULL, facility TEXT NOT NULL, nonfacility TEXT NOT NULL, PRIMARY KEY (code, modifier, contractor, locality)) WITHOUT ROWID"""
ADDENDUM_B_SCHEMA = """CREATE TABLE opps (code TEXT PRIMARY KEY, status TEXT NOT NULL, apc TEXT NOT NULL, weight TEXT, rate TEXT, copayment TEXT,
    minimum_copayment TEXT) WITHOUT ROWID"""
STATUS_SCHEMA = "CREATE TABLE status (indicator TEXT PRIMARY KEY, paid TEXT NOT NULL, meaning TEXT NOT NULL) WITHOUT ROWID"
CLFS_SCHEMA = """CREATE TABLE lab (code TEXT NOT NULL, modifier TEXT NOT NULL, begins INTEGER, indicator TEXT NOT NULL, rate TEXT NOT NULL,
    PRIMARY KEY (code, modifier)) WITHOUT ROWID"""
DMEPOS_SCHEMA = """
CREATE TABLE area (position INTEGER PRIMARY KEY, state TEXT NOT NULL, rural INTEGER NOT NULL);
CREATE TABLE dme (code TEXT NOT NULL, modifier TEXT NOT NULL, modifier2 TEXT NOT NULL, jurisdiction TEXT NOT NULL, category TEXT NOT NULL,
    ceiling TEXT NOT NULL, floor TEXT NOT NULL, amounts TEXT NOT NULL, PRIMARY KEY (code, modifier, modifier2)) WITHOUT ROWID;
"""
UNITS_SCHEMA = "CREATE TABLE base_units (code TEXT PRIMARY KEY, units INTEGER NOT NULL) WITHOUT ROWID"


@dataclass(frozen=True, slots=True)
class CapRow:
    """What the technical part is capped at in a locality, by the outpatient rate."""

    code: str
    modifier: str
    contractor: str
    locality: str
    status: str
    facility: Decimal
    nonfacility: Decimal
    edition: Edition
    stale: bool


@dataclass(frozen=True, slots=True)
class OppsRow:
    """One code in addendum B. `meaning` is that of the status indicator, blank if that table is not loaded."""

    code: str
    status: str
    apc: str
    weight: Decimal | None
    rate: Decimal | None
    copayment: Decimal | None
    minimum_copayment: Decimal | None
    edition: Edition
    stale: bool


@dataclass(frozen=True, slots=True)
class LabRow:
    """One code of the clinical laboratory fee schedule. `indicator` N national limit, L local fee."""

    code: str
    modifier: str
    begins: date | None
    indicator: str
    rate: Decimal
    edition: Edition
    stale: bool


@dataclass(frozen=True, slots=True)
class DmeRow:
    """One code of the equipment and supplies schedule, with the fees of the states asked for."""

    code: str
    modifier: str
    modifier2: str
    jurisdiction: str
    category: str
    ceiling: Decimal
    floor: Decimal
    fees: dict[tuple[str, bool], Decimal]
    """(state, rural) → fee; 0 is published where there is none."""
    edition: Edition
    stale: bool


def opps_cap(files: Sequence[Rows], code: str, modifier: str, contractor: str, locality: str, on: date) -> CapRow | None:
    """The cap of a code in a locality, None if it has none."""
    for file, stale in answering(files, on):
        row = file.one(
            "SELECT * FROM cap WHERE code = ? AND modifier = ? AND contractor = ? AND locality = ?", code.upper(), modifier.upper(), contractor, locality
        )
        if row:
            return CapRow(row[0], row[1], row[2], row[3], row[4], Decimal(row[5]), Decimal(row[6]), file.edition, stale)
    return None


def opps(files: Sequence[Rows], code: str, on: date) -> OppsRow | None:
    """Status indicator, APC and rate of a code under OPPS."""
    for file, stale in answering(files, on):
        row = file.one("SELECT * FROM opps WHERE code = ?", code.upper())
        if row:
            weight, rate, copayment, minimum = (Decimal(v) if v is not None else None for v in row[3:])
            return OppsRow(row[0], row[1], row[2], weight, rate, copayment, minimum, file.edition, stale)
    return None


def status_meaning(files: Sequence[Rows], indicator: str) -> tuple[str, str] | None:
    """Whether a status indicator is paid, and what it means."""
    for file in files:
        row = file.one("SELECT paid, meaning FROM status WHERE indicator = ?", indicator)
        if row:
            return str(row[0]), str(row[1])
    return None


def lab_fees(files: Sequence[Rows], code: str, on: date) -> tuple[LabRow, ...]:
    """The rows of a laboratory code: without modifier, and `QW` where there is one."""
    for file, stale in answering(files, on):
        rows = file.all("SELECT * FROM lab WHERE code = ? ORDER BY modifier", code.upper())
        if rows:
            return tuple(LabRow(c, m, day(b), i, Decimal(r), file.edition, stale) for c, m, b, i, r in rows)
    return ()


def equipment_fees(files: Sequence[Rows], code: str, on: date, state: str = "") -> tuple[DmeRow, ...]:
    """The rows of an equipment or supply code, with the fees of one state or of all."""
    for file, stale in answering(files, on):
        rows = file.all("SELECT * FROM dme WHERE code = ? ORDER BY modifier, modifier2", code.upper())
        if rows:
            areas = [(s, bool(rural)) for s, rural in file.all("SELECT state, rural FROM area ORDER BY position")]
            return tuple(_dme(row, areas, state.upper(), file.edition, stale) for row in rows)
    return ()


def base_units(files: Sequence[Rows], code: str, on: date) -> tuple[int, Edition, bool] | None:
    """Anesthesia base units of a code, with the edition and whether it is only the newest before the date."""
    for file, stale in answering(files, on):
        row = file.one("SELECT units FROM base_units WHERE code = ?", code.upper())
        if row:
            return int(row[0]), file.edition, stale
    return None


def _dme(row: tuple[str, ...], areas: list[tuple[str, bool]], state: str, edition: Edition, stale: bool) -> DmeRow:
    amounts = {area: Decimal(amount) for area, amount in zip(areas, json.loads(row[7]), strict=True) if not state or area[0] == state}
    return DmeRow(row[0], row[1], row[2], row[3], row[4], Decimal(row[5]), Decimal(row[6]), amounts, edition, stale)
