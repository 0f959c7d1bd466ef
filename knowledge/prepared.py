"""The snapshot that is built and waits for a person's word: it serves nobody until it is published, and is forgotten if it is not.

One waits at a time, in the file `prepared.json`. It stands for the snapshot that served when it was built: once another
serves, what was compared and agreed to is not what would happen, so that it can only be built again.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from knowledge.errors import KnowledgeError
from knowledge.lock import build_lock
from knowledge.snapshot import Manifest, Snapshots, decoded, write_atomically

FILE = "prepared.json"
_AGAIN = "Ask for a reload again; it takes what is built already."


@dataclass(frozen=True, slots=True)
class Prepared:
    """What waits. `base` served when it was built (empty: nothing did); `note` is what was said when it was asked for."""

    manifest: Manifest
    base: str
    note: str = ""


def waiting(snapshots: Snapshots) -> Prepared | None:
    """The snapshot that waits, if one does that this program can read."""
    try:
        raw = json.loads((snapshots.root / FILE).read_text(encoding="utf-8"))
        found = Prepared(decoded(raw["manifest"]), str(raw["base"]), str(raw["note"]))
        return found if found.manifest.id != snapshots.pointer.current() else None  # published by a process that died before it forgot it
    except (OSError, ValueError, KeyError, TypeError, KnowledgeError):
        return None


def keep(snapshots: Snapshots, manifest: Manifest, note: str) -> None:
    """Let a snapshot wait, in place of another. Call it under the build lock."""
    said = {"base": snapshots.pointer.current() or "", "note": note, "manifest": asdict(manifest)}
    write_atomically(snapshots.root / FILE, json.dumps(said, indent=1))


def forget(snapshots: Snapshots) -> None:
    """Nothing waits any more; what was built for it goes with the next sweep. Call it under the build lock."""
    (snapshots.root / FILE).unlink(missing_ok=True)


def publish(snapshots: Snapshots, identity: str) -> Prepared:
    """Make the snapshot that waits under this id the serving one. Raises `KnowledgeError` if it waits no more."""
    with build_lock(snapshots.root):
        found = _found(snapshots, identity)
        if found.base != (snapshots.pointer.current() or ""):
            forget(snapshots)
            raise KnowledgeError("Another snapshot has been published since this dry run.", _AGAIN)
        snapshots.add(found.manifest)
        snapshots.publish(found.manifest)
        forget(snapshots)
        return found


def cancel(snapshots: Snapshots, identity: str) -> Prepared:
    """Forget the snapshot that waits under this id. Raises `KnowledgeError` if it waits no more."""
    with build_lock(snapshots.root):
        found = _found(snapshots, identity)
        forget(snapshots)
        return found


def _found(snapshots: Snapshots, identity: str) -> Prepared:
    found = waiting(snapshots)
    if found is None or found.manifest.id != identity:
        raise KnowledgeError("That dry run is not waiting any more: it was published, cancelled or followed by another.", _AGAIN)
    return found
