"""Builds of the full set: from nothing, after one quarterly file changed, after nothing changed; and who asks meanwhile."""

from __future__ import annotations

import shutil
import statistics
import tempfile
import threading
from pathlib import Path

from tests.measure import full_set
from tests.measure.bases import say
from tests.measure.full_set import Built
from tests.measure.serving import Served, Server

_WINDOW = 15.0
"""Seconds over which shares of times are taken."""


def main() -> None:
    """Print the tables; says what is missing when the public files are not at hand."""
    data = full_set.data()
    if data is None:
        print("builds of the full set: not measured; set CODERLY_TEST_DATA to the folder with the public files.")
        return
    home = Path(tempfile.mkdtemp(prefix="coderly-bench-"))
    try:
        _builds(full_set.linked(data, home / "sources"), home / "knowledge")
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _builds(sources: Path, root: Path) -> None:
    print(f"{'builds of all public files, two processes':58} {'seconds':>8} {'CPU s':>8} {'peak MB':>8}")
    say("a build of everything from nothing ...")
    first = full_set.build(root, sources)
    print(f"{'from nothing: exact rows and words answer after':58} {first.facts:8.1f}")
    _row(f"from nothing: {first.files} editions, {first.rows:,} rows", first)
    for what, pattern in full_set.QUARTERLY.items():
        if full_set.revise(sources, pattern):
            say(f"another edition of {what} ...")
            _row(f"one file changed: {what}", full_set.build(root, sources))
    _row("nothing changed", min((full_set.build(root, sources) for _ in range(3)), key=lambda built: built.seconds))
    _beside(sources, root)


def _row(name: str, built: Built) -> None:
    print(f"{name:58} {built.seconds:8.1f} {built.cpu:8.1f} {built.peak:8.0f}", flush=True)


def _beside(sources: Path, root: Path) -> None:
    """The same questions while nothing else runs, and while everything is built anew in another place."""
    with Server(root) as server, Server(root, control=True) as control:
        say("serving, warming up ...")
        _windows(server, control, 1)
        say("serving while nothing else runs ...")
        idle = _windows(server, control, 3)
        say("serving while everything is built ...")
        other = root.with_name("another")
        done = threading.Event()

        def build() -> None:
            try:
                full_set.build(other, sources)
            finally:
                done.set()

        building = threading.Thread(target=build)
        building.start()
        during = []
        while not done.is_set():
            during += _windows(server, control, 1)
        building.join()
    during = during[:-1] or during  # the build ended somewhere in the last window
    print(f"\n{'serving the full set (median of windows of 15 s; worst)':58} {'idle':>16} {'while a build runs':>20}")
    for name, figure in (
        ("look-up of a code, p95 ms", lambda pair: pair[0].lookup_p95),
        ("search over all code systems, p95 ms", lambda pair: pair[0].search_p95),
        ("event loop late, p99.9 ms", lambda pair: pair[0].late_p999),
        ("control loop that serves nothing late, p99.9 ms", lambda pair: pair[1].late_p999),
    ):
        cells = [
            f"{statistics.median(map(figure, pairs)):.2f}; {max(map(figure, pairs)):.2f}" for pairs in (idle, during)
        ]
        print(f"{name:58} {cells[0]:>16} {cells[1]:>20}")
    served = [pair[0] for pair in idle + during]
    print(f"{'questions asked, failed':58} {sum(s.asked for s in served):,}, {sum(s.failed for s in served)}")
    print(f"{'memory of the serving process: now, peak (MB)':58} {served[-1].resident:.0f}, {served[-1].peak:.0f}", flush=True)


def _windows(server: Server, control: Server, count: int) -> list[tuple[Served, Served]]:
    found = []
    for _ in range(count):
        server.start(_WINDOW)
        control.start(_WINDOW)
        found.append((server.result(), control.result()))
    return found
