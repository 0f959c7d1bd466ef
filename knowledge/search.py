"""Hybrid search: stemmed words (two ways) and vectors, fused per code.

Each of the three rankings is scaled to 0..1 over its candidates and weighted; a prior of the code is added.
Weights and the prior were chosen on the ICD-10-CM index dev queries (docs/eval.md).
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.model import System
from knowledge.passages import Passages
from knowledge.words import Words

if TYPE_CHECKING:
    from knowledge.embeddings import Vectors

WEIGHT_STATIC_VECTORS = 0.4
"""Of the ranking by vectors made of single words…"""
WEIGHT_SENTENCE_VECTORS = 0.5
"""…and by a sentence encoder; the two rankings by words share the rest evenly."""
_STATIC = "wordllama"
SAME = 0.99
"""Cosine from which a phrase says the same as the query, if it is not the query word for word…"""
SAME_BONUS = 0.2
"""…and what that adds: the words of the index, a title or a lay phrase were hit exactly."""
MIN_SIMILARITY = 0.5
"""Cosine below which a nearest text means nothing when no word matched ("zzzzz" 0.32, "xylophone" 0.46)."""
_CANDIDATES = 150
"""Per ranking. More changes nothing in the first ten."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate with its fused score."""

    system: System
    code: str
    score: float
    lexical: bool = True


@dataclass(frozen=True, slots=True)
class Index:
    """What can be searched of one system: words always, vectors once they are built."""

    system: System
    words: Words
    passages: Passages | None = None


def search(indexes: tuple[Index, ...], query: str, vector: Vectors | None, limit: int) -> tuple[Scored, ...]:
    """The best codes over the given systems, best first; equal scores in code order.

    Empty when no word occurs and nothing is near in meaning. `vector` is the embedded query (1 × d) or None when there are no vectors: words alone answer then.
    """
    phrases: dict[tuple[System, str], float] = {}
    contexts: dict[tuple[System, str], float] = {}
    vectors: dict[tuple[System, str], float] = {}
    priors: dict[tuple[System, str], float] = {}
    for index in indexes:
        _best(phrases, index.system, index.words.phrases(query, _CANDIDATES))
        _best(contexts, index.system, index.words.contexts(query, _CANDIDATES))
        if index.passages is not None and vector is not None:
            _best(vectors, index.system, {code: score for code, (score, _) in index.passages.nearest(vector, _CANDIDATES).items()})
    if not phrases and not contexts and max(vectors.values(), default=0.0) < MIN_SIMILARITY:
        return ()
    for key in phrases.keys() | contexts.keys() | vectors.keys():
        priors[key] = max(i.words.prior(key[1]) for i in indexes if i.system is key[0])
    same = {key for key, likeness in vectors.items() if likeness >= SAME}
    same |= {(index.system, code) for index in indexes for code in index.words.exactly(query)}
    for key in same & priors.keys():
        priors[key] += SAME_BONUS
    static = any(i.passages is not None and i.passages.embedder.startswith(_STATIC) for i in indexes)
    weight = WEIGHT_STATIC_VECTORS if static else WEIGHT_SENTENCE_VECTORS
    words = (1.0 - weight) / 2
    fused = _fuse(((words, phrases), (words, contexts), (weight, vectors)))
    ranked = sorted(((fused[key] + priors[key], key) for key in fused), key=lambda item: (-item[0], item[1]))
    worded = phrases.keys() | contexts.keys()
    return tuple(Scored(key[0], key[1], round(score, 6), key in worded) for score, key in ranked[:limit])


def _best(scores: dict[tuple[System, str], float], system: System, found: Mapping[str, float]) -> None:
    """Add the scores of one index; of a code that several indexes of its system hold the best counts."""
    for code, score in found.items():
        scores[system, code] = max(score, scores.get((system, code), score))


def _fuse(rankings: tuple[tuple[float, Mapping[tuple[System, str], float]], ...]) -> dict[tuple[System, str], float]:
    fused: dict[tuple[System, str], float] = {}
    for weight, ranking in rankings:
        if not ranking:
            continue
        # of several systems only the best candidates overall count: a small system would otherwise fill the
        # list with whatever it has and stretch the scale for all
        best = heapq.nlargest(_CANDIDATES, ranking.items(), key=lambda item: item[1])
        high, low = best[0][1], best[-1][1]
        spread = (high - low) or 1.0
        for key, score in best:
            fused[key] = fused.get(key, 0.0) + weight * (score - low) / spread
    return fused
