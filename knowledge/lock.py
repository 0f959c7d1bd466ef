"""One build at a time, across processes."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from knowledge.errors import BuildRunning


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
