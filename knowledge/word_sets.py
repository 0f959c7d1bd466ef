"""Which stems the title of a code holds, and which its title and surroundings, as arrays on disk.

A ranking by BM25 does not say how much of a query a code leaves unexplained, nor how much of its title nobody asked for.
Both are sums of inverse document frequencies over sets of stems; the sets lie in memory-mapped arrays, so they cost next to none.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from knowledge.text import folded

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_STEMS = "stems.json"
_KINDS = ("title", "context")


@cache
def _analyzer() -> Any:
    """The same stemming as the index itself."""
    import tantivy

    return tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).filter(tantivy.Filter.stemmer("english")).build()


@dataclass(frozen=True, slots=True)
class Explained:
    """For each candidate: the share of the query that its title holds, that its title or surroundings hold, the share of its title
    that the query holds, and how many stems its title has."""

    by_title: NDArray[np.float32]
    by_context: NDArray[np.float32]
    of_title: NDArray[np.float32]
    title_length: NDArray[np.float32]


def write(folder: Path, texts: Iterable[tuple[str, str]]) -> None:
    """Title and surroundings of each code, in the order of the codes, into a folder."""
    import numpy as np

    numbers: dict[str, int] = {}
    of_word: dict[str, int] = {}

    def numbered(text: str) -> set[int]:
        found = set()
        for word in folded(text).split():
            if word not in of_word:
                stem = next(iter(_analyzer().analyze(word)), word)
                of_word[word] = numbers.setdefault(stem, len(numbers))
            found.add(of_word[word])
        return found

    sets: dict[str, list[set[int]]] = {kind: [] for kind in _KINDS}
    for title, context in texts:
        own = numbered(title)
        sets["title"].append(own)
        sets["context"].append(own | numbered(context))
    seen = np.zeros(len(numbers))
    for kind in _KINDS:
        ends = np.cumsum([0, *(len(s) for s in sets[kind])], dtype=np.int64)
        flat = np.fromiter((n for s in sets[kind] for n in sorted(s)), dtype=np.int32, count=int(ends[-1]))
        np.save(folder / f"{kind}-ends.npy", ends)
        np.save(folder / f"{kind}-stems.npy", flat)
        if kind == "context":
            seen += np.bincount(flat, minlength=len(numbers))
    np.save(folder / "rarity.npy", np.log(1 + len(sets["title"]) / (1 + seen)).astype(np.float32))
    (folder / _STEMS).write_text(json.dumps(list(numbers)), encoding="utf-8")


class WordSets:
    """The arrays of one index, opened."""

    def __init__(self, folder: Path) -> None:
        import numpy as np

        self._numbers = {stem: n for n, stem in enumerate(json.loads((folder / _STEMS).read_text(encoding="utf-8")))}
        self._rarity = np.load(folder / "rarity.npy")
        self._ends = {kind: np.load(folder / f"{kind}-ends.npy", mmap_mode="r").view(np.ndarray) for kind in _KINDS}
        self._stems = {kind: np.load(folder / f"{kind}-stems.npy", mmap_mode="r").view(np.ndarray) for kind in _KINDS}
        self._unknown = float(np.log(1 + len(self._ends["title"])))

    def explained(self, query: str, ordinals: Sequence[int]) -> Explained:
        """How well each code, by its place, and the query cover each other. `query` is folded."""
        import numpy as np

        stems = {next(iter(_analyzer().analyze(word)), word) for word in query.split()}
        asked = [self._numbers[s] for s in stems if s in self._numbers]
        whole = float(self._rarity[asked].sum()) + self._unknown * (len(stems) - len(asked)) or 1.0
        worth = np.zeros_like(self._rarity)
        worth[asked] = self._rarity[asked]
        title, length, weight = self._sums("title", ordinals, worth)
        context, _, _ = self._sums("context", ordinals, worth)
        of_title = np.asarray(title / np.maximum(weight, 1e-6), dtype=np.float32)
        return Explained(np.asarray(title / whole, np.float32), np.asarray(context / whole, np.float32), of_title, length)

    def _sums(
        self, kind: str, ordinals: Sequence[int], worth: NDArray[np.float32]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
        """Over the stems of each code: their worth, their number, and their rarity."""
        import numpy as np

        ends, stems = self._ends[kind], self._stems[kind]
        parts = [stems[ends[o] : ends[o + 1]] for o in ordinals]
        lengths = np.array([len(part) for part in parts])
        flat = np.concatenate(parts)
        owner = np.repeat(np.arange(len(parts)), lengths)
        count = len(parts)
        return (
            np.bincount(owner, worth[flat], count).astype(np.float32),
            lengths.astype(np.float32),
            np.bincount(owner, self._rarity[flat], count).astype(np.float32),
        )
