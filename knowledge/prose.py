"""The prose of a snapshot: the primer and what documents say, read once, since a snapshot never changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property

from knowledge.model import Passage
from knowledge.sources import passage_rows
from knowledge.tables.files import Rows

PROSE_SOURCES = ("starter", "documents")
"""Sources whose catalog files hold table `passage`."""


class Prose:
    """Passages by id, by modifier, by code. Every look-up is for one workspace: documents may belong to one alone."""

    def __init__(self, files: Callable[[], Iterable[Rows]]) -> None:
        self._files = files

    @cached_property
    def _by_id(self) -> dict[str, Passage]:
        rows = (row for file in self._files() for row in file.all("SELECT * FROM passage ORDER BY id"))
        return {passage.id: passage for passage in map(passage_rows.from_row, rows)}

    def all(self, workspace: str = "") -> tuple[Passage, ...]:
        """Every passage that the workspace may read."""
        return tuple(passage for passage in self._by_id.values() if passage.readable_in(workspace))

    def all_of_everybody(self) -> Iterable[Passage]:
        """Every passage of every workspace: to count them, never to show them."""
        return self._by_id.values()

    def one(self, identity: str, workspace: str = "") -> Passage | None:
        """One passage by its id."""
        passage = self._by_id.get(identity)
        return passage if passage is not None and passage.readable_in(workspace) else None

    def on_modifiers(self, modifiers: Iterable[str], workspace: str = "") -> tuple[Passage, ...]:
        """Passages that list one of the modifiers."""
        wanted = set(modifiers)
        return tuple(p for p in self.all(workspace) if wanted & set(p.modifiers))

    def on_codes(self, codes: Iterable[str], workspace: str = "") -> tuple[Passage, ...]:
        """Passages that name one of the codes."""
        wanted = set(codes)
        return tuple(p for p in self.all(workspace) if wanted & set(p.codes))

    def payers(self, workspace: str = "") -> frozenset[str]:
        """The payers that some passage is for, lower case; `any` is none."""
        return frozenset(p.payer for p in self.all(workspace)) - {"any"}
