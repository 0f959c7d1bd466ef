"""Hybrid search: stemmed words (three ways) and vectors, fused per code, the first ones put in a learned order.

Each of the four rankings is scaled to 0..1 over its candidates and weighted; a prior of the code is added, and what its title says
of its precision. Over several systems the rankings are scaled together, so that a small system does not fill the list with
whatever it has. ICD-10-CM candidates are then reordered among themselves by `knowledge.ranker`. Weights were chosen on half of the
dev queries and reported on the other (docs/eval.md).
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING

from knowledge.features import features
from knowledge.model import System
from knowledge.ranker import DEPTH, ranker_for
from knowledge.rankings import CANDIDATES, ENGINES, Index, Rankings, rankings, scaled
from knowledge.text import folded
from knowledge.traits import adjustments

if TYPE_CHECKING:
    from knowledge.embeddings import Vectors

__all__ = ["Index", "Scored", "search"]

_WEIGHTS: Mapping[System, Mapping[str, float]] = {
    System.ICD10CM: {"titles": 0.15, "phrases": 0.2, "contexts": 0.2, "vectors": 0.45},
    System.HCPCS: {"titles": 0.0, "phrases": 0.5, "contexts": 0.2, "vectors": 0.3},
}
_OTHER_WEIGHTS = {"titles": 0.0, "phrases": 0.3, "contexts": 0.3, "vectors": 0.4}
SAME = 0.99
"""Cosine from which a phrase says the same as the query, if it is not the query word for word…"""
SAME_BONUS = 1.0
"""…and what that adds: the words of the index, a title or a lay phrase were hit exactly."""
MIN_SIMILARITY = 0.5
"""Cosine below which a nearest text means nothing when no word matched ("zzzzz" 0.32, "xylophone" 0.46)."""

_Key = tuple[int, int]
"""Which index, and which of its codes by place."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate with its fused score."""

    system: System
    code: str
    score: float
    lexical: bool = True


def search(indexes: tuple[Index, ...], query: str, vector: Vectors | None, limit: int) -> tuple[Scored, ...]:
    """The best codes over the given systems, best first; equal scores in code order.

    Empty when no word occurs and nothing is near in meaning. `vector` is the embedded query (1 × d) or None when there are no
    vectors: words alone answer then.
    """
    query = folded(query)
    found = [rankings(index, query, vector) for index in indexes]
    worded = {(n, place) for n, r in enumerate(found) for ranking in (r.phrases, r.contexts) for place in ranking.scores}
    if not worded and max((s for r in found for s in r.vectors.scores.values()), default=0.0) < MIN_SIMILARITY:
        return ()
    scores = _fused(indexes, found)
    precise = adjustments(query.split())
    for n, place in scores:
        words = indexes[n].words
        scores[n, place] += words.priors[place]
        if indexes[n].system is System.ICD10CM:
            scores[n, place] += precise[words.traits[place]]
    same = {(n, place) for n, index in enumerate(indexes) for place in index.words.exactly(query)}
    same |= {(n, place) for n, r in enumerate(found) for place, likeness in r.vectors.scores.items() if likeness >= SAME}
    for n, index in enumerate(indexes):
        if index.system is System.ICD10CM:
            _reorder(n, index, query, found[n], scores)
    for key in same & scores.keys():
        scores[key] += SAME_BONUS
    ranked = sorted((-score, indexes[n].words.codes[place], n, place) for (n, place), score in scores.items())
    best: dict[tuple[System, str], Scored] = {}
    for score, code, n, place in ranked:  # of a code that several indexes of its system hold the best counts
        if len(best) == limit:
            break
        best.setdefault((indexes[n].system, code), Scored(indexes[n].system, code, round(-score, 6), (n, place) in worded))
    return tuple(best.values())


def weighted(system: System, found: Rankings) -> dict[int, float]:
    """The sum of the weighted rankings of one system, each scaled on its own."""
    return {place: score for (_, place), score in _fused((system,), [found]).items()}


def _fused(of: Iterable[Index | System], found: list[Rankings]) -> dict[_Key, float]:
    weights = [_WEIGHTS.get(one if isinstance(one, System) else one.system, _OTHER_WEIGHTS) for one in of]
    fused: dict[_Key, float] = {}
    for engine in ENGINES:
        every = {(n, place): score for n, r in enumerate(found) for place, score in getattr(r, engine).scores.items()}
        # of several systems only the best candidates overall count: a small system would otherwise fill the
        # list with whatever it has and stretch the scale for all
        best = every if len(every) <= CANDIDATES else dict(sorted(every.items(), key=itemgetter(1), reverse=True)[:CANDIDATES])
        for key, score in scaled(best).items():
            weight = weights[key[0]][engine]
            if weight:
                fused[key] = fused.get(key, 0.0) + weight * score
    return fused


def _reorder(n: int, index: Index, query: str, found: Rankings, scores: dict[_Key, float]) -> None:
    """Deal the scores of the first candidates of one system out anew, in the order that was learned."""
    ranker = ranker_for(index.passages.embedder) if index.passages is not None and found.vectors.scores else None
    if ranker is None:
        return
    fused = weighted(index.system, found)
    places = first_candidates(index, query, fused)
    places = [place for place in places if (n, place) in scores]
    if not places:
        return
    learned = ranker.scores(features(index.words, query, found, fused, places))
    dealt = sorted((scores[n, place] for place in places), reverse=True)
    ordered = sorted(range(len(places)), key=lambda i: (-float(learned[i]), index.words.codes[places[i]]))
    for score, i in zip(dealt, ordered, strict=True):
        scores[n, places[i]] = score


def first_candidates(index: Index, query: str, fused: dict[int, float]) -> list[int]:
    """The codes that are put in order, by the weighted sum with priors and precision."""
    words, precise = index.words, adjustments(query.split())
    return heapq.nsmallest(DEPTH, fused, key=lambda place: (-fused[place] - words.priors[place] - precise[words.traits[place]], words.codes[place]))
