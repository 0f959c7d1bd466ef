"""A build that measures search: entries of an index that equal a query are left out of the indexes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from copy import copy
from pathlib import Path
from typing import Protocol, runtime_checkable

from knowledge.artefacts import digest_of
from knowledge.readers import reader_named
from knowledge.sources.base import Reader
from knowledge.sources.holdout import read_queries

_FILE = "held_out.json"


@runtime_checkable
class _HoldsOut(Protocol):
    """A reader of an index."""

    left_out: int

    def hold_out(self, queries: Iterable[str]) -> None:
        """Leave the lines that equal a query out of `entries`; `left_out` then counts them."""


class HoldOut:
    """The queries of one build. `left_out` counts entries by source once their index was made."""

    def __init__(self, file: str) -> None:
        """Raises `SourceError` if the file cannot be read; an empty name holds nothing out."""
        self._queries = read_queries(Path(file)) if file else ()
        self.digest = digest_of("holdout", *self._queries) if file else ""

    def touches(self, source: str) -> bool:
        """Whether the entries of a source are fewer than without these queries."""
        return bool(self._queries) and isinstance(reader_named(source), _HoldsOut)

    def reader(self, source: str) -> Reader:
        """The reader of a source; one of its own where queries are held out, since readers are shared."""
        reader = reader_named(source)
        if self._queries and isinstance(reader, _HoldsOut):
            reader = copy(reader)
            reader.hold_out(self._queries)
        return reader

    @staticmethod
    def left_out(reader: Reader) -> int:
        """How many entries the reader left out when its entries were last read."""
        return reader.left_out if isinstance(reader, _HoldsOut) else 0


def store(folder: Path, left_out: Mapping[str, int]) -> None:
    """Write beside an index how many entries of which source are missing from it."""
    if left_out:
        (folder / _FILE).write_text(json.dumps(left_out), encoding="utf-8")


def stored(folder: Path) -> dict[str, int]:
    """The other way round; empty for an index that lacks nothing."""
    try:
        found: dict[str, int] = json.loads((folder / _FILE).read_text(encoding="utf-8"))
    except OSError:
        return {}
    return found
