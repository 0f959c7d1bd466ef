"""Immutable pieces of a snapshot, named by what they were made from.

An artefact is a folder `artefacts/<label>-<digest>/` that is complete once it has that name: it is written
under a temporary name and renamed. Snapshots refer to artefacts by name, so an input that did not change is
not built again, and `gc` removes what no snapshot refers to. (References instead of the hard links first
drawn in the design: one mechanism, and Chroma's SQLite file must not be shared by link between directories.)
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from knowledge.errors import KnowledgeError, SnapshotBroken

SEAL = "seal.json"
_SOUND = "sound.json"
"""What the files were like when every byte was last compared: size, times of change, place on the disk."""
_TEMPORARY = "tmp-"
_HEAD_BYTES = 16
"""Compared whenever a snapshot is opened; enough to see a file that was overwritten."""
_LIVE = "chroma.sqlite3"
"""Chroma writes into its database when it is opened: only its size and first bytes are compared."""


@dataclass(frozen=True, slots=True)
class Seal:
    """What a file was like when its artefact was complete."""

    size: int
    head: str
    sha256: str


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
        self.made: set[str] = set()
        """What `make` built, as opposed to what it found."""
        self._sound: set[str] = set()

    def path(self, name: str) -> Path:
        """Where an artefact lives."""
        return self.root / name

    def has(self, name: str) -> bool:
        """Whether the artefact is complete and undamaged to the last byte; a damaged one is built again.

        The bytes are compared with the seal once; after that as long as the file system says of every file that
        nobody wrote to it since. (A disk that loses bits by itself is found by `coderly doctor kb`.)
        """
        if name not in self._sound:
            try:
                untouched = _recorded(self.path(name)) == _now(self.path(name))
                self.check(name, thorough=not untouched)
                if not untouched:
                    _record(self.path(name))
            except SnapshotBroken:
                return False
            self._sound.add(name)
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
            seals = {p.relative_to(folder).as_posix(): asdict(_seal(p)) for p in folder.rglob("*") if p.is_file()}
            (folder / SEAL).write_text(json.dumps(seals, sort_keys=True), encoding="utf-8")
            _record(folder)
            target = self.path(name)
            shutil.rmtree(target, ignore_errors=True)  # an unsealed or damaged leftover
            folder.rename(target)
        except KnowledgeError:
            raise
        except Exception as error:  # SQLite, tantivy and Chroma each have errors of their own for a disk that is full
            reason = (error.strerror if isinstance(error, OSError) else "") or str(error) or type(error).__name__
            raise KnowledgeError(
                f"{name} could not be built ({reason}; {_free(self.root)} MB are free on that disk).",
                "Free some space or mend the cause, then run: coderly kb build",
            ) from error
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        self.made.add(name)
        return self.path(name)

    def made_elsewhere(self, name: str) -> None:
        """Another process of this build has made it."""
        self.made.add(name)
        self._sound.add(name)

    def check(self, name: str, *, thorough: bool = False) -> None:
        """Raise `SnapshotBroken` if a file of the artefact is gone, shrank or begins with other bytes than when it was sealed.

        `thorough` compares every byte, which takes a while.
        """
        folder = self.path(name)
        try:
            seals = {file: Seal(**raw) for file, raw in json.loads((folder / SEAL).read_text(encoding="utf-8")).items()}
        except (OSError, ValueError, TypeError, AttributeError) as error:
            raise SnapshotBroken(f"Part {name} of the snapshot is missing.", "Run: coderly kb build") from error
        for file, seal in seals.items():
            try:
                now, head = (folder / file).stat().st_size, _head(folder / file)
                same = head == seal.head and (not thorough or not seal.sha256 or file_digest(folder / file) == seal.sha256)
            except OSError as error:
                raise SnapshotBroken(f"File {file} of {name} is missing.", "Run: coderly kb build") from error
            if now < seal.size or not same:
                raise SnapshotBroken(f"File {file} of {name} is damaged ({now} of {seal.size} bytes).", "Run: coderly kb build")

    def bytes(self, names: Iterable[str] | None = None) -> int:
        """What artefacts take on the disk; all of them if none are named."""
        folders = (self.path(name) for name in names) if names is not None else iter([self.root])
        return sum(p.stat().st_size for folder in folders for p in folder.rglob("*") if p.is_file())

    def sweep(self, keep: Iterable[str], *, only_temporary: bool = False) -> list[str]:
        """Remove temporaries of dead builds and artefacts not in `keep`. Call it under the build lock."""
        wanted = set(keep)
        removed = []
        for folder in self.root.iterdir() if self.root.is_dir() else ():
            if folder.name.startswith(_TEMPORARY) or (folder.name not in wanted and not only_temporary):
                shutil.rmtree(folder, ignore_errors=True)
                removed.append(folder.name)
        return removed


def _seal(file: Path) -> Seal:
    return Seal(file.stat().st_size, _head(file), "" if file.name == _LIVE else file_digest(file))


def _now(folder: Path) -> dict[str, list[int]]:
    """File → size, time of the last change of its content and of its entry, inode. Chroma's own changes are no damage."""
    found = {}
    for file in sorted(p for p in folder.rglob("*") if p.is_file() and p.name not in (_SOUND, _LIVE)):
        status = file.stat()
        found[file.relative_to(folder).as_posix()] = [status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino]
    return found


def _recorded(folder: Path) -> object:
    try:
        return json.loads((folder / _SOUND).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _record(folder: Path) -> None:
    with contextlib.suppress(OSError):  # a knowledge base on a read-only disk is compared every time
        (folder / _SOUND).write_text(json.dumps(_now(folder)), encoding="utf-8")


def _head(file: Path) -> str:
    with file.open("rb") as handle:
        return handle.read(_HEAD_BYTES).hex()


def _free(folder: Path) -> int:
    return shutil.disk_usage(folder).free // 1_000_000
