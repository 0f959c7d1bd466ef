"""Exact look-ups in the catalog files of a snapshot: one read-only SQLite file per source edition."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

from knowledge import code_lists, editions, icd10cm, titles
from knowledge.errors import SnapshotBroken
from knowledge.model import (
    Code,
    Edition,
    Fact,
    Hit,
    Lookup,
    LookupState,
    Note,
    NoteKind,
    SeventhCharacter,
    System,
)
from knowledge.procedures import with_tables
from knowledge.prose import PROSE_SOURCES, Prose
from knowledge.tables import hcpcs, physician_fee_schedule
from knowledge.tables.files import Rows
from knowledge.titles import Titled

FILE = "catalog.sqlite"
_MAX_NEIGHBOURS = 5
_DAYS_KEPT = 2048
"""Choices of an edition by source and day that a snapshot remembers; a day asks for some thirty sources at most."""
_DATED_ROWS = frozenset({hcpcs.SOURCE, physician_fee_schedule.SOURCE})
"""Sources whose look-ups sort their files by date themselves."""


class EditionFile:
    """One catalog file, opened read-only and immutable: no lock is taken, no journal is read."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE
        try:
            self._database = sqlite3.connect(f"file:{self.path}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        except sqlite3.Error as error:
            raise self._broken() from error
        try:
            self.edition: Edition = editions.decode(self.one("SELECT json FROM edition")[0])
        except (SnapshotBroken, ValueError, KeyError, TypeError) as error:
            self.close()
            raise self._broken() from error

    def _broken(self) -> SnapshotBroken:
        return SnapshotBroken(f"Catalog file {self.path.parent.name} cannot be read.", "Run: coderly kb build")

    def all(self, query: str, *values: Any) -> list[Any]:
        """All rows. SQLite's own lock serialises threads; a look-up takes some 20 µs. Raises `SnapshotBroken`."""
        try:
            return self._database.execute(query, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise self._broken() from error

    def one(self, query: str, *values: Any) -> Any:
        """The first row or None. Raises `SnapshotBroken`."""
        try:
            return self._database.execute(query, values).fetchone()
        except sqlite3.DatabaseError as error:
            raise self._broken() from error

    def close(self) -> None:
        """Close the file."""
        self._database.close()


class Catalog:
    """All catalog files of a snapshot."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self._files: dict[str, list[EditionFile]] = {}
        self.prose = Prose(lambda: (file for source in PROSE_SOURCES for file in self._files.get(source, ())))
        for folder in folders:
            file = EditionFile(folder)
            self._files.setdefault(file.edition.source, []).append(file)
        for files in self._files.values():
            files.sort(key=lambda f: (f.edition.begins, f.edition.name, f.edition.part), reverse=True)
        self._in_force = lru_cache(maxsize=_DAYS_KEPT)(self._chosen)

    def close(self) -> None:
        """Close all files."""
        for files in self._files.values():
            for file in files:
                file.close()

    @property
    def editions(self) -> tuple[Edition, ...]:
        """Every edition at hand."""
        return tuple(f.edition for files in self._files.values() for f in files)

    def files(self, source: str) -> tuple[EditionFile, ...]:
        """Every file of a source, the newest edition first: for sources whose rows carry their own dates."""
        return tuple(self._files.get(source, ()))

    def in_force(self, source: str, on: date) -> tuple[tuple[EditionFile, ...], bool]:
        """All files of the edition that answers a date, and whether it is only the newest before that date.

        Remembered, since the files of a snapshot never change, and one answer asks this some ten times.
        """
        return self._in_force(source, on)

    def _chosen(self, source: str, on: date) -> tuple[tuple[EditionFile, ...], bool]:
        files = self._files.get(source, [])
        edition, stale = editions.in_force([f.edition for f in files], on)
        if edition is None:
            return (), False
        return tuple(f for f in files if (f.edition.begins, f.edition.name) == (edition.begins, edition.name)), stale

    def file_for(self, source: str, on: date) -> tuple[EditionFile | None, bool]:
        """The one file of a source published in one file, as `in_force`."""
        files, stale = self.in_force(source, on)
        return (files[0] if files else None), stale

    def code(self, system: System, code: str, on: date) -> Lookup:
        """Look up one code of one system on a date of service. Never raises for an unknown code."""
        if system is System.ICD10CM:
            return self._icd10cm(code, on)
        if system is System.ICD10PCS and any(self._files.get(source) for source in titles.PCS_SOURCES):
            return self._icd10pcs(code.upper(), on)
        starter = self._starter(system, code, on)
        return with_tables(starter, self.files, on) if system in (System.CPT, System.HCPCS) else starter

    def _icd10pcs(self, asked: str, on: date) -> Lookup:
        """A whole code, or a table or the beginning of a code, which is no code yet; what may follow are its children."""
        found = self.titled(System.ICD10PCS, asked, on)
        if found is None:
            known = [file for source in titles.PCS_SOURCES for file in self._answering(source, on)]
            edition = known[0].edition if known else None
            return Lookup(LookupState.NOT_FOUND if known else LookupState.EDITION_NOT_LOADED, System.ICD10PCS, asked, edition=edition)
        below = () if found.reportable else tuple(t.code for t in titles.icd10pcs_below(self._answering, asked, on))
        entry = Code(System.ICD10PCS, asked, found.title, found.edition, found.reportable, children=below, plain=found.title)
        return Lookup(LookupState.FOUND, System.ICD10PCS, asked, entry, found.edition)

    def _icd10cm(self, code: str, on: date) -> Lookup:
        asked = icd10cm.dotted(code)
        file, _ = self.tabular(on)
        if file is None:
            listing, _ = self.code_list(on)
            if listing is not None:
                return code_lists.look_up(listing, code)
            loaded = any(self._files.get(source) for source in ("icd10cm_tabular", *code_lists.SOURCES))
            state = LookupState.EDITION_NOT_LOADED if loaded else LookupState.SYSTEM_NOT_LOADED
            return Lookup(state, System.ICD10CM, asked)
        row = file.one("SELECT code, title, parent, base, reportable, block, chapter FROM code WHERE key = ?", icd10cm.key(code))
        if row is None:
            return Lookup(LookupState.NOT_FOUND, System.ICD10CM, asked, edition=file.edition, neighbours=_icd10cm_neighbours(file, asked))
        found, title, parent, base, reportable, block, chapter = row
        entry = Code(
            system=System.ICD10CM,
            code=found,
            title=title,
            edition=file.edition,
            reportable=bool(reportable),
            parent=parent,
            base=base,
            children=tuple(r[0] for r in file.all("SELECT code FROM code WHERE parent = ? ORDER BY seq", found)),
            notes=_icd10cm_notes(file, found, base, block, chapter),
            seventh=_icd10cm_seventh(file, base or found),
            chapter=_section(file, f"chapter {chapter}"),
            block=_section(file, block),
        )
        return Lookup(LookupState.FOUND, System.ICD10CM, asked, code=entry, edition=file.edition)

    def tabular(self, on: date) -> tuple[EditionFile | None, bool]:
        """The tabular list that answers a date; none where only a bare list of codes covers it."""
        file, stale = self.file_for("icd10cm_tabular", on)
        if stale:
            listing, only_newest = self.code_list(on)
            if listing is not None and not only_newest:
                return None, False
        return file, stale

    def code_list(self, on: date) -> tuple[Rows | None, bool]:
        """The order or codes file of ICD-10-CM that answers a date, and whether it is only the newest before it."""
        return code_lists.list_for(self.in_force, on)

    def titled(self, system: System, code: str, on: date) -> Titled | None:
        """What a code found by words is called on a date, or None if no list that answers for it has the code."""
        if system is System.ICD10CM and self.tabular(on)[0] is None:
            listing, _ = self.code_list(on)
            found = code_lists.look_up(listing, code).code if listing is not None else None
            return Titled(system, found.code, found.title, found.reportable, found.edition) if found is not None else None
        return titles.titled(self._answering, system, code, on)

    def title(self, system: System, code: str, on: date) -> tuple[str, bool]:
        """Title and reportability of a code; empty if no list that answers for the date has it."""
        found = self.titled(system, code, on)
        return (found.title, found.reportable) if found is not None else ("", False)

    def starting_with(self, prefix: str, limit: int, on: date) -> tuple[Hit, ...]:
        """Codes of every system that begin with `prefix`, in code order, without those made by 7th characters."""
        found = islice(titles.beginning(self._answering, prefix, on), limit)
        return tuple(Hit(t.system, t.code, t.title, 0.0, t.edition, reportable=t.reportable) for t in found)

    def _answering(self, source: str, on: date) -> tuple[EditionFile, ...]:
        """The files of a source in the order in which they answer: all of one whose rows carry dates, else the edition in force."""
        return self.files(source) if source in _DATED_ROWS else self.in_force(source, on)[0]

    def _starter(self, system: System, code: str, on: date) -> Lookup:
        asked = code.upper()
        file, _ = self.file_for("starter", on)
        if file is None:
            state = LookupState.EDITION_NOT_LOADED if self._files.get("starter") else LookupState.SYSTEM_NOT_LOADED
            return Lookup(state, system, asked)
        row = file.one("SELECT plain, differs, family, siblings, facts FROM code WHERE system = ? AND code = ?", system.value, asked)
        if row is None:
            near = file.all(
                "SELECT code FROM code WHERE system = ? AND substr(code, 1, 2) = substr(?, 1, 2) ORDER BY abs(CAST(substr(code, 2) AS INTEGER)"
                " - CAST(substr(?, 2) AS INTEGER)), code LIMIT ?",
                system.value,
                asked,
                asked,
                _MAX_NEIGHBOURS,
            )
            return Lookup(LookupState.NOT_FOUND, system, asked, edition=file.edition, neighbours=tuple(r[0] for r in near))
        plain, differs, family, siblings, facts = row
        entry = Code(
            system=system,
            code=asked,
            title=plain,
            edition=file.edition,
            reportable=True,
            plain=plain,
            differs=differs,
            family=family,
            siblings=tuple(json.loads(siblings)),
            facts=tuple(Fact(*f) for f in json.loads(facts)),
        )
        return Lookup(LookupState.FOUND, system, asked, code=entry, edition=file.edition)


def _section(file: EditionFile, origin: str) -> str:
    row = file.one("SELECT title FROM section WHERE id = ?", origin)
    return row[0] if row else ""


def _icd10cm_notes(file: EditionFile, code: str, base: str | None, block: str, chapter: str) -> tuple[Note, ...]:
    """The code's own notes, then those of its ancestors up to the chapter. Inclusion terms are not inherited."""
    own = base or code
    origins = [own]
    above = file.one("SELECT parent FROM code WHERE code = ? AND key = ?", own, icd10cm.key(own))
    while above and above[0]:
        origins.append(above[0])
        above = file.one("SELECT parent FROM code WHERE key = ?", icd10cm.key(above[0]))
    origins += [block, f"chapter {chapter}"]
    notes = []
    for origin in origins:
        for kind, text in file.all("SELECT kind, text FROM note WHERE origin = ? ORDER BY kind, seq", origin):
            if kind != NoteKind.INCLUSION_TERM or origin == own:
                notes.append(Note(NoteKind(kind), text, origin))
    return tuple(notes)


def _icd10cm_seventh(file: EditionFile, code: str) -> tuple[SeventhCharacter, ...]:
    """The 7th characters that exist for a base code: those of its rows, with the nearest definition's words."""
    present = {r[0][-1] for r in file.all("SELECT code FROM code WHERE base = ?", code)}
    if not present:
        return ()
    above: str | None = code
    while above:
        rows = file.all("SELECT character, meaning FROM seventh WHERE origin = ? ORDER BY seq", above)
        if rows:
            return tuple(SeventhCharacter(c, m) for c, m in rows if c in present)
        parent = file.one("SELECT parent FROM code WHERE key = ?", icd10cm.key(above))
        above = parent[0] if parent else None
    return ()


def _icd10cm_neighbours(file: EditionFile, asked: str) -> tuple[str, ...]:
    """Codes near one that does not exist: those below the longest prefix that does."""
    plain = icd10cm.key(asked)
    for length in range(min(len(plain), 6), 2, -1):
        rows = file.all("SELECT code FROM code WHERE key >= ? AND key < ? ORDER BY key", plain[:length], plain[:length] + "~")
        if rows:
            from rapidfuzz import process
            from rapidfuzz.distance import OSA

            near = process.extract(asked, [r[0] for r in rows], scorer=OSA.normalized_similarity, limit=_MAX_NEIGHBOURS)
            return tuple(sorted(name for name, _, _ in near))
    return ()
