"""Trains the order of the first candidates anew: `python -m tests.measure.train_ranker wordllama`.

Queries are entries of the alphabetic index whose main terms do not occur among the dev queries; they and the dev queries are held
out of a knowledge base of its own, so that none is answered by look-up. Each is searched as the product searches; the network
learns to put the code that the entry leads to first among the first sixty. Only numpy, a minute on one core once the features are there.
"""

from __future__ import annotations

import json
import random
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.base import KnowledgeBase
from knowledge.embeddings import Embedder, embedder_named
from knowledge.features import features
from knowledge.model import System
from knowledge.ranker import DEPTH, Ranker
from knowledge.rankings import rankings
from knowledge.search import first_candidates, weighted
from knowledge.sources.icd10cm_index_words import LEVEL, phrases, without_modifiers
from knowledge.text import folded
from tests.measure.bases import HOME, ours, say
from tests.measure.queries import SEARCHED, Asked, icd10cm_queries, sources, write_holdout

QUERIES = 8_000
SEED = 11
_HIDDEN, _ROUNDS, _BATCH, _RATE, _DECAY = 24, 14, 64, 3e-3, 1e-5
_LONGEST = 12
"""Words of a query, as in the dev set."""

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Example:
    """A query's candidates: features by row, and which of them are right."""

    rows: Floats
    right: NDArray[np.bool_]


def training_queries(base: KnowledgeBase, dev: list[Asked]) -> list[Asked]:
    """Entries of the index with one code, by words, from main terms that no dev query comes from."""
    with base.use() as snapshot:
        (file,) = snapshot.catalog.files("icd10cm_index")
        lines = file.all("SELECT path, code FROM entry WHERE code <> '' ORDER BY id")
        known = {code for (code,) in snapshot.catalog.files("icd10cm_tabular")[0].all("SELECT code FROM code WHERE base IS NULL")}
    of: dict[str, set[str]] = defaultdict(set)
    main: dict[str, str] = {}
    for path, code in lines:
        words = folded(phrases(path)[0])
        of[words].add(code)
        main[words] = folded(without_modifiers(path.split(LEVEL)[0]))
    taken = {folded(without_modifiers(query.main_term)) for query in dev}
    usable = [
        Asked(words, frozenset(codes), main[words])
        for words, codes in of.items()
        if main[words] not in taken and len(codes) == 1 and codes <= known and len(words.split()) <= _LONGEST
    ]
    random.Random(SEED).shuffle(usable)
    return usable[:QUERIES]


def examples(base: KnowledgeBase, embedder: Embedder, queries: list[Asked]) -> list[Example]:
    """What the product knows of the candidates of each query."""
    found = []
    with base.use() as snapshot:
        (index,) = snapshot.indexes((System.ICD10CM,))
        for number, query in enumerate(queries):
            words = folded(query.words)
            ranked = rankings(index, words, embedder.embed([words]))
            fused = weighted(index.system, ranked)
            places = first_candidates(index, words, fused)
            if places:
                right = np.array([index.words.codes[place] in query.codes for place in places])
                found.append(Example(features(index.words, words, ranked, fused, places), right))
            if number % 1000 == 0:
                say(f"features: {number} of {len(queries)}")
    return found


def train(given: list[Example]) -> Ranker:
    """Softmax over the candidates of a query, cross-entropy to the right ones, Adam with a cosine rate."""
    dice = np.random.default_rng(SEED)
    usable = [e for e in given if e.right.any()]
    every = np.concatenate([e.rows for e in usable])
    mean, spread = every.mean(0), every.std(0) + 1e-6
    count, width = len(usable), every.shape[1]
    rows = np.zeros((count, DEPTH, width), np.float32)
    right, there = np.zeros((count, DEPTH), np.float32), np.zeros((count, DEPTH), bool)
    for i, e in enumerate(usable):
        rows[i, : len(e.rows)] = (e.rows - mean) / spread
        right[i, : len(e.rows)] = e.right / e.right.sum()
        there[i, : len(e.rows)] = True
    weights = [
        dice.normal(0, width**-0.5, (width, _HIDDEN)).astype(np.float32),
        np.zeros(_HIDDEN, np.float32),
        dice.normal(0, 0.3 * _HIDDEN**-0.5, _HIDDEN).astype(np.float32),
        np.zeros(width, np.float32),
    ]
    first, second, step = [np.zeros_like(w) for w in weights], [np.zeros_like(w) for w in weights], 0
    for done in range(_ROUNDS):
        rate = _RATE * 0.5 * (1 + np.cos(np.pi * done / _ROUNDS))
        order = dice.permutation(count)
        for start in range(0, count, _BATCH):
            batch = order[start : start + _BATCH]
            step += 1
            for k, slope in enumerate(_slopes(weights, rows[batch], right[batch], there[batch])):
                first[k] = 0.9 * first[k] + 0.1 * slope
                second[k] = 0.999 * second[k] + 0.001 * slope * slope
                weights[k] -= rate * (first[k] / (1 - 0.9**step)) / (np.sqrt(second[k] / (1 - 0.999**step)) + 1e-8)
    return Ranker(mean, spread, weights[0], weights[1], weights[2], weights[3])


def _slopes(weights: list[Floats], rows: Floats, right: Floats, there: NDArray[np.bool_]) -> list[Floats]:
    hidden = np.tanh(rows @ weights[0] + weights[1])
    scores = np.where(there, hidden @ weights[2] + rows @ weights[3], -1e9)
    odds = np.exp(scores - scores.max(1, keepdims=True)) * there
    wrong = (odds / odds.sum(1, keepdims=True) - right) / len(rows)
    back = wrong[:, :, None] * weights[2] * (1 - hidden * hidden)
    return [
        np.einsum("qcf,qch->fh", rows, back) + _DECAY * weights[0],
        back.sum((0, 1)),
        np.einsum("qc,qch->h", wrong, hidden) + _DECAY * weights[2],
        np.einsum("qc,qcf->f", wrong, rows) + _DECAY * weights[3],
    ]


def reached(ranker: Ranker | None, given: list[Example]) -> tuple[float, float]:
    """R@1 and R@10 in percent over the examples; without a ranker in the order in which the candidates came."""
    first = ten = 0
    for e in given:
        order = np.argsort(-ranker.scores(e.rows), kind="stable") if ranker else np.arange(len(e.rows))
        first += bool(e.right[order[0]])
        ten += bool(e.right[order[:10]].any())
    return 100 * first / len(given), 100 * ten / len(given)


def main(embeddings: str) -> None:
    """Build, train, write the weights beside the program, and say what they reach on both halves of the dev set."""
    dev = icd10cm_queries()
    if not dev:
        sys.exit("Set CODERLY_TEST_DATA to the folder with the public files.")
    loaded, _ = ours("wordllama", name="loaded", sources=sources(), holdout=SEARCHED)
    queries = training_queries(loaded, dev)
    loaded.close()
    holdout = write_holdout(HOME / "train.tsv", [*dev, *queries])
    base, _ = ours(embeddings, name="train", sources=sources(), holdout=holdout)
    embedder = embedder_named(embeddings)
    asked, known = examples(base, embedder, queries), examples(base, embedder, dev)
    ranker = train(asked)
    for name, given in (("training queries", asked), ("dev, even lines", known[::2]), ("dev, odd lines", known[1::2])):
        before, after = reached(None, given), reached(ranker, given)
        print(f"{name:20} R@1 {before[0]:.1f} -> {after[0]:.1f}   R@10 {before[1]:.1f} -> {after[1]:.1f}")
    target = Path("knowledge") / f"ranker_{embeddings}.json"
    target.write_text(json.dumps(ranker.encoded(), separators=(",", ":")) + "\n", encoding="utf-8")
    say(f"wrote {target}")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "wordllama")
