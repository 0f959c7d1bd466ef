"""What several folders of tests share."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

sys.path.insert(0, str(Path(__file__).parent / "fakes"))
sys.path.insert(0, str(Path(__file__).parent / "contract"))


settings.register_profile("searching", deadline=None)
settings.register_profile("same", settings.get_profile("searching"), derandomize=True, database=None)
settings.load_profile("same")
"""The suite tries the same inputs every time, so that a failure is the change's own: `make fuzz` looks for new ones, and so does
`pytest --hypothesis-profile=searching`. A busy machine must not fail a test: timings stand in `make bench`."""


@pytest.fixture(scope="session")
def small_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A CODERLY_HOME with a small, complete knowledge base. Nobody writes into it: take `database_url` elsewhere, or `own_home`."""
    import small_home

    home = small_home.build(tmp_path_factory.mktemp("small-home"))
    yield home
    left = list((home / "knowledge").glob("uploads/*"))
    assert left == [], "a test put a file into the home of all: it takes own_home"


@pytest.fixture
def own_home(small_home: Path, tmp_path: Path) -> Path:
    """A copy of it that may be written into."""
    return shutil.copytree(small_home, tmp_path / "own-home")


@pytest.fixture(scope="session")
def licensed_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with a licensed CPT release of invented codes and words, built in the licensed mode."""
    from licensed_files import release
    from licensed_home import built, dropped

    home = dropped(tmp_path_factory.mktemp("licensed-home"), {f"ours/{name}": content for name, content in release().items()})
    built(home, "licensed")
    return home


@pytest.fixture
def asked(desk: Any, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The turns that the assistant of a `desk` is asked from here on."""
    from asked_turns import count_asked

    return count_asked(desk.app, monkeypatch)
