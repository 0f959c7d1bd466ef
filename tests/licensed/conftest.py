from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [n for n in os.environ if n.startswith("CODERLY_")]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def home(licensed_home: Path) -> Path:
    """A release as a folder, built in the licensed mode."""
    return licensed_home
