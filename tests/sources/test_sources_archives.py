"""Archives that hold several published tables, dropped as they were downloaded."""

from __future__ import annotations

import os
import sqlite3
import stat
import zipfile
from pathlib import Path

import pytest
from sources_fixtures import MUE_NAME, PTP_PREAMBLE, PTP_ROWS, PTP_TEXT, as_csv, as_xlsx, coverage_zip, fee_rows
from sources_other_tables import ANES, CAP, GPCI, LOCCO
from sources_reading import zipped

from knowledge import verdicts
from knowledge.catalog import FILE
from knowledge.catalogs import Catalogs
from knowledge.discover import discover
from knowledge.order import Order
from knowledge.snapshot import Snapshots
from knowledge.sources import physician_fee_schedule
from knowledge.sources.base import FileReport
from knowledge.tables import physician_fee_schedule as fee_table
from knowledge.told import Told
from knowledge.workers import Workers

RVU = "rvu26b.zip"
FEES = "RVU26B/PPRRVU2026_Apr_nonQPP"


def fixed_fees() -> bytes:
    """The text twin: one line in the fixed columns of 171, and no date of release."""
    line = list(" " * 171)
    for at, value in ((0, "99213"), (57, "A"), (59, "  1.30"), (65, "   1.46"), (74, "   0.33"), (83, "  0.09"), (89, "   2.85"), (96, "  1.72"),
                      (102, "0XXX"), (106, "000"), (109, "000"), (112, "000"), (115, "00000"), (132, " 33.4009"), (140, " 09"), (143, "0"),
                      (144, " 99"), (147, "      0.00"), (157, "   0.00"), (164, "   0.00")):  # fmt: skip
        line[at:at + len(value)] = value
    return ("HDR INVENTED NOTICE\r\n" + "".join(line) + "\r\n").encode()


@pytest.fixture
def quarter(tmp_path: Path) -> Path:
    """A folder with the release of a quarter: five tables, one of them in three forms, and what comes with it."""
    folder = tmp_path / "sources"
    folder.mkdir()
    book = as_xlsx(tmp_path / "book.xlsx", fee_rows()).read_bytes()
    zipped(folder / RVU, {
        f"{FEES}.csv": as_csv(fee_rows()), f"{FEES}.txt": fixed_fees(), f"{FEES}.xlsx": book, "RVU26B/GPCI2026.csv": GPCI, "RVU26B/ANES2026.csv": ANES,
        "RVU26B/26LOCCO.csv": LOCCO, "RVU26B/OPPSCAP_Apr.csv": CAP, "RVU26B/RVU26B.pdf": b"%PDF-1.7", "__MACOSX/RVU26B/._x.csv": b"\0",
    })
    return folder


def build(folder: Path) -> tuple[Order, list[dict[str, object]]]:
    """A build of everything below a folder; the events on files in it."""
    order = Order(str(folder.parent / "knowledge"), str(folder), "wordllama", publish=False)
    events: list[dict[str, object]] = []
    told = Told(events.append)
    with Workers(told, 1) as workers:
        Catalogs(order, Snapshots(Path(order.root)), told, workers).parts()
    return order, [event for event in events if event["event"] == "file" and event["source"] not in ("starter", "icd10cm_tabular")]


def test_every_table_of_a_release_is_found_under_its_own_name(quarter: Path) -> None:
    found, [rest] = discover(quarter)
    assert {(item.edition.source, item.edition.name) for item in found} == {
        (fee_table.SOURCE, "2026 April, released 2026-03-10"), ("gpci", "CY2026"), ("anesthesia_cf", "CY2026"), ("localities", "CY2026"),
        ("opps_cap", "2026 April"),
    }
    assert {item.edition.file for item in found} >= {f"{RVU}/{FEES}.csv", f"{RVU}/RVU26B/GPCI2026.csv"}
    assert (rest.file, rest.rejected, rest.edition) == (RVU, 0, "7 of its files read")
    assert rest.reasons[0].endswith("nothing was read from them: RVU26B.pdf")


def test_a_table_in_three_forms_is_built_once_and_the_next_form_serves_if_one_is_damaged(quarter: Path, tmp_path: Path) -> None:
    _, events = build(quarter)
    assert sorted(str(event["source"]) for event in events if event["rows"]) == ["anesthesia_cf", "gpci", "localities", "opps_cap", fee_table.SOURCE]
    [fees] = [event for event in events if event["source"] == fee_table.SOURCE]
    assert (fees["file"], fees["rows"]) == (f"{RVU}/{FEES}.csv", 7)
    zipped(quarter / RVU, {f"{FEES}.csv": as_csv(fee_rows()[:-7]), f"{FEES}.txt": fixed_fees()})
    _, events = build(quarter)
    assert [(event["file"], event["rows"]) for event in events if event["source"] == fee_table.SOURCE] == [(f"{RVU}/{FEES}.csv", 0), (f"{RVU}/{FEES}.txt", 1)]


def test_what_is_built_says_which_archive_it_came_from(quarter: Path) -> None:
    order, _ = build(quarter)
    [folder] = Path(order.root, "artefacts").glob("catalog-gpci-*")
    database = sqlite3.connect(folder / FILE)
    assert f'"file": "{RVU}/RVU26B/GPCI2026.csv"' in database.execute("SELECT json FROM edition").fetchone()[0]
    database.close()


def test_an_archive_in_an_archive_is_opened_and_no_deeper(tmp_path: Path) -> None:
    folder = tmp_path / "sources"
    folder.mkdir()
    lcd = coverage_zip(tmp_path / "current_lcd.zip", "lcd").read_bytes()
    table = zipped(tmp_path / "table.zip", {"GPCI2026.csv": GPCI}).read_bytes()
    deep = zipped(tmp_path / "deep.zip", {"table.zip": table}).read_bytes()
    zipped(folder / "all_data.zip", {"current_lcd.zip": lcd, "table.zip": table, "deep.zip": deep})
    found, rejected = discover(folder)
    assert [item.edition.file for item in found] == ["all_data.zip/current_lcd.zip/current_lcd_csv.zip", "all_data.zip/table.zip/GPCI2026.csv"]
    assert next(report.reasons for report in rejected if report.file == "all_data.zip")[0].endswith("nothing was read from them: deep.zip")


def test_kbignore_reaches_archives_and_what_is_in_them(quarter: Path) -> None:
    (quarter / ".kbignore").write_text("OPPSCAP*\n*.pdf\n*.xlsx\n")
    found, rejected = discover(quarter)
    assert len(found) == 5
    assert rejected == []
    for pattern in (RVU, "rvu*.zip", "*.zip"):
        (quarter / ".kbignore").write_text(pattern + "\n")
        assert discover(quarter) == ([], [])


# archives that mean harm or are damaged


def linked(path: Path) -> Path:
    """An archive with a symbolic link in it."""
    with zipfile.ZipFile(path, "w") as archive:
        link = zipfile.ZipInfo("GPCI2026.csv")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    return path


def said(folder: Path) -> str:
    found, rejected = discover(folder)
    assert found == []
    return " ".join(reason for report in rejected for reason in report.reasons)


HOSTILE = {
    "parent": ({"../GPCI2026.csv": GPCI}, "leads outside it"),
    "absolute": ({"/etc/GPCI2026.csv": GPCI}, "leads outside it"),
    "backslash": ({"a\\..\\..\\GPCI2026.csv": GPCI}, "leads outside it"),
    "drive": ({"C:GPCI2026.csv": GPCI}, "leads outside it"),
    "bomb": ({"GPCI2026.csv": b"0" * (32 << 20)}, "times its size"),
    "many": ({f"{n}.csv": b"" for n in range(2_001)}, "holds 2002 files"),
}


@pytest.mark.parametrize(("members", "problem"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_archive_is_refused_whole(tmp_path: Path, members: dict[str, bytes], problem: str) -> None:
    folder = tmp_path / "sources"
    folder.mkdir()
    zipped(folder / RVU, {**members, "ANES2026.csv": ANES})
    assert problem in said(folder)
    assert not list(tmp_path.rglob("GPCI2026.csv"))


def test_a_bomb_inside_an_archive_costs_only_itself(tmp_path: Path) -> None:
    folder = tmp_path / "sources"
    folder.mkdir()
    bomb = zipped(tmp_path / "bomb.zip", {"GPCI2026.csv": b"0" * (32 << 20)}).read_bytes()
    zipped(folder / RVU, {"bomb.zip": bomb, "ANES2026.csv": ANES})
    [item], [report] = discover(folder)
    assert item.edition.source == "anesthesia_cf"
    assert (report.file, report.rejected) == (f"{RVU}/bomb.zip", 1)
    assert "times its size" in report.reasons[0]


def test_a_link_in_an_archive_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "sources"
    folder.mkdir()
    linked(folder / RVU)
    assert "leads outside it" in said(folder)


@pytest.mark.parametrize("size", [4, 60, -30], ids=["first bytes", "half a member", "without its end"])
def test_an_archive_that_breaks_off_is_named_and_says_what_to_do(quarter: Path, size: int) -> None:
    content = (quarter / RVU).read_bytes()
    (quarter / RVU).write_bytes(content[:size])
    assert "cut off or damaged" in said(quarter)
    assert "Download it again" in said(quarter)


def test_a_damaged_member_leaves_the_others(tmp_path: Path) -> None:
    folder = tmp_path / "sources"
    folder.mkdir()
    with zipfile.ZipFile(folder / RVU, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("GPCI2026.csv", GPCI)
        archive.writestr("ANES2026.csv", ANES)
    (folder / RVU).write_bytes((folder / RVU).read_bytes().replace(b"ALASKA*,1.500", b"ALASKA*,1.501"))
    found, [report] = discover(folder)
    assert [item.edition.source for item in found] == ["anesthesia_cf"]
    assert "GPCI2026.csv" in report.reasons[0]
    assert "damaged" in report.reasons[0]


def test_a_known_name_with_other_content_inside_an_archive_is_named_with_both(tmp_path: Path) -> None:
    folder = tmp_path / "sources"
    folder.mkdir()
    zipped(folder / "mue.zip", {MUE_NAME: b"<html>licence</html>", PTP_TEXT: (PTP_PREAMBLE + PTP_ROWS).encode()})
    [item], [report] = discover(folder)
    assert item.edition.part == "1/4"
    assert report.file == f"mue.zip/{MUE_NAME}"
    assert report.reasons[0].startswith(f"mue.zip/{MUE_NAME}: this is a web page")


# what is remembered


class Counted:
    """Counts how often a file is offered to the readers."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.files: list[str] = []
        kept = physician_fee_schedule.PhysicianFeeSchedule.recognise

        def counting(reader: physician_fee_schedule.PhysicianFeeSchedule, path: Path, head: bytes) -> object:
            if reader.name == fee_table.SOURCE:
                self.files.append(path.name)
            return kept(reader, path, head)

        monkeypatch.setattr(physician_fee_schedule.PhysicianFeeSchedule, "recognise", counting)


def plain(reports: list[FileReport]) -> list[tuple[str, str]]:
    return [(report.file, *report.reasons) for report in reports]


def test_a_second_look_at_the_same_files_opens_none_of_them(quarter: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    memory = tmp_path / verdicts.FILE
    first = discover(quarter, memory)
    counted = Counted(monkeypatch)
    second = discover(quarter, memory)
    assert counted.files == []
    assert [(i.place, i.reader, i.edition, i.digest) for i in second[0]] == [(i.place, i.reader, i.edition, i.digest) for i in first[0]]
    assert plain(second[1]) == plain(first[1])


def test_a_verdict_does_not_survive_other_bytes_of_the_same_size_and_time(tmp_path: Path) -> None:
    folder, memory = tmp_path / "sources", tmp_path / verdicts.FILE
    folder.mkdir()
    file = folder / "GPCI2026.csv"
    file.write_bytes(GPCI)
    times = file.stat().st_mtime_ns
    [item], _ = discover(folder, memory)
    assert item.edition.name == "CY2026"
    file.write_bytes(GPCI.replace(b"CY 2026", b"CY 2025"))
    os.utime(file, ns=(times, times))
    [item], _ = discover(folder, memory)
    assert item.edition.name == "CY2025"
    file.write_bytes(b"<" * len(GPCI))
    os.utime(file, ns=(times, times))
    assert discover(folder, memory)[0] == []


def test_a_verdict_falls_with_the_program_the_patterns_and_the_place(quarter: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    memory = tmp_path / verdicts.FILE
    discover(quarter, memory)
    counted = Counted(monkeypatch)
    (quarter / ".kbignore").write_text("*.pdf\n")
    discover(quarter, memory)
    assert counted.files.count("PPRRVU2026_Apr_nonQPP.csv") == 1
    (quarter / "RVU26Z").mkdir()
    (quarter / RVU).rename(quarter / "RVU26Z" / RVU)
    discover(quarter, memory)
    assert counted.files.count("PPRRVU2026_Apr_nonQPP.csv") == 2
    monkeypatch.setattr(verdicts, "_program", lambda: "a newer one")
    discover(quarter, memory)
    assert counted.files.count("PPRRVU2026_Apr_nonQPP.csv") == 3


@pytest.mark.parametrize("content", ["", "{", "[]", '{"made_by": 1}', '{"made_by": "x", "files": {}}'])
def test_a_damaged_memory_costs_only_a_second_look(quarter: Path, tmp_path: Path, content: str) -> None:
    memory = tmp_path / verdicts.FILE
    memory.write_text(content)
    assert len(discover(quarter, memory)[0]) == 7
    assert len(discover(quarter, memory)[0]) == 7


def test_a_memory_that_cannot_be_written_costs_only_time(quarter: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    assert len(discover(quarter, tmp_path / "taken" / verdicts.FILE)[0]) == 7
