"""Published files → a new snapshot. Runs in a child process (`python -m knowledge.build`).

Inside the serving process a build would freeze it for seconds (Chroma holds the interpreter lock while it
writes), so the program starts this module as a child, reads its events and shows them. Events are JSON lines
on standard output: those of `knowledge.told`, and at the end `"done"` or `"error"`.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from knowledge import publishing
from knowledge.catalogs import Catalogs, check_sources
from knowledge.changes.steps import Changes
from knowledge.chroma_server import copy_all
from knowledge.dictionary import step as dictionary
from knowledge.errors import KnowledgeError
from knowledge.holding_out import HoldOut
from knowledge.indexes import Indexes
from knowledge.lock import build_lock
from knowledge.order import Order
from knowledge.snapshot import Part, Snapshots, composed
from knowledge.told import Event, Told
from knowledge.workers import MOST, Workers

_NICE = 10


class Build:
    """One run of a build. Steps call `emit` so that whoever waits can see them."""

    def __init__(self, order: Order, emit: Event) -> None:
        self.order = order
        self.told = Told(emit)
        self.snapshots = Snapshots(Path(order.root))

    def run(self) -> None:
        """Build and publish. Raises `KnowledgeError`; whatever fails leaves the serving snapshot as it was."""
        check_sources(self.order.only)
        HoldOut(self.order.holdout)  # a file that cannot be read should stop a build before it reads all others
        with build_lock(self.snapshots.root), Workers(self.told, self.order.processes or MOST) as workers:
            publishing.sweep(self.snapshots)
            catalogs = Catalogs(self.order, self.snapshots, self.told, workers).parts()
            changes = Changes(self.snapshots, self.told, workers, catalogs)
            indexes = Indexes(self.order, self.snapshots, self.told, workers, catalogs)
            facts = (*catalogs, *indexes.words())
            if self.order.publish and indexes.lacks_passages() and not publishing.serves_completely(self.snapshots):
                publishing.publish(self.snapshots, self.told, facts, complete=False)
            parts = (*facts, *changes.parts(), *dictionary.parts(self.snapshots.artefacts, self.told, catalogs), *indexes.passages())
            if self.order.chroma:
                self._copy_vectors(parts)
            if self.order.publish:
                publishing.publish(self.snapshots, self.told, parts, complete=True)
            else:
                publishing.prepare(self.snapshots, self.told, parts, self.order.note)
            publishing.sweep(self.snapshots)

    def _copy_vectors(self, parts: tuple[Part, ...]) -> None:
        """Before anybody is sent to it, the new snapshot is on the Chroma server; a server that is away costs no build."""
        self.told.progress("copying vectors to the Chroma server", 0.0)
        with contextlib.suppress(KnowledgeError):
            copy_all(self.order.chroma, self.snapshots, composed(parts, complete=True))
        self.told.progress("copying vectors to the Chroma server", 1.0)


def main() -> int:
    """Entry of the child process: an `Order` as JSON on standard input, events on standard output."""
    os.nice(_NICE)

    def emit(event: dict[str, Any]) -> None:
        sys.stdout.write(json.dumps(event) + "\n")
        sys.stdout.flush()

    started = time.monotonic()
    try:
        Build(Order.decoded(sys.stdin.read()), emit).run()
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
