"""Several processes on a real PostgreSQL and a real Chroma server, as they run in earnest."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "store"))

import store_postgres
from processes_fleet import Fleet, chroma_server


@pytest.fixture(scope="module")
def fleet(small_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fleet]:
    """A home of its own, PostgreSQL and Chroma; processes are started by the tests."""
    import shutil

    home = tmp_path_factory.mktemp("fleet") / "home"
    shutil.copytree(small_home, home)
    with store_postgres.server() as server, store_postgres.database(server) as url, chroma_server(home.parent / "chroma") as chroma:
        started = Fleet(home, url, chroma)
        try:
            yield started
        finally:
            started.end()
