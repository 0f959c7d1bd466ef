"""One small knowledge base, built once; each test that changes something works on a copy."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from knowledge_desk import APRIL, Desk, catalog_of
from knowledge_tabular import drop, tabular

from knowledge.base import KnowledgeBase
from knowledge.catalog import Catalog
from knowledge.embeddings import Embedder, embedder_named
from knowledge.sources.icd10cm_tabular import packaged_tabular


@pytest.fixture(scope="session")
def wordllama() -> Embedder:
    return embedder_named("wordllama")


@pytest.fixture(scope="session")
def first_desk(tmp_path_factory: pytest.TempPathFactory, wordllama: Embedder) -> Desk:
    """Built once; nobody writes here. The starter pack comes with it."""
    desk = Desk(tmp_path_factory.mktemp("knowledge") / "desk", lambda: wordllama)
    desk.drop(APRIL, tabular())
    desk.build()
    return desk


@pytest.fixture
def desk(first_desk: Desk, tmp_path: Path) -> Desk:
    return first_desk.copy(tmp_path / "desk")


@pytest.fixture(scope="session")
def knowledge(first_desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    """The small knowledge base, open for reading."""
    with first_desk.copy(tmp_path_factory.mktemp("reading") / "desk").open() as opened:
        yield opened


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalog]:
    """The catalog of the small tabular list alone."""
    folder = tmp_path_factory.mktemp("small")
    opened = catalog_of(folder, drop(folder, APRIL, tabular()))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def official(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalog]:
    """The catalog of the complete official list that comes with the installation."""
    file = packaged_tabular()
    assert file is not None
    opened = catalog_of(tmp_path_factory.mktemp("official"), file)
    yield opened
    opened.close()
