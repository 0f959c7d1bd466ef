"""Errors of the knowledge base. Each says what happened, where, and what to do next."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from knowledge.file_names import file_name


class KnowledgeError(Exception):
    """Base class. `str(error)` is a sentence for the person who gets it, `remedy` says what to do next."""

    def __init__(self, problem: str, remedy: str = "") -> None:
        super().__init__(f"{problem} {remedy}".strip())
        self.problem = problem
        self.remedy = remedy

    def __reduce__(self) -> tuple[Any, ...]:
        """From one process to another as it is, whatever its constructor takes."""
        return _restored, (type(self), self.args, self.__dict__)


class SourceError(KnowledgeError):
    """A published file that cannot be read. `line` is 1-based, 0 if it does not apply."""

    def __init__(self, path: Path, problem: str, remedy: str, line: int = 0) -> None:
        name = file_name(path)
        where = f"{name}, line {line}" if line else name
        super().__init__(f"{where}: {problem}.", remedy)
        self.path = path
        self.line = line


class BuildRunning(KnowledgeError):
    """Another build holds the lock."""


class SnapshotBroken(KnowledgeError):
    """A snapshot whose files are missing or changed."""


class NoSnapshot(KnowledgeError):
    """Nothing has been published yet."""


def _restored(kind: type[KnowledgeError], args: tuple[Any, ...], state: dict[str, Any]) -> KnowledgeError:
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(state)
    return error
