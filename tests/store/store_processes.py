"""Other programs that use the same database."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from asyncio.subprocess import PIPE, Process
from pathlib import Path

ROOT = Path(__file__).parents[2]


async def start(*command: str) -> Process:
    """Start a command that can import the program."""
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH", ""))))
    return await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, stderr=PIPE, env={**os.environ, "PYTHONPATH": path})


async def output_of(process: Process, said: bytes = b"") -> str:
    """What it prints from now on, after it is told something; fails with its errors if it fails."""
    out, errors = await asyncio.wait_for(process.communicate(said), 60)
    assert process.returncode == 0, errors.decode()
    return out.decode()


class WriteLock:
    """Another program that holds the write lock of a SQLite file."""

    def __init__(self, file: Path) -> None:
        self._other = sqlite3.connect(file, isolation_level=None)

    def __enter__(self) -> None:
        self._other.execute("BEGIN IMMEDIATE")

    def __exit__(self, *_: object) -> None:
        self._other.execute("ROLLBACK")
        self._other.close()
