"""`kb build`: what it reads, what it says of the rest, and that only one runs at a time."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest
from knowledge_desk import APRIL, Desk, codes_for, files_of, kinds_of, title_of
from knowledge_tabular import chapters, drop, extra, tabular

from knowledge.discover import discover, packaged
from knowledge.errors import BuildRunning, KnowledgeError
from knowledge.lock import build_lock
from knowledge.sources.icd10cm_tabular import packaged_tabular

NEXT = "icd10cm_tabular_2027.xml"


def holder(desk: Desk) -> int:
    """The process that writes itself into the lock."""
    return int((desk.root / "build.lock").read_text() or 0)


# what is read


def test_the_installation_brings_an_official_list_and_the_starter_pack() -> None:
    assert [item.reader.name for item in packaged()] == ["starter", "icd10cm_tabular"]
    assert packaged_tabular() is not None


def test_a_dropped_list_takes_the_place_of_the_packaged_one(first_desk: Desk) -> None:
    """Same edition, other content: the small list of the tests serves, not the 74,719 codes."""
    with first_desk.open() as knowledge, knowledge.use() as snapshot:
        [edition] = [e for e in snapshot.catalog.editions if e.source == "icd10cm_tabular"]
    assert edition.name == "FY2026 (April 1 2026)"
    assert edition.file == APRIL
    assert 50 < edition.rows < 200
    assert len(edition.sha256) == 64


def test_a_file_is_known_by_its_content_wherever_it_lies(tmp_path: Path) -> None:
    drop(tmp_path / "deep" / "er", "holiday.jpg", tabular(year=2027))
    [item], rejected = discover(tmp_path)
    assert item.edition.name == "FY2027 (October 1 2026)"
    assert rejected == []


def test_files_of_unknown_kinds_are_reported_and_not_read(tmp_path: Path) -> None:
    for name, content in [
        ("notes.txt", "our payer notes"),
        ("picture.png", b"\x89PNG\r\n\x1a\n"),
        ("README", "read me"),
        ("data.zip", b"PK\x03\x04"),
    ]:
        drop(tmp_path, name, content)
    found, rejected = discover(tmp_path)
    assert found == []
    said = {r.file: (r.rows, r.rejected, *r.reasons) for r in rejected}
    assert "cut off or damaged" in str(said.pop("data.zip"))
    rows, refused, reason = said.pop("notes.txt")
    assert (rows, refused) == (0, 0)
    assert "put it into the folder documents/" in str(reason)
    assert said == dict.fromkeys(("picture.png", "README"), (0, 0, "no reader knows this file; nothing was read from it"))


@pytest.mark.parametrize(
    ("name", "content", "hint"),
    [
        ("page.zip", b"<!DOCTYPE html><title>licence</title>", "accept the licence on the publisher's page"),
        ("layout.pdf", b"%PDF-1.7", "a PDF"),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1", "save it as .xlsx"),
        ("packed.gz", b"\x1f\x8b\x08", "unpack it"),
    ],
)
def test_what_an_unknown_file_seems_to_be_is_said(tmp_path: Path, name: str, content: bytes, hint: str) -> None:
    drop(tmp_path, name, content)
    _, [report] = discover(tmp_path)
    assert hint in report.reasons[0]


def test_kbignore_is_honoured_for_names_patterns_and_folders(tmp_path: Path) -> None:
    drop(tmp_path, ".kbignore", "# not for the product\n\neval/\nold/lists/\n*.xsd\n  README.md\nlayout/api.json\n")
    for name in (
        "a.xsd",
        "deep/b.xsd",
        "README.md",
        "deep/README.md",
        "eval/x.tsv",
        "eval/deep/y.tsv",
        "deep/eval/z.tsv",
        "old/lists/l.xml",
        "layout/api.json",
    ):
        drop((tmp_path / name).parent, Path(name).name, tabular())
    drop(tmp_path, "eval.tsv", "kept: only the folder is ignored")
    drop(tmp_path / "old", "kept.txt", "kept, too")
    found, rejected = discover(tmp_path)
    assert found == []
    assert sorted(r.file for r in rejected) == ["eval.tsv", "kept.txt"]


def test_a_folder_that_does_not_exist_or_is_empty_gives_nothing(tmp_path: Path) -> None:
    assert discover(tmp_path) == discover(tmp_path / "nowhere") == ([], [])


def test_links_to_nowhere_and_pipes_do_not_stop_a_build(tmp_path: Path) -> None:
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe")
    assert discover(tmp_path) == ([], [])


def test_the_report_says_rows_edition_and_seconds_of_each_file(desk: Desk) -> None:
    said = files_of(desk.build())[APRIL]
    assert (said["source"], said["edition"], said["rejected"]) == ("icd10cm_tabular", "FY2026 (April 1 2026)", 0)
    assert said["rows"] > 50
    assert desk.serving().reports


# damaged files


def test_a_truncated_file_is_named_with_its_line_and_the_rest_is_built(desk: Desk) -> None:
    text = tabular(year=2027)
    desk.drop(NEXT, text[: len(text) // 2])
    desk.revise("Visit of the rest")
    said = files_of(desk.build())
    [reason] = said[NEXT]["reasons"]
    assert reason.startswith(f"{NEXT}, line ")
    assert "Download the file again" in reason
    assert (said[NEXT]["rows"], said[NEXT]["rejected"]) == (0, 1)
    with desk.open() as knowledge:
        assert title_of(knowledge, "Z99.1") == "Visit of the rest"
    assert desk.leftovers() == []


@pytest.mark.parametrize(
    "content",
    ["", tabular()[:3000], "<html>licence page</html>", tabular(chapters(count=20))],
    ids=["empty", "truncated", "page", "chapters"],
)
def test_an_edition_that_serves_is_kept_when_its_file_is_damaged(desk: Desk, content: str) -> None:
    """Neither lost nor replaced by the packaged list of the same edition."""
    before = desk.serving()
    desk.drop(APRIL, content)
    events = desk.build()
    assert desk.serving().parts == before.parts
    said = [event for event in events if event["event"] == "file" and event["file"] == APRIL]
    assert len(said) == 2
    assert said[0]["rows"] == 0
    assert "kept" in said[1]["reasons"][0]
    assert desk.build()[-1]["event"] == "unchanged"
    desk.drop(APRIL, tabular(chapters(more=[extra("Z99.1", "Mended")])))
    desk.build()
    with desk.open() as knowledge:
        assert title_of(knowledge, "Z99.1") == "Mended"


def test_of_two_files_of_one_edition_the_readable_one_is_read(desk: Desk) -> None:
    text = tabular(year=2027)
    desk.drop("a-icd10cm_tabular_2027.xml", text)
    desk.drop("z-icd10cm_tabular_2027.xml", text[:3000])
    said = files_of(desk.build())
    assert said["a-icd10cm_tabular_2027.xml"]["rows"]
    assert said["z-icd10cm_tabular_2027.xml"]["rejected"]


def test_a_file_that_was_taken_away_leaves_the_next_snapshot(desk: Desk) -> None:
    file = desk.drop("icd10cm_tabular_2025.xml", tabular(year=2025))
    desk.build()
    assert {p.edition for p in desk.serving().parts_of("catalog")} >= {"FY2025 (October 1 2024)"}
    file.unlink()
    desk.build()
    assert "FY2025 (October 1 2024)" not in {p.edition for p in desk.serving().parts_of("catalog")}


# one at a time, in a process of its own


def test_a_second_build_is_told_which_process_runs(desk: Desk) -> None:
    with build_lock(desk.root):
        with pytest.raises(BuildRunning, match=rf"running already \(process {os.getpid()}\).*kb status"):
            desk.build()
        events = list(desk.start().events())
        assert [event["event"] for event in events] == ["error"]
        assert f"process {os.getpid()}" in events[0]["message"]
    assert kinds_of(desk.build()) == ["unchanged"]


def test_a_build_in_a_child_is_followed_to_its_end(desk: Desk) -> None:
    desk.revise("Visit made by a child")
    build = desk.start()
    events = list(build.events())
    assert not build.running
    assert kinds_of(events) == ["published", "done"]
    assert {"reading ICD-10-CM chapter 22", "indexing words of icd10cm", "embedding icd10cm"} <= {
        e["what"] for e in events if e["event"] == "progress"
    }
    assert files_of(events)[APRIL]["rows"]
    assert not list(desk.root.glob("build.events*"))
    with desk.open() as knowledge:
        assert codes_for(knowledge, "visit made by a child")[0] == "Z99.1"


def test_whoever_waits_gets_the_error_of_the_child(desk: Desk) -> None:
    desk.revise("Never seen")
    before = desk.serving()
    with pytest.raises(KnowledgeError, match="CODERLY_EMBEDDINGS=nonsense cannot be loaded"):
        desk.start("nonsense").wait()
    assert desk.serving() == before


def test_a_child_that_dies_silently_is_reported(desk: Desk) -> None:
    desk.revise("Never seen")
    (desk.root / "build.lock").unlink()
    build = desk.start()
    until = time.monotonic() + 60
    while time.monotonic() < until and not ((desk.root / "build.lock").exists() and holder(desk)):
        time.sleep(0.005)
    os.kill(holder(desk), signal.SIGKILL)
    last = list(build.events())[-1]
    assert last["event"] == "error"
    assert "ended unexpectedly (status -9)" in last["message"]
    assert "coderly kb build" in last["message"]


def test_a_knowledge_directory_that_cannot_be_used_is_named(desk: Desk) -> None:
    desk.root = desk.sources / APRIL
    with pytest.raises(KnowledgeError, match=rf"cannot write to .*{APRIL}.*CODERLY_HOME"):
        desk.start()
