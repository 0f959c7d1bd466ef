"""What is measured: our knowledge base, and beside it the plain pipeline most people would write.

The plain pipeline is langchain-chroma over all titles of the same edition with the same embedder, as in the
tutorials: one collection, `similarity_search`. Both are built once and kept in `var/measure`.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from langchain_core.embeddings import Embeddings

from knowledge.base import KnowledgeBase
from knowledge.builder import RunningBuild
from knowledge.embeddings import Embedder, embedder_named
from knowledge.errors import KnowledgeError
from knowledge.model import System
from knowledge.order import Order

HOME = Path("var/measure")
TODAY = date.today()  # noqa: DTZ011 - the person's own day is meant


@dataclass(frozen=True, slots=True)
class BuildTimes:
    """Seconds from the start of a build to exact rows and words, and to the passages."""

    facts: float
    passages: float


def ours(embeddings: str, holdout: str = "") -> tuple[KnowledgeBase, BuildTimes | None]:
    """Our knowledge base with this embedder; times only if it was built now."""
    root = HOME / f"knowledge-{embeddings.replace(':', '-')}"
    fresh = not (root / "CURRENT").exists()
    times = build(root, embeddings) if fresh else None
    return KnowledgeBase(root, lambda: embedder_named(embeddings)), times


def build(root: Path, embeddings: str, sources: Path = HOME / "no-sources") -> BuildTimes:
    """A full build in its child process, from the packaged sources and a folder."""
    say(f"building {root} …")
    started, facts = time.monotonic(), 0.0
    for event in RunningBuild(Order(str(root), str(sources), embeddings)).events():
        if event["event"] == "published":
            facts = facts or time.monotonic() - started
        elif event["event"] == "error":
            raise KnowledgeError(event["message"])
    return BuildTimes(facts, time.monotonic() - started)


class PlainEmbeddings(Embeddings):
    """Our embedder behind LangChain's interface, so that both pipelines embed alike."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """See `Embeddings`."""
        return self._embedder.embed(texts).tolist()

    def embed_query(self, text: str) -> list[float]:
        """See `Embeddings`."""
        return self._embedder.embed([text])[0].tolist()


def plain(embeddings: str, base: KnowledgeBase) -> tuple[Any, float | None]:
    """The plain pipeline over every title of the loaded ICD-10-CM edition; seconds only if it was built now."""
    from langchain_chroma import Chroma

    folder = HOME / f"plain-{embeddings}"
    done = folder / "done"
    store = Chroma("plain", embedding_function=PlainEmbeddings(embedder_named(embeddings)), persist_directory=str(folder))
    if done.exists():
        return store, None
    say(f"building {folder} …")
    started = time.monotonic()
    with base.use() as snapshot:
        rows = snapshot.catalog.files("icd10cm_tabular")[0].all("SELECT code, title FROM code ORDER BY seq")
    for start in range(0, len(rows), 5_000):
        batch = rows[start : start + 5_000]
        store.add_texts([title for _, title in batch], metadatas=[{"code": code} for code, _ in batch], ids=[code for code, _ in batch])
    done.touch()
    return store, time.monotonic() - started


def say(text: str) -> None:
    """Progress goes to standard error."""
    print(text, file=sys.stderr, flush=True)


ICD = (System.ICD10CM,)
