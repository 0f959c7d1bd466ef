"""Fixtures of the terminal's tests."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from terminal_desk import Desk


@pytest.fixture
def desk() -> Desk:
    return Desk()
