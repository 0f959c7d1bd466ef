"""A dictionary as it is matched: arrays on disk, mapped into memory, and the words that lead into them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.dictionary.compiling import ARRAYS, PRINTED, WORDS
from knowledge.dictionary.terms import CAUSE
from knowledge.dictionary.words import Forms, phrases
from knowledge.errors import SnapshotBroken

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_FULL = 8
"""Power to which the share of a term that is said counts: half a term says next to nothing."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A term of the dictionary whose forms a text holds, the rarest first."""

    number: int
    forms: tuple[int, ...]
    code: str
    second: str
    weight: float


@dataclass(frozen=True, slots=True)
class Part:
    """A term of which one sentence holds a part, with what that part is worth."""

    entry: Entry
    sentence: int
    worth: float


class Dictionary:
    """See the module. Raises `SnapshotBroken` if the files cannot be read."""

    def __init__(self, folder: Path) -> None:
        import numpy as np

        try:
            content = json.loads((folder / WORDS).read_text(encoding="utf-8"))
            self._arrays = {name: np.load(folder / f"{name}.npy", mmap_mode="r").view(np.ndarray) for name in ARRAYS}
            self._printed = sqlite3.connect(f"file:{folder / PRINTED}?mode=ro&immutable=1", uri=True, check_same_thread=False)
            self.numbers: dict[str, int] = {form: n for n, form in enumerate(content["vocabulary"])}
            self._codes: list[str] = content["codes"]
            self.forms = Forms(content["groups"], content["growths"])
            self.anatomy = frozenset(content["anatomy"])
            self.editions: dict[str, str] = content["editions"]
            """Source → name of the edition that its terms come from."""
        except (OSError, ValueError, KeyError, sqlite3.Error) as error:
            raise SnapshotBroken("The dictionary of index words cannot be read.", "Run: coderly kb build") from error
        self.rarity: list[float] = self._arrays["rarity"].tolist()
        self.phrases = phrases(self.forms)
        starts = self._arrays["ends"][:-1].astype(np.int64)
        self._starts, self._lengths = starts, np.diff(self._arrays["ends"])
        self._whole = np.add.reduceat(self._arrays["rarity"][self._arrays["forms"]], starts)

    def close(self) -> None:
        """Close what is open."""
        self._printed.close()

    def held_in(self, forms: Iterable[int]) -> list[Entry]:
        """Every term all of whose forms are among these numbers."""
        import numpy as np

        here = np.fromiter(sorted(set(forms)), dtype=np.int64)
        if not here.size:
            return []
        begins, ends = self._arrays["posted-ends"][here], self._arrays["posted-ends"][here + 1]
        posted = self._arrays["posted"]
        terms = np.concatenate([posted[a:b] for a, b in zip(begins.tolist(), ends.tolist(), strict=True) if b > a] or [posted[:0]])
        if not terms.size:
            return []
        present = np.zeros(len(self.rarity), dtype=bool)
        present[here] = True
        starts, lengths, flat = self._flat(terms)
        whole = np.add.reduceat(present[flat], starts) == lengths
        return self._entries(terms[whole])

    def partly_held(self, sentences: Sequence[Iterable[int]], share: float, most: int) -> list[Part]:
        """Terms of several words of which one sentence holds at least this share (by rarity), the most telling first.

        One pass over all terms finds those that the whole text could hold; only these are compared with each sentence.
        """
        import numpy as np

        held = self._sums(self._arrays["forms"], self._starts, {form for sentence in sentences for form in sentence})
        terms = np.flatnonzero((held >= share * self._whole) & (self._lengths > 1)).astype(np.int32)
        if not terms.size:
            return []
        terms = terms[self._arrays["weights"][terms] != CAUSE]
        starts, counts, flat = self._flat(terms)
        best, where = np.zeros(len(terms), dtype=np.float32), np.zeros(len(terms), dtype=np.int32)
        for number, sentence in enumerate(sentences):
            sums = self._sums(flat, starts, sentence)
            where[sums > best] = number
            np.maximum(best, sums, out=best)
        covered = best / self._whole[terms]
        worth = best / np.sqrt(counts) * self._arrays["weights"][terms] * covered**_FULL
        order = [n for n in np.argsort(-worth, kind="stable").tolist() if covered[n] >= share][:most]
        entries = self._entries(terms[order])
        return [Part(entry, int(where[n]), float(worth[n])) for entry, n in zip(entries, order, strict=True)]

    def _sums(self, flat: NDArray[np.int32], starts: NDArray[np.int64], forms: Iterable[int]) -> NDArray[np.float32]:
        """How much of each term, by rarity, these forms are."""
        import numpy as np

        here = np.fromiter(forms, dtype=np.int64)
        worth = np.zeros(len(self.rarity), dtype=np.float32)
        worth[here] = self._arrays["rarity"][here]
        return np.add.reduceat(worth[flat], starts)

    def _flat(self, terms: NDArray[np.int32]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int32]]:
        """The forms of these terms one after another, where each begins and how many there are."""
        import numpy as np

        begins = self._arrays["ends"][terms].astype(np.int64)
        lengths = self._arrays["ends"][terms + 1].astype(np.int64) - begins
        starts = np.cumsum(lengths) - lengths
        places = np.arange(int(lengths.sum())) - np.repeat(starts - begins, lengths)
        return starts, lengths, self._arrays["forms"][places]

    def _entries(self, terms: NDArray[np.int32]) -> list[Entry]:
        found = []
        codes, seconds, weights = (self._arrays[name][terms].tolist() for name in ("codes", "seconds", "weights"))
        for number, code, second, weight in zip(terms.tolist(), codes, seconds, weights, strict=True):
            begin, end = self._arrays["ends"][number], self._arrays["ends"][number + 1]
            forms = tuple(self._arrays["forms"][begin:end].tolist())
            found.append(Entry(number, forms, self._codes[code], self._codes[second] if second >= 0 else "", weight))
        return found

    def printed(self, number: int) -> tuple[str, str]:
        """Source and printed row of a term. Raises `SnapshotBroken`."""
        try:
            row = self._printed.execute("SELECT source, row FROM printed WHERE term = ?", (number,)).fetchone()
        except sqlite3.Error as error:
            raise SnapshotBroken("The dictionary of index words cannot be read.", "Run: coderly kb build") from error
        return str(row[0]), str(row[1])
