"""A shell with the small knowledge base behind it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from commands_shell import Shell


@pytest.fixture
def shell(tmp_path: Path, small_home: Path) -> Shell:
    """The small knowledge base, with state and log of one's own."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "knowledge").symlink_to(small_home / "knowledge")
    (tmp_path / "here").mkdir()
    return Shell(tmp_path / "here", home)


@pytest.fixture
def empty(tmp_path: Path) -> Shell:
    """No knowledge base."""
    (tmp_path / "here").mkdir()
    return Shell(tmp_path / "here", tmp_path / "home")
