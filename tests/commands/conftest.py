"""A shell with the small knowledge base behind it."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from commands_shell import Ran, Shell

from adapters import cli


@pytest.fixture
def shell(tmp_path: Path, small_home: Path) -> Shell:
    """The small knowledge base, with state and log of one's own."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "knowledge").symlink_to(small_home / "knowledge")
    (tmp_path / "here").mkdir()
    return Shell(tmp_path / "here", home)


@pytest.fixture
def inside(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[..., Ran]]:
    """The same command line without a process of its own, which saves a second each time."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level

    def run(shell: Shell, *arguments: str | Path, **settings: str) -> Ran:
        for name, value in shell.environment(settings).items():
            monkeypatch.setenv(name, value)
        monkeypatch.chdir(shell.folder)
        monkeypatch.setattr(sys, "argv", ["coderly", *map(str, arguments)])
        capsys.readouterr()
        status = cli._status()
        out, err = capsys.readouterr()
        return Ran(status, out, err)

    yield run
    root.handlers[:], root.level = handlers, level
    for name in ("bot", "adapters", "knowledge", "prompts"):
        logging.getLogger(name).setLevel(logging.NOTSET)


@pytest.fixture
def empty(tmp_path: Path) -> Shell:
    """No knowledge base."""
    (tmp_path / "here").mkdir()
    return Shell(tmp_path / "here", tmp_path / "home")
