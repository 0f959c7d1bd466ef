"""The changes of one release as a build keeps them: an artefact of the snapshot, small, and searched by code."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from knowledge import catalog
from knowledge.changes.model import Change, Kind

VERSION = 1
_COLUMNS = "source, what, kind, code, other, variant, label, before, after, effective, percent"
_INSERT = f"INSERT INTO change ({_COLUMNS}) VALUES ({', '.join('?' * 11)})"
_SELECT = f"SELECT {_COLUMNS} FROM change "


@dataclass(frozen=True, slots=True)
class Step:
    """From which release of a source to which. `begins` is when the later takes effect; `artefacts` are the later one's catalog files."""

    source: str
    before: str
    after: str
    begins: date
    artefacts: tuple[str, ...]
    counts: tuple[tuple[str, str, str, int], ...] = ()
    """How many: (what, kind, label, rows)."""


def write(folder: Path, step: Step, changes: Iterable[Change]) -> None:
    """Write the changes of one step into an empty folder."""
    with closing(sqlite3.connect(folder / catalog.FILE)) as database:
        database.execute("PRAGMA journal_mode=OFF")
        database.execute("PRAGMA synchronous=OFF")
        database.execute(f"CREATE TABLE change (id INTEGER PRIMARY KEY, {_COLUMNS})")
        database.executemany(_INSERT, map(_row, changes))
        database.execute("CREATE INDEX change_code ON change (code)")
        database.execute("CREATE INDEX change_other ON change (other) WHERE other <> ''")
        counts = database.execute("SELECT what, kind, label, count(*) FROM change GROUP BY 1, 2, 3 ORDER BY min(id)").fetchall()
        told = {"source": step.source, "before": step.before, "after": step.after, "begins": step.begins.isoformat()}
        database.execute("CREATE TABLE step (json TEXT NOT NULL)")
        database.execute("INSERT INTO step VALUES (?)", (json.dumps({**told, "artefacts": step.artefacts, "counts": counts}),))
        database.commit()


class Kept:
    """The changes of one step, opened for reading. Raises `sqlite3.Error` when the file is damaged."""

    def __init__(self, folder: Path) -> None:
        self._database = sqlite3.connect(f"file:{folder / catalog.FILE}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        raw = json.loads(self._database.execute("SELECT json FROM step").fetchone()[0])
        self.step = Step(
            raw["source"],
            raw["before"],
            raw["after"],
            date.fromisoformat(raw["begins"]),
            tuple(raw["artefacts"]),
            tuple((what, kind, label, rows) for what, kind, label, rows in raw["counts"]),
        )

    def of(self, code: str, limit: int) -> tuple[Change, ...]:
        """The changes that concern a code (without dot), as the first or the second of a pair."""
        rows = self._database.execute(f"{_SELECT} WHERE code = ? OR (other = ? AND other <> '') ORDER BY id LIMIT ?", (code, code, limit))
        return tuple(map(_change, rows))

    def of_all(self, codes: Sequence[str]) -> Iterator[Change]:
        """The changes that concern any of these codes, in the order of the step."""
        chosen = json.dumps(list(codes))
        rows = self._database.execute(
            f"{_SELECT} WHERE code IN (SELECT value FROM json_each(?)) OR (other <> '' AND other IN (SELECT value FROM json_each(?)))"
            " ORDER BY id",
            (chosen, chosen),
        )
        yield from map(_change, rows)

    def every(self, limit: int = -1) -> Iterator[Change]:
        """All of them, or the first `limit`."""
        yield from map(_change, self._database.execute(f"{_SELECT} ORDER BY id LIMIT ?", (limit,)))

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()


def _row(change: Change) -> tuple[object, ...]:
    return (
        change.source,
        change.what,
        change.kind.value,
        change.code,
        change.other,
        change.variant,
        change.label,
        change.before,
        change.after,
        change.effective,
        change.percent,
    )


def _change(row: Sequence[object]) -> Change:
    source, what, kind, *rest = row
    return Change(str(source), str(what), Kind(kind), *rest)  # type: ignore[arg-type]
