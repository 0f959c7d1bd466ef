"""Which snapshot serves after a build, and what is removed because no snapshot refers to it."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from knowledge import prepared
from knowledge.errors import KnowledgeError, SnapshotBroken
from knowledge.lock import build_lock
from knowledge.snapshot import Manifest, Part, Snapshots, composed
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
    if _unchanged(snapshots, told, parts):
        return
    manifest = snapshots.write(parts, complete=complete, reports=tuple(asdict(r) for r in told.reports))
    snapshots.publish(manifest)
    told.published(manifest.id, complete=complete)


def prepare(snapshots: Snapshots, told: Told, parts: tuple[Part, ...], note: str) -> None:
    """Keep these parts as the snapshot that waits for a person's word, in place of one that waited; the pointer stays."""
    if _unchanged(snapshots, told, parts):
        prepared.forget(snapshots)
        return
    manifest = composed(parts, complete=True, reports=tuple(asdict(r) for r in told.reports))
    snapshots.check(manifest)
    prepared.keep(snapshots, manifest, note)
    told.prepared(manifest.id)


def _unchanged(snapshots: Snapshots, told: Told, parts: tuple[Part, ...]) -> bool:
    current = snapshots.pointer.current()
    if current is None:
        return False
    try:
        same = snapshots.load(current).parts == parts and snapshots.artefacts.made.isdisjoint(p.artefact for p in parts)
    except KnowledgeError:
        return False  # a broken current snapshot is replaced
    if same:
        told.unchanged(current)
    return same


def sweep(snapshots: Snapshots) -> None:
    """Forget first publishes that were completed and what waits in vain, then remove what nothing refers to. Call it under the build lock."""
    current = snapshots.pointer.current()
    waiting = prepared.waiting(snapshots)
    if waiting is None or waiting.base != (current or ""):
        prepared.forget(snapshots)
    for manifest in _readable(snapshots, drop_broken=True):
        if not manifest.complete and manifest.id != current:
            snapshots.remove(manifest.id)
    _remove_unreferenced(snapshots)


@dataclass(frozen=True, slots=True)
class Freed:
    """What `collect` removed, and which snapshots are left."""

    snapshots: tuple[str, ...]
    artefacts: tuple[str, ...]
    bytes: int
    kept: tuple[str, ...]


def collect(snapshots: Snapshots, keep: int) -> Freed:
    """Forget all but the last `keep` complete snapshots and remove what no snapshot refers to any more.

    What serves is never removed, nor the snapshot that answers in its place while it is damaged. Raises
    `BuildRunning`: what a build makes is referred to only once it is published.
    """
    with build_lock(snapshots.root):
        before = snapshots.artefacts.bytes()
        wanted = _serving(snapshots)
        withdrawn = snapshots.withdrawn()
        complete = [manifest.id for manifest in _readable(snapshots) if manifest.complete]
        wanted.update([identity for identity in complete if identity not in withdrawn][-keep:])
        wanted.update(identity for identity in complete if identity in withdrawn and identity > min(wanted, default=""))
        gone = [manifest.id for manifest in _readable(snapshots) if manifest.id not in wanted]
        for identity in gone:
            snapshots.remove(identity)
        removed = _remove_unreferenced(snapshots)
        return Freed(tuple(gone), tuple(removed), before - snapshots.artefacts.bytes(), tuple(snapshots.ids()))


def _serving(snapshots: Snapshots) -> set[str]:
    """What answers now: the snapshot that the pointer names, and the one before it while that one is damaged."""
    current = snapshots.pointer.current()
    if current is None:
        return set()
    serving = {current}
    try:
        snapshots.check(snapshots.load(current))
    except KnowledgeError:
        older = snapshots.before(current)
        serving |= {older.id} if older else set()
    return serving


def _readable(snapshots: Snapshots, *, drop_broken: bool = False) -> list[Manifest]:
    """The manifests that can be read, oldest first."""
    found = []
    for identity in snapshots.ids():
        try:
            found.append(snapshots.load(identity))
        except SnapshotBroken:
            if drop_broken:
                snapshots.remove(identity)
        except KnowledgeError:
            continue  # of a newer program, which may come back
    return found


def _remove_unreferenced(snapshots: Snapshots) -> list[str]:
    """Count references, then remove artefacts that no snapshot needs, and what killed processes left."""
    manifests = _readable(snapshots)
    unknown = len(manifests) < len(snapshots.ids())  # nobody knows what the others refer to
    waiting = prepared.waiting(snapshots)
    manifests += [waiting.manifest] if waiting is not None else []
    snapshots.sweep()
    return snapshots.artefacts.sweep((part.artefact for m in manifests for part in m.parts), only_temporary=unknown)
