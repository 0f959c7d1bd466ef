"""A disk of a few megabytes, and how it gets full."""

from __future__ import annotations

import gc
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def small_disk(place: Path, size: str) -> Iterator[Path]:
    """A disk of its own at `place`; the test is skipped where none can be mounted."""
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "none", str(place)], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip(f"a small disk cannot be mounted here: {mounted.stderr.decode().strip()}")
    try:
        yield place
    finally:
        gc.collect()  # the index of words keeps its files mapped until it is collected
        subprocess.run(["umount", "--lazy", str(place)], check=True)


def fill(disk: Path, *, but: int) -> Path:
    """Fill a disk up to so many bytes; the file that fills it."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as handle:
        os.posix_fallocate(handle.fileno(), 0, shutil.disk_usage(disk).free // 4096 * 4096 - but)
    return ballast
