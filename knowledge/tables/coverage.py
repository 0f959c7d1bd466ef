"""Medicare coverage from extracts: which diagnoses support a service by any article, and the list of local documents.

The pairs are unions over all groups of an article: good to find the document, too wide for a payment decision. That
is why the source is called derived in every edition name. The full exports are in `coverage_export`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.model import Edition
from knowledge.sources.cms_values import day
from knowledge.tables.dated import Force, force
from knowledge.tables.files import Rows

PAIRS = "coverage_pairs"
DOCUMENTS = "coverage_documents"

PAIRS_SCHEMA = """
CREATE TABLE service (id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE);
CREATE TABLE diagnosis (id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE);
CREATE TABLE support (service INTEGER NOT NULL, covered INTEGER NOT NULL, diagnosis INTEGER NOT NULL,
    PRIMARY KEY (service, covered, diagnosis)) WITHOUT ROWID;
CREATE TABLE policy (service INTEGER NOT NULL, lcd TEXT NOT NULL, PRIMARY KEY (service, lcd)) WITHOUT ROWID;
CREATE INDEX policy_lcd ON policy (lcd);
"""
PAIRS_INDEX = "CREATE INDEX support_diagnosis ON support (diagnosis)"
DOCUMENTS_SCHEMA = """CREATE TABLE document (display_id TEXT NOT NULL, version INTEGER NOT NULL, contractor TEXT NOT NULL, kind TEXT NOT NULL,
    title TEXT NOT NULL, begins INTEGER, retired INTEGER, updated INTEGER, note TEXT NOT NULL, url TEXT NOT NULL,
    PRIMARY KEY (display_id, version, contractor)) WITHOUT ROWID"""


@dataclass(frozen=True, slots=True)
class Support:
    """What the extract says of a service with a diagnosis. `covered` None: neither list names the diagnosis."""

    service: str
    diagnosis: str
    covered: bool | None
    lcds: tuple[str, ...]
    edition: Edition


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One LCD or article of one contractor, as the search page lists it. `retired` is the first day it no longer holds."""

    display_id: str
    version: int
    contractor: str
    kind: str
    title: str
    begins: date | None
    retired: date | None
    updated: date | None
    note: str
    url: str
    edition: Edition

    def force(self, on: date) -> Force:
        """Whether this version holds on a date; earlier versions are not in the list."""
        return force(self.begins, self.retired, self.edition, on)


def support(files: Sequence[Rows], service: str, diagnosis: str) -> Support | None:
    """Whether a diagnosis (with its dot) supports a service by any article. None: the service is in no extract, which is not `not covered`."""
    for file in files:
        row = file.one("SELECT id FROM service WHERE code = ?", service.upper())
        if row:
            found = file.all(
                "SELECT covered FROM support JOIN diagnosis d ON d.id = diagnosis WHERE service = ? AND d.code = ? ORDER BY covered", row[0], diagnosis.upper()
            )
            return Support(service.upper(), diagnosis.upper(), bool(found[-1][0]) if found else None, _lcds(file, row[0]), file.edition)
    return None


def policies(files: Sequence[Rows], service: str) -> tuple[str, ...]:
    """The LCDs that name a service (`L33642`, …)."""
    for file in files:
        row = file.one("SELECT id FROM service WHERE code = ?", service.upper())
        if row:
            return _lcds(file, row[0])
    return ()


def diagnoses(files: Sequence[Rows], service: str, *, covered: bool = True) -> tuple[str, ...]:
    """The diagnoses on the covered (or the not covered) list of a service."""
    for file in files:
        rows = file.all(
            "SELECT d.code FROM support JOIN diagnosis d ON d.id = diagnosis WHERE service = (SELECT id FROM service WHERE code = ?)"
            " AND covered = ? ORDER BY d.code", service.upper(), int(covered),
        )
        if rows:
            return tuple(code for (code,) in rows)
    return ()


def services_for(files: Sequence[Rows], diagnosis: str) -> tuple[str, ...]:
    """The services whose covered list names a diagnosis: the reverse list."""
    for file in files:
        rows = file.all(
            "SELECT s.code FROM support JOIN service s ON s.id = service WHERE diagnosis = (SELECT id FROM diagnosis WHERE code = ?)"
            " AND covered = 1 ORDER BY s.code", diagnosis.upper(),
        )
        if rows:
            return tuple(code for (code,) in rows)
    return ()


def document(files: Sequence[Rows], display_id: str) -> tuple[DocumentRow, ...]:
    """Every version of a document in the list, the newest first."""
    return _documents(files, "display_id = ? ORDER BY version DESC, contractor", display_id.upper())


def documents_about(files: Sequence[Rows], words: str, on: date, kind: str = "", contractor: str = "") -> tuple[DocumentRow, ...]:
    """Documents whose title holds all the words and that hold on a date, LCDs before articles."""
    wanted = words.split()
    if not wanted:
        return ()
    where = " AND ".join(["title LIKE ?"] * len(wanted)) + " AND kind LIKE ? AND contractor LIKE ? ORDER BY kind DESC, title, display_id"
    found = _documents(files, where, *(f"%{word}%" for word in wanted), kind or "%", f"%{contractor}%")
    return tuple(row for row in found if row.force(on) is Force.IN_FORCE)


def _documents(files: Sequence[Rows], where: str, *values: str) -> tuple[DocumentRow, ...]:
    for file in files:
        rows = file.all(
            "SELECT display_id, version, contractor, kind, title, begins, retired, updated, note, url FROM document WHERE " + where, *values
        )
        if rows:
            return tuple(DocumentRow(i, v, c, k, t, day(b), day(r), day(u), n, url, file.edition) for i, v, c, k, t, b, r, u, n, url in rows)
    return ()


def _lcds(file: Rows, service: int) -> tuple[str, ...]:
    return tuple(lcd for (lcd,) in file.all("SELECT lcd FROM policy WHERE service = ? ORDER BY lcd", service))
