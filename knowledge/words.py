"""Lexical search: one tantivy index a code system, BM25 over stemmed words.

Three kinds of documents: each phrase of a code on its own (a code is as good as its best phrase), its title apart from
its other phrases, and one document a code with the words of the code and all its ancestors. The last finds "carcinoid
tumour malignant ileum" although no single title says all of it; what each gains is in docs/eval.md.

Phrases that are asked for word for word are known by a hash, so that a hundred thousand of them cost a megabyte.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import cast

import tantivy

from knowledge import word_sets
from knowledge.sources.base import Entry
from knowledge.text import folded
from knowledge.traits import traits
from knowledge.word_sets import WordSets

VERSION = 5
_CODES = "codes.json"
_VOCABULARY = "vocabulary.json"
_HASHES, _OWNERS = "phrase-hashes.npy", "phrase-owners.npy"
_HEAP_BYTES = 64_000_000
_LONGEST_WORD = 40
"""Bytes from which tantivy leaves a word out of its index; a query of such words alone is an error to it."""
_MAX_QUERY_WORDS = 64
"""More words than any title has; a pasted page would cost time and find nothing better."""


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("ord", fast=True)
    for field in ("title", "phrase", "context"):
        builder.add_text_field(field, tokenizer_name="en_stem", index_option="freq")
    return builder.build()


def write(folder: Path, entries: Iterable[Entry]) -> int:
    """Build an index in an empty folder. Gives the number of phrases."""
    entries = tuple(entries)
    index = tantivy.Index(_schema(), path=str(folder))
    writer = index.writer(_HEAP_BYTES, 1)
    codes: list[tuple[str, float, str, int]] = []
    vocabulary: Counter[str] = Counter()
    exact: list[tuple[int, int]] = []
    for ordinal, entry in enumerate(entries):
        codes.append((entry.code, entry.prior, traits(entry.terms[0]), len(entry.terms)))
        for number, term in enumerate(entry.terms):
            words = folded(term)
            vocabulary.update(words.split())
            exact.append((_hash(words), ordinal))
            document = tantivy.Document(ord=ordinal, phrase=words)
            if number == 0:
                document.add_text("title", words)
            writer.add_document(document)
        writer.add_document(tantivy.Document(ord=ordinal, context=folded(entry.context)))
    writer.commit()
    writer.wait_merging_threads()
    _write_exact(folder, exact)
    word_sets.write(folder, ((entry.terms[0], entry.context) for entry in entries))
    (folder / _CODES).write_text(json.dumps(codes), encoding="utf-8")
    (folder / _VOCABULARY).write_text(json.dumps(vocabulary), encoding="utf-8")
    return len(exact)


def _hash(words: str) -> int:
    """64 bits: among 200,000 phrases two differing ones share a hash with a chance of one in a billion."""
    return int.from_bytes(blake2b(words.encode(), digest_size=8).digest(), "big")


def _write_exact(folder: Path, exact: list[tuple[int, int]]) -> None:
    import numpy as np

    exact.sort()
    np.save(folder / _HASHES, np.array([h for h, _ in exact], dtype=np.uint64))
    np.save(folder / _OWNERS, np.array([o for _, o in exact], dtype=np.int32))


@dataclass(frozen=True, slots=True)
class Ranking:
    """One ranking of the codes of a system: place of the code → its best score, and how many of its documents were found."""

    scores: dict[int, float]
    counts: dict[int, int]


NOTHING = Ranking({}, {})


class Words:
    """An index opened for reading. Thread-safe; a search takes well under a millisecond. Codes go by their place, see `codes`."""

    def __init__(self, folder: Path) -> None:
        import numpy as np

        rows = json.loads((folder / _CODES).read_text(encoding="utf-8"))
        self.codes: tuple[str, ...] = tuple(row[0] for row in rows)
        self.priors: tuple[float, ...] = tuple(row[1] for row in rows)
        """How likely each code is before any word is known."""
        self.traits: tuple[str, ...] = tuple(row[2] for row in rows)
        """What its title says of its precision (`knowledge.traits`)."""
        self.phrase_counts: tuple[int, ...] = tuple(row[3] for row in rows)
        self.places = {code: place for place, code in enumerate(self.codes)}
        self._hashes = np.load(folder / _HASHES, mmap_mode="r").view(np.ndarray)
        self._owners = np.load(folder / _OWNERS, mmap_mode="r").view(np.ndarray)
        self._vocabulary_file = folder / _VOCABULARY
        self.sets = WordSets(folder)
        self._index = tantivy.Index(_schema(), path=str(folder))
        self._searcher = self._index.searcher()

    def exactly(self, query: str) -> frozenset[int]:
        """Codes that have the query as a phrase, word for word."""
        import numpy as np

        wanted = np.uint64(_hash(folded(query)))
        low, high = np.searchsorted(self._hashes, wanted), np.searchsorted(self._hashes, wanted, "right")
        return frozenset(int(owner) for owner in self._owners[low:high])

    def vocabulary(self) -> dict[str, int]:
        """Every word of the phrases and how often it occurs; read anew each time, since only spelling wants it, and once."""
        return dict(json.loads(self._vocabulary_file.read_text(encoding="utf-8")))

    def titles(self, query: str, limit: int) -> Ranking:
        """By BM25 of the titles."""
        return self._search(query, "title", limit)

    def phrases(self, query: str, limit: int) -> Ranking:
        """By BM25 of the best phrase."""
        return self._search(query, "phrase", limit)

    def contexts(self, query: str, limit: int) -> Ranking:
        """By BM25 of the words of a code and its ancestors."""
        return self._search(query, "context", limit)

    def _search(self, query: str, field: str, limit: int) -> Ranking:
        words = [word for word in folded(query).split() if len(word) < _LONGEST_WORD][:_MAX_QUERY_WORDS]
        if not words:
            return NOTHING
        found, counts = dict[int, float](), dict[int, int]()
        hits = self._searcher.search(self._index.parse_query(" ".join(words), [field]), limit, count=False).hits
        places = cast("list[int]", self._searcher.fast_field_values("ord", [address for _, address in hits]))
        for (score, _), place in zip(hits, places, strict=True):  # best first
            found.setdefault(place, score)
            counts[place] = counts.get(place, 0) + 1
        return Ranking(found, counts)
