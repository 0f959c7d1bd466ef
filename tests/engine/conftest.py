"""Two catalogs: a small one of our own files in the published layouts, and the public files where they are at hand."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent.parent / "sources"))

import engine_desk

from knowledge.catalog import Catalog


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalog]:
    """A few dozen genuine rows in files of our own making."""
    catalog = engine_desk.small(tmp_path_factory.mktemp("small-files"))
    yield catalog
    catalog.close()


@pytest.fixture(scope="session")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalog]:
    """The public files; skips without them."""
    catalog = engine_desk.full(tmp_path_factory.mktemp("full-files"))
    yield catalog
    catalog.close()


@pytest.fixture(params=["small", "full"])
def catalog(request: pytest.FixtureRequest) -> Catalog:
    """Each test of a real row runs on both."""
    found: Catalog = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Catalog]:
    """A fresh machine: the starter pack alone."""
    catalog = engine_desk.bare(tmp_path)
    yield catalog
    catalog.close()
