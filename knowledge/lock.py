"""One build at a time, across processes."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from knowledge.errors import BuildRunning

_FILE = "build.lock"
_TRIES, _PAUSE = 50, 0.01
"""Whoever only looks whether a build runs holds the lock for a moment; nobody is turned away for that."""


@contextmanager
def build_lock(root: Path) -> Iterator[None]:
    """One build at a time across processes. Raises `BuildRunning` with the process that holds it."""
    root.mkdir(parents=True, exist_ok=True)
    with (root / _FILE).open("a+") as handle:
        if not any(_locked(handle, last=number == _TRIES) for number in range(1, _TRIES + 1)):
            handle.seek(0)
            holder = handle.read().strip() or "another process"
            raise BuildRunning(
                f"A build is running already (process {holder}).", "Wait for it; coderly kb status shows when it is done."
            )
        handle.truncate(0)
        handle.write(str(os.getpid()))
        handle.flush()
        yield


def held(root: Path) -> bool:
    """Whether a build, or something else that must not meet one, is at work now in any process."""
    try:
        with (root / _FILE).open("r") as handle:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False


def _locked(handle: IO[str], *, last: bool) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        if not last:
            time.sleep(_PAUSE)
        return False
    return True
