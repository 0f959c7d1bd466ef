"""Relative values of the Medicare physician fee schedule. Answers by the edition in force; no descriptor is stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from knowledge.model import Edition
from knowledge.tables.dated import answering
from knowledge.tables.files import Rows

SOURCE = "physician_fee_schedule"
"""The only file of a quarter until 2025; from 2026 the one for those outside the quality payment program (nonQPP)."""
QPP = "physician_fee_schedule_qpp"
"""From 2026: the file with the conversion factor of qualifying participants."""

TEXTS = (
    "code", "modifier", "status", "not_used", "pctc", "global_days", "multiple", "bilateral", "assistant", "cosurgeon", "team", "pricing",
    "endoscopic_base", "supervision", "calculation_flag", "imaging_family",
)
FLAGS = ("na_nonfacility", "na_facility")
NUMBERS = (
    "work", "pe_nonfacility", "pe_facility", "mp", "total_nonfacility", "total_facility", "pre", "intra", "post", "conversion_factor",
    "opps_pe_nonfacility", "opps_pe_facility", "opps_mp",
)
COLUMNS = (*TEXTS, *FLAGS, *NUMBERS)

SCHEMA = f"""CREATE TABLE fee ({", ".join(f"{name} {'INTEGER' if name in FLAGS else 'TEXT'} NOT NULL" for name in COLUMNS)},
    PRIMARY KEY (code, modifier)) WITHOUT ROWID"""
INSERT = f"INSERT INTO fee VALUES ({','.join('?' * len(COLUMNS))})"


@dataclass(frozen=True, slots=True)
class FeeRow:
    """One code with one modifier (blank, `26`, `TC` or `53`), all values as published (DOMAIN.md §4.3 says what they mean)."""

    code: str
    modifier: str
    status: str
    not_used: str
    pctc: str
    global_days: str
    multiple: str
    bilateral: str
    assistant: str
    cosurgeon: str
    team: str
    pricing: str
    endoscopic_base: str
    supervision: str
    calculation_flag: str
    imaging_family: str
    na_nonfacility: bool
    na_facility: bool
    work: Decimal
    pe_nonfacility: Decimal
    pe_facility: Decimal
    mp: Decimal
    total_nonfacility: Decimal
    total_facility: Decimal
    pre: Decimal
    intra: Decimal
    post: Decimal
    conversion_factor: Decimal
    opps_pe_nonfacility: Decimal
    opps_pe_facility: Decimal
    opps_mp: Decimal
    edition: Edition
    stale: bool


def fees(files: Sequence[Rows], code: str, on: date) -> tuple[FeeRow, ...]:
    """Every row of a code (the global one first, then 26, 53, TC) on a date of service."""
    for file, stale in answering(files, on):
        rows = file.all(f"SELECT {', '.join(COLUMNS)} FROM fee WHERE code = ? ORDER BY modifier", code.upper())
        if rows:
            return tuple(_row(row, file.edition, stale) for row in rows)
    return ()


def fee(files: Sequence[Rows], code: str, on: date, modifier: str = "") -> FeeRow | None:
    """The row of a code with a modifier, or without one."""
    return next((row for row in fees(files, code, on) if row.modifier == modifier.upper()), None)


def codes(files: Sequence[Rows], on: date) -> tuple[str, ...]:
    """Every code of the files that answer a date, in order."""
    found = {code for file, _ in answering(files, on) for (code,) in file.all("SELECT DISTINCT code FROM fee")}
    return tuple(sorted(found))


def family_of(files: Sequence[Rows], base: str, on: date) -> tuple[str, ...]:
    """Codes whose endoscopic base this code is."""
    for file, _ in answering(files, on):
        rows = file.all("SELECT DISTINCT code FROM fee WHERE endoscopic_base = ? ORDER BY code", base.upper())
        if rows or not file.edition.partial:
            return tuple(code for (code,) in rows)
    return ()


def conversion_factor(files: Sequence[Rows], on: date) -> tuple[Decimal, Edition, bool] | None:
    """The conversion factor most rows of the edition carry, with the edition and whether it is only the newest before the date."""
    for file, stale in answering(files, on):
        row = file.one("SELECT conversion_factor FROM fee GROUP BY 1 ORDER BY count(*) DESC LIMIT 1")
        if row:
            return Decimal(row[0]), file.edition, stale
    return None


@lru_cache(maxsize=4096)
def _row(raw: tuple[str | int, ...], edition: Edition, stale: bool) -> FeeRow:
    texts, flags, numbers = raw[: len(TEXTS)], raw[len(TEXTS): len(TEXTS) + len(FLAGS)], raw[len(TEXTS) + len(FLAGS):]
    values = {
        **{name: str(value) for name, value in zip(TEXTS, texts, strict=True)},
        **{name: bool(value) for name, value in zip(FLAGS, flags, strict=True)},
        **{name: Decimal(value) for name, value in zip(NUMBERS, numbers, strict=True)},
    }
    return FeeRow(**values, edition=edition, stale=stale)  # type: ignore[arg-type]
