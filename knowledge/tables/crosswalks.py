"""Rows of the crosswalks and groupings of diagnosis and procedure codes, and look-ups on them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from knowledge.model import Edition
from knowledge.sources.cms_values import day
from knowledge.tables.files import Rows

GEM_SCHEMA = """
CREATE TABLE gem (
    direction TEXT NOT NULL, source TEXT NOT NULL, target TEXT NOT NULL, approximate INTEGER NOT NULL, unmapped INTEGER NOT NULL,
    combination INTEGER NOT NULL, scenario INTEGER NOT NULL, choice INTEGER NOT NULL, line INTEGER NOT NULL
);
CREATE INDEX gem_source ON gem (direction, source);
CREATE INDEX gem_target ON gem (target, direction);
"""
"""`direction` is `9>10`, `10>9` (diagnoses), `9>pcs` or `pcs>9` (procedures). `target` is blank where there is no map."""

ICD9_SCHEMA = "CREATE TABLE code (code TEXT PRIMARY KEY, title TEXT NOT NULL, line INTEGER NOT NULL) WITHOUT ROWID;"

HCC_SCHEMA = """
CREATE TABLE hcc (code TEXT NOT NULL, model TEXT NOT NULL, category TEXT NOT NULL, paid TEXT NOT NULL, line INTEGER NOT NULL);
CREATE INDEX hcc_code ON hcc (code);
CREATE INDEX hcc_category ON hcc (model, category);
"""
CCSR_SCHEMA = """
CREATE TABLE ccsr (
    code TEXT NOT NULL, n INTEGER NOT NULL, category TEXT NOT NULL, title TEXT NOT NULL, inpatient INTEGER NOT NULL, outpatient INTEGER NOT NULL,
    line INTEGER NOT NULL, PRIMARY KEY (code, n)
) WITHOUT ROWID;
CREATE INDEX ccsr_category ON ccsr (category);
"""
RBCS_SCHEMA = """
CREATE TABLE rbcs (
    code TEXT NOT NULL, added INTEGER, ended INTEGER, effective INTEGER, kind TEXT NOT NULL, category TEXT NOT NULL, subcategory TEXT NOT NULL,
    family TEXT NOT NULL
);
CREATE INDEX rbcs_code ON rbcs (code);
"""
CONVERSION_SCHEMA = """
CREATE TABLE conversion (code TEXT NOT NULL, effective TEXT NOT NULL, previous TEXT NOT NULL);
CREATE INDEX conversion_code ON conversion (code);
CREATE INDEX conversion_previous ON conversion (previous);
"""


@dataclass(frozen=True, slots=True)
class Gem:
    """One line of a general equivalence map. For a combination all targets of one scenario, one of each choice list, are needed."""

    source: str
    target: str
    approximate: bool
    unmapped: bool
    combination: bool
    scenario: int
    choice: int
    edition: str


@dataclass(frozen=True, slots=True)
class Hcc:
    """A risk category of a diagnosis. `paid` is the file's own flag for the payment year: Yes, No or blank."""

    code: str
    model: str
    category: str
    paid: str
    edition: str


@dataclass(frozen=True, slots=True)
class Ccsr:
    """A clinical category of a diagnosis; the defaults for inpatient and outpatient use are given since v2021."""

    code: str
    category: str
    title: str
    inpatient: bool
    outpatient: bool
    edition: str


@dataclass(frozen=True, slots=True)
class Rbcs:
    """The Restructured BETOS category of a procedure code."""

    code: str
    kind: str
    category: str
    subcategory: str
    family: str
    edition: str


def equivalents(files: Iterable[Rows], code: str, direction: str) -> tuple[Gem, ...]:
    """The map lines of a code in one direction, in the order of scenario and choice list."""
    found = []
    for file in files:
        rows = file.all(
            "SELECT source, target, approximate, unmapped, combination, scenario, choice FROM gem WHERE direction = ? AND source = ?"
            " ORDER BY scenario, choice, rowid",
            direction,
            _key(code),
        )
        found += [Gem(s, t, bool(a), bool(u), bool(c), scenario, choice, file.edition.name) for s, t, a, u, c, scenario, choice in rows]
        if found:
            break
    return tuple(found)


def icd9_title(files: Iterable[Rows], code: str) -> str:
    """The title of an ICD-9-CM diagnosis or procedure code, blank if no file has it."""
    for file in files:
        row = file.one("SELECT title FROM code WHERE code = ?", _key(code))
        if row:
            return str(row[0])
    return ""


def risk_categories(files: Iterable[Rows], code: str) -> tuple[Hcc, ...]:
    """The HCCs of a diagnosis over all models, empty if it is in none."""
    for file in files:
        rows = file.all("SELECT code, model, category, paid FROM hcc WHERE code = ? ORDER BY rowid", _key(code))
        if rows:
            return tuple(Hcc(*(*row, file.edition.name)) for row in rows)
    return ()


def clinical_categories(files: Iterable[Rows], code: str) -> tuple[Ccsr, ...]:
    """The CCSR categories of a diagnosis."""
    for file in files:
        rows = file.all("SELECT code, category, title, inpatient, outpatient FROM ccsr WHERE code = ? ORDER BY n", _key(code))
        if rows:
            return tuple(Ccsr(c, k, t, bool(i), bool(o), file.edition.name) for c, k, t, i, o in rows)
    return ()


def service_category(files: Iterable[Rows], code: str, on: date) -> Rbcs | None:
    """The RBCS category of a CPT or HCPCS code on a date, else its last one."""
    stored = on.year * 10_000 + on.month * 100 + on.day
    for file in files:
        row = file.one(
            "SELECT code, kind, category, subcategory, family FROM rbcs WHERE code = ?"
            " ORDER BY (COALESCE(added, 0) <= ? AND COALESCE(ended, 99999999) >= ? AND COALESCE(effective, 0) <= ?) DESC, effective DESC",
            _key(code),
            stored,
            stored,
            stored,
        )
        if row:
            return Rbcs(*(*row, file.edition.name))
    return None


def lifetime(files: Iterable[Rows], code: str) -> tuple[date | None, date | None, Edition] | None:
    """The day a CPT or HCPCS code was added and its last day (None: open in that edition), by the newest RBCS table that has it."""
    for file in files:
        row = file.one("SELECT min(added), max(COALESCE(ended, 99999999)) FROM rbcs WHERE code = ?", _key(code))
        if row and row[1] is not None:
            return day(row[0]), None if row[1] == 99_999_999 else day(row[1]), file.edition
    return None


def became(files: Iterable[Rows], previous: str) -> tuple[tuple[str, str], ...]:
    """The codes that replaced a deleted one by the conversion table: (new code, year in which it took effect)."""
    for file in files:
        rows = file.all("SELECT code, effective FROM conversion WHERE previous = ? ORDER BY code", _key(previous))
        if rows:
            return tuple((code, effective) for code, effective in rows)
    return ()


def came_from(files: Iterable[Rows], code: str) -> tuple[tuple[str, str], ...]:
    """The codes that a new one replaced by the conversion table: (previous code, year in which the new one took effect)."""
    for file in files:
        rows = file.all("SELECT previous, effective FROM conversion WHERE code = ? ORDER BY previous", _key(code))
        if rows:
            return tuple((previous, effective) for previous, effective in rows)
    return ()


def _key(code: str) -> str:
    return code.replace(".", "").replace(" ", "").upper()
