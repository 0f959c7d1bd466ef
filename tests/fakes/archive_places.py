"""Every place in a file, or in the archives in it, that a reader recognises: as the build finds them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from knowledge.discover import HEAD_BYTES
from knowledge.model import Edition
from knowledge.places import Place
from knowledge.sources.base import Reader


def every_file(path: Path) -> Iterator[tuple[str, Path]]:
    """A file under its name, and all files in it if it is an archive, each unpacked while it is looked at."""
    yield from _all(Place(path), path)


def _all(place: Place, path: Path) -> Iterator[tuple[str, Path]]:
    yield "/".join((place.file.name, *place.inside)), path
    for member in place.members(path):
        with member.opened_in(path) as inner:
            yield from _all(member, inner)


def recognised(reader: Reader, path: Path) -> list[tuple[Place, Edition]]:
    return _below(reader, Place(path), path)


def _below(reader: Reader, place: Place, path: Path) -> list[tuple[Place, Edition]]:
    with path.open("rb") as handle:
        edition = reader.recognise(path, handle.read(HEAD_BYTES))
    if edition is not None:
        return [(place, edition)]
    found = []
    for member in place.members(path):
        with member.opened_in(path) as inner:
            found += _below(reader, member, inner)
    return found
