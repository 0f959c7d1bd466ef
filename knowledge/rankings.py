"""What each engine finds for a query in one system: four rankings of codes, and how they are brought to one scale."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from knowledge.model import System
from knowledge.passages import Passages
from knowledge.words import NOTHING, Ranking, Words

if TYPE_CHECKING:
    from knowledge.embeddings import Vectors

CANDIDATES = 150
"""Documents a ranking. More changes nothing in the first ten."""
Key = TypeVar("Key")
ENGINES = ("titles", "phrases", "contexts", "vectors")


@dataclass(frozen=True, slots=True)
class Index:
    """What can be searched of one system: words always, vectors once they are built."""

    system: System
    words: Words
    passages: Passages | None = None


@dataclass(frozen=True, slots=True)
class Rankings:
    """The rankings of one system by engine; codes go by their place in the word index."""

    titles: Ranking = NOTHING
    phrases: Ranking = NOTHING
    contexts: Ranking = NOTHING
    vectors: Ranking = NOTHING

    def __iter__(self) -> Iterator[tuple[str, Ranking]]:
        """In the order of `ENGINES`."""
        yield from ((engine, getattr(self, engine)) for engine in ENGINES)

    @property
    def places(self) -> set[int]:
        """Every code that some engine found."""
        return {place for _, ranking in self for place in ranking.scores}


def rankings(index: Index, query: str, vector: Vectors | None) -> Rankings:
    """All engines asked. `vector` is the embedded query (1 × d), or None when there is none: words alone answer then."""
    words = index.words
    near = NOTHING
    if index.passages is not None and vector is not None:
        found = index.passages.nearest(vector, CANDIDATES)
        known = {words.places[code]: hit for code, hit in found.items() if code in words.places}
        near = Ranking({place: likeness for place, (likeness, _) in known.items()}, {place: count for place, (_, count) in known.items()})
    return Rankings(words.titles(query, CANDIDATES), words.phrases(query, CANDIDATES), words.contexts(query, CANDIDATES), near)


def scaled(scores: dict[Key, float]) -> dict[Key, float]:
    """The best is 1, the last 0."""
    if not scores:
        return {}
    high, low = max(scores.values()), min(scores.values())
    spread = (high - low) or 1.0
    return {place: (score - low) / spread for place, score in scores.items()}
