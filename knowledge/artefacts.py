"""Immutable pieces of a snapshot, named by what they were made from.

An artefact is a folder `artefacts/<label>-<digest>/` that is complete once it has that name: it is written
under a temporary name and renamed. Snapshots refer to artefacts by name, so an input that did not change is
not built again, and `gc` removes what no snapshot refers to. (References instead of the hard links first
drawn in the design: one mechanism, and Chroma's SQLite file must not be shared by link between directories.)
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

from knowledge.errors import KnowledgeError, SnapshotBroken

SEAL = "seal.json"
_TEMPORARY = "tmp-"


def digest_of(*parts: str) -> str:
    """A name for what was made from these parts."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:20]


def file_digest(path: Path) -> str:
    """SHA-256 of a file, or of all files of a folder with their names."""
    if path.is_dir():
        inner = [
            f"{p.relative_to(path).as_posix()}:{file_digest(p)}"
            for p in sorted(path.rglob("*"))
            if p.is_file() and "__pycache__" not in p.parts
        ]
        return hashlib.sha256("\n".join(inner).encode()).hexdigest()
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


class Artefacts:
    """The folder of artefacts below the knowledge directory."""

    def __init__(self, root: Path) -> None:
        self.root = root / "artefacts"

    def path(self, name: str) -> Path:
        """Where an artefact lives."""
        return self.root / name

    def has(self, name: str) -> bool:
        """Whether the artefact is complete and undamaged; a damaged one is built again."""
        try:
            self.check(name)
        except SnapshotBroken:
            return False
        return True

    def make(self, name: str, fill: Callable[[Path], object]) -> Path:
        """The artefact of that name, built by `fill(folder)` unless it is there already."""
        if self.has(name):
            return self.path(name)
        self.root.mkdir(parents=True, exist_ok=True)
        folder = self.root / f"{_TEMPORARY}{os.getpid()}-{name}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        try:
            fill(folder)
            sizes = {p.relative_to(folder).as_posix(): p.stat().st_size for p in folder.rglob("*") if p.is_file()}
            (folder / SEAL).write_text(json.dumps(sizes, sort_keys=True), encoding="utf-8")
            target = self.path(name)
            shutil.rmtree(target, ignore_errors=True)  # an unsealed or damaged leftover
            folder.rename(target)
        except OSError as error:
            shutil.rmtree(folder, ignore_errors=True)
            raise KnowledgeError(
                f"The build could not write below {self.root.name}/ ({error.strerror}).",
                "Free some space or mend the permissions, then build again.",
            ) from error
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        return self.path(name)

    def check(self, name: str) -> None:
        """Raise `SnapshotBroken` if a file of the artefact is gone or shrank since it was sealed."""
        folder = self.path(name)
        try:
            sizes: dict[str, int] = json.loads((folder / SEAL).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise SnapshotBroken(f"Part {name} of the snapshot is missing.", "Run: coderly kb build") from error
        for file, size in sizes.items():
            try:
                now = (folder / file).stat().st_size
            except OSError as error:
                raise SnapshotBroken(f"File {file} of {name} is missing.", "Run: coderly kb build") from error
            if now < size:
                raise SnapshotBroken(f"File {file} of {name} is damaged ({now} of {size} bytes).", "Run: coderly kb build")

    def sweep(self, keep: Iterable[str]) -> list[str]:
        """Remove temporaries of dead builds and artefacts not in `keep`. Call it under the build lock."""
        wanted = set(keep)
        removed = []
        for folder in self.root.iterdir() if self.root.is_dir() else ():
            if folder.name not in wanted:
                shutil.rmtree(folder, ignore_errors=True)
                removed.append(folder.name)
        return removed
