"""Lexical search: one tantivy index a code system, BM25 over stemmed words.

Two kinds of documents: each phrase of a code on its own (a code is as good as its best phrase), and one
document a code with the words of the code and all its ancestors. The second finds "carcinoid tumour malignant
ileum" although no single title says all of it; together they gained 1 point of R@1 and of R@10 over phrases
alone on the index dev queries (docs/eval.md).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import tantivy

from knowledge.sources.base import Entry
from knowledge.text import folded

VERSION = 3
_CODES = "codes.json"
_VOCABULARY = "vocabulary.json"
_PHRASES = "phrases.json"
_HEAP_BYTES = 64_000_000
_MAX_QUERY_WORDS = 64
"""More words than any title has; a pasted page would cost time and find nothing better."""


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("ord", stored=True)
    builder.add_text_field("phrase", tokenizer_name="en_stem", index_option="freq")
    builder.add_text_field("context", tokenizer_name="en_stem", index_option="freq")
    return builder.build()


def write(folder: Path, entries: Iterable[Entry]) -> int:
    """Build an index in an empty folder. Gives the number of phrases."""
    index = tantivy.Index(_schema(), path=str(folder))
    writer = index.writer(_HEAP_BYTES, 1)
    codes: list[tuple[str, float]] = []
    phrases = 0
    vocabulary: Counter[str] = Counter()
    exact: dict[str, list[int]] = {}
    for ordinal, entry in enumerate(entries):
        codes.append((entry.code, entry.prior))
        for term in entry.terms:
            words = folded(term)
            vocabulary.update(words.split())
            exact.setdefault(words, []).append(ordinal)
            writer.add_document(tantivy.Document(ord=ordinal, phrase=words))
            phrases += 1
        writer.add_document(tantivy.Document(ord=ordinal, context=folded(entry.context)))
    writer.commit()
    writer.wait_merging_threads()
    (folder / _CODES).write_text(json.dumps(codes), encoding="utf-8")
    (folder / _PHRASES).write_text(json.dumps(exact), encoding="utf-8")
    (folder / _VOCABULARY).write_text(json.dumps(vocabulary), encoding="utf-8")
    return phrases


class Words:
    """An index opened for reading. Thread-safe; a search takes well under a millisecond."""

    def __init__(self, folder: Path) -> None:
        self._codes: list[tuple[str, float]] = [(code, prior) for code, prior in json.loads((folder / _CODES).read_text(encoding="utf-8"))]
        self._priors = dict(self._codes)
        self._phrases: dict[str, list[int]] = json.loads((folder / _PHRASES).read_text(encoding="utf-8"))
        self._vocabulary: dict[str, int] = json.loads((folder / _VOCABULARY).read_text(encoding="utf-8"))
        self._index = tantivy.Index(_schema(), path=str(folder))
        self._searcher = self._index.searcher()

    def exactly(self, query: str) -> frozenset[str]:
        """Codes that have the query as a phrase, word for word."""
        return frozenset(self._codes[ordinal][0] for ordinal in self._phrases.get(folded(query), ()))

    def vocabulary(self) -> dict[str, int]:
        """Every word of the phrases and how often it occurs."""
        return dict(self._vocabulary)

    def prior(self, code: str) -> float:
        """How likely the code is before any word is known."""
        return self._priors.get(code, 0.0)

    def phrases(self, query: str, limit: int) -> dict[str, float]:
        """Code → BM25 score of its best phrase."""
        return self._search(query, "phrase", limit)

    def contexts(self, query: str, limit: int) -> dict[str, float]:
        """Code → BM25 score of its words and its ancestors'."""
        return self._search(query, "context", limit)

    def _search(self, query: str, field: str, limit: int) -> dict[str, float]:
        words = folded(query).split()[:_MAX_QUERY_WORDS]
        if not words:
            return {}
        hits = self._searcher.search(self._index.parse_query(" ".join(words), [field]), limit).hits
        found: dict[str, float] = {}
        for score, address in hits:
            code = self._codes[self._searcher.doc(address)["ord"][0]][0]
            if score > found.get(code, 0.0):
                found[code] = score
        return found
