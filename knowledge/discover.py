"""Which published files lie in a folder, and what comes with the installation. Files are told by their content."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from knowledge.artefacts import file_digest
from knowledge.errors import SourceError
from knowledge.model import Edition
from knowledge.places import Place
from knowledge.readers import readers
from knowledge.sources import documents
from knowledge.sources.base import FileReport, Reader
from knowledge.sources.icd10cm_tabular import Icd10cmTabular, packaged_tabular
from knowledge.sources.kinds import unread
from knowledge.sources.starter import Starter, packaged_starter
from knowledge.verdicts import Verdict, Verdicts

HEAD_BYTES = 65_536
IGNORE_FILE = ".kbignore"
UNKNOWN = "unknown"
"""Stands for the source in the report of a file that was not read."""
ARCHIVE = "archive"
"""The same for an archive of which some files were read."""
_NAMED_UNKNOWN = 12
"""So many files of an archive that nobody reads are named in the report."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """A file or member of an archive, the edition found in it, and the SHA-256 of the file on the disk."""

    place: Place
    reader: Reader
    edition: Edition
    digest: str


def discover(folder: Path, memory: Path | None = None) -> tuple[list[Recognised], list[FileReport]]:
    """Recognise every file below a folder, and every file in an archive. What no reader knows is reported, not guessed.

    What was found in a file is remembered in the file `memory` and holds as long as the same bytes lie at the same
    place, the same patterns are ignored and the same program reads.
    """
    found: list[Recognised] = []
    rejected: list[FileReport] = []
    ignored = _ignored(folder)
    verdicts = Verdicts(memory, ignored)
    by_name = {reader.name: reader for reader in readers()}
    for path in sorted(p for p in folder.rglob("*") if p.is_file()) if folder.is_dir() else ():
        relative = path.relative_to(folder)
        if path.name == IGNORE_FILE or _matches(relative, ignored):
            continue
        try:
            digest = file_digest(path)
        except OSError as error:
            rejected += _rejected(path.name, _cannot_open(path.name, error)).rejected
            continue
        verdict = verdicts.known(path, digest)
        if verdict is None:
            verdict = _Look(Path(relative), ignored).at(Place(path))
            verdicts.remember(path, digest, verdict)
        found += [Recognised(Place(path, item.inside), by_name[item.reader], item.edition, digest) for item in verdict.found]
        rejected += [replace(report, reasons=list(report.reasons)) for report in verdict.rejected]
    verdicts.keep()
    return _twins(found), rejected


def _twins(found: list[Recognised]) -> list[Recognised]:
    """The same table as csv, text and workbook side by side is one edition: the form that tells most names it for all."""
    names: dict[tuple[object, ...], str] = {}
    for item in found:
        names[_table(item)] = max(names.get(_table(item), ""), item.edition.name, key=len)
    return [replace(item, edition=replace(item.edition, name=names[_table(item)])) for item in found]


def _table(item: Recognised) -> tuple[object, ...]:
    path = item.place.file.joinpath(*item.place.inside)
    return path.parent, path.stem.lower(), item.edition.source, item.edition.begins, item.edition.part


class _Look:
    """Offers one file, and if it is an archive everything in it, to the readers."""

    def __init__(self, relative: Path, ignored: tuple[str, ...]) -> None:
        self._relative = relative
        self._ignored = ignored

    def at(self, place: Place) -> Verdict:
        """What was found and what was not."""
        return self._file(place, place.opened())

    def _file(self, place: Place, opened: AbstractContextManager[Path]) -> Verdict:
        name = "/".join((place.file.name, *place.inside))
        try:
            with opened as path:
                return self._content(name, place, path)
        except SourceError as error:
            return _rejected(name, str(error))
        except OSError as error:
            return _rejected(name, _cannot_open(name, error))

    def _content(self, name: str, place: Place, path: Path) -> Verdict:
        head = _head(path)
        if not head:
            raise SourceError(path, "the file is empty", "Download it again.")
        recognised = _recognise(path, head) or _in_documents_folder(self._relative.joinpath(*place.inside), path, head)
        if recognised is not None:
            reader, edition = recognised
            return Verdict.of(place.inside, reader.name, replace(edition, file=name))
        return self._archive(name, place, path) or _rejected(name, unread(head) + documents.how_to_have_it_read(path, head), rejected=0)

    def _archive(self, name: str, place: Place, path: Path) -> Verdict | None:
        """Of an archive what its files hold, and one line on those that nobody reads; None if it is no archive."""
        verdict, unknown, members = Verdict(), [], place.members(path)
        for member in members:
            if _matches(self._relative.joinpath(*member.inside), self._ignored):
                continue
            one = self._file(member, member.opened_in(path))
            if not one.found and all(report.rejected == 0 for report in one.rejected):
                unknown.append(PurePosixPath(member.inside[-1]).name)
            else:
                verdict = verdict.plus(one)
        if unknown:
            named = ", ".join(unknown[:_NAMED_UNKNOWN]) + (f" and {len(unknown) - _NAMED_UNKNOWN} more" if len(unknown) > _NAMED_UNKNOWN else "")
            source, edition = (ARCHIVE, f"{len(verdict.found)} of its files read") if verdict.found else (UNKNOWN, "")
            reason = f"no reader knows these files in it; nothing was read from them: {named}"
            verdict = verdict.plus(Verdict(rejected=(FileReport(name, source, edition, reasons=[reason]),)))
        return verdict if members else None


def _rejected(name: str, reason: str, *, rejected: int = 1) -> Verdict:
    return Verdict(rejected=(FileReport(name, UNKNOWN, "", rejected=rejected, reasons=[reason]),))


def _cannot_open(name: str, error: OSError) -> str:
    return f"{name}: cannot be opened ({error.strerror})"


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


def _recognise(path: Path, head: bytes) -> tuple[Reader, Edition] | None:
    for reader in readers():
        edition = reader.recognise(path, head)
        if edition is not None:
            return reader, edition
    return None


def _in_documents_folder(way: Path, path: Path, head: bytes) -> tuple[Reader, Edition] | None:
    """A file that no reader of data knows, in a folder for documents on its way from the sources."""
    if documents.FOLDER not in way.parts[:-1]:
        return None
    reader = documents.Documents()
    edition = reader.recognise_in_folder(path, head)
    return (reader, edition) if edition is not None else None


def packaged() -> list[Recognised]:
    """What comes with the installation: our starter pack, and the tabular list of `simple-icd-10-cm`."""
    candidates: list[tuple[Reader, Path | None]] = [(Starter(), packaged_starter()), (Icd10cmTabular(), packaged_tabular())]
    found = []
    for reader, path in candidates:
        edition = reader.recognise(path, b"" if path.is_dir() else _head(path)) if path is not None else None
        if path is not None and edition is not None:
            found.append(Recognised(Place(path), reader, edition, file_digest(path)))
    return found
