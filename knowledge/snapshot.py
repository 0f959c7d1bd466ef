"""Snapshots: manifests of artefacts, and the pointer that says which one serves.

A snapshot never changes once written. Publishing is one atomic replacement of the pointer; rolling back is the
same replacement. Anything that fails before it leaves the old snapshot serving.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from knowledge.artefacts import Artefacts, digest_of
from knowledge.errors import KnowledgeError, NoSnapshot, SnapshotBroken

FORMAT = 1
"""Version of the manifest; a newer program reads older ones, an older one refuses newer ones."""

_TEMPORARY = ".tmp-"
_WITHDRAWN = "withdrawn"
"""File beside the pointer, one snapshot a line."""


@dataclass(frozen=True, slots=True)
class Part:
    """One artefact of a snapshot. `kind` is catalog, words or passages; `of` a source or a code system."""

    kind: str
    of: str
    artefact: str
    edition: str = ""
    embedder: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a snapshot is made of. `complete` is False for the first of the two publishes of a build."""

    id: str
    created: str
    complete: bool
    parts: tuple[Part, ...]
    reports: tuple[dict[str, Any], ...] = field(default=())
    format: int = FORMAT

    def parts_of(self, kind: str) -> tuple[Part, ...]:
        """The parts of one kind."""
        return tuple(p for p in self.parts if p.kind == kind)


def composed(parts: tuple[Part, ...], *, complete: bool, reports: tuple[dict[str, Any], ...] = ()) -> Manifest:
    """A manifest of these parts, named after this moment. Nothing is written."""
    now = datetime.now(UTC)
    identity = f"{now:%Y%m%dT%H%M%S%f}-{digest_of(*(p.artefact for p in parts))[:8]}"
    return Manifest(id=identity, created=now.isoformat(timespec="seconds"), complete=complete, parts=parts, reports=reports)


def decoded(raw: dict[str, Any]) -> Manifest:
    """A manifest as it was written. Raises `KnowledgeError` for one of a newer program, `KeyError` or `TypeError` for no manifest."""
    if raw["format"] > FORMAT:
        raise KnowledgeError(f"Snapshot {raw.get('id', 'of another form')} was written by a newer version of Coderly.", "Upgrade, or run: coderly kb build")
    return Manifest(
        id=raw["id"],
        created=raw["created"],
        complete=raw["complete"],
        parts=tuple(Part(**p) for p in raw["parts"]),
        reports=tuple(raw["reports"]),
        format=raw["format"],
    )


class PointerStore(Protocol):
    """Where it is written which snapshot serves; a change of `stamp()` says that `current()` may differ."""

    def current(self) -> str | None:
        """The id of the serving snapshot."""

    def set(self, snapshot: str) -> None:
        """Make another snapshot the serving one, atomically."""

    def stamp(self) -> object:
        """A cheap value that changes when the pointer is set."""


class FilePointer:
    """The file `CURRENT`, replaced atomically."""

    def __init__(self, root: Path) -> None:
        self._file = root / "CURRENT"

    def current(self) -> str | None:
        """See `PointerStore`."""
        try:
            return self._file.read_text(encoding="utf-8").strip() or None
        except OSError:
            return None

    def set(self, snapshot: str) -> None:
        """See `PointerStore`."""
        write_atomically(self._file, snapshot + "\n")

    def stamp(self) -> object:
        """See `PointerStore`."""
        try:
            status = self._file.stat()
        except OSError:
            return None
        return status.st_mtime_ns, status.st_ino


def write_atomically(file: Path, text: str) -> None:
    """Replace a file so that a reader sees the old or the new text, also after a crash."""
    temporary = file.with_name(f"{_TEMPORARY}{file.name}.{os.getpid()}")
    try:
        with temporary.open("w", encoding="utf-8") as handle:
            handle.write(text)
            handle.flush()
            os.fsync(handle.fileno())
        temporary.replace(file)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise KnowledgeError(
            f"{file.name} could not be written ({error.strerror}).", "Free some space or mend the permissions, then run: coderly kb build"
        ) from error


class Snapshots:
    """The manifests below the knowledge directory."""

    def __init__(self, root: Path, pointer: PointerStore | None = None) -> None:
        self.root = root
        self.artefacts = Artefacts(root)
        self.pointer = pointer or FilePointer(root)
        self._folder = root / "snapshots"

    def write(self, parts: tuple[Part, ...], *, complete: bool, reports: tuple[dict[str, Any], ...] = ()) -> Manifest:
        """Write a manifest; it serves nobody until `publish`."""
        manifest = composed(parts, complete=complete, reports=reports)
        self.add(manifest)
        return manifest

    def add(self, manifest: Manifest) -> None:
        """Write a manifest that was composed before; it serves nobody until `publish`."""
        self._folder.mkdir(parents=True, exist_ok=True)
        write_atomically(self._folder / f"{manifest.id}.json", json.dumps(asdict(manifest), indent=1))

    def publish(self, manifest: Manifest) -> None:
        """Check every part, then make this snapshot the serving one. Raises `SnapshotBroken`."""
        self.check(manifest)
        self.pointer.set(manifest.id)

    def check(self, manifest: Manifest) -> None:
        """Raise `SnapshotBroken` if a part is missing or damaged."""
        for part in manifest.parts:
            self.artefacts.check(part.artefact)

    def load(self, identity: str) -> Manifest:
        """Read a manifest. Raises `SnapshotBroken`."""
        try:
            return decoded(json.loads((self._folder / f"{identity}.json").read_text(encoding="utf-8")))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise SnapshotBroken(f"Snapshot {identity} cannot be read.", "Run: coderly kb build") from error

    def ids(self) -> list[str]:
        """All snapshots, oldest first."""
        return sorted(p.stem for p in self._folder.glob("*.json")) if self._folder.is_dir() else []

    def current(self) -> Manifest:
        """The serving snapshot's manifest. Raises `NoSnapshot` or `SnapshotBroken`."""
        identity = self.pointer.current()
        if identity is None:
            raise NoSnapshot("There is no knowledge base yet.", "Run: coderly kb build")
        return self.load(identity)

    def before(self, identity: str) -> Manifest | None:
        """The newest complete and undamaged snapshot older than the given one that nobody rolled back from."""
        withdrawn = self.withdrawn()
        for older in reversed([i for i in self.ids() if i < identity and i not in withdrawn]):
            if (manifest := self._sound(older)) is not None:
                return manifest
        return None

    def withdrawn(self) -> frozenset[str]:
        """The snapshots that somebody rolled back from: they were wrong, and are gone back to only by their own name."""
        try:
            return frozenset((self.root / _WITHDRAWN).read_text(encoding="utf-8").split())
        except OSError:
            return frozenset()

    def back_to(self, identity: str = "") -> Manifest:
        """What a rollback would serve: the snapshot of this id, else the one before the serving one. Raises `KnowledgeError` if there is none."""
        if not identity:
            target = self.before(self.current().id)
            if target is None:
                raise KnowledgeError("There is no earlier complete snapshot to go back to.", "Run: coderly kb status")
            return target
        named = self._sound(identity)
        if named is None:
            raise KnowledgeError(f"There is no complete snapshot {identity}.", "Run: coderly kb status")
        return named

    def rollback(self, identity: str = "") -> Manifest:
        """Serve what `back_to` says, and withdraw the one that served. Raises `KnowledgeError` and leaves all as it was."""
        target, left = self.back_to(identity), self.pointer.current()
        if left == target.id:
            raise KnowledgeError(f"Snapshot {target.id} serves already.")
        before = self.withdrawn()
        after = before - {target.id} | ({left} if left else set())
        self._withdraw(after)
        try:
            self.publish(target)
        except KnowledgeError:
            self._withdraw(before)
            raise
        return target

    def _withdraw(self, identities: frozenset[str]) -> None:
        write_atomically(self.root / _WITHDRAWN, "".join(f"{i}\n" for i in sorted(identities & set(self.ids()))))

    def _sound(self, identity: str) -> Manifest | None:
        """A complete snapshot with all its parts, else nothing."""
        try:
            manifest = self.load(identity)
            self.check(manifest)
        except KnowledgeError:
            return None
        return manifest if manifest.complete else None

    def sweep(self) -> None:
        """Remove what a killed process was writing. Call it under the build lock."""
        for folder in (self.root, self._folder):
            for leftover in folder.glob(f"{_TEMPORARY}*"):
                leftover.unlink(missing_ok=True)

    def remove(self, identity: str) -> None:
        """Forget a manifest; its artefacts stay until they are swept."""
        (self._folder / f"{identity}.json").unlink(missing_ok=True)
