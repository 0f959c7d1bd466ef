"""What is measured: our knowledge base, and beside it the plain pipeline most people would write.

The plain pipeline is langchain-chroma over all titles of the same edition with the same embedder, as in the
tutorials: one collection, `similarity_search`. All are built once and kept in `var/measure`.
"""

from __future__ import annotations

import os
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


def data(*path: str) -> Path | None:
    """A file or folder among the public files that `CODERLY_TEST_DATA` names, or None."""
    folder = os.environ.get("CODERLY_TEST_DATA", "")
    found = Path(folder).joinpath(*path) if folder else None
    return found if found is not None and found.exists() else None


def ours(
    embeddings: str, *, name: str = "", sources: Path | None = None, holdout: Path | None = None
) -> tuple[KnowledgeBase, BuildTimes | None]:
    """Our knowledge base with this embedder, from the packaged sources or from a folder; times only if it was built now."""
    root = HOME / "-".join(filter(None, ("knowledge", name, embeddings.replace(":", "-"))))
    fresh = not (root / "done").exists()
    times = build(root, embeddings, sources, holdout) if fresh else None
    (root / "done").touch()
    return KnowledgeBase(root, lambda: embedder_named(embeddings)), times


def build(root: Path, embeddings: str, sources: Path | None = None, holdout: Path | None = None) -> BuildTimes:
    """A full build in its child process. What index entries were held out is said as the build says it."""
    say(f"building {root} ...")
    started, facts = time.monotonic(), 0.0
    order = Order(str(root), str(sources or HOME / "no-sources"), embeddings, holdout=str(holdout or ""))
    for event in RunningBuild(order).events():
        if event["event"] == "published":
            facts = facts or time.monotonic() - started
        elif event["event"] == "held_out":
            say(f"{event['source']}: {event['entries']} entries held out")
        elif event["event"] == "error":
            raise KnowledgeError(event["message"])
    return BuildTimes(facts, time.monotonic() - started)


def linked(name: str, wanted: tuple[str, ...]) -> Path:
    """A folder in `var/measure` with links to some of the public files, by patterns below `CODERLY_TEST_DATA`."""
    folder = HOME / name
    folder.mkdir(parents=True, exist_ok=True)
    public = data()
    for pattern in wanted if public is not None else ():
        for file in sorted(public.glob(pattern)):
            link = folder / file.name
            if not link.exists():
                link.symlink_to(file.resolve())
    return folder


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
