"""Reader of documents: guidelines, manuals and the team's own notes as Markdown, text, HTML, PDF, Word or a spreadsheet.

A file is a document if it lies in a folder `documents/` below the sources, if it begins with front matter, or if it is one
of the publications that say on their first page what they are. So a layout or a README among data files is none.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path

from knowledge.artefacts import digest_of
from knowledge.documents import limits
from knowledge.documents.blocks import Block, Converted, Kind, kind_of
from knowledge.documents.convert import convert
from knowledge.documents.identity import Identity, described, front_matter, known_publication, without_front_matter
from knowledge.documents.outline import sections
from knowledge.documents.pieces import Piece, pieces
from knowledge.documents.quoted_descriptors import without_descriptors
from knowledge.documents.unreadable import Unreadable
from knowledge.errors import SourceError
from knowledge.file_names import file_name
from knowledge.model import Edition, Passage, System
from knowledge.sources import passage_rows
from knowledge.sources.base import Entry, FileReport, Progress

FOLDER = "documents"
"""Everything in a folder of this name below the sources is a document."""
_FIRST_PAGES = 3
_REMEDY = "Mend it or take it out of the sources."
_UNDATED = date(1900, 1, 1)
"""Begin of a document that says no date: it holds for any."""
_MAX_CODES = 40
_MODIFIERS_NAMED = re.compile(r"\bmodifiers?\s+((?:[A-Z0-9]{2}(?:[,/]\s*|\s+(?:and|or)\s+|\b))+)", re.IGNORECASE)
_MODIFIER = re.compile(r"\b(?:\d\d|[A-Z]{2}|[A-Z]\d)\b")
_CODE = re.compile(r"(?<![\w.$-])(?:[A-TV-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?|\d{4}[0-9TFU]|[A-V]\d{4})(?![\w.%]\w)")


class Documents:
    """See the module."""

    name = "documents"
    version = 2

    def recognise(self, path: Path, head: bytes) -> Edition | None:
        """The edition of a file with front matter or of a known publication; None for any other."""
        kind = kind_of(path.name, head)
        if kind is None or path.is_dir():
            return None
        if kind in (Kind.MARKDOWN, Kind.TEXT) and _given(path, head):
            return self._edition(path, kind, head)
        if kind is not Kind.PDF:
            return None
        try:
            known = known_publication(block.text for block in _first(path).blocks)
        except Unreadable:
            return None
        return self._edition(path, kind, head) if known is not None else None

    def recognise_in_folder(self, path: Path, head: bytes) -> Edition | None:
        """The edition of a file in the folder for documents; None for a kind of file that is not converted."""
        kind = kind_of(path.name, head)
        return self._edition(path, kind, head) if kind is not None else None

    def _edition(self, path: Path, kind: Kind, head: bytes) -> Edition:
        identity = _identity(path, kind, head, _beginning(path, kind, head))
        return Edition(
            source=self.name,
            name=f"{identity.title} {identity.edition}".strip(),
            begins=identity.begins or _UNDATED,
            ends=identity.ends,
            publisher=identity.publisher,
            file=file_name(path),
            partial=True,
            part=file_name(path),
        )

    def write(self, path: Path, edition: Edition, database: sqlite3.Connection, progress: Progress) -> FileReport:
        """Convert the document and write its passages. Raises `SourceError`."""
        database.executescript(passage_rows.SCHEMA)
        report = FileReport(file=file_name(path), source=self.name, edition=edition.name)
        with path.open("rb") as handle:
            head = handle.read(limits.HEAD_BYTES)
        kind = kind_of(path.name, head)
        if kind is None:
            raise SourceError(path, "it is no kind of document that is converted", "Save it as PDF, docx, xlsx, HTML, Markdown or text.")
        progress(edition.name, 0.0)
        document = _converted(path, kind, limits.MAX_PAGES)
        identity = _identity(path, kind, head, document.blocks)
        dropped = 0
        if kind is Kind.TEXT:
            document = _without_head(document)
        found = tuple(pieces(sections(document)))
        for number, piece in enumerate(found):
            text, quoted = without_descriptors(piece.text)
            dropped += quoted
            passage_rows.insert(database, _passage(identity, replace(piece, text=text), number, edition))
            report.rows += 1
        if not report.rows:
            raise SourceError(path, "no text was found in it", "Open it and see; a scan must go through text recognition first.")
        report.reasons += list(_remarks(document, dropped, identity))
        report.rejected = document.pages - document.pages_read
        progress(edition.name, 1.0)
        return report

    def entries(self, database: sqlite3.Connection) -> Iterator[tuple[System, Entry]]:
        """None: a document names codes, it does not list them."""
        yield from ()

    def passages(self, database: sqlite3.Connection) -> Iterator[Passage]:
        """Its pieces."""
        yield from passage_rows.passages(database)


def how_to_have_it_read(path: Path, head: bytes) -> str:
    """What to add to the reason for a file that no reader knows: how it becomes a document, if it is a kind that can."""
    if kind_of(path.name, head) is None:
        return ""
    return f"; if it is a document to be quoted in answers, put it into the folder {FOLDER}/ of the sources"


def _converted(path: Path, kind: Kind, pages: int) -> Converted:
    try:
        return convert(kind, path, pages)
    except Unreadable as error:
        raise SourceError(path, str(error), _REMEDY) from error


def _beginning(path: Path, kind: Kind, head: bytes) -> tuple[Block, ...]:
    """Enough of a document to know what it is. Raises `SourceError`."""
    if kind in (Kind.MARKDOWN, Kind.TEXT):
        return _head_blocks(head)
    try:
        return _first(path).blocks
    except Unreadable as error:
        raise SourceError(path, str(error), _REMEDY) from error


def _first(path: Path) -> Converted:
    """The beginning of a document, kept for the questions that are asked about it one after the other. Raises `Unreadable`."""
    stat = path.stat()
    with path.open("rb") as handle:
        kind = kind_of(path.name, handle.read(4096))
    if kind is None:
        raise Unreadable("it is no kind of document that is converted")
    return _remembered(str(path), kind, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=2)
def _remembered(path: str, kind: Kind, changed: int, size: int) -> Converted:
    return convert(kind, Path(path), _FIRST_PAGES)


def _given(path: Path, head: bytes) -> dict[str, object]:
    """What a file's front matter says; empty without one. Raises `SourceError`."""
    try:
        return dict(front_matter(head.decode("utf-8", "replace").replace("\r\n", "\n")) or {})
    except Unreadable as error:
        raise SourceError(path, str(error), "README shows the form.") from error


def _head_blocks(head: bytes) -> tuple[Block, ...]:
    text = without_front_matter(head.decode("utf-8", "replace").replace("\r\n", "\n"))
    lines = [line.strip() for line in text.split("\n") if line.strip()][:60]
    return tuple(Block(line.lstrip("# "), level=1 if line.startswith("# ") else 0) for line in lines)


def _identity(path: Path, kind: Kind, head: bytes, blocks: tuple[Block, ...]) -> Identity:
    given = _given(path, head) if kind in (Kind.MARKDOWN, Kind.TEXT) else {}
    known = known_publication(block.text for block in blocks[:200])
    dropped = datetime.fromtimestamp(path.stat().st_mtime, UTC).date()
    headings = blocks if kind is not Kind.SHEET else ()  # names of sheets are no title
    try:
        return described(given, known, Path(path.name), headings, dropped)
    except Unreadable as error:
        raise SourceError(path, str(error), "README shows the form.") from error


def _without_head(document: Converted) -> Converted:
    text = "\n".join(block.text for block in document.blocks)
    body = without_front_matter(text)
    lines = len(text.split("\n")) - len(body.split("\n"))
    return replace(document, blocks=document.blocks[lines:])


def _passage(identity: Identity, piece: Piece, number: int, edition: Edition) -> Passage:
    title = piece.path[-1] if piece.path else identity.title
    about = f"{piece.locator}: {title}" if piece.locator else title
    place = ", ".join(filter(None, (piece.locator, f"page {piece.page}" if piece.page else "")))
    named = " ".join((title, piece.text[:120] if ":" in piece.text[:60] else ""))
    return Passage(
        id=f"doc-{digest_of(edition.name, edition.part, identity.workspace)[:10]}-{number:04}",
        title=about if not piece.part or piece.part == 1 else f"{about} (part {piece.part})",
        text=piece.text,
        topic=identity.topic,
        source=identity.source,
        edition=identity.edition,
        checked=identity.checked or _UNDATED,
        valid_from=identity.begins,
        valid_to=identity.ends,
        payer=identity.payer,
        codes=tuple(dict.fromkeys((*identity.codes, *_CODE.findall(piece.text))))[:_MAX_CODES],
        modifiers=tuple(dict.fromkeys((*identity.modifiers, *modifiers_named(named)))),
        keywords=tuple(dict.fromkeys((identity.title, *piece.path[:-1], *identity.keywords))),
        document=identity.title,
        locator=place,
        workspace=identity.workspace,
    )


def modifiers_named(text: str) -> tuple[str, ...]:
    """The modifiers that a heading names: `Modifiers XE, XS, XP, XU` → the four."""
    return tuple(code for found in _MODIFIERS_NAMED.findall(text) for code in _MODIFIER.findall(found.upper()))


def _remarks(document: Converted, dropped: int, identity: Identity) -> Iterator[str]:
    if document.pages > document.pages_read:
        yield f"only the first {document.pages_read:,} of {document.pages:,} pages were read; split the document to have the rest"
    if document.cut:
        yield f"only its first {limits.MAX_CHARACTERS:,} characters were read; split the document to have the rest"
    if dropped:
        yield f"{dropped} quoted descriptors of codes were left out; only a licensed copy may show them"
    if identity.workspace:
        yield f"only workspace {identity.workspace} can read it"
