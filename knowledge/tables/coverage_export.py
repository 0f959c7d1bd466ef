"""Medicare coverage from the exports of the coverage database: LCDs, articles with their code groups, NCDs.

Codes live in articles. A covered list belongs to a group, whose paragraph says in words which services it supports;
numbers of service groups and of diagnosis groups are independent of each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.model import Edition
from knowledge.sources.cms_values import day
from knowledge.tables.dated import Force, force
from knowledge.tables.files import Rows

LCDS = "coverage_lcds"
ARTICLES = "coverage_articles"
NCDS = "coverage_ncds"

SCHEMA = """
CREATE TABLE document (id INTEGER NOT NULL, version INTEGER NOT NULL, display_id TEXT NOT NULL, title TEXT NOT NULL, status TEXT NOT NULL,
    begins INTEGER, ends INTEGER, retired INTEGER, requirements TEXT NOT NULL, PRIMARY KEY (id, version)) WITHOUT ROWID;
CREATE INDEX document_display ON document (display_id);
CREATE TABLE service (code TEXT NOT NULL, id INTEGER NOT NULL, version INTEGER NOT NULL, grp INTEGER NOT NULL, span TEXT NOT NULL);
CREATE TABLE diagnosis (code TEXT NOT NULL, id INTEGER NOT NULL, version INTEGER NOT NULL, grp INTEGER NOT NULL, span TEXT NOT NULL, covered INTEGER NOT NULL);
CREATE TABLE paragraph (id INTEGER NOT NULL, version INTEGER NOT NULL, kind TEXT NOT NULL, grp INTEGER NOT NULL, text TEXT NOT NULL);
CREATE TABLE related (id INTEGER NOT NULL, version INTEGER NOT NULL, article INTEGER NOT NULL, lcd INTEGER NOT NULL);
CREATE TABLE related_ncd (id INTEGER NOT NULL, version INTEGER NOT NULL, ncd INTEGER NOT NULL);
CREATE TABLE document_contractor (id INTEGER NOT NULL, version INTEGER NOT NULL, contractor INTEGER NOT NULL, type INTEGER NOT NULL);
CREATE TABLE contractor (contractor INTEGER NOT NULL, type INTEGER NOT NULL, name TEXT NOT NULL, number TEXT NOT NULL);
CREATE TABLE jurisdiction (contractor INTEGER NOT NULL, type INTEGER NOT NULL, state INTEGER NOT NULL, begins INTEGER, ends INTEGER);
CREATE TABLE state (state INTEGER NOT NULL, abbreviation TEXT NOT NULL, name TEXT NOT NULL);
"""
INDEXES = """
CREATE INDEX service_code ON service (code);
CREATE INDEX diagnosis_code ON diagnosis (code);
CREATE INDEX diagnosis_document ON diagnosis (id, version);
CREATE INDEX paragraph_document ON paragraph (id, version);
CREATE INDEX related_document ON related (id, version);
CREATE INDEX contractor_document ON document_contractor (id, version);
"""
_POLICY = """
CREATE TABLE policy (id INTEGER NOT NULL, version INTEGER NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (id, version, kind)) WITHOUT ROWID;
"""
SCHEMA += _POLICY
NCD_SCHEMA = """CREATE TABLE ncd (id INTEGER NOT NULL, version INTEGER NOT NULL, section TEXT NOT NULL, title TEXT NOT NULL, level TEXT NOT NULL,
    begins INTEGER, ends INTEGER, PRIMARY KEY (id, version)) WITHOUT ROWID;""" + _POLICY
LEVELS = {"1": "full coverage", "2": "restricted coverage", "3": "no coverage", "4": "undefined"}

_DOCUMENT = "SELECT d.id, d.version, d.display_id, d.title, d.status, d.begins, d.ends, d.retired, d.requirements FROM document d "


@dataclass(frozen=True, slots=True)
class Document:
    """One version of an LCD or article. `requirements` is what it asks for in the record, as plain text."""

    id: int
    version: int
    display_id: str
    title: str
    status: str
    begins: date | None
    ends: date | None
    retired: date | None
    requirements: str
    edition: Edition

    def force(self, on: date) -> Force:
        """Whether this version holds on a date of service."""
        ends = min((d for d in (self.ends, self.retired) if d is not None), default=None)
        return force(self.begins, ends, self.edition, on)


@dataclass(frozen=True, slots=True)
class GroupSupport:
    """A diagnosis on a list of an article that names a service. `paragraph` says for which services the list counts."""

    document: Document
    diagnosis: str
    covered: bool
    group: int
    paragraph: str


@dataclass(frozen=True, slots=True)
class Ncd:
    """One version of a national determination. `level`: full, restricted, no coverage, undefined."""

    id: int
    version: int
    section: str
    title: str
    level: str
    begins: date | None
    ends: date | None
    edition: Edition

    def force(self, on: date) -> Force:
        """Whether it holds; a title that says RETIRED ends without a date in the export."""
        return Force.ENDED if "RETIRED" in self.title.upper() else force(self.begins, self.ends, self.edition, on)


def documents_for(files: Sequence[Rows], code: str) -> tuple[Document, ...]:
    """Every document version that lists a service."""
    return _documents(files, "WHERE EXISTS (SELECT 1 FROM service s WHERE s.code = ? AND s.id = d.id AND s.version = d.version)", code.upper())


def documents_naming(files: Sequence[Rows], diagnosis: str) -> tuple[Document, ...]:
    """Every document version on whose lists a diagnosis (with its dot) stands."""
    return _documents(files, "WHERE EXISTS (SELECT 1 FROM diagnosis x WHERE x.code = ? AND x.id = d.id AND x.version = d.version)", diagnosis.upper())


def support(files: Sequence[Rows], code: str, diagnosis: str) -> tuple[GroupSupport, ...]:
    """Every list with the diagnosis in an article that lists the service."""
    found = []
    for article in documents_for(files, code):
        file = next(f for f in files if f.edition == article.edition)
        lists = "SELECT grp, covered FROM diagnosis WHERE id = ? AND version = ? AND code = ? ORDER BY covered DESC, grp"
        for grp, covered in file.all(lists, article.id, article.version, diagnosis.upper()):
            kind = "covered" if covered else "noncovered"
            text = file.one("SELECT text FROM paragraph WHERE id = ? AND version = ? AND kind = ? AND grp = ?", article.id, article.version, kind, grp)
            found.append(GroupSupport(article, diagnosis.upper(), bool(covered), grp, text[0] if text else ""))
    return tuple(found)


def contractors_of(files: Sequence[Rows], document: Document) -> tuple[str, ...]:
    """The names of the contractors a document belongs to."""
    file = next(f for f in files if f.edition == document.edition)
    rows = file.all(
        "SELECT DISTINCT c.name FROM document_contractor x JOIN contractor c ON c.contractor = x.contractor AND c.type = x.type"
        " WHERE x.id = ? AND x.version = ? ORDER BY c.name", document.id, document.version,
    )
    return tuple(name for (name,) in rows)


def states_of(files: Sequence[Rows], document: Document) -> tuple[str, ...]:
    """The states (`CA`) of those contractors."""
    file = next(f for f in files if f.edition == document.edition)
    rows = file.all(
        "SELECT DISTINCT s.abbreviation FROM document_contractor x JOIN jurisdiction j ON j.contractor = x.contractor AND j.type = x.type"
        " JOIN state s ON s.state = j.state WHERE x.id = ? AND x.version = ? ORDER BY 1", document.id, document.version,
    )
    return tuple(name for (name,) in rows)


def related(files: Sequence[Rows], document: Document) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Ids of the articles and of the LCDs that a document refers to."""
    file = next(f for f in files if f.edition == document.edition)
    rows = file.all("SELECT article, lcd FROM related WHERE id = ? AND version = ?", document.id, document.version)
    return tuple(sorted({a for a, _ in rows if a})), tuple(sorted({lcd for _, lcd in rows if lcd}))


def texts_of(files: Sequence[Rows], document: Document | Ncd) -> dict[str, str]:
    """What a document says, by kind: `indications`, `documentation`, `utilization`, `coding`, `description`, `references`, `text`, `more`, …

    Plain text, a paragraph a line, without the descriptors of CPT and CDT codes that the publisher quotes.
    """
    file = next(f for f in files if f.edition == document.edition)
    return dict(file.all("SELECT kind, text FROM policy WHERE id = ? AND version = ? ORDER BY kind", document.id, document.version))


def ncds(files: Sequence[Rows], asked: str) -> tuple[Ncd, ...] | None:
    """National determinations by section (`30.3.3`) or by words of the title, the newest version first. None: no export is loaded."""
    if not files:
        return None
    words = asked.split()
    for file in files:
        where = " AND ".join(["title LIKE ?"] * len(words)) or "0"
        rows = file.all(
            f"SELECT id, version, section, title, level, begins, ends FROM ncd WHERE section = ? OR ({where}) ORDER BY section, version DESC",
            asked, *(f"%{w}%" for w in words),
        )  # fmt: skip
        if rows:
            return tuple(Ncd(i, v, s, t, LEVELS.get(lv, lv), day(b), day(e), file.edition) for i, v, s, t, lv, b, e in rows)
    return ()


def _documents(files: Sequence[Rows], where: str, value: str) -> tuple[Document, ...]:
    for file in files:
        rows = file.all(_DOCUMENT + where + " ORDER BY d.display_id, d.version DESC", value)
        if rows:
            return tuple(Document(i, v, d, t, s, day(b), day(e), day(r), q, file.edition) for i, v, d, t, s, b, e, r, q in rows)
    return ()


def list_size(files: Sequence[Rows], document: Document) -> int:
    """How many diagnoses stand on the covered lists of a document."""
    file = next(f for f in files if f.edition == document.edition)
    row = file.one("SELECT COUNT(DISTINCT code) FROM diagnosis WHERE id = ? AND version = ? AND covered = 1", document.id, document.version)
    return int(row[0])


def covered_diagnoses(files: Sequence[Rows], document: Document, limit: int) -> tuple[str, ...]:
    """The first diagnoses of the covered lists of a document, in code order."""
    file = next(f for f in files if f.edition == document.edition)
    rows = file.all(
        "SELECT DISTINCT code FROM diagnosis WHERE id = ? AND version = ? AND covered = 1 ORDER BY code LIMIT ?",
        document.id,
        document.version,
        limit,
    )
    return tuple(code for (code,) in rows)


def service_paragraphs(files: Sequence[Rows], document: Document, code: str) -> tuple[tuple[int, str], ...]:
    """What a document says in words about the groups of services that hold a code: (group, paragraph)."""
    file = next(f for f in files if f.edition == document.edition)
    rows = file.all(
        "SELECT DISTINCT p.grp, p.text FROM paragraph p JOIN service s ON s.id = p.id AND s.version = p.version AND s.grp = p.grp"
        " WHERE p.id = ? AND p.version = ? AND p.kind = 'service' AND s.code = ? AND p.text <> '' ORDER BY p.grp",
        document.id,
        document.version,
        code.upper(),
    )
    return tuple((grp, text) for grp, text in rows)


def national_of(files: Sequence[Rows], document: Document) -> tuple[int, ...]:
    """Ids of the national determinations that a document refers to."""
    file = next(f for f in files if f.edition == document.edition)
    rows = file.all("SELECT DISTINCT ncd FROM related_ncd WHERE id = ? AND version = ? AND ncd <> 0 ORDER BY ncd", document.id, document.version)
    return tuple(ncd for (ncd,) in rows)


def ncd_by_id(files: Sequence[Rows], identity: int) -> Ncd | None:
    """A national determination by its id, the newest version."""
    for file in files:
        row = file.one("SELECT * FROM ncd WHERE id = ? ORDER BY version DESC", identity)
        if row:
            i, v, s, t, lv, b, e = row
            return Ncd(i, v, s, t, LEVELS.get(lv, lv), day(b), day(e), file.edition)
    return None
