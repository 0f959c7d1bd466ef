"""A build that shares its work among processes makes the same, says the same, and dies whole."""

from __future__ import annotations

import os
import pickle
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from knowledge_desk import APRIL, Desk, codes_for, files_of, kinds_of, title_of
from knowledge_tabular import chapters, extra, tabular

from knowledge.errors import KnowledgeError, SourceError
from knowledge.readers import readers
from knowledge.sources.base import Progress
from knowledge.told import Told
from knowledge.workers import Workers


def double(progress: Progress, number: int) -> int:
    progress("doubling", number / 10)
    return 2 * number


def refuse(progress: Progress, number: int) -> int:
    raise SourceError(Path("some.csv"), "nothing is in it", "Download it again.", number)


def stumble(progress: Progress, number: int) -> int:
    raise ZeroDivisionError(number)


def be_killed(progress: Progress, number: int) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return number


def name_oneself(progress: Progress, folder: str) -> None:
    (Path(folder) / str(os.getpid())).touch()
    time.sleep(600)


@pytest.fixture
def said() -> list[dict[str, object]]:
    return []


@pytest.fixture
def workers(said: list[dict[str, object]]) -> Iterator[Workers]:
    with Workers(Told(said.append), most=2) as started:
        yield started


def test_every_task_is_done_once_and_its_progress_heard(workers: Workers, said: list[dict[str, object]]) -> None:
    assert dict(workers.run(double, [(n,) for n in range(7)])) == {n: 2 * n for n in range(7)}
    assert sorted(float(str(event["part"])) for event in said) == [n / 10 for n in range(7)]
    assert dict(workers.run(double, [(21,)])) == {0: 42}


def test_an_error_of_a_file_arrives_as_it_was_raised(workers: Workers) -> None:
    [(_, error)] = workers.run(refuse, [(7,)])
    assert isinstance(error, SourceError)
    assert (str(error), error.remedy, error.line) == ("some.csv, line 7: nothing is in it. Download it again.", "Download it again.", 7)


def test_an_error_of_the_program_ends_the_build(workers: Workers) -> None:
    with pytest.raises(RuntimeError, match="ZeroDivisionError: 3"):
        list(workers.run(stumble, [(3,)]))


def test_a_process_that_is_killed_is_named_with_the_likely_reason(workers: Workers) -> None:
    with pytest.raises(KnowledgeError, match=r"ended unexpectedly \(status -9\), perhaps for want of memory"):
        list(workers.run(be_killed, [(1,), (2,)]))


def test_readers_can_be_sent_to_another_process() -> None:
    assert [type(pickle.loads(pickle.dumps(reader))) for reader in readers()] == [type(reader) for reader in readers()]


def running(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False


@pytest.mark.skipif(sys.platform != "linux", reason="processes are looked at in /proc")
def test_workers_end_with_the_build_that_was_killed(tmp_path: Path) -> None:
    program = (
        "import sys\nsys.path.insert(0, {here!r})\nfrom knowledge.told import Told\nfrom knowledge.workers import Workers\n"
        "from test_knowledge_workers import name_oneself\n"
        "if __name__ == '__main__':\n"
        "    with Workers(Told(print), most=2) as w:\n        list(w.run(name_oneself, [({folder!r},)] * 2))\n"
    ).format(here=str(Path(__file__).parent), folder=str(tmp_path / "pids"))
    (tmp_path / "pids").mkdir()
    (tmp_path / "build.py").write_text(program, encoding="utf-8")
    build = subprocess.Popen([sys.executable, str(tmp_path / "build.py")])
    until = time.monotonic() + 120
    while len(list((tmp_path / "pids").iterdir())) < min(2, os.cpu_count() or 1) and time.monotonic() < until:
        time.sleep(0.05)
    pids = [int(p.name) for p in (tmp_path / "pids").iterdir()]
    assert pids
    assert all(running(pid) for pid in pids)
    build.kill()
    build.wait()
    while any(running(pid) for pid in pids) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(running(pid) for pid in pids)


def test_two_processes_make_what_one_makes(desk: Desk, tmp_path: Path) -> None:
    desk.drop("icd10cm_tabular_2025.xml", tabular(year=2025))
    desk.revise("Made by several")
    alone = desk.copy(tmp_path / "alone")
    shutil.rmtree(alone.root)
    shutil.rmtree(desk.root)
    together = desk.build(processes=2)
    assert kinds_of(together) == kinds_of(alone.build(processes=1)) == ["published", "published"]
    assert desk.serving().parts == alone.serving().parts
    assert {"reading ICD-10-CM chapter 22", "embedding icd10cm"} <= {e["what"] for e in together if e["event"] == "progress"}
    assert not any(report["reused"] for report in files_of(together).values())
    assert kinds_of(desk.build(processes=2)) == ["unchanged"]
    with desk.open() as knowledge:
        assert title_of(knowledge, "Z99.1") == "Made by several"
        assert codes_for(knowledge, "made by several")[0] == "Z99.1"


def test_a_damaged_file_costs_the_other_files_nothing(desk: Desk) -> None:
    text = tabular(year=2027)
    desk.drop("icd10cm_tabular_2027.xml", text[: len(text) // 2])
    desk.drop(APRIL, tabular(chapters(more=[extra("Z99.1", "The rest")])))
    desk.drop("icd10cm_tabular_2025.xml", tabular(year=2025))
    told = files_of(desk.build(processes=2))
    assert told["icd10cm_tabular_2027.xml"]["rejected"] == 1
    assert "icd10cm_tabular_2027.xml, line " in told["icd10cm_tabular_2027.xml"]["reasons"][0]
    assert told["icd10cm_tabular_2025.xml"]["rows"] > 50
    assert desk.leftovers() == []
