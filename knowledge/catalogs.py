"""Which catalog files a snapshot holds: what was dropped, what comes with the installation, what serves already."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol, runtime_checkable

from knowledge import catalog_files, editions, licensed, verdicts
from knowledge.artefacts import Artefacts, digest_of
from knowledge.discover import UNKNOWN, Recognised, discover, packaged
from knowledge.errors import KnowledgeError, SourceError
from knowledge.model import Edition
from knowledge.order import Order
from knowledge.readers import reader_named, readers
from knowledge.snapshot import Part, Snapshots
from knowledge.sources.base import FileReport, Progress
from knowledge.told import Told
from knowledge.workers import Workers

_CATALOG = "catalog 2"
"""Goes up whenever every catalog file would be written differently."""
_KEPT = "the edition that serves is kept, since its file cannot be read now"

_TWINS = {".csv": 0, ".xlsx": 2}
"""Of a table in several forms csv is read first: text leaves out what stands in headers, a workbook takes ten times as long."""
_WORTH_BYTES = 20_000_000
"""Starting two processes takes a second, as reading so many bytes does."""

_Key = tuple[str, str, str]


def _key(edition: Edition) -> _Key:
    return edition.source, edition.name, edition.part


def check_sources(names: tuple[str, ...]) -> None:
    """Raise `KnowledgeError` with the names there are, if one of these is not the name of a source."""
    known = sorted(reader.name for reader in readers())
    unknown = [name for name in names if name not in known]
    if unknown:
        raise KnowledgeError(f"There is no source named {', '.join(unknown)}.", f"The sources are: {', '.join(known)}.")


@runtime_checkable
class _ChecksReleases(Protocol):
    """A reader whose releases are several files that must belong together."""

    def conflict(self, parts: Sequence[tuple[Edition, sqlite3.Connection]]) -> str:
        """What is wrong with a release whose files are these; empty if nothing is."""


class Catalogs:
    """Makes the catalog parts of one build."""

    def __init__(self, order: Order, snapshots: Snapshots, told: Told, workers: Workers) -> None:
        self._order = order
        self._snapshots = snapshots
        self._told = told
        self._workers = workers
        self._read_ahead: dict[str, float | SourceError] = {}
        """What other processes have read: artefact → seconds it took, or why it cannot be read."""

    def parts(self) -> tuple[Part, ...]:
        """One part an edition and file, in the order of source and edition. Raises `KnowledgeError` if there is none."""
        files, unread = self._dropped()
        bundled = {_key(item.edition): item for item in packaged() if self._wanted(item.reader.name)}
        serving = {_key(edition): (edition, part) for edition, part in self._serving()}
        self._read_side_by_side([*(items[0] for items in files.values()), *(item for key, item in bundled.items() if key not in files)])
        parts: dict[_Key, Part] = {}
        for key in sorted({*files, *bundled, *serving}):
            if not self._wanted(key[0]):
                parts[key] = serving[key][1]
                continue
            part = self._first_readable(files.get(key, []))
            if part is None and key in serving and (key in files or _is_of(serving[key][0].file, unread)):
                part = self._kept(*serving[key])
            if part is None and key in bundled:
                part = self._first_readable([bundled[key]])
            if part is not None:
                parts[key] = part
        self._without_conflicts(parts, serving)
        if not parts:
            raise KnowledgeError("No file could be read.", f"Drop published files into {self._order.sources} and build again.")
        return tuple(parts.values())

    def _wanted(self, source: str) -> bool:
        return not self._order.only or source in self._order.only

    def _dropped(self) -> tuple[dict[_Key, list[Recognised]], tuple[str, ...]]:
        """The files of each edition, best first, and the names of files that could not be read at all."""
        dropped, rejected = discover(Path(self._order.sources), self._snapshots.root / verdicts.FILE)
        for report in rejected:
            if report.rejected or not self._order.only:  # a file of no known kind is of no source that was asked for
                self._told.file(report)
        files: dict[_Key, list[Recognised]] = {}
        for item in dropped:
            if self._shut(item.reader.name):
                self._told.file(FileReport(item.edition.file, item.reader.name, item.edition.name, reasons=[licensed.NOT_READ]))
            elif self._wanted(item.reader.name):
                files.setdefault(_key(item.edition), []).insert(0, item)
        for items in files.values():
            items.sort(key=lambda item: _TWINS.get(Path(item.place.name).suffix.lower(), 1))
        return files, tuple(report.file for report in rejected if report.source == UNKNOWN)

    def _shut(self, source: str) -> bool:
        """Whether a source holds licensed text and the mode keeps it shut."""
        return source in licensed.SOURCES and self._order.cpt != licensed.LICENSED

    def _without_conflicts(self, parts: dict[_Key, Part], serving: dict[_Key, tuple[Edition, Part]]) -> None:
        """Take out releases whose files do not belong together; what of the same release serves already stays."""
        for source, release in sorted({(key[0], key[1]) for key in parts}):
            reader = reader_named(source)
            if not isinstance(reader, _ChecksReleases):
                continue
            keys = [key for key in parts if key[:2] == (source, release)]
            with ExitStack() as stack:
                folders = {key: self._snapshots.artefacts.path(parts[key].artefact) for key in keys}
                opened = [(catalog_files.read(f).edition, stack.enter_context(catalog_files.opened(f))) for f in folders.values()]
                problem = reader.conflict(opened)
            if not problem:
                continue
            kept = {key: part for key, (_, part) in serving.items() if key[:2] == (source, release)}
            for key in keys:
                del parts[key]
            parts.update(kept)
            reasons = [f"none of this release was read: {problem}"] + ([_KEPT] if kept else [])
            self._told.file(FileReport(release, source, release, rejected=1, reasons=reasons))

    def _kept(self, edition: Edition, part: Part) -> Part:
        """The serving snapshot's part, when the file it was made from is damaged now."""
        self._told.file(FileReport(edition.file, edition.source, edition.name, edition.rows, reasons=[_KEPT], reused=True))
        return part

    def _first_readable(self, items: list[Recognised]) -> Part | None:
        """The part of an edition that several files hold, from the first of them that can be read to its end."""
        for item in items:
            try:
                return self._made(item)
            except SourceError as error:
                self._told.file(FileReport(item.edition.file, item.reader.name, item.edition.name, rejected=1, reasons=[str(error)]))
        return None

    def _serving(self) -> Iterator[tuple[Edition, Part]]:
        """The editions of the serving snapshot, as far as they are undamaged."""
        try:
            parts = self._snapshots.current().parts_of("catalog")
        except KnowledgeError:
            return
        artefacts = self._snapshots.artefacts
        for part in parts:
            if self._shut(part.of):
                continue
            if artefacts.has(part.artefact):
                yield catalog_files.read(artefacts.path(part.artefact)).edition, part

    def _read_side_by_side(self, items: list[Recognised]) -> None:
        """Let other processes read what is new, if that is worth starting them; the largest files first."""
        artefacts = self._snapshots.artefacts
        new = {_artefact(item): item for item in sorted(items, key=_bytes, reverse=True)}
        new = {name: item for name, item in new.items() if not artefacts.has(name)}
        worth = self._order.processes > 1 or sum(_bytes(item) for item in new.values()) > _WORTH_BYTES
        if not (self._workers.several and worth and len(new) > 1):
            return
        names = list(new)
        root = str(self._snapshots.root)
        for position, outcome in self._workers.run(_read, [(root, name, new[name]) for name in names]):
            if isinstance(outcome, SourceError | float):
                self._read_ahead[names[position]] = outcome
            elif isinstance(outcome, Exception):
                raise outcome
            if isinstance(outcome, float):
                artefacts.made_elsewhere(names[position])

    def _made(self, item: Recognised) -> Part:
        name = _artefact(item)
        artefacts = self._snapshots.artefacts
        ahead = self._read_ahead.get(name)
        if isinstance(ahead, SourceError):
            raise ahead
        reused = ahead is None and artefacts.has(name)
        seconds = _read(self._told.progress, str(self._snapshots.root), name, item, artefacts) if ahead is None else ahead
        report = catalog_files.read(artefacts.path(name)).report
        report.reused, report.seconds = reused, round(seconds, 2)
        self._told.file(report)
        return Part("catalog", item.reader.name, name, item.edition.name)


def _artefact(item: Recognised) -> str:
    made_of = digest_of(_CATALOG, item.digest, str(item.reader.version), editions.encode(item.edition))
    return f"catalog-{item.reader.name}-{made_of}"


def _bytes(item: Recognised) -> int:
    try:
        return item.place.file.stat().st_size
    except OSError:
        return 0  # gone meanwhile: reading it will say so


def _read(progress: Progress, root: str, name: str, item: Recognised, artefacts: Artefacts | None = None) -> float:
    """Read a file into its artefact, in this process or another; gives seconds. Raises `KnowledgeError`."""
    started = time.monotonic()

    def reading(what: str, part: float) -> None:
        progress(f"reading {what}", part)

    (artefacts or Artefacts(Path(root))).make(name, lambda folder: catalog_files.write(folder, item, reading))
    return time.monotonic() - started


def _is_of(file: str, files: tuple[str, ...]) -> bool:
    """Whether a file is one of these, or lies in an archive that is."""
    return any(file == other or file.startswith(f"{other}/") for other in files)
