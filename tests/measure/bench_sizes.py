"""What building costs against size: phrases in the word index and in Chroma, rows in a catalog file."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
import time
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from knowledge import catalog, passages, words
from knowledge.discover import HEAD_BYTES
from knowledge.embeddings import Embedder, embedder_named
from knowledge.readers import readers
from knowledge.snapshot import Snapshots
from knowledge.sources.base import Entry
from tests.measure import full_set
from tests.measure.bases import HOME, ours, say

SIZES = (10_000, 50_000, 200_000, 0)
"""0: all there are."""


def main() -> None:
    """Print the table; phrases are those of the packaged list, or of all public files if they are at hand."""
    work = Path(tempfile.mkdtemp(prefix="coderly-bench-"))
    try:
        _phrases(work)
        _rows(work)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _phrases(work: Path) -> None:
    embedder = embedder_named("wordllama")
    all_of_them = _all_phrases()
    print(f"\n{'phrases':>10} {'words s':>10} {'MB':>6} {'query ms':>9} {'embed s':>10} {'Chroma s':>10} {'CPU s':>8} {'MB':>6} {'query ms':>9}")
    for size in _sizes(len(all_of_them)):
        say(f"{size:,} phrases ...")
        some = all_of_them[:size]
        entries = [Entry(f"X{n}", (phrase,), phrase) for n, phrase in enumerate(some)]
        lexical, seconds = _made(work / "words", lambda folder, entries=entries: words.write(folder, entries))
        index = words.Words(lexical)
        lexical_query = _median(lambda n, index=index, some=some: index.phrases(some[n], 50))
        timed = _Timed(embedder)
        texts = [(f"X{n}#0", phrase) for n, phrase in enumerate(some)]
        cpu = time.process_time()
        dense, dense_seconds = _made(
            work / "passages", lambda folder, texts=texts, timed=timed: passages.write(folder, texts, timed, lambda what, part: None)
        )
        cpu = time.process_time() - cpu
        opened = passages.Passages(dense)
        dense_query = _median(lambda n, opened=opened, some=some: opened.nearest(embedder.embed([some[n]]), 50))
        opened.close()
        print(
            f"{size:10,} {seconds:10.1f} {_megabytes(lexical):6.0f} {lexical_query:9.2f} {timed.seconds:10.1f}"
            f" {dense_seconds - timed.seconds:10.1f} {cpu:8.1f} {_megabytes(dense):6.0f} {dense_query:9.2f}",
            flush=True,
        )


def _rows(work: Path) -> None:
    data = full_set.data()
    part = next(iter(sorted(data.rglob("*practitioner-ptp-edits-*-f1*.zip"))), None) if data else None
    if part is None:
        print("\nrows of NCCI edits: not measured; set CODERLY_TEST_DATA to the folder with the public files.")
        return
    with zipfile.ZipFile(part) as archive:
        member = archive.infolist()[0]
        lines = archive.read(member).splitlines(keepends=True)
    print(f"\n{'NCCI rows':>10} {'seconds':>10} {'MB':>6} {'look-up ms':>11}")
    for size in _sizes(len(lines)):
        say(f"{size:,} rows ...")
        file = work / Path(member.filename).name
        file.write_bytes(b"".join(lines[:size]))
        folder, seconds = _made(work / "rows", lambda folder, file=file: _read(file, folder))
        with sqlite3.connect(folder / catalog.FILE) as database:
            keys = database.execute("SELECT column1, column2 FROM edit ORDER BY random() LIMIT 201").fetchall()
            query = "SELECT * FROM edit WHERE column1 = ? AND column2 = ?"
            look_up = _median(lambda n, keys=keys, database=database, query=query: database.execute(query, keys[n]).fetchall())
        print(f"{size:10,} {seconds:10.1f} {_megabytes(folder):6.0f} {look_up:11.3f}", flush=True)


def _read(file: Path, folder: Path) -> None:
    head = file.read_bytes()[:HEAD_BYTES]
    reader, edition = next((r, e) for r in readers() if (e := r.recognise(file, head)) is not None)
    with sqlite3.connect(folder / catalog.FILE) as database:
        reader.write(file, replace(edition, file=file.name), database, lambda what, part: None)


def _all_phrases() -> list[str]:
    """Every text of every passage index at hand: of the full set where one was built, else of the base that is measured."""
    kept = HOME / "full" / "knowledge"
    if not (kept / "CURRENT").exists():
        base, _ = ours("wordllama")
        base.close()
        kept = HOME / "knowledge-wordllama"
    snapshots = Snapshots(kept)
    found: dict[str, None] = {}
    for part in snapshots.current().parts_of("passages"):
        opened = passages.Passages(snapshots.artefacts.path(part.artefact))
        found.update((text, None) for _, text in opened.all_texts(5_000))
        opened.close()
    return list(found)


def _sizes(there: int) -> list[int]:
    return sorted({size for size in SIZES if 0 < size < there} | {there})


class _Timed:
    """An embedder that says how long it took."""

    def __init__(self, embedder: Embedder) -> None:
        self.name, self.costly, self.seconds = embedder.name, embedder.costly, 0.0
        self._embedder = embedder

    def embed(self, texts: Sequence[str]) -> Any:
        """See `Embedder`."""
        started = time.perf_counter()
        vectors = self._embedder.embed(texts)
        self.seconds += time.perf_counter() - started
        return vectors


def _made(folder: Path, make: Callable[[Path], object]) -> tuple[Path, float]:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    started = time.perf_counter()
    make(folder)
    return folder, time.perf_counter() - started


def _median(call: Callable[[int], object]) -> float:
    call(0)
    times = []
    for n in range(1, 201):
        started = time.perf_counter()
        call(n)
        times.append((time.perf_counter() - started) * 1e3)
    return sorted(times)[len(times) // 2]


def _megabytes(folder: Path) -> float:
    return sum(p.stat().st_size for p in folder.rglob("*") if p.is_file()) / 1e6
