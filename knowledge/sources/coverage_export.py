"""Reader of the exports of the Medicare Coverage Database: `current_lcd_csv.zip`, `current_article_csv.zip`, `ncd_csv.zip`.

Each is an archive of comma-separated tables that belong together (and lies in another, `current_lcd.zip`), so it is read
as one file. Each table is read by its header. Only the columns named below are taken: the words
of CPT and CDT codes (`long_description`, `short_description`) and of modifiers are not among them.
"""

from __future__ import annotations

import csv
import html
import io
import re
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

from knowledge.documents.quoted_descriptors import without_descriptors
from knowledge.errors import SourceError
from knowledge.file_names import ARCHIVE, file_name
from knowledge.model import Edition
from knowledge.sources import cms_archive
from knowledge.sources.base import FileReport, Progress
from knowledge.sources.cms_reader import AGAIN, TableReader, Tally
from knowledge.sources.cms_values import date_of, number
from knowledge.sources.codeset_editions import is_partial
from knowledge.tables import coverage_export as table

csv.field_size_limit(1 << 24)  # policy texts are longer than Python's default of 131,072

Convert = Callable[[str], Any]


def _whole(cell: str) -> int:
    return int(cell) if cell.strip() else 0


def _text(cell: str) -> str:
    return cell.strip()


def _day(cell: str) -> int | None:
    return number(date_of(cell))


def _prose(cell: str) -> str:
    """HTML → plain text on one line, without the descriptors of CPT and CDT codes that it quotes."""
    return " ".join(_policy(cell).split())


def _policy(cell: str) -> str:
    """HTML → plain text, a paragraph, list item or table row a line, without the descriptors of CPT and CDT codes that it quotes."""
    text = html.unescape(re.sub(r"<[^>]+>", " ", _BLOCK.sub("\n", re.sub(r"\s+", " ", cell))))
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return without_descriptors("\n".join(line for line in lines if line))[0]


_BLOCK = re.compile(r"<\s*(?:br|/?(?:p|div|li|ul|ol|tr|table|h[1-6]))\b[^>]*>", re.IGNORECASE)
_TEXT = "INSERT OR REPLACE INTO policy SELECT ?1, ?2, ?3, ?4 WHERE ?4 <> ''"


@dataclass(frozen=True, slots=True)
class _Member:
    """One csv: its name, the insert, and which columns go in. A column spelt `=x` is the constant x."""

    name: str
    insert: str
    columns: tuple[tuple[str, Convert], ...]
    required: bool = False
    optional: str = ""
    """The column without which there is nothing to read."""


_LCD_TEXTS = {
    "indications": "indication", "documentation": "doc_reqs", "utilization": "util_guide", "coding": "coding_guidelines", "more": "associated_info",
    "evidence": "summary_of_evidence", "analysis": "analysis_of_evidence",
}  # fmt: skip
_ARTICLE_TEXTS = {"text": "description", "more": "other_comments"}
_NCD_TEXTS = {"description": "itm_srvc_desc", "indications": "indctn_lmtn", "references": "xref_txt", "more": "othr_txt"}


def _texts(name: str, key: tuple[tuple[str, Convert], ...], columns: dict[str, str]) -> tuple[_Member, ...]:
    """The prose of a document, a row a kind; a column that an export has not is passed over, an empty text is not kept."""
    return tuple(_Member(name, _TEXT, (*key, (f"={kind}", _text), (column, _policy)), optional=column) for kind, column in columns.items())


def _members(kind: str) -> tuple[_Member, ...]:
    """The tables of `lcd` or `article`: the same shape under other names."""
    key: tuple[tuple[str, Convert], ...] = ((f"{kind}_id", _whole), (f"{kind}_version", _whole))
    lcd = kind == "lcd"
    dates: tuple[tuple[str, Convert], ...] = (
        (("rev_eff_date" if lcd else "article_eff_date"), _day), (("rev_end_date" if lcd else "article_rev_end_date"), _day), ("date_retired", _day),
    )
    group = "INSERT INTO paragraph VALUES (?,?,?,?,?)"
    listed = "INSERT INTO diagnosis (id, version, code, grp, span, covered) VALUES (?,?,?,?,?,?)"
    paragraphs = tuple(
        _Member(f"{kind}_x_{what}_group.csv", group, (*key, (f"={name}", _text), (f"{what}_group", _whole), ("paragraph", _prose)))
        for what, name in (("hcpc_code", "service"), ("icd10_covered", "covered"), ("icd10_noncovered", "noncovered"))
    )
    lists = tuple(
        _Member(f"{kind}_x_{what}.csv", listed, (*key, ("icd10_code_id", _text), (f"{what}_group", _whole), ("range", _text), (f"={covered}", _whole)))
        for what, covered in (("icd10_covered", 1), ("icd10_noncovered", 0))
    )
    return (
        _Member(
            f"{kind}.csv", "INSERT OR REPLACE INTO document VALUES (?,?,?,?,?,?,?,?,?)",
            (*key, ("display_id", _text), ("title", _text), ("status", _text), *dates, ("doc_reqs" if lcd else "=", _prose)), required=True,
        ),
        *_texts(f"{kind}.csv", key, _LCD_TEXTS if lcd else _ARTICLE_TEXTS),
        _Member(
            f"{kind}_x_hcpc_code.csv", "INSERT INTO service (id, version, code, grp, span) VALUES (?,?,?,?,?)",
            (*key, ("hcpc_code_id", _text), ("hcpc_code_group", _whole), ("range", _text)), required=True,
        ),
        *lists, *paragraphs,
        _Member(f"{kind}_related_documents.csv", "INSERT INTO related VALUES (?,?,?,?)", (*key, ("r_article_id", _whole), ("r_lcd_id", _whole))),
        _Member(f"{kind}_related_ncd_documents.csv", "INSERT INTO related_ncd VALUES (?,?,?)", (*key, ("r_ncd_id", _whole))),
        _Member(
            f"{kind}_x_contractor.csv", "INSERT INTO document_contractor VALUES (?,?,?,?)",
            (*key, ("contractor_id", _whole), ("contractor_type_id", _whole)), required=True,
        ),
        _Member(
            "contractor.csv", "INSERT INTO contractor VALUES (?,?,?,?)",
            (("contractor_id", _whole), ("contractor_type_id", _whole), ("contractor_bus_name", _text), ("contractor_number", _text)), required=True,
        ),
        _Member(
            "contractor_jurisdiction.csv", "INSERT INTO jurisdiction VALUES (?,?,?,?,?)",
            (("contractor_id", _whole), ("contractor_type_id", _whole), ("state_id", _whole), ("active_date", _day), ("term_date", _day)),
        ),
        _Member("state_lookup.csv", "INSERT INTO state VALUES (?,?,?)", (("state_id", _whole), ("state_abbrev", _text), ("description", _text))),
    )


_NCD = (
    _Member(
        "ncd_trkg.csv", "INSERT OR REPLACE INTO ncd VALUES (?,?,?,?,?,?,?)",
        (
            ("NCD_id", _whole), ("NCD_vrsn_num", _whole), ("NCD_mnl_sect", _text), ("NCD_mnl_sect_title", _text), ("cvrg_lvl_cd", _text),
            ("NCD_efctv_dt", _day), ("NCD_trmntn_dt", _day),
        ),
        required=True,
    ),
    *_texts("ncd_trkg.csv", (("NCD_id", _whole), ("NCD_vrsn_num", _whole)), _NCD_TEXTS),
)
_KINDS = {
    table.LCDS: ("lcd", _members("lcd"), table.SCHEMA), table.ARTICLES: ("article", _members("article"), table.SCHEMA),
    table.NCDS: ("ncd", _NCD, table.NCD_SCHEMA),
}


class CoverageExport(TableReader):
    """See the module. One reader for each of the three exports."""

    version = 2

    def __init__(self, name: str) -> None:
        self.name = name
        self._kind, self._members, self._schema = _KINDS[name]
        self._named = re.compile(rf"^(current_|all_)?{self._kind}(_csv)?\.zip$", re.IGNORECASE)

    def recognise(self, path: Path, head: bytes) -> Edition | None:
        """By the tables in the archive; the date of the export is that of its main table there."""
        named = bool(self._named.match(path.name))
        if not cms_archive.is_zip(head):
            if named:
                raise SourceError(path, "by its name this is an export of the coverage database, but it is no zip", AGAIN)
            return None
        if path.suffix.lower() == ".xlsx":
            return None
        with cms_archive.opened(path) as archive:
            main = _find(archive, self._members[0].name)
            if main is None:
                if named and not any(m.filename.lower().endswith(ARCHIVE) for m in archive.infolist()):
                    raise SourceError(path, f"the archive holds no {self._members[0].name}", AGAIN)
                return None
            released = date(*main.date_time[:3])
        partial = is_partial(file_name(path))
        name = f"export of {released.isoformat()}" + (" (excerpt)" if partial else "")
        return Edition(source=self.name, name=name, begins=released, publisher="CMS", file=file_name(path), partial=partial)

    def write(self, path: Path, edition: Edition, database: sqlite3.Connection, progress: Progress) -> FileReport:
        """Write the tables. Raises `SourceError` for a missing table or column, or a damaged archive."""
        database.executescript(self._schema)
        tally = Tally(path, FileReport(file=file_name(path), source=self.name, edition=edition.name))
        with cms_archive.opened(path) as archive:
            for done, member in enumerate(self._members, 1):
                found = _find(archive, member.name)
                if found is None:
                    if member.required:
                        raise SourceError(path, f"the archive holds no {member.name}", AGAIN)
                    continue
                rows = _rows(path, member, archive.read(found), tally)
                tally.report.rows += database.executemany(member.insert, rows).rowcount
                progress(f"coverage {member.name}", done / len(self._members))
        if self._schema is table.SCHEMA:
            database.executescript(table.INDEXES)
        return tally.finish()


def readers() -> tuple[CoverageExport, ...]:
    """A reader for each export."""
    return tuple(CoverageExport(name) for name in _KINDS)


def _find(archive: zipfile.ZipFile, name: str) -> zipfile.ZipInfo | None:
    return next((m for m in archive.infolist() if PurePosixPath(m.filename).name.lower() == name), None)


def _rows(path: Path, member: _Member, raw: bytes, tally: Tally) -> Iterator[tuple[Any, ...]]:
    """The rows of one table, its columns found by the header."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", "replace")
    reader = csv.reader(io.StringIO(text, newline=""))
    header = [cell.strip().lower() for cell in next(reader, [])]
    if member.optional and member.optional.lower() not in header:
        return
    missing = [name for name, _ in member.columns if not name.startswith("=") and name.lower() not in header]
    if missing:
        raise SourceError(path, f"{member.name} has no column {', '.join(missing)}", "The layout is newer or the file was edited: update Coderly.", 1)
    plan = [(None if name.startswith("=") else header.index(name.lower()), name[1:], convert) for name, convert in member.columns]
    try:
        for cells in reader:
            try:
                if len(cells) != len(header):
                    raise ValueError(f"{len(cells)} columns instead of {len(header)}")
                row = tuple(convert(constant if at is None else cells[at]) for at, constant, convert in plan)
            except ValueError as error:
                tally.reject(reader.line_num, f"{member.name}: {error}")
                continue
            yield row
    except csv.Error as error:
        raise SourceError(path, f"{member.name} breaks here ({error})", AGAIN, reader.line_num) from error
