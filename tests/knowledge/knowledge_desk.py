"""What an operator has: a folder of dropped files, a knowledge directory, builds, and readers of what serves."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from knowledge_tabular import chapters, drop, extra, tabular

from knowledge import catalog, editions
from knowledge.base import KnowledgeBase
from knowledge.build import Build
from knowledge.builder import RunningBuild
from knowledge.catalog import Catalog
from knowledge.discover import HEAD_BYTES
from knowledge.embeddings import Embedder
from knowledge.model import LookupState, System
from knowledge.order import Order
from knowledge.snapshot import Manifest, Snapshots
from knowledge.sources.icd10cm_tabular import Icd10cmTabular

APRIL = "icd10cm-tabular-April-1-2026.xml"
"""The name under which a dropped list takes the place of the packaged one: keeps the builds of the tests small."""
TODAY = date(2026, 6, 1)
ICD = System.ICD10CM


class Desk:
    """One knowledge base with its sources."""

    def __init__(self, folder: Path, embedder: Callable[[], Embedder]) -> None:
        self.folder = folder
        self.sources = folder / "sources"
        self.root = folder / "knowledge"
        self.embedder = embedder
        self.snapshots = Snapshots(self.root)

    def copy(self, to: Path) -> Desk:
        shutil.copytree(self.folder, to)
        return Desk(to, self.embedder)

    def drop(self, name: str, text: str | bytes) -> Path:
        return drop(self.sources, name, text)

    def revise(self, title: str) -> None:
        """The publisher's next edition of the same file: one more code, with the given title."""
        self.drop(APRIL, tabular(chapters(more=[extra("Z99.1", title)])))

    def order(self, embeddings: str = "wordllama", **more: Any) -> Order:
        return Order(str(self.root), str(self.sources), embeddings, **more)

    def build(self, embeddings: str = "wordllama", **more: Any) -> list[dict[str, Any]]:
        """A build inside this process; its events."""
        events: list[dict[str, Any]] = []
        Build(self.order(embeddings, **more), events.append).run()
        return events

    def start(self, embeddings: str = "wordllama", **more: Any) -> RunningBuild:
        """A build in a child process."""
        return RunningBuild(self.order(embeddings, **more))

    @contextmanager
    def open(self) -> Iterator[KnowledgeBase]:
        knowledge = KnowledgeBase(self.root, self.embedder)
        try:
            yield knowledge
        finally:
            knowledge.close()

    def serving(self) -> Manifest:
        return self.snapshots.current()

    def artefact(self, kind: str, of: str) -> Path:
        """Folder of a part of the serving snapshot."""
        return next(self.snapshots.artefacts.path(p.artefact) for p in self.serving().parts_of(kind) if p.of == of)

    def artefacts(self) -> dict[str, int]:
        """Name → time of the last change of every artefact on the disk."""
        return {p.name: (p / "seal.json").stat().st_mtime_ns for p in self.snapshots.artefacts.root.iterdir() if (p / "seal.json").exists()}

    def leftovers(self) -> list[str]:
        return sorted(p.name for p in self.root.rglob("*") if p.name.startswith(("tmp-", ".tmp-")))


def title_of(knowledge: KnowledgeBase, code: str, on: date = TODAY) -> str:
    """The title of an ICD-10-CM code, or how the look-up ended."""
    with knowledge.use() as snapshot:
        found = snapshot.catalog.code(ICD, code, on)
        return found.code.title if found.state is LookupState.FOUND and found.code else found.state.value


def codes_for(knowledge: KnowledgeBase, words: str, limit: int = 5, on: date = TODAY) -> list[str]:
    """The ICD-10-CM codes for a person's words, best first."""
    with knowledge.use() as snapshot:
        return [hit.code for hit in snapshot.find(words, (ICD,), limit, on)]


def files_of(events: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """File name → what was said of it."""
    return {event["file"]: event for event in events if event["event"] == "file"}


def kinds_of(events: list[dict[str, Any]]) -> list[str]:
    return [event["event"] for event in events if event["event"] not in ("progress", "file")]


def catalog_of(folder: Path, *files: Path) -> Catalog:
    """A catalog of tabular lists as a build writes it, without words and passages."""
    reader, folders = Icd10cmTabular(), []
    for number, file in enumerate(files):
        with file.open("rb") as handle:
            edition = reader.recognise(file, handle.read(HEAD_BYTES))
        assert edition is not None
        into = folder / f"catalog-{number}"
        into.mkdir(parents=True)
        database = sqlite3.connect(into / catalog.FILE)
        reader.write(file, edition, database, lambda what, part: None)
        database.execute("CREATE TABLE edition (json TEXT NOT NULL)")
        database.execute("INSERT INTO edition VALUES (?)", (editions.encode(edition),))
        database.commit()
        database.close()
        folders.append(into)
    return Catalog(folders)


def manifest_json(snapshots: Snapshots, identity: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((snapshots.root / "snapshots" / f"{identity}.json").read_text(encoding="utf-8"))
    return loaded
