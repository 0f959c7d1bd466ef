"""Which published files lie in a folder, and what comes with the installation. Files are told by their content."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from knowledge.errors import SourceError
from knowledge.model import Edition
from knowledge.readers import readers
from knowledge.sources.base import FileReport, Reader
from knowledge.sources.icd10cm_tabular import Icd10cmTabular, packaged_tabular
from knowledge.sources.starter import Starter, packaged_starter

HEAD_BYTES = 65_536
IGNORE_FILE = ".kbignore"


@dataclass(frozen=True, slots=True)
class Recognised:
    """A file and the edition found in it."""

    path: Path
    reader: Reader
    edition: Edition


def discover(folder: Path) -> tuple[list[Recognised], list[FileReport]]:
    """Recognise every file below a folder by its content. What no reader knows is reported, not guessed."""
    found: list[Recognised] = []
    rejected: list[FileReport] = []
    ignored = _ignored(folder)
    for path in sorted(p for p in folder.rglob("*") if p.is_file()) if folder.is_dir() else ():
        if path.name == IGNORE_FILE or _matches(path.relative_to(folder), ignored):
            continue
        try:
            head = _head(path)
            if not head:
                raise SourceError(path, "the file is empty", "Download it again.")
            recognised = _recognise(path, head)
            if recognised is None:
                rejected.append(FileReport(path.name, "unknown", "", reasons=["no reader knows this file; nothing was read from it"]))
            else:
                found.append(recognised)
        except SourceError as error:
            rejected.append(FileReport(path.name, "unknown", "", rejected=1, reasons=[str(error)]))
        except OSError as error:
            rejected.append(FileReport(path.name, "unknown", "", rejected=1, reasons=[f"{path.name}: cannot be opened ({error.strerror})"]))
    return found, rejected


def _ignored(folder: Path) -> tuple[str, ...]:
    try:
        lines = (folder / IGNORE_FILE).read_text(encoding="utf-8").splitlines()
    except OSError:
        return ()
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def _matches(path: Path, patterns: tuple[str, ...]) -> bool:
    """As in .gitignore, without its finer points: `name`, `*.ext`, `folder/`, `folder/name`."""
    folders = [parent for parent in path.parents if parent.name]
    return any(
        candidate.match(pattern.strip("/"))
        for pattern in patterns
        for candidate in (folders if pattern.endswith("/") else [path, *folders])
    )


def _head(path: Path) -> bytes:
    with path.open("rb") as handle:
        return handle.read(HEAD_BYTES)


def _recognise(path: Path, head: bytes) -> Recognised | None:
    for reader in readers():
        edition = reader.recognise(path, head)
        if edition is not None:
            return Recognised(path, reader, edition)
    return None


def packaged() -> list[Recognised]:
    """What comes with the installation: our starter pack, and the tabular list of `simple-icd-10-cm`."""
    candidates: list[tuple[Reader, Path | None]] = [(Starter(), packaged_starter()), (Icd10cmTabular(), packaged_tabular())]
    found = []
    for reader, path in candidates:
        edition = reader.recognise(path, b"" if path.is_dir() else _head(path)) if path is not None else None
        if path is not None and edition is not None:
            found.append(Recognised(path, reader, edition))
    return found
