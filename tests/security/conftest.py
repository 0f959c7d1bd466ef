"""What crosses the platforms: secrets, roles, injected text. The desks are those of the platforms' own tests."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

for _folder in ("slack", "discord", "terminal", "email", "web", "jobs", "assistant", "documents", "processes"):
    sys.path.append(str(Path(__file__).parents[1] / _folder))
sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [n for n in os.environ if n.startswith(("CODERLY_", "SLACK_"))]:
        monkeypatch.delenv(name)
