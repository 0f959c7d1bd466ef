"""Which snapshot serves after a build, and what is removed because no snapshot refers to it."""

from __future__ import annotations

from dataclasses import asdict

from knowledge.errors import KnowledgeError, SnapshotBroken
from knowledge.snapshot import Part, Snapshots
from knowledge.told import Told


def serves_completely(snapshots: Snapshots) -> bool:
    """Whether a complete and undamaged snapshot serves: then the new one waits until it is complete, too."""
    try:
        manifest = snapshots.current()
        snapshots.check(manifest)
    except KnowledgeError:
        return False
    return manifest.complete


def publish(snapshots: Snapshots, told: Told, parts: tuple[Part, ...], *, complete: bool) -> None:
    """Make these parts the serving snapshot, unless they are already. Raises `KnowledgeError`."""
    current = snapshots.pointer.current()
    if current is not None:
        try:
            if snapshots.load(current).parts == parts and snapshots.artefacts.made.isdisjoint(p.artefact for p in parts):
                told.unchanged(current)
                return
        except KnowledgeError:
            pass  # a broken current snapshot is replaced
    manifest = snapshots.write(parts, complete=complete, reports=tuple(asdict(r) for r in told.reports))
    snapshots.publish(manifest)
    told.published(manifest.id, complete=complete)


def sweep(snapshots: Snapshots) -> None:
    """Forget first publishes that were completed, then remove what nothing refers to. Call it under the build lock."""
    current = snapshots.pointer.current()
    keep: set[str] = set()
    unknown = False
    for identity in snapshots.ids():
        try:
            manifest = snapshots.load(identity)
        except SnapshotBroken:
            snapshots.remove(identity)
            continue
        except KnowledgeError:  # of a newer program, which may come back: nobody knows what it refers to
            unknown = True
            continue
        if not manifest.complete and identity != current:
            snapshots.remove(identity)
            continue
        keep.update(part.artefact for part in manifest.parts)
    snapshots.sweep()
    snapshots.artefacts.sweep(keep, only_temporary=unknown)
