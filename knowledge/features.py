"""What is known of each candidate when the first ones are put in their final order: 38 numbers a code.

How the engines rank it, how far it and the query explain each other, how much of what was found lies in its category, and what its
title says of its precision. Nothing in it names a code, a chapter or a word, so the order learned is one of ways of being found.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from knowledge.rankings import ENGINES, Rankings, scaled
from knowledge.traits import OTHER, SIDE, UNSPECIFIED, asks_for_other, names_side
from knowledge.words import Words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NAMES = (
    *(f"{engine}_{what}" for engine in ENGINES for what in ("scaled", "raw", "rank")),
    "phrases_count",
    "vectors_count",
    "fused",
    "behind_first",
    "category_share",
    "category_best",
    "subcategory_share",
    "title_explains",
    "context_explains",
    "title_asked",
    "complete",
    "prior",
    "length",
    "phrases_of_code",
    "title_length",
    "other",
    "unspecified",
    "sided",
    "other_asked",
    "unspecified_asked",
    "side_unasked",
    "side_asked",
    "query_length",
)
_CATEGORY, _SUBCATEGORY = 3, 5
"""Characters of a code with its dot that name its category, and its first subcategory."""


def features(words: Words, query: str, found: Rankings, fused: dict[int, float], places: Sequence[int]) -> NDArray[np.float32]:
    """One row a candidate, one column a name. `query` is folded, `fused` the sum of the weighted rankings of every code found,
    `places` are the candidates, the best first by what is known so far.
    """
    import numpy as np

    columns: list[object] = []
    for engine, ranking in found:
        scale, scores = scaled(ranking.scores), ranking.scores
        best = 1.0 if engine == "vectors" else max(scores.values(), default=1.0)
        order = {place: 1.0 / (1 + rank) for rank, place in enumerate(sorted(scores, key=lambda place: -scores[place]))}
        columns += [[scale.get(p, 0.0) for p in places], [scores.get(p, 0.0) / best for p in places], [order.get(p, 0.0) for p in places]]
    columns += [np.log1p([ranking.counts.get(p, 0) for p in places]) for ranking in (found.phrases, found.vectors)]
    first = fused[places[0]]
    columns += [[fused[p] for p in places], [fused[p] - first for p in places]]
    columns += _kin(words, fused, places)
    explained = words.sets.explained(query, places)
    columns += [explained.by_title, explained.by_context, explained.of_title]
    columns += [[words.priors[p] > _COMPLETE for p in places], [words.priors[p] for p in places]]
    columns += [[len(words.codes[p].replace(".", "")) / 7 for p in places], np.log1p([words.phrase_counts[p] for p in places])]
    columns += [explained.title_length / 10, *_precision(words, query, places)]
    columns += [[len(set(query.split())) / 10] * len(places)]
    return np.array(columns, dtype=np.float32).T


_COMPLETE = 0.05
"""Priors above this belong to codes with nothing below them."""


def _kin(words: Words, fused: dict[int, float], places: Sequence[int]) -> list[list[float]]:
    """What share of all that was found lies in the same category and subcategory, and the best of the category."""
    shares: dict[str, float] = {}
    best: dict[str, float] = {}
    for place, score in fused.items():
        code = words.codes[place]
        category = code[:_CATEGORY]
        shares[category] = shares.get(category, 0.0) + score
        best[category] = max(best.get(category, 0.0), score)
        if len(code) >= _SUBCATEGORY:
            shares[code[:_SUBCATEGORY]] = shares.get(code[:_SUBCATEGORY], 0.0) + score
    whole = sum(fused.values()) or 1.0
    codes = [words.codes[p] for p in places]
    return [
        [shares[c[:_CATEGORY]] / whole for c in codes],
        [best[c[:_CATEGORY]] for c in codes],
        [shares[c[:_SUBCATEGORY]] / whole if len(c) >= _SUBCATEGORY else 0.0 for c in codes],
    ]


def _precision(words: Words, query: str, places: Sequence[int]) -> list[list[bool]]:
    """What the titles say of their precision, and whether the query asked for it."""
    asked = query.split()
    other_asked, side_asked = asks_for_other(asked), names_side(asked)
    of = [words.traits[p] for p in places]
    other, unspecified, sided = [OTHER in t for t in of], [UNSPECIFIED in t for t in of], [SIDE in t for t in of]
    return [
        other,
        unspecified,
        sided,
        [x and other_asked for x in other],
        [x and other_asked for x in unspecified],
        [x and not side_asked for x in sided],
        [x and side_asked for x in sided],
    ]
