"""Published files → a new snapshot. Runs in a child process (`python -m knowledge.build`).

Inside the serving process a build would freeze it for seconds (Chroma holds the interpreter lock while it
writes), so the program starts this module as a child, reads its events and shows them. Events are JSON lines
on standard output: `{"event": "progress", …}`, `"file"`, `"published"`, `"error"`, `"done"`.
"""

from __future__ import annotations

import fcntl
import json
import os
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from knowledge import catalog, editions, passages, words
from knowledge.artefacts import digest_of, file_digest
from knowledge.base import PASSAGES
from knowledge.discover import Recognised, discover, packaged
from knowledge.embeddings import Embedder, embedder_named
from knowledge.errors import BuildRunning, KnowledgeError, SnapshotBroken, SourceError
from knowledge.model import Edition, Passage
from knowledge.order import Order
from knowledge.readers import reader_named
from knowledge.snapshot import Part, Snapshots
from knowledge.sources.base import Entry, FileReport
from knowledge.sources.merging import merged

_NICE = 10
_CATALOG = "catalog 2"
"""Goes up whenever every catalog file would be written differently."""
_KEPT = "the edition that serves is kept, since its file cannot be read now"

Event = Callable[[dict[str, Any]], None]


_Key = tuple[str, str, str]


def _key(edition: Edition) -> _Key:
    return edition.source, edition.name, edition.part


@contextmanager
def build_lock(root: Path) -> Iterator[None]:
    """One build at a time across processes. Raises `BuildRunning` with the process that holds it."""
    root.mkdir(parents=True, exist_ok=True)
    with (root / "build.lock").open("a+") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            handle.seek(0)
            holder = handle.read().strip() or "another process"
            raise BuildRunning(
                f"A build is running already (process {holder}).", "Wait for it; coderly kb status shows when it is done."
            ) from error
        handle.truncate(0)
        handle.write(str(os.getpid()))
        handle.flush()
        yield


class Build:
    """One run of a build. Steps call `emit` so that whoever waits can see them."""

    def __init__(self, order: Order, emit: Event) -> None:
        self.root = Path(order.root)
        self.order = order
        self.emit = emit
        self.snapshots = Snapshots(self.root)
        self.reports: list[FileReport] = []

    def run(self) -> None:
        """Build and publish. Raises `KnowledgeError`; whatever fails leaves the serving snapshot as it was."""
        with build_lock(self.root):
            self._sweep()
            catalogs = self._catalogs()
            if not catalogs:
                raise KnowledgeError("No file could be read.", f"Drop published files into {self.order.sources} and build again.")
            word_parts = self._words(catalogs)
            facts = (*catalogs, *word_parts)
            if self._missing(self._dense_names(catalogs)) and not self._serves():
                self._publish(facts, complete=False)
            dense = self._passages(catalogs)
            self._publish((*facts, *dense), complete=True)
            self._sweep()

    def _catalogs(self) -> tuple[Part, ...]:
        dropped, rejected = discover(Path(self.order.sources))
        for report in rejected:
            self._report(report)
        bundled = {_key(item.edition): item for item in packaged()}
        files: dict[_Key, list[Recognised]] = {}
        for item in dropped:
            files.setdefault(_key(item.edition), []).insert(0, item)
        for items in files.values():
            items.sort(key=lambda item: item.path.suffix.lower() == ".xlsx")  # the same rows as text take a tenth of the time
        serving = {_key(edition): (edition, part) for edition, part in self._serving_editions()}
        unread = {report.file for report in rejected}
        parts: dict[_Key, Part] = {}
        for key in sorted({*files, *bundled, *serving}):
            part = self._first_readable(files.get(key, []))
            if part is None and key in serving and (key in files or serving[key][0].file in unread):
                part = self._kept(*serving[key])
            if part is None and key in bundled:
                part = self._first_readable([bundled[key]])
            if part is not None:
                parts[key] = part
        return tuple(parts.values())

    def _kept(self, edition: Edition, part: Part) -> Part:
        """The serving snapshot's part, when the file it was made from is damaged now."""
        self._report(FileReport(edition.file, edition.source, edition.name, edition.rows, reasons=[_KEPT], reused=True))
        return part

    def _first_readable(self, items: list[Recognised]) -> Part | None:
        """The part of an edition that several files hold, from the first of them that can be read to its end."""
        for item in items:
            try:
                return self._catalog(item)
            except SourceError as error:
                self._report(FileReport(item.path.name, item.reader.name, item.edition.name, rejected=1, reasons=[str(error)]))
        return None

    def _serving_editions(self) -> Iterator[tuple[Edition, Part]]:
        """The editions of the serving snapshot, as far as they are undamaged."""
        try:
            parts = self.snapshots.current().parts_of("catalog")
        except KnowledgeError:
            return
        for part in parts:
            if self.snapshots.artefacts.has(part.artefact):
                yield self._edition(part), part

    def _report(self, report: FileReport) -> None:
        self.reports.append(report)
        self.emit({"event": "file", **asdict(report)})

    def _catalog(self, item: Recognised) -> Part:
        started = time.monotonic()
        try:
            digest = file_digest(item.path)
        except OSError as error:
            raise SourceError(item.path, f"it cannot be read ({error.strerror})", "Mend its permissions or drop it again.") from error
        name = f"catalog-{item.reader.name}-{digest_of(_CATALOG, digest, str(item.reader.version), editions.encode(item.edition))}"
        reused = self.snapshots.artefacts.has(name)

        def fill(folder: Path) -> None:
            database = sqlite3.connect(folder / catalog.FILE)
            database.execute("PRAGMA journal_mode=OFF")
            database.execute("PRAGMA synchronous=OFF")
            report = item.reader.write(item.path, item.edition, database, lambda what, part: self._progress(f"reading {what}", part))
            edition = Edition(**{**{f: getattr(item.edition, f) for f in Edition.__slots__}, "sha256": digest, "rows": report.rows})
            feeds = {system.value for system, _ in item.reader.entries(database)} | {PASSAGES for _ in item.reader.passages(database)}
            database.execute("CREATE TABLE edition (json TEXT NOT NULL, report TEXT NOT NULL, feeds TEXT NOT NULL)")
            database.execute(
                "INSERT INTO edition VALUES (?,?,?)", (editions.encode(edition), json.dumps(asdict(report)), json.dumps(sorted(feeds)))
            )
            database.commit()
            database.close()

        folder = self.snapshots.artefacts.make(name, fill)
        report = self._stored_report(folder)
        report.reused, report.seconds = reused, round(time.monotonic() - started, 2)
        self._report(report)
        return Part("catalog", item.reader.name, name, item.edition.name)

    def _stored_report(self, folder: Path) -> FileReport:
        database = sqlite3.connect(f"file:{folder / catalog.FILE}?mode=ro&immutable=1", uri=True)
        try:
            return FileReport(**json.loads(database.execute("SELECT report FROM edition").fetchone()[0]))
        finally:
            database.close()

    def _edition(self, part: Part) -> Edition:
        return editions.decode(self._row_of(part)[0])

    def _feeds(self, part: Part) -> tuple[str, ...]:
        """The indexes that the entries of a catalog file go to."""
        return tuple(json.loads(self._row_of(part)[1]))

    def _row_of(self, part: Part) -> tuple[str, str]:
        database = self._database(part)
        try:
            edition, feeds = database.execute("SELECT json, feeds FROM edition").fetchone()
            return str(edition), str(feeds)
        finally:
            database.close()

    def _newest(self, catalogs: tuple[Part, ...]) -> tuple[Part, ...]:
        """What search runs over: of each source the newest complete edition, and excerpts that are newer still.

        Older editions answer exact look-ups by date. Without a complete edition all excerpts are searched.
        """
        by_source: dict[str, list[tuple[Edition, Part]]] = {}
        for part in catalogs:
            by_source.setdefault(part.of, []).append((self._edition(part), part))
        chosen: list[Part] = []
        for found in by_source.values():
            newest = max((editions.order(e) for e, _ in found if not e.partial), default=None)
            chosen += [part for edition, part in found if newest is None or editions.order(edition) >= newest]
        return tuple(chosen)

    def _database(self, part: Part) -> sqlite3.Connection:
        return sqlite3.connect(f"file:{self.snapshots.artefacts.path(part.artefact) / catalog.FILE}?mode=ro&immutable=1", uri=True)

    def _entries(self, catalogs: tuple[Part, ...], wanted: set[str]) -> dict[str, list[Entry]]:
        """Search entries by system, and the prose passages as entries of their own."""
        found: dict[str, list[Entry]] = {}
        for part in self._newest(catalogs):
            if not wanted & set(self._feeds(part)):
                continue
            reader, database = reader_named(part.of), self._database(part)
            for system, entry in reader.entries(database):
                found.setdefault(system.value, []).append(entry)
            for passage in reader.passages(database):
                found.setdefault(PASSAGES, []).append(_passage_entry(passage))
            database.close()
        return {of: merged(entries) for of, entries in found.items() if of in wanted}

    def _index_names(self, catalogs: tuple[Part, ...], kind: str, *more: str) -> dict[str, str]:
        """Index → the name of its artefact, made of the catalog files that go into it and nothing else."""
        inputs: dict[str, list[str]] = {}
        for part in self._newest(catalogs):
            for of in self._feeds(part):
                inputs.setdefault(of, []).append(part.artefact)
        return {of: f"{kind}-{of}-{digest_of(*sorted(names), *more)}" for of, names in sorted(inputs.items())}

    def _missing(self, names: dict[str, str]) -> set[str]:
        return {of for of, name in names.items() if not self.snapshots.artefacts.has(name)}

    def _words(self, catalogs: tuple[Part, ...]) -> tuple[Part, ...]:
        names = self._index_names(catalogs, "words", f"words {words.VERSION}")
        for of, entries in self._entries(catalogs, self._missing(names)).items():
            self._progress(f"indexing words of {of}", 0.0)
            self.snapshots.artefacts.make(names[of], partial(words.write, entries=entries))
            self._progress(f"indexing words of {of}", 1.0)
        return tuple(Part("words", of, name) for of, name in names.items())

    def _dense_names(self, catalogs: tuple[Part, ...]) -> dict[str, str]:
        return self._index_names(catalogs, "passages", f"passages {passages.VERSION}", self.order.embeddings)

    def _passages(self, catalogs: tuple[Part, ...]) -> tuple[Part, ...]:
        names = self._dense_names(catalogs)
        missing = self._missing(names)
        if missing:
            embedder: Embedder = embedder_named(self.order.embeddings)
            for of, entries in sorted(self._entries(catalogs, missing).items(), key=lambda item: len(item[1])):
                texts = [(f"{entry.code}#{n}", term) for entry in entries for n, term in enumerate(entry.terms)]
                progress = partial(self._embedding_progress, of)
                self.snapshots.artefacts.make(names[of], partial(passages.write, texts=texts, embedder=embedder, progress=progress))
        return tuple(Part("passages", of, name, embedder=self.order.embeddings) for of, name in names.items())

    def _serves(self) -> bool:
        """Whether a complete and undamaged snapshot serves: then the new one waits until it is complete, too."""
        try:
            manifest = self.snapshots.current()
            self.snapshots.check(manifest)
        except KnowledgeError:
            return False
        return manifest.complete

    def _publish(self, parts: tuple[Part, ...], *, complete: bool) -> None:
        if not self.order.publish:
            return
        current = self.snapshots.pointer.current()
        if current is not None:
            try:
                if self.snapshots.load(current).parts == parts and self.snapshots.artefacts.made.isdisjoint(p.artefact for p in parts):
                    self.emit({"event": "unchanged", "snapshot": current})
                    return
            except KnowledgeError:
                pass  # a broken current snapshot is replaced
        manifest = self.snapshots.write(parts, complete=complete, reports=tuple(asdict(r) for r in self.reports))
        self.snapshots.publish(manifest)
        self.emit({"event": "published", "snapshot": manifest.id, "complete": complete})

    def _sweep(self) -> None:
        """Forget first publishes that were completed, then remove what nothing refers to."""
        current = self.snapshots.pointer.current()
        keep: set[str] = set()
        unknown = False
        for identity in self.snapshots.ids():
            try:
                manifest = self.snapshots.load(identity)
            except SnapshotBroken:
                self.snapshots.remove(identity)
                continue
            except KnowledgeError:  # of a newer program, which may come back: nobody knows what it refers to
                unknown = True
                continue
            if not manifest.complete and identity != current:
                self.snapshots.remove(identity)
                continue
            keep.update(part.artefact for part in manifest.parts)
        self.snapshots.sweep()
        self.snapshots.artefacts.sweep(keep, only_temporary=unknown)

    def _embedding_progress(self, of: str, _: str, part: float) -> None:
        self._progress(f"embedding {of}", part)

    def _progress(self, what: str, part: float) -> None:
        self.emit({"event": "progress", "what": what, "part": round(part, 4)})


def _passage_entry(passage: Passage) -> Entry:
    """A passage as a search entry: title, text and keywords are its phrases."""
    names = " ".join((*passage.keywords, *(f"modifier {m}" for m in passage.modifiers), *passage.codes))
    return Entry(
        passage.id, (passage.title, passage.text, *([names] if names else [])), f"{passage.title} {passage.topic} {names} {passage.text}"
    )


def main() -> int:
    """Entry of the child process: an `Order` as JSON on standard input, events on standard output."""
    os.nice(_NICE)

    def emit(event: dict[str, Any]) -> None:
        sys.stdout.write(json.dumps(event) + "\n")
        sys.stdout.flush()

    started = time.monotonic()
    try:
        Build(Order(**json.loads(sys.stdin.read())), emit).run()
    except KnowledgeError as error:
        emit({"event": "error", "message": str(error)})
        return 1
    except Exception as error:  # noqa: BLE001 - nobody reads this process's standard error
        emit({"event": "error", "message": f"The build failed: {type(error).__name__}: {error}. Run: coderly doctor kb"})
        return 1
    emit({"event": "done", "seconds": round(time.monotonic() - started, 1)})
    return 0


if __name__ == "__main__":
    sys.exit(main())
