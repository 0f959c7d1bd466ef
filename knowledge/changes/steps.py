"""Which releases a build compares: each with the complete one before it, among what the new snapshot holds and what served until now.

A release that was compared once keeps its changes as long as a snapshot holds it: the file it was compared with may be long gone.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from knowledge import catalog_files, editions
from knowledge.artefacts import Artefacts, digest_of
from knowledge.changes import kept
from knowledge.changes.compared import COMPARED
from knowledge.changes.comparing import Release, differences
from knowledge.changes.kept import Kept, Step
from knowledge.errors import KnowledgeError
from knowledge.model import Edition
from knowledge.snapshot import Manifest, Part, Snapshots
from knowledge.sources.base import Progress
from knowledge.told import Told
from knowledge.workers import Workers

KIND = "changes"


@dataclass(frozen=True, slots=True)
class Held:
    """A release with the artefacts of its files."""

    source: str
    edition: Edition
    artefacts: tuple[str, ...]

    def release(self, artefacts: Artefacts) -> Release:
        """With the folders of its files."""
        folders = tuple(artefacts.path(name) for name in self.artefacts)
        return Release(self.source, self.edition.name, self.edition.begins, folders, self.edition.partial)


class Changes:
    """Makes the changes parts of one build from its catalog parts."""

    def __init__(self, snapshots: Snapshots, told: Told, workers: Workers, catalogs: tuple[Part, ...]) -> None:
        self._snapshots = snapshots
        self._artefacts = snapshots.artefacts
        self._told = told
        self._workers = workers
        self._catalogs = catalogs
        self._served: Manifest | None = None
        with suppress(KnowledgeError):  # nothing was built yet, or what was is broken
            self._served = snapshots.current()  # now: the facts of this build may be published before its changes

    def parts(self) -> tuple[Part, ...]:
        """One part a release that follows another; what is there already is kept, the rest is compared. Raises `KnowledgeError`."""
        now = held(self._artefacts, self._catalogs)
        there = {part.artefact for part in self._catalogs}
        found, told = self._still_told(there)
        known = {h.artefacts for h in now}
        before = [h for h in held(self._artefacts, filter(self._sound, self._serving("catalog"))) if h.artefacts not in known]
        fresh = [(old, new) for old, new in pairs(before, now) if new.artefacts not in told]
        names = [name_of(old, new) for old, new in fresh]
        tasks = [
            (str(self._snapshots.root), name, old, new)
            for name, (old, new) in zip(names, fresh, strict=True)
            if not self._artefacts.has(name)
        ]
        if self._workers.several and len(tasks) > 1:
            for position, outcome in self._workers.run(_compare, tasks):
                if isinstance(outcome, Exception):
                    raise outcome
                self._artefacts.made_elsewhere(tasks[position][1])
        else:
            for task in tasks:
                _compare(self._told.progress, *task, artefacts=self._artefacts)
        made = [Part(KIND, new.source, name, f"{old.edition.name} → {new.edition.name}") for name, (old, new) in zip(names, fresh, strict=True)]
        return tuple(sorted([*found, *made], key=lambda part: (part.of, part.artefact)))

    def _still_told(self, there: set[str]) -> tuple[list[Part], set[tuple[str, ...]]]:
        """Parts of the serving snapshot whose later release the new one holds, too, and which releases those are."""
        found, told = [], set()
        for part in self._serving(KIND):
            try:
                opened = Kept(self._artefacts.path(part.artefact))
            except (sqlite3.Error, ValueError, LookupError, TypeError):
                continue  # damaged, or of another version of the program: compared again
            opened.close()
            if part.artefact.startswith(_prefix(part.of)) and self._artefacts.has(part.artefact) and there.issuperset(opened.step.artefacts):
                found.append(part)
                told.add(opened.step.artefacts)
        return found, told

    def _sound(self, part: Part) -> bool:
        return part.of in COMPARED and self._artefacts.has(part.artefact)

    def _serving(self, kind: str) -> tuple[Part, ...]:
        return self._served.parts_of(kind) if self._served is not None else ()


def held(artefacts: Artefacts, parts: Iterable[Part]) -> list[Held]:
    """The releases of these catalog parts that can be compared, from the oldest to the newest of each source."""
    files: dict[tuple[str, str, bool], list[tuple[Edition, str]]] = {}
    for part in parts:
        if part.of in COMPARED:
            edition = catalog_files.read(artefacts.path(part.artefact)).edition
            files.setdefault((part.of, edition.name, edition.partial), []).append((edition, part.artefact))
    found = [Held(source, items[0][0], tuple(sorted(name for _, name in items))) for (source, _, _), items in files.items()]
    return sorted(found, key=lambda h: (h.source, editions.order(h.edition)))


def pairs(before: list[Held], now: list[Held]) -> Iterator[tuple[Held, Held]]:
    """Each release with the one it is compared with: the same as it was read before, else the last complete one before it."""
    for new in now:
        same = [old for old in before if (old.source, old.edition.name) == (new.source, new.edition.name)]
        older = [h for h in (*before, *now) if h.source == new.source and not h.edition.partial and h is not new]
        older = [h for h in older if editions.order(h.edition) < editions.order(new.edition)]
        chosen = same[-1:] or sorted(older, key=lambda h: editions.order(h.edition))[-1:]
        if chosen:
            yield chosen[0], new


def _prefix(source: str) -> str:
    return f"{KIND}-{source}-{kept.VERSION}-"


def name_of(old: Held, new: Held) -> str:
    """The artefact of the changes from one release to another: a name made of all their files."""
    return _prefix(new.source) + digest_of(*old.artefacts, "→", *new.artefacts)


def _compare(progress: Progress, root: str, name: str, old: Held, new: Held, artefacts: Artefacts | None = None) -> None:
    """Compare two releases and keep what changed, in this process or another. Raises `KnowledgeError`."""
    store = artefacts or Artefacts(Path(root))
    step = Step(new.source, old.edition.name, new.edition.name, new.edition.begins, new.artefacts)
    progress(f"comparing {new.source}", 0.0)
    store.make(name, partial(kept.write, step=step, changes=differences(old.release(store), new.release(store))))
    progress(f"comparing {new.source}", 1.0)
