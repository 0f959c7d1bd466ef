"""HCPCS Level II in its three layouts, answering by its own dates."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from codesets_reading import Read, read, recognise, text, workbook, zipped

from knowledge.errors import SourceError
from knowledge.sources.hcpcs import Hcpcs, bare_name
from knowledge.tables.dated import Force
from knowledge.tables.hcpcs import look_up, modifiers

HEADER = [
    "HCPC", "SEQNUM", "RECID", "LONG DESCRIPTION", "SHORT DESCRIPTION", "PRICE1", "PRICE2", "PRICE3", "PRICE4", "MULT_PI", "XREF1", "XREF2",
    "XREF3", "XREF4", "XREF5", "COV", "BETOS", "TOS1", "TOS2", "TOS3", "TOS4", "TOS5", "ADD DT", "ACT EFF DT", "TERM DT", "ACTION CD",
]  # fmt: skip


def record(code: str, kind: str, long: str, short: str = "", *, added: str = "20100101", ended: str = "") -> str:
    """One record of the fixed layout."""
    cells = [(0, code.rjust(5)), (5, "00100"), (10, kind), (11, long[:80])]
    if kind in "37":
        cells += [(91, short or long[:28]), (119, "5134"), (127, "A"), (204, "A0001"), (229, "D"), (256, "O1E"), (260, "1P")]
        cells += [(268, added), (276, "20300101"), (284, ended), (292, "N")]
    line = " " * (293 if kind in "37" else 91)
    for at, cell in cells:
        line = line[:at] + cell + line[at + len(cell) :]
    return line


TEXT = [
    record("XX", "7", "Wobbly side"),
    record("A9901", "3", "Glue for wobbling chairs, per"),
    record("A9901", "4", "drop"),
    record("J9902", "3", "Injection, wobblizumab, 1 mg", ended="20291231"),
    record("V9903", "3", "Spectacles against wobbling", added="20310101"),
]


def row(code: str, kind: str, long: str, added: Any = "20100101", ended: Any = "") -> list[Any]:
    return [
        code,
        "0100",
        kind,
        long,
        long[:28],
        "51",
        "34",
        *[""] * 2,
        "A",
        "A0001",
        *[""] * 4,
        "D",
        "O1E",
        "1",
        "P",
        *[""] * 3,
        added,
        "20300101",
        ended,
        "N",
    ]


ROWS = [
    row("   XX", "7", "Wobbly side"),
    row("A9901", "3", "Glue for wobbling chairs, per drop"),
    row("J9902", "3", "Injection, wobblizumab, 1 mg", ended="20291231"),
    row("V9903", "3", "Spectacles against wobbling", added="20310101"),
]


def as_text(folder: Path) -> Path:
    return text(folder / "HCPC2031_JAN_ANWEB.txt", *TEXT)


def as_old_zip(folder: Path) -> Path:
    prose = "Note regarding CMS\x92 codes\r\n\r\nRead it all.\r\n\r\n".encode("cp1252", "replace").replace(b"?", b"\x92")
    return zipped(folder / "2031-Alpha-Numeric-HCPCS-File.zip", **{"HCPC2031_ANWEB_w_disclaimer.txt": prose + "\r\n".join(TEXT).encode()})


def as_workbook(folder: Path) -> Path:
    return workbook(folder / "HCPC2031_JAN_ANWEB.xlsx", [HEADER, *ROWS])


def as_workbook_below_prose(folder: Path) -> Path:
    return workbook(folder / "HCPC2031_JAN_ANWEB.xlsx", [["Note regarding codes"], [], [], HEADER, *ROWS])


@pytest.mark.parametrize("written", [as_text, as_old_zip, as_workbook, as_workbook_below_prose])
def test_every_layout_gives_the_same_codes(tmp_path: Path, written: Any) -> None:
    file = read(Hcpcs(), written(tmp_path))
    assert (file.report.rows, file.report.rejected, file.edition.begins) == (4, 0, date(2031, 1, 1))
    code = look_up([file], "a9901")
    assert code is not None
    assert (code.long, code.coverage, code.betos, code.pricing, code.service_type) == (
        "Glue for wobbling chairs, per drop", "D", "O1E", ("51", "34"), ("1", "P"),
    )  # fmt: skip
    assert code.crossref == ("A0001",)
    assert [m.code for m in modifiers([file])] == ["XX"]


def test_a_code_answers_a_date_by_its_own_dates(tmp_path: Path) -> None:
    file = read(Hcpcs(), as_text(tmp_path))
    ended, future = look_up([file], "J9902"), look_up([file], "V9903")
    assert ended is not None
    assert future is not None
    assert [ended.force(day) for day in (date(2009, 12, 31), date(2029, 12, 31), date(2030, 1, 1))] == [
        Force.NOT_YET,
        Force.IN_FORCE,
        Force.ENDED,
    ]
    assert future.force(date(2030, 12, 31)) is Force.NOT_YET


def test_search_gets_codes_that_are_not_terminated(tmp_path: Path) -> None:
    entries = read(Hcpcs(), as_text(tmp_path)).entries
    assert set(entries) == {"A9901", "V9903"}
    assert entries["A9901"].terms == ("Glue for wobbling chairs, per drop", "Glue for wobbling chairs, pe", "Glue for wobbling chairs")
    assert bare_name("Injection, wobblizumab, 1 mg") == "wobblizumab"


def test_a_code_that_a_newer_file_dropped_says_so_and_an_excerpt_drops_nothing(tmp_path: Path) -> None:
    old = read(Hcpcs(), as_text(tmp_path))
    newer = read(Hcpcs(), text(tmp_path / "HCPC2031_APR_ANWEB.txt", *TEXT[3:]))
    excerpt = read(Hcpcs(), text(tmp_path / "HCPC2032_JAN_ANWEB.excerpt.txt", TEXT[0]))
    files: list[Read] = [excerpt, newer, old]
    gone, kept, newest = (look_up(files, code) for code in ("A9901", "V9903", "XX"))
    assert gone is not None
    assert kept is not None
    assert newest is not None
    assert (gone.dropped_by, gone.edition) == ("April 2031", "January 2031")
    assert (kept.dropped_by, kept.edition) == ("", "April 2031")
    assert newest.edition == "January 2032 (excerpt)"


def test_licensed_codes_are_refused_and_their_words_never_kept(tmp_path: Path) -> None:
    rows = [
        *ROWS,
        *(row(f"E{n:04}", "3", "Filler") for n in range(1, 20)),
        row("D0120", "3", "SECRET TOOTH"),
        row("99213", "3", "SECRET VISIT"),
    ]
    file = read(Hcpcs(), workbook(tmp_path / "HCPC2031_JAN_ANWEB.xlsx", [HEADER, *rows]))
    assert (file.report.rows, file.report.rejected) == (23, 2)
    assert "SECRET" not in " ".join(file.report.reasons) + str(file.all("SELECT * FROM code"))


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (row("A9901", "3", "Again"), "A9901 stands in line 3 already"),
        (row("E9904", "3", "Bad day", added="20311301"), "'20311301' is not a date"),
        (row("E9904", "3", "Serial day", added="45931"), "'45931' is not a date"),
        (row("1.00E+10", "3", "Spreadsheet"), "'1.00E+10' is not a HCPCS code"),
        (row("E9904", "3", ""), "E9904 has no description"),
        (row("E9904", "9", "Strange record"), "'9' is not a record id"),
    ],
)
def test_a_bad_row_is_rejected_with_line_and_reason(tmp_path: Path, bad: list[Any], reason: str) -> None:
    report = read(Hcpcs(), workbook(tmp_path / "HCPC2031_JAN_ANWEB.xlsx", [HEADER, *ROWS, bad])).report
    assert (report.rows, report.rejected) == (4, 1)
    assert report.reasons[0].startswith("line 6: ")
    assert reason in report.reasons[0]


def test_dates_that_a_spreadsheet_made_are_read(tmp_path: Path) -> None:
    rows = [*ROWS, row("E9904", "3", "Number", added=20100101), row("E9905", "3", "American", added="1/5/2010")]
    file = read(Hcpcs(), workbook(tmp_path / "HCPC2031_JAN_ANWEB.xlsx", [HEADER, *rows]))
    assert file.all("SELECT added FROM code WHERE code >= 'E99' AND code < 'E~' ORDER BY code") == [(20100101,), (20100105,)]


def test_records_that_are_cut_or_alone_are_rejected(tmp_path: Path) -> None:
    lines = [
        *TEXT,
        *(record(f"W{n:04}", "3", "Filler") for n in range(20)),
        record("E9904", "4", "alone"),
        record("E9905", "3", "cut")[:200],
        "noise",
    ]
    report = read(Hcpcs(), text(tmp_path / "HCPC2031_JAN_ANWEB.txt", *lines)).report
    assert (report.rows, report.rejected) == (24, 3)
    assert "continuation of E9904" in report.reasons[0]
    assert "cut off after 200" in report.reasons[1]


def test_capitals_are_reported(tmp_path: Path) -> None:
    report = read(Hcpcs(), text(tmp_path / "HCPC2031_JAN_ANWEB.txt", *(line.upper() for line in TEXT))).report
    assert report.reasons == ["the descriptions of this copy are in capitals"]


@pytest.mark.parametrize(
    ("name", "lines", "problem"),
    [
        ("HCPC2031_JAN_ANWEB.txt", TEXT[:3], "breaks off: no V code"),
        ("HCPC2031_JAN_ANWEB.txt", ["<html>licence</html>"], "web page"),
        ("HCPC2031_JAN_ANWEB.csv", ["HCPC,SEQNUM,RECID,LONG DESCRIPTION,SHORT DESCRIPTION,COV,BETOS"], "columns are missing"),
        ("codes.txt", TEXT, "does not tell the quarter"),
    ],
)
def test_a_wrong_file_is_refused_with_what_to_do(tmp_path: Path, name: str, lines: list[str], problem: str) -> None:
    with pytest.raises(SourceError, match=problem) as caught:
        read(Hcpcs(), text(tmp_path / name, *lines))
    assert caught.value.remedy


def test_other_files_are_somebody_else_s(tmp_path: Path) -> None:
    assert recognise(Hcpcs(), text(tmp_path / "notes.txt", "nothing of the kind")) is None
    assert recognise(Hcpcs(), workbook(tmp_path / "other.xlsx", [["a", "b"]])) is None
