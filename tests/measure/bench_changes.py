"""Two full releases of the practitioner NCCI edits compared, and the history of codes read, beside comparing sorted rows in Python."""

from __future__ import annotations

import random
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

from bot.watch.digest import digest
from bot.watch.patterns import Changed, watched
from knowledge import catalog
from knowledge.changes.comparing import Release, differences
from knowledge.changes.history import History, folders
from knowledge.changes.kept import Step, write
from knowledge.changes.model import Change, Kind
from knowledge.snapshot import Snapshots
from knowledge.tables.ncci_ptp import PRACTITIONER
from tests.measure import full_set
from tests.measure.bases import say

_TOUCHED = 50
"""One row in so many is another in the later release: ended, of another indicator, or not there before, in turns."""


def main() -> None:
    """Print the figures; says what is missing when the public files are not at hand."""
    _digests()
    kept = full_set.home()
    if kept is None:
        print("changes of full releases: not measured; set CODERLY_TEST_DATA to the folder with the public files.")
        return
    snapshots = Snapshots(kept / "knowledge")
    manifest = snapshots.current()
    largest = max((p.edition for p in manifest.parts_of("catalog") if p.of == PRACTITIONER), key=lambda name: _size(snapshots, name))
    parts = [snapshots.artefacts.path(p.artefact) for p in manifest.parts_of("catalog") if (p.of, p.edition) == (PRACTITIONER, largest)]
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        say("another release of the practitioner edits ...")
        later = [_revised(part, work / part.name) for part in parts]
        before = Release(PRACTITIONER, "Q1", date(2024, 4, 1), tuple(parts))
        after = Release(PRACTITIONER, "Q2", date(2024, 7, 1), tuple(later))
        started, cpu = time.perf_counter(), time.process_time()
        (work / "changes").mkdir()
        write(work / "changes", Step(PRACTITIONER, "Q1", "Q2", after.begins, ()), differences(before, after))
        ours, ours_cpu = time.perf_counter() - started, time.process_time() - cpu
        kept_changes = History([work / "changes"])
        counts = {f"{kind} {label}".strip(): rows for _, kind, label, rows in kept_changes.steps()[0].counts}
        started, cpu = time.perf_counter(), time.process_time()
        changed = len(_rows(parts) ^ _rows(later))
        plain, plain_cpu = time.perf_counter() - started, time.process_time() - cpu
        kept_changes.close()
    print(f"{'two full releases of the practitioner NCCI edits':58} {'seconds':>8} {'CPU s':>8}")
    print(f"{'compared and kept':58} {ours:8.1f} {ours_cpu:8.1f}")
    print(f"{f'plain: sets of rows in Python, {changed:,} rows differ':58} {plain:8.1f} {plain_cpu:8.1f}")
    print(f"told: {counts}")
    history = History(folders(snapshots, manifest))
    history.of("99213")
    times = []
    for code in ("99213", "E11.9", "45385", "J1100", "S72.001A", "M54.5", "20610", "G0008", "B88.0", "97110") * 20:
        started = time.perf_counter()
        history.of(code)
        times.append((time.perf_counter() - started) * 1e3)
    history.close()
    times.sort()
    print(f"history of a code over {len(folders(snapshots, manifest))} pairs of editions, milliseconds: p50 {times[100]:.2f}, p95 {times[190]:.2f}")


def _digests() -> None:
    """What 200 places are told of 5,000 changed rows, each watching ten codes, a range and a category: matched, and made into cards."""
    changes = [
        Change("physician_fee_schedule", "fee schedule row", Kind.CHANGED, f"{10_000 + 17 * n:05}", label="work RVU", before="1.0", after="1.1", percent=10.0)
        for n in range(4_000)
    ]
    changes += [Change("icd10cm_order", "code", Kind.ADDED, f"E{n:02}{m}", after="billable yes") for n in range(100) for m in range(10)]
    dice = random.Random(7)
    places = [
        [*(f"{10_000 + 17 * dice.randrange(4_000):05}" for _ in range(10)), f"{10_000 + place * 100}-{10_000 + place * 100 + 50}", f"E{place % 100:02}*"]
        for place in range(200)
    ]
    started, cpu = time.perf_counter(), time.process_time()
    changed = Changed(changes)
    cards = [digest(found, "2026-01-01") for watching in places if (found := changed.of(watched(watching)))]
    print(
        f"digests of {len(cards)} places over {len(changes):,} changed rows: {time.perf_counter() - started:.2f} s"
        f" ({time.process_time() - cpu:.2f} s of CPU), {sum(len(card.codes) for card in cards):,} codes named"
    )


def _size(snapshots: Snapshots, edition: str) -> int:
    return snapshots.artefacts.bytes(p.artefact for p in snapshots.current().parts_of("catalog") if (p.of, p.edition) == (PRACTITIONER, edition))


def _revised(part: Path, to: Path) -> Path:
    """The same file with some edits ended, some of another indicator and some gone."""
    to.mkdir()
    file = to / catalog.FILE
    file.write_bytes((part / catalog.FILE).read_bytes())
    with closing(sqlite3.connect(file)) as database:
        ended, other = (
            database.execute("INSERT INTO detail (begins, ends, indicator, prior_1996, rationale) VALUES (20240101, ?, ?, 0, '')", values).lastrowid
            for values in ((20240630, 1), (None, 0))
        )
        chosen = database.execute("SELECT column1, column2, detail FROM edit WHERE (column1 * 31 + column2) % ? = 0", (_TOUCHED,)).fetchall()
        database.executemany("DELETE FROM edit WHERE column1 = ? AND column2 = ? AND detail = ?", chosen)
        pairs = [(a, b, ended if n % 3 == 0 else other) for n, (a, b, _) in enumerate(chosen) if n % 3 < 2]
        database.executemany("INSERT OR IGNORE INTO edit VALUES (?, ?, ?)", pairs)
        database.commit()
    return to


def _rows(parts: list[Path]) -> set[tuple[object, ...]]:
    return {row for part in parts for row in _all(part)}


def _all(part: Path) -> Iterator[tuple[object, ...]]:
    with closing(sqlite3.connect(f"file:{part / catalog.FILE}?mode=ro&immutable=1", uri=True)) as database:
        yield from database.execute("SELECT column1, column2, begins, ends, indicator FROM edit JOIN detail ON detail.id = edit.detail")
