"""One run of `kb fetch`: what is loaded stays, what is free is brought, what needs a licence or a person is said."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from knowledge import verdicts
from knowledge.catalog import Catalog
from knowledge.discover import discover, packaged
from knowledge.errors import KnowledgeError
from knowledge.fetch.checking import check
from knowledge.fetch.download import Absent, Progress, Refused, Unreachable, download
from knowledge.fetch.listing import listed
from knowledge.fetch.publications import Wanted, wanted
from knowledge.model import Edition
from knowledge.readers import readers
from knowledge.snapshot import Snapshots

FOLDER = "fetched"
"""Below the folder of sources: what was brought here, apart from what a person dropped."""
_WORK = "fetch"


class State(StrEnum):
    """How it ended with one issue."""

    LOADED = "loaded"
    DROPPED = "dropped, not built yet"
    FETCHED = "fetched"
    FREE = "would be fetched"
    LICENSED = "needs a licence"
    BY_HAND = "has no lasting address"
    NOT_OUT = "not published, or not yet"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One issue and how it ended. `address` is where it came or would come from, `problems` what was tried in vain."""

    wanted: Wanted
    state: State
    address: str = ""
    file: Path | None = None
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Here:
    """The folders of this installation, and where addresses lead if not to the publishers themselves."""

    root: Path
    """The knowledge directory."""
    sources: Path
    mirror: str = ""


def fetch(
    here: Here, on: date, http: httpx.Client, only: tuple[str, ...] = (), *, dry_run: bool = False, progress: Progress | None = None
) -> Iterator[Outcome]:
    """Every issue in force on a date, one after the other. Files come into the folder of sources; nothing is built.

    Raises `KnowledgeError` if the folders cannot be used.
    """
    serving = _serving(here.root)
    dropped = tuple(item.edition for item in discover(here.sources, here.root / verdicts.FILE)[0])
    unreachable: set[str] = set()
    for issue in wanted(on, only, frozenset(reader.name for reader in readers())):
        if issue.among(serving):
            yield Outcome(issue, State.LOADED)
        elif issue.among(serving + dropped):
            yield Outcome(issue, State.DROPPED)
        elif issue.publication.licence:
            yield Outcome(issue, State.LICENSED)
        elif not issue.addresses:
            yield Outcome(issue, State.BY_HAND)
        elif dry_run:
            yield Outcome(issue, State.FREE, issue.addresses[0])
        else:
            yield _brought(here, issue, http, unreachable, progress or (lambda done, whole: None))


def _serving(root: Path) -> tuple[Edition, ...]:
    """The editions that answer now; what comes with the installation if nothing was built yet."""
    snapshots = Snapshots(root)
    try:
        catalog = Catalog(snapshots.artefacts.path(part.artefact) for part in snapshots.current().parts_of("catalog"))
    except KnowledgeError:
        return tuple(item.edition for item in packaged())
    try:
        return catalog.editions
    finally:
        catalog.close()


def _brought(here: Here, issue: Wanted, http: httpx.Client, unreachable: set[str], progress: Progress) -> Outcome:
    """Try the candidates until one is the file; where names are not known any more, what the publisher lists."""
    problems: list[str] = []
    absent = True
    for address in _candidates(here, issue, http, unreachable):
        host = urlsplit(address).hostname or ""
        if host in unreachable:
            absent = False
            continue
        try:
            return Outcome(issue, State.FETCHED, address, _kept(here, issue, download(http, _mirrored(here.mirror, address), _work(here), progress)))
        except Absent as error:
            problems.append(str(error))
        except (Refused, Unreachable) as error:
            absent = False
            problems.append(str(error))
            if isinstance(error, Unreachable):
                unreachable.add(host)
        except OSError as error:
            raise KnowledgeError(
                f"{issue.publication.title} cannot be kept ({error.strerror}: {error.filename or here.sources}).", "Free some space or mend the permissions."
            ) from error
    state = State.NOT_OUT if absent and issue.publication.optional else State.FAILED
    return Outcome(issue, state, problems=tuple(problems) or (f"{_hosts(issue)} could not be reached for another file in this run.",))


def _candidates(here: Here, issue: Wanted, http: httpx.Client, unreachable: set[str]) -> Iterator[str]:
    """The addresses that are known, then those in the publisher's list of the folder."""
    yield from issue.addresses
    if not issue.listing or urlsplit(issue.listing).hostname in unreachable:
        return
    folder = _mirrored(here.mirror, issue.listing)
    try:
        found = listed(http, folder, issue.publication.pattern)
    except (Absent, Refused, Unreachable):
        return  # the names that were tried say enough
    for address in found:
        published = issue.listing + address.removeprefix(folder)
        if published not in issue.addresses:
            yield published


def _kept(here: Here, issue: Wanted, file: Path) -> Path:
    """Check a file and put it among the sources. What is not the right file is removed."""
    name = issue.name.format(file.name)
    try:
        check(file, issue, name)
        folder = here.sources / FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        fresh, target = folder / f".{name}.new", folder / name
        _move(file, fresh)
        fresh.replace(target)
    finally:
        file.unlink(missing_ok=True)
    return target


def _move(file: Path, to: Path) -> None:
    """Within a disk at once, between disks by a copy that is written to the end before it counts."""
    try:
        file.replace(to)
    except OSError:
        shutil.copyfile(file, to)
        with to.open("rb+") as handle:
            os.fsync(handle.fileno())


def _work(here: Here) -> Path:
    return here.root / _WORK


def _mirrored(mirror: str, address: str) -> str:
    """The publishers' hosts are folders of a mirror."""
    return f"{mirror.rstrip('/')}/{address.split('://', 1)[1]}" if mirror else address


def _hosts(issue: Wanted) -> str:
    return " and ".join(dict.fromkeys(urlsplit(address).hostname or "" for address in issue.addresses))


