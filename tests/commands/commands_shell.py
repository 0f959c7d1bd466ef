"""Runs `coderly` as a person does: a process of its own, in an empty folder, with a home of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

COMMAND = Path(sys.executable).with_name("coderly")
PATIENCE = 180
"""Seconds before a run counts as hanging."""


@dataclass(frozen=True)
class Ran:
    status: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


@dataclass
class Shell:
    folder: Path
    home: Path
    settings: dict[str, str] = field(default_factory=dict)

    def environment(self, settings: dict[str, str]) -> dict[str, str]:
        plain = {k: v for k, v in os.environ.items() if not k.startswith("CODERLY_")}
        return plain | {"CODERLY_HOME": str(self.home), "COLUMNS": "100"} | self.settings | settings

    def coderly(self, *arguments: str | Path, typed: str | None = None, **settings: str) -> Ran:
        done = subprocess.run(
            [COMMAND, *map(str, arguments)],
            input=typed,
            stdin=subprocess.DEVNULL if typed is None else None,
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=self.folder,
            env=self.environment(settings),
            timeout=PATIENCE,
            check=False,
        )
        return Ran(done.returncode, done.stdout, done.stderr)


Inside = Callable[..., Ran]
"""`inside(shell, "kb", "status")`: a run without a process of its own."""
