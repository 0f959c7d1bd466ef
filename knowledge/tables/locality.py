"""Localities of the physician fee schedule: cost indices, counties, ZIP codes, anesthesia conversion factors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from knowledge.model import Edition
from knowledge.tables.dated import answering
from knowledge.tables.files import Rows

GPCI = "gpci"
LOCALITIES = "localities"
ZIP_LOCALITIES = "zip_localities"
ANESTHESIA_CF = "anesthesia_cf"

GPCI_SCHEMA = """CREATE TABLE gpci (contractor TEXT NOT NULL, locality TEXT NOT NULL, state TEXT NOT NULL, name TEXT NOT NULL,
    work TEXT NOT NULL, pe TEXT NOT NULL, mp TEXT NOT NULL, PRIMARY KEY (contractor, locality)) WITHOUT ROWID"""
LOCALITIES_SCHEMA = """CREATE TABLE locality (contractor TEXT NOT NULL, locality TEXT NOT NULL, state TEXT NOT NULL, area TEXT NOT NULL,
    counties TEXT NOT NULL)"""
ZIP_SCHEMA = """CREATE TABLE zip (zip TEXT NOT NULL, state TEXT NOT NULL, contractor TEXT NOT NULL, locality TEXT NOT NULL, rural TEXT NOT NULL,
    plus_four INTEGER NOT NULL, PRIMARY KEY (zip, state)) WITHOUT ROWID"""
ANESTHESIA_SCHEMA = """
CREATE TABLE anesthesia (contractor TEXT NOT NULL, locality TEXT NOT NULL, name TEXT NOT NULL, factor TEXT NOT NULL,
    PRIMARY KEY (contractor, locality)) WITHOUT ROWID;
CREATE TABLE national (factor TEXT NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class GpciRow:
    """Geographic practice cost indices of one locality."""

    contractor: str
    locality: str
    state: str
    name: str
    work: Decimal
    pe: Decimal
    mp: Decimal
    edition: Edition
    stale: bool


@dataclass(frozen=True, slots=True)
class LocalityRow:
    """One locality and the counties in it, as CMS words them. `state` is the full name in capitals."""

    contractor: str
    locality: str
    state: str
    area: str
    counties: str
    edition: Edition
    stale: bool


@dataclass(frozen=True, slots=True)
class ZipRow:
    """Where a five-digit ZIP code is paid. `rural`: blank urban, `R` rural, `B` super rural. `plus_four`: the last four digits decide."""

    zip: str
    state: str
    contractor: str
    locality: str
    rural: str
    plus_four: bool
    edition: Edition
    stale: bool


@dataclass(frozen=True, slots=True)
class AnesthesiaRow:
    """The anesthesia conversion factor of a locality, and the national one if the file gives it."""

    contractor: str
    locality: str
    name: str
    factor: Decimal
    national: Decimal | None
    edition: Edition
    stale: bool


def gpci(files: Sequence[Rows], contractor: str, locality: str, on: date) -> GpciRow | None:
    """The indices of a locality on a date of service."""
    for file, stale in answering(files, on):
        row = file.one("SELECT * FROM gpci WHERE contractor = ? AND locality = ?", contractor, locality)
        if row:
            return _gpci(row, file.edition, stale)
    return None


def gpcis_of_state(files: Sequence[Rows], state: str, on: date) -> tuple[GpciRow, ...]:
    """The localities of a state (`CA`), in the order of their names."""
    for file, stale in answering(files, on):
        rows = file.all("SELECT * FROM gpci WHERE state = ? ORDER BY name", state.upper())
        if rows:
            return tuple(_gpci(row, file.edition, stale) for row in rows)
    return ()


def localities_of_state(files: Sequence[Rows], state: str, on: date) -> tuple[LocalityRow, ...]:
    """The localities of a state (`CALIFORNIA`) with their counties."""
    for file, stale in answering(files, on):
        rows = file.all("SELECT contractor, locality, state, area, counties FROM locality WHERE state = ? ORDER BY rowid", state.upper())
        if rows:
            return tuple(LocalityRow(a, b, c, d, e, file.edition, stale) for a, b, c, d, e in rows)
    return ()


def counties(files: Sequence[Rows], contractor: str, locality: str, on: date) -> tuple[LocalityRow, ...]:
    """The rows of one locality: usually one."""
    for file, stale in answering(files, on):
        rows = file.all("SELECT contractor, locality, state, area, counties FROM locality WHERE contractor = ? AND locality = ?", contractor, locality)
        if rows:
            return tuple(LocalityRow(a, b, c, d, e, file.edition, stale) for a, b, c, d, e in rows)
    return ()


def zip_code(files: Sequence[Rows], zip5: str, on: date) -> tuple[ZipRow, ...]:
    """Where a ZIP code is paid: one row, more if it crosses a state line, none if it does not exist in the file."""
    for file, stale in answering(files, on):
        rows = file.all("SELECT * FROM zip WHERE zip = ?", zip5)
        if rows:
            return tuple(ZipRow(z, s, c, loc, rural, bool(four), file.edition, stale) for z, s, c, loc, rural, four in rows)
    return ()


def state_of(files: Sequence[Rows], zip5: str, on: date) -> str:
    """The two letters of the state in which a ZIP code lies; blank where none is given or known."""
    rows = zip_code(files, zip5, on) if zip5 else ()
    return rows[0].state if rows else ""


def anesthesia_factor(files: Sequence[Rows], contractor: str, locality: str, on: date) -> AnesthesiaRow | None:
    """The anesthesia conversion factor of a locality on a date of service."""
    for file, stale in answering(files, on):
        row = file.one("SELECT contractor, locality, name, factor FROM anesthesia WHERE contractor = ? AND locality = ?", contractor, locality)
        if row:
            national = file.one("SELECT factor FROM national")
            return AnesthesiaRow(row[0], row[1], row[2], Decimal(row[3]), Decimal(national[0]) if national else None, file.edition, stale)
    return None


def national_anesthesia_factor(files: Sequence[Rows], on: date) -> tuple[Decimal, Edition, bool] | None:
    """The national anesthesia conversion factor, with the edition and whether it is only the newest before the date."""
    for file, stale in answering(files, on):
        row = file.one("SELECT factor FROM national")
        if row:
            return Decimal(row[0]), file.edition, stale
    return None


def _gpci(row: tuple[str, str, str, str, str, str, str], edition: Edition, stale: bool) -> GpciRow:
    contractor, locality, state, name, work, pe, mp = row
    return GpciRow(contractor, locality, state, name, Decimal(work), Decimal(pe), Decimal(mp), edition, stale)
