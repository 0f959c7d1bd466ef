"""A build that is killed or finds the disk full: whoever asks meanwhile notices nothing, the next build starts clean."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import pytest
from knowledge_desk import APRIL, ICD, TODAY, Desk, codes_for, kinds_of, title_of
from knowledge_tabular import chapters, extra, tabular
from small_disk import fill, small_disk

from knowledge import catalog_files
from knowledge.base import KnowledgeBase
from knowledge.builder import RunningBuild
from knowledge.discover import Recognised
from knowledge.errors import KnowledgeError, SourceError
from knowledge.model import Edition
from knowledge.places import Place
from knowledge.sources.base import FileReport, Progress
from knowledge.sources.icd10cm_tabular import Icd10cmTabular


class Reader:
    """Somebody who asks all the time: a code, and codes for words."""

    def __init__(self, knowledge: KnowledgeBase) -> None:
        self._knowledge = knowledge
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._ask)
        self.answered = 0
        self.failures: list[object] = []

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(60)

    def _ask(self) -> None:
        while not self._stop.wait(0.03):
            try:
                with self._knowledge.use() as snapshot:
                    code = snapshot.catalog.code(ICD, "E11.9", TODAY).code
                    hits = snapshot.find("chest pain", (ICD,), 3, TODAY)
                    if code is None or not hits or hits[0].code != "R07.9" or snapshot.problems:
                        self.failures.append((code, hits, snapshot.problems))
                self.answered += 1
            except Exception as error:  # noqa: BLE001 - counted by the test
                self.failures.append(error)


def watched(desk: Desk) -> Iterator[dict[str, Any]]:
    """The events of the build that runs, within a millisecond of their being written."""
    file = next(desk.root.glob("build.events.*"))
    with file.open(encoding="utf-8") as lines:
        until, pending = time.monotonic() + 120, ""
        while time.monotonic() < until:
            pending += lines.readline()
            if pending.endswith("\n"):
                yield json.loads(pending)
                pending = ""
            else:
                time.sleep(0.001)


def holder(desk: Desk) -> int:
    return int((desk.root / "build.lock").read_text() or 0)


Moment = Callable[[Desk, RunningBuild], None]


def once_it_has_the_lock(desk: Desk, build: RunningBuild) -> None:
    while build.running and holder(desk) in (0, os.getpid()):
        time.sleep(0.001)


def after(kind: str, what: str = "", part: float | None = None, *, wait: float = 0.0) -> Moment:
    """The moment of an event, or so many seconds later."""

    def come(desk: Desk, build: RunningBuild) -> None:
        for event in watched(desk):
            if event["event"] == kind and what in event.get("what", event.get("file", "")) and part in (None, event.get("part")):
                break
        time.sleep(wait)

    return come


MOMENTS: dict[str, Moment] = {
    "it has the lock": once_it_has_the_lock,
    "chapter 1 is read": after("progress", "chapter 1"),
    "chapter 12 is read": after("progress", "chapter 12"),
    "all chapters are read": after("progress", "chapter 22"),
    "the tabular list is in the catalog": after("file", "icd10cm"),
    "the starter pack is in the catalog": after("file", "starter"),
    "words are being indexed": after("progress", "words of icd10cm", 0.0),
    "words are indexed": after("progress", "words of icd10cm", 1.0),
    "0.15 s into the embedding": after("progress", "words of icd10cm", 1.0, wait=0.15),
    "0.3 s into the embedding": after("progress", "words of icd10cm", 1.0, wait=0.3),
    "0.5 s into the embedding": after("progress", "words of icd10cm", 1.0, wait=0.5),
    "the passages are embedded": after("progress", "embedding icd10cm"),
    "it is published": after("published"),
}


def test_builds_are_killed_at_many_moments_and_no_query_fails(desk: Desk) -> None:
    killed = []
    with desk.open() as knowledge, Reader(knowledge) as reader:
        for number, (name, moment) in enumerate(MOMENTS.items()):
            desk.revise(f"Edition number {number}")
            (desk.root / "build.lock").write_text("")
            build = desk.start()
            moment(desk, build)
            os.kill(holder(desk), signal.SIGKILL)
            last = list(build.events())[-1]
            if last["event"] == "error":
                assert "status -9" in last["message"]
                killed.append(name)
            assert desk.serving().complete
            assert title_of(knowledge, "Z99.1") in ("not_found", *(f"Edition number {n}" for n in range(number + 1)))
        assert kinds_of(desk.build()) in (["published"], ["unchanged"])
        assert title_of(knowledge, "Z99.1") == f"Edition number {len(MOMENTS) - 1}"
        assert codes_for(knowledge, f"edition number {len(MOMENTS) - 1}")[0] == "Z99.1"
        assert knowledge.problem == ""
    assert len(killed) >= 10, killed
    assert reader.failures == []
    assert reader.answered > len(MOMENTS)
    assert desk.leftovers() == []
    assert all(desk.snapshots.load(identity).complete for identity in desk.snapshots.ids())


SHARED: dict[str, Moment] = {
    "two processes read": after("progress", "reading ICD-10-CM chapter 1"),
    "the first file of the two is in the catalog": after("file"),
    "a word index is written": after("progress", "words of icd10cm", 0.0),
    "the first process embeds": after("progress", "embedding"),
    "the large index is embedded": after("progress", "embedding icd10cm", 1.0),
}


def test_a_build_of_several_processes_is_killed_whole_and_leaves_nothing_that_harms(desk: Desk) -> None:
    killed = []
    with desk.open() as knowledge, Reader(knowledge) as reader:
        for number, (name, moment) in enumerate(SHARED.items()):
            desk.revise(f"Edition number {number}")
            desk.drop("icd10cm_tabular_2025.xml", tabular(chapters(more=[extra("Z98.1", f"Older number {number}")]), year=2025))
            before = desk.serving()
            build = desk.start(processes=2)
            moment(desk, build)
            os.kill(build.pid, signal.SIGKILL)
            if list(build.events())[-1]["event"] == "error":
                killed.append(name)
                assert desk.serving() == before
        desk.build(processes=2)
        assert title_of(knowledge, "Z99.1") == f"Edition number {len(SHARED) - 1}"
        assert title_of(knowledge, "Z98.1", TODAY.replace(year=2025)) == f"Older number {len(SHARED) - 1}"
        assert knowledge.problem == ""
    assert len(killed) >= len(SHARED) - 1, killed
    assert reader.failures == []
    assert desk.leftovers() == []


class Stumbling(Icd10cmTabular):
    """A reader with a fault of its own in the middle of a file."""

    def write(self, path: Path, edition: Edition, database: sqlite3.Connection, progress: Progress) -> FileReport:
        super().write(path, edition, database, progress)
        raise IndexError("list index out of range")


def test_a_reader_that_stumbles_costs_its_own_file_only_and_names_it(desk: Desk, tmp_path: Path) -> None:
    file = desk.sources / APRIL
    edition = Icd10cmTabular().recognise(file, file.read_bytes())
    assert edition is not None
    with pytest.raises(SourceError, match=rf"{APRIL}: its reader icd10cm_tabular stumbled over it \(IndexError: list index.*report") as caught:
        catalog_files.write(tmp_path, Recognised(Place(file), Stumbling(), edition, "digest"), lambda what, part: None)
    assert caught.value.remedy


def test_a_first_build_that_is_killed_half_way_serves_words_until_the_next_one_completes_it(desk: Desk) -> None:
    first = desk.snapshots.write(tuple(p for p in desk.serving().parts if p.kind in ("catalog", "words")), complete=False)
    shutil.rmtree(desk.artefact("passages", "icd10cm"))
    desk.snapshots.publish(first)
    with desk.open() as knowledge:
        with knowledge.use() as snapshot:
            assert not snapshot.has_vectors
        assert codes_for(knowledge, "chest pain")[0] == "R07.9"
        build = desk.start()
        after("unchanged", wait=0.2)(desk, build)
        os.kill(holder(desk), signal.SIGKILL)
        assert list(build.events())[-1]["event"] == "error"
        assert not desk.serving().complete
        assert codes_for(knowledge, "chest pain")[0] == "R07.9"
        desk.build()
        assert desk.serving().complete
        assert first.id not in desk.snapshots.ids()
        with knowledge.use() as snapshot:
            assert snapshot.has_vectors
        assert desk.leftovers() == []


@contextmanager
def no_file_larger_than(size: int) -> Iterator[None]:
    """For processes started inside: writing past `size` fails, as on a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize(("size", "part"), [(12_000, "catalog-icd10cm"), (150_000, "passages-icd10cm")])
def test_a_build_that_cannot_write_says_so_and_what_serves_is_untouched(desk: Desk, size: int, part: str) -> None:
    before = desk.serving()
    desk.revise("Too large for the disk")
    with desk.open() as knowledge, Reader(knowledge) as reader:
        with no_file_larger_than(size):
            build = desk.start()
        last = list(build.events())[-1]
        assert last["event"] == "error"
        assert last["message"].startswith(part)
        assert "could not be built" in last["message"]
        assert "Free some space" in last["message"]
        assert desk.serving() == before
    assert reader.failures == []
    desk.build()
    with desk.open() as knowledge:
        assert title_of(knowledge, "Z99.1") == "Too large for the disk"
    assert desk.leftovers() == []


@pytest.fixture
def little_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 16 MB of its own."""
    with small_disk(tmp_path / "disk", "16m") as place:
        yield place


def test_a_full_disk_is_named_and_once_there_is_room_the_next_build_starts_clean(first_desk: Desk, little_disk: Path) -> None:
    desk = first_desk.copy(little_disk / "desk")
    before = desk.serving()
    desk.revise("Needs room")
    ballast = fill(little_disk, but=150_000)
    with desk.open() as knowledge:
        last = list(desk.start().events())[-1]
        assert last["event"] == "error"
        assert "Free some space" in last["message"]
        assert desk.serving() == before
        assert codes_for(knowledge, "chest pain")[0] == "R07.9"
        ballast.unlink()
        desk.build()
        assert title_of(knowledge, "Z99.1") == "Needs room"
    assert desk.leftovers() == []


def test_a_disk_without_a_single_byte_left_is_named(first_desk: Desk, little_disk: Path) -> None:
    """Not even the events of the build can be written."""
    desk = first_desk.copy(little_disk / "desk")
    before = desk.serving()
    desk.revise("Needs room")
    fill(little_disk, but=0)
    try:
        last = list(desk.start().events())[-1]["message"]
    except KnowledgeError as error:
        last = str(error)
    assert "Free some space" in last
    assert desk.serving() == before
