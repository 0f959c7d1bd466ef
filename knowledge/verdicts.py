"""What was found in each file, remembered from one build to the next.

Recognising unpacks archives and opens workbooks, which takes longer than reading every byte once. So a verdict is
kept under the file's place and the SHA-256 of its bytes, not its time or size: those can stay when the bytes change.
It falls with the program, too: everything that reads files is part of what it is kept under.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from knowledge import editions
from knowledge.artefacts import digest_of, file_digest
from knowledge.model import Edition
from knowledge.sources.base import FileReport

FILE = "recognised.json"


@dataclass(frozen=True, slots=True)
class Found:
    """One edition: where in the file it lies (empty for the file itself), the name of its reader."""

    inside: tuple[str, ...]
    reader: str
    edition: Edition


@dataclass(frozen=True, slots=True)
class Verdict:
    """All that one file on the disk holds, and what of it cannot be read."""

    found: tuple[Found, ...] = ()
    rejected: tuple[FileReport, ...] = ()

    @staticmethod
    def of(inside: tuple[str, ...], reader: str, edition: Edition) -> Verdict:
        """One edition."""
        return Verdict((Found(inside, reader, edition),))

    def plus(self, other: Verdict) -> Verdict:
        """Both together."""
        return Verdict(self.found + other.found, self.rejected + other.rejected)


class Verdicts:
    """The remembered verdicts of one folder. A memory that is missing, damaged or of another program is empty."""

    def __init__(self, file: Path | None, ignored: tuple[str, ...]) -> None:
        self._file = file
        self._made_by = digest_of(_program(), *ignored)
        self._known = self._load()
        self._kept: dict[str, dict[str, object]] = {}

    def known(self, path: Path, digest: str) -> Verdict | None:
        """What was found in a file with these bytes at this place, None if it has to be looked at."""
        key = _key(path, digest)
        stored = self._known.get(key)
        if stored is None:
            return None
        try:
            verdict = _decoded(stored)
        except (KeyError, TypeError, ValueError):
            return None
        self._kept[key] = stored
        return verdict

    def remember(self, path: Path, digest: str, verdict: Verdict) -> None:
        """Keep a verdict, unless the file changed while it was looked at."""
        try:
            if file_digest(path) == digest:
                self._kept[_key(path, digest)] = _encoded(verdict)
        except OSError:
            pass  # gone meanwhile: the next look will tell

    def keep(self) -> None:
        """Write down what was known and remembered; what was not asked for is forgotten. A disk that is full costs only time."""
        if self._file is None or self._kept == self._known:
            return
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            fresh = self._file.with_suffix(".new")
            fresh.write_text(json.dumps({"made_by": self._made_by, "files": self._kept}), encoding="utf-8")
            fresh.replace(self._file)
        except OSError:
            return

    def _load(self) -> dict[str, dict[str, object]]:
        if self._file is None:
            return {}
        try:
            stored = json.loads(self._file.read_text(encoding="utf-8"))
            return dict(stored["files"]) if stored["made_by"] == self._made_by else {}
        except (OSError, ValueError, KeyError, TypeError):
            return {}


@cache
def _program() -> str:
    """A digest of everything that takes part in recognising: a reader that changed gives other verdicts."""
    return file_digest(Path(__file__).parent)


def _key(path: Path, digest: str) -> str:
    return f"{path.resolve()} {digest}"


def _encoded(verdict: Verdict) -> dict[str, object]:
    return {
        "found": [[list(item.inside), item.reader, editions.encode(item.edition)] for item in verdict.found],
        "rejected": [asdict(report) for report in verdict.rejected],
    }


def _decoded(stored: dict[str, object]) -> Verdict:
    found, rejected = stored["found"], stored["rejected"]
    if not isinstance(found, list) or not isinstance(rejected, list):
        raise TypeError
    return Verdict(
        tuple(Found(tuple(inside), reader, editions.decode(edition)) for inside, reader, edition in found),
        tuple(FileReport(**report) for report in rejected),
    )
