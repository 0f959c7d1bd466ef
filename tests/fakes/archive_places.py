"""Every place in a file, or in the archives in it, that a reader recognises: as the build finds them."""

from __future__ import annotations

from pathlib import Path

from knowledge.discover import HEAD_BYTES
from knowledge.model import Edition
from knowledge.places import Place
from knowledge.sources.base import Reader


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
