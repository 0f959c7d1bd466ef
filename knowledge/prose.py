"""The prose of a snapshot: the primer and what documents say, read once, since a snapshot never changes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from functools import cached_property

from knowledge.model import Passage
from knowledge.sources import passage_rows
from knowledge.tables.files import Rows

PROSE_SOURCES = ("starter", "documents")
"""Sources whose catalog files hold table `passage`."""


class Shelf:
    """The passages that one workspace may read, sorted once."""

    def __init__(self, passages: tuple[Passage, ...]) -> None:
        self.all = passages
        self.payers = frozenset(passage.payer for passage in passages) - {"any"}
        self.by_modifier = _grouped((modifier, placed) for placed in enumerate(passages) for modifier in placed[1].modifiers)
        self.by_code = _grouped((code, placed) for placed in enumerate(passages) for code in placed[1].codes)


class Prose:
    """Passages by id, by modifier, by code. Every look-up is for one workspace: documents may belong to one alone."""

    def __init__(self, files: Callable[[], Iterable[Rows]]) -> None:
        self._files = files
        self._shelves: dict[str, Shelf] = {}

    @cached_property
    def _by_id(self) -> dict[str, Passage]:
        rows = (row for file in self._files() for row in file.all("SELECT * FROM passage ORDER BY id"))
        return {passage.id: passage for passage in map(passage_rows.from_row, rows)}

    @cached_property
    def _owners(self) -> Counter[str]:
        return Counter(passage.workspace for passage in self._by_id.values())

    def _shelf(self, workspace: str) -> Shelf:
        owner = workspace if workspace in self._owners else ""  # who owns nothing reads what everybody may
        shelf = self._shelves.get(owner)
        if shelf is None:
            shelf = Shelf(tuple(passage for passage in self._by_id.values() if passage.readable_in(owner)))
            self._shelves[owner] = shelf
        return shelf

    def all(self, workspace: str = "") -> tuple[Passage, ...]:
        """Every passage that the workspace may read."""
        return self._shelf(workspace).all

    def foreign(self, workspace: str) -> int:
        """How many passages the workspace may not read."""
        return len(self._by_id) - len(self._shelf(workspace).all)

    def one(self, identity: str, workspace: str = "") -> Passage | None:
        """One passage by its id."""
        passage = self._by_id.get(identity)
        return passage if passage is not None and passage.readable_in(workspace) else None

    def on_modifiers(self, modifiers: Iterable[str], workspace: str = "") -> tuple[Passage, ...]:
        """Passages that list one of the modifiers."""
        return _of(self._shelf(workspace).by_modifier, modifiers)

    def on_codes(self, codes: Iterable[str], workspace: str = "") -> tuple[Passage, ...]:
        """Passages that name one of the codes."""
        return _of(self._shelf(workspace).by_code, codes)

    def payers(self, workspace: str = "") -> frozenset[str]:
        """The payers that some passage is for, lower case; `any` is none."""
        return self._shelf(workspace).payers


def _grouped(pairs: Iterable[tuple[str, tuple[int, Passage]]]) -> dict[str, list[tuple[int, Passage]]]:
    groups: dict[str, list[tuple[int, Passage]]] = defaultdict(list)
    for key, placed in pairs:
        groups[key].append(placed)
    return dict(groups)


def _of(groups: dict[str, list[tuple[int, Passage]]], keys: Iterable[str]) -> tuple[Passage, ...]:
    """What stands under one of the keys, each once, in the order of all."""
    found = dict(placed for key in set(keys) for placed in groups.get(key, ()))
    return tuple(found[place] for place in sorted(found))
