"""What changed, as a snapshot tells it: for one code over all releases at hand, and from one snapshot to another."""

from __future__ import annotations

import sqlite3
import tempfile
import threading
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from knowledge.changes import kept
from knowledge.changes.comparing import differences
from knowledge.changes.kept import Kept, Step
from knowledge.changes.model import Change
from knowledge.changes.steps import KIND, Held, held, name_of, pairs
from knowledge.errors import SnapshotBroken
from knowledge.icd10cm import key
from knowledge.snapshot import Manifest, Snapshots

_MOST = 200
"""Changes of one code in one step that are read; a column 1 code of the NCCI edits can have thousands."""
_LISTS = ("icd10cm_tabular", "icd10cm_order", "icd10cm_codes", "icd10pcs_order", "icd10pcs_codes")
"""Lists of the same codes, published as several files: what two of them say of a code is one change."""


@dataclass(frozen=True, slots=True)
class Told:
    """What one release changed for one code."""

    step: Step
    changes: tuple[Change, ...]


_UNREADABLE = ("What changed between the editions cannot be read.", "Run: coderly kb build")


class History:
    """The changes of a snapshot, opened on first use. Thread-safe; methods block for some milliseconds."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self._folders = tuple(folders)
        self._opened: tuple[Kept, ...] | None = None
        self._lock = threading.Lock()

    def of(self, code: str) -> tuple[Told, ...]:
        """What each release changed for a code, the latest first; lists of the same codes tell a change once. Raises `SnapshotBroken`."""
        try:
            found = [Told(step.step, step.of(key(code), _MOST)) for step in self._steps()]
        except sqlite3.Error as error:
            raise SnapshotBroken(*_UNREADABLE) from error
        found.sort(key=lambda told: (told.step.begins, -_rank(told.step.source)), reverse=True)
        once, said = [], set[tuple[object, ...]]()
        for told in found:
            fresh = tuple(c for c in told.changes if not said.intersection(_sayings(told.step, c)[:1]))
            said.update(saying for c in fresh for saying in _sayings(told.step, c))
            if fresh:
                once.append(Told(told.step, fresh))
        return tuple(once)

    def steps(self) -> tuple[Step, ...]:
        """From which release to which, of all sources."""
        return tuple(step.step for step in self._steps())

    def close(self) -> None:
        """Let go of the files."""
        with self._lock:
            for step in self._opened or ():
                step.close()
            self._opened = None

    def _steps(self) -> tuple[Kept, ...]:
        with self._lock:
            if self._opened is None:
                try:
                    self._opened = tuple(map(Kept, self._folders))
                except (sqlite3.Error, ValueError, LookupError, TypeError) as error:
                    raise SnapshotBroken(*_UNREADABLE) from error
            return self._opened


@contextmanager
def between(snapshots: Snapshots, older: Manifest, newer: Manifest) -> Iterator[tuple[Kept, ...]]:
    """What changed from one snapshot to another: a step for each release that the newer holds and the older does not.

    Steps that a build has kept are read; others are compared now, which takes seconds for a release of the NCCI edits.
    Raises `sqlite3.Error` when a catalog file is damaged.
    """
    artefacts = snapshots.artefacts
    before, now = held(artefacts, older.parts_of("catalog")), held(artefacts, newer.parts_of("catalog"))
    known = {h.artefacts for h in before}
    with ExitStack() as stack:
        found = []
        for old, new in pairs(before, now):
            if new.artefacts in known:
                continue
            name = name_of(old, new)
            folder = artefacts.path(name)
            if not artefacts.has(name):
                folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
                step = Step(new.source, old.edition.name, new.edition.name, new.edition.begins, new.artefacts)
                kept.write(folder, step, differences(old.release(artefacts), new.release(artefacts)))
            opened = Kept(folder)
            stack.callback(opened.close)
            found.append(opened)
        yield tuple(found)


def first_loaded(snapshots: Snapshots, older: Manifest, newer: Manifest) -> tuple[Held, ...]:
    """Releases of the newer snapshot that have nothing to be compared with: their source was not loaded before."""
    before, now = (held(snapshots.artefacts, m.parts_of("catalog")) for m in (older, newer))
    known, compared = {h.artefacts for h in before}, {new.artefacts for _, new in pairs(before, now)}
    return tuple(h for h in now if h.artefacts not in known | compared)


def new_steps(snapshots: Snapshots, older: Manifest | None, newer: Manifest) -> tuple[Step, ...]:
    """The steps that a snapshot has kept and another has not; none where they cannot be read."""
    known = {part.artefact for part in older.parts_of(KIND)} if older is not None else set()
    fresh = [part.artefact for part in newer.parts_of(KIND) if part.artefact not in known]
    history = History(snapshots.artefacts.path(name) for name in fresh)
    try:
        return history.steps()
    except SnapshotBroken:
        return ()
    finally:
        history.close()


def folders(snapshots: Snapshots, manifest: Manifest) -> tuple[Path, ...]:
    """Where the changes of a snapshot are."""
    return tuple(snapshots.artefacts.path(part.artefact) for part in manifest.parts_of(KIND))


def _rank(source: str) -> int:
    return _LISTS.index(source) if source in _LISTS else len(_LISTS)


def _sayings(step: Step, change: Change) -> list[tuple[object, ...]]:
    """What a change says, and what else is thereby said: of a code that a list changed, a file of billable codes can only say it again."""
    if step.source not in _LISTS or change.what != "code":
        return [(step.source, step.begins, change)]
    of_billable = (step.begins, change.code)
    if step.source.endswith("_codes") and not change.label:
        return [of_billable]
    return [(step.begins, change.code, change.kind, change.label), of_billable]
