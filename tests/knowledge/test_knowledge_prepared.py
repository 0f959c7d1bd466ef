"""A dry run: what is built waits for a word, and nothing serves that nobody agreed to."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time

import pytest
from knowledge_desk import APRIL, Desk, codes_for, files_of, kinds_of, title_of
from knowledge_tabular import chapters, extra, tabular

from knowledge import prepared
from knowledge.builder import underway
from knowledge.comparing import Kind, compare, written
from knowledge.errors import BuildRunning, KnowledgeError
from knowledge.lock import build_lock
from knowledge.publishing import collect


def waiting(desk: Desk) -> prepared.Prepared:
    found = prepared.waiting(desk.snapshots)
    assert found is not None
    return found


def test_a_dry_run_publishes_nothing_and_its_publishing_serves_what_was_compared(desk: Desk) -> None:
    served = desk.serving().id
    desk.revise("A code of the new edition")
    events = desk.build(publish=False, note="October")
    assert kinds_of(events) == ["prepared"]
    assert (desk.serving().id, waiting(desk).base, waiting(desk).note) == (served, served, "October")
    with desk.open() as knowledge:
        assert title_of(knowledge, "Z99.1") == "not_found"
        compared = compare(written(desk.snapshots, desk.serving()), written(desk.snapshots, waiting(desk).manifest))
        assert [(c.source, c.kind) for c in compared.changes] == [("icd10cm_tabular", Kind.REPLACED)]
        assert compared.concerns == ()
        prepared.publish(desk.snapshots, waiting(desk).manifest.id)
        assert title_of(knowledge, "Z99.1") == "A code of the new edition"
        assert "Z99.1" in codes_for(knowledge, "a code of the new edition")
    assert prepared.waiting(desk.snapshots) is None
    desk.snapshots.rollback()
    assert desk.serving().id == served


def test_what_was_cancelled_is_never_gone_back_to_and_its_files_are_freed(desk: Desk) -> None:
    served = desk.serving().id
    desk.revise("Cancelled")
    desk.build(publish=False)
    made = set(desk.artefacts())
    prepared.cancel(desk.snapshots, waiting(desk).manifest.id)
    desk.revise("Published")
    desk.build()
    assert set(desk.artefacts()) < made | set(desk.artefacts())
    assert desk.snapshots.rollback().id == served


def test_what_waits_outlives_collecting_and_another_dry_run_of_the_same_files(desk: Desk) -> None:
    desk.revise("Waiting")
    desk.build(publish=False)
    first = waiting(desk)
    collect(desk.snapshots, keep=1)
    desk.snapshots.check(first.manifest)
    again = files_of(desk.build(publish=False))
    assert all(report["reused"] for report in again.values())
    assert waiting(desk).manifest.parts == first.manifest.parts
    with pytest.raises(KnowledgeError, match="not waiting any more"):
        prepared.publish(desk.snapshots, first.manifest.id)
    prepared.publish(desk.snapshots, waiting(desk).manifest.id)


def test_a_dry_run_of_what_serves_already_asks_nothing(desk: Desk) -> None:
    assert kinds_of(desk.build(publish=False)) == ["unchanged"]
    assert prepared.waiting(desk.snapshots) is None


def test_a_dry_run_that_was_overtaken_is_not_published(desk: Desk) -> None:
    desk.revise("Second edition")
    desk.build()
    desk.revise("Third edition")
    desk.build(publish=False)
    late = waiting(desk).manifest.id
    desk.snapshots.rollback()
    serving = desk.serving().id
    with pytest.raises(KnowledgeError, match="Another snapshot has been published"):
        prepared.publish(desk.snapshots, late)
    assert desk.serving().id == serving
    assert prepared.waiting(desk.snapshots) is None


def test_nothing_is_published_while_a_build_runs(desk: Desk) -> None:
    desk.revise("Waiting")
    desk.build(publish=False)
    with build_lock(desk.root), pytest.raises(BuildRunning):
        prepared.publish(desk.snapshots, waiting(desk).manifest.id)
    assert waiting(desk)


def test_a_dry_run_killed_at_work_leaves_everything_as_it_was(desk: Desk) -> None:
    served = desk.serving().id
    desk.revise("Never finished")
    build = desk.start(publish=False)
    while underway(desk.root) is None and build.running:
        time.sleep(0.01)
    os.killpg(build.pid, signal.SIGKILL)
    assert [e["event"] for e in build.events()][-1] == "error"
    assert (desk.serving().id, prepared.waiting(desk.snapshots), underway(desk.root)) == (served, None, None)
    assert kinds_of(desk.build(publish=False)) == ["prepared"]
    assert desk.leftovers() == []


def test_looking_whether_a_build_runs_turns_nobody_away(desk: Desk) -> None:
    stop = threading.Event()

    def look() -> None:
        while not stop.is_set():
            underway(desk.root)

    lookers = [threading.Thread(target=look) for _ in range(3)]
    for looker in lookers:
        looker.start()
    try:
        for _ in range(100):
            with build_lock(desk.root):
                assert underway(desk.root) is not None
    finally:
        stop.set()
        for looker in lookers:
            looker.join()
    assert underway(desk.root) is None


def test_a_stopped_build_says_so_and_whoever_asks_meanwhile_sees_how_far_it_is(desk: Desk) -> None:
    desk.drop(APRIL, tabular(chapters(more=[extra("Z99.1", "Once more")])))
    build = desk.start(publish=False)
    seen = None
    for event in build.events():
        if event["event"] == "progress" and seen is None:
            seen = underway(desk.root)
            build.stop()
    assert seen is not None
    assert seen.what
    assert abs(seen.since - time.time()) < 60
    assert build.stopped


_DIES = """
import os, signal, sys
from pathlib import Path
from knowledge import prepared
from knowledge.snapshot import Snapshots

root, identity, name, when = Path(sys.argv[1]), *sys.argv[2:]
replace, unlink = Path.replace, Path.unlink

def dies(whole):
    def work(self, *more, **named):
        last = str(more[0]) if more else str(self)
        if when == "before" and last.endswith(name):
            os.kill(os.getpid(), signal.SIGKILL)
        done = whole(self, *more, **named)
        if last.endswith(name):
            os.kill(os.getpid(), signal.SIGKILL)
        return done
    return work

Path.replace, Path.unlink = dies(replace), dies(unlink)
prepared.publish(Snapshots(root), identity)
"""
"""Publishes, and is killed before or after a file takes its place."""


@pytest.mark.parametrize(
    ("name", "when", "swapped"),
    [
        (".json", "before", False),
        (".json", "after", False),
        ("CURRENT", "before", False),
        ("CURRENT", "after", True),
        ("prepared.json", "before", True),
        ("prepared.json", "after", True),
    ],
)
def test_whoever_is_killed_in_the_middle_of_the_swap_leaves_one_of_the_two_serving(desk: Desk, name: str, when: str, swapped: bool) -> None:
    old = desk.serving()
    desk.revise("Swapped in")
    desk.build(publish=False)
    new = waiting(desk).manifest
    with desk.open() as knowledge:
        assert title_of(knowledge, "Z99.1") == "not_found"
        died = subprocess.run([sys.executable, "-c", _DIES, str(desk.root), new.id, name, when], capture_output=True, check=False)
        assert died.returncode == -signal.SIGKILL, died.stderr
        assert desk.serving().id == (new.id if swapped else old.id)
        assert title_of(knowledge, "Z99.1") == ("Swapped in" if swapped else "not_found")
        assert (prepared.waiting(desk.snapshots) is None) is swapped
        if not swapped:  # nobody has to build anew: the same word publishes what waited
            prepared.publish(desk.snapshots, new.id)
        assert title_of(knowledge, "Z99.1") == "Swapped in"
        assert knowledge.problem == ""
    assert desk.snapshots.back_to().id == old.id
    desk.build()
    assert desk.leftovers() == []
