"""`python -m tests.measure.typed HOME`: words as people type them, misspelt and in everyday language; how often a right code is among the first five.

HOME is a CODERLY_HOME with a full knowledge base. The pairs in `typed.tsv` are written by us; a code counts if it begins with one of
those named: a category is right where the words say no more. Part a was looked at while search was mended, part b once, the pairs of
part later were written after that and asked once before the everyday words were widened (docs/eval.md).
"""

from __future__ import annotations

import csv
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from knowledge.base import KnowledgeBase
from knowledge.embeddings import embedder_named
from knowledge.icd10cm import key

ON = date(2026, 5, 5)
FIRST = 5


def pairs() -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Query, the beginnings of right codes, and the part it belongs to."""
    with (Path(__file__).parent / "typed.tsv").open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle, delimiter="\t"):
            yield row["query"], tuple(key(code) for code in row["codes"].split(",")), row["part"]


def main(home: Path) -> None:
    """Print the figures and the pairs that fail; nothing here passes or fails."""
    base = KnowledgeBase(home / "knowledge", lambda: embedder_named("wordllama"))
    counts: dict[str, list[int]] = {}
    times = []
    with base.use() as snapshot:
        snapshot.find("chest pain", (), FIRST, ON)
        for query, right, part in pairs():
            started = time.perf_counter()
            hits = snapshot.find(query, (), FIRST, ON)
            times.append(1e3 * (time.perf_counter() - started))
            places = [n for n, hit in enumerate(hits) if key(hit.code).startswith(right)]
            for name in (part, "all"):
                count = counts.setdefault(name, [0, 0, 0])
                count[0] += 1
                count[1] += bool(places) and places[0] == 0
                count[2] += bool(places)
            if not places:
                print(f"not found ({part}): {query!r}, read as {snapshot.meant(query)!r}")
    times.sort()
    for name, (total, first, five) in counts.items():
        print(f"{name:6} {total:4} pairs   first {100 * first / total:5.1f} %   first five {100 * five / total:5.1f} %")
    print(f"p50 {times[len(times) // 2]:.1f} ms, p95 {times[int(len(times) * 0.95)]:.1f} ms")
    base.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
