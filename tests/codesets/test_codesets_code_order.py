"""Which codes may be reported, with which official title, and what an edition changed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from codesets_reading import read, recognise, text, zipped

from knowledge.errors import SourceError
from knowledge.sources.code_addenda import CodeAddenda, Icd10pcsAddenda
from knowledge.sources.code_order import Icd10cmCodes, Icd10cmOrder, Icd10pcsCodes, Icd10pcsOrder
from knowledge.tables.code_order import below, changes, listed, successors


def order(number: int, code: str, flag: int, long: str, short: str = "") -> str:
    return f"{number:05} {code:7} {flag} {short or long:60} {long}"


CM = [order(1, "R27", 0, "Wobbles"), order(2, "R270", 1, "Wobble of the knees, mild", "Wobble knees"), order(3, "Z999", 1, "Last wobble")]
PCS = [order(1, "00W", 0, "Nerves, Wobble"), order(2, "00W0ABC", 1, "Wobble of Nerve, Odd Approach"), order(3, "XW0ABCD", 1, "New Wobble")]
CODES = ["R270    Wobble of the knees, mild", "Z999    Last wobble"]
ADDENDA = [
    "Delete:      1 R26     Sway" + " " * 57 + "Sway",
    "Add:         0 R26     Sway" + " " * 57 + "Sway",
    "Add:         1 R260    " + "Sway to the left".ljust(60) + " Sway to the left, standing",
    "Revise from: 1 R270    " + "Wobble".ljust(60) + " Wobble of knees",
    "Revise to:   1 R270    " + "Wobble knees".ljust(60) + " Wobble of the knees, mild",
    "", "Headers", "  10 headers in icd10cm_order_2030.txt", "  11 headers in icd10cm_order_2031.txt", "      1 additions", "      0 deletions",
    "      0 revisions", "of which", "      0 revisions to long title only", "", "Codes", "      1 additions", "      1 deletions", "      1 revisions",
]  # fmt: skip


def test_an_order_file_tells_billable_codes_from_headers(tmp_path: Path) -> None:
    file = read(Icd10cmOrder(), text(tmp_path / "icd10cm_order_2031.txt", *CM))
    assert (file.edition.name, file.edition.begins, file.edition.ends) == ("FY2031 (October 1 2030)", date(2030, 10, 1), date(2031, 9, 30))
    code = listed([file], "r27.0")
    assert code is not None
    assert (code.billable, code.short, code.long) == (True, "Wobble knees", "Wobble of the knees, mild")
    header = listed([file], "R27")
    assert header is not None
    assert not header.billable
    assert [c.code for c in below([file], "R27")] == ["R270"]
    assert listed([file], "A00") is None


def test_a_codes_file_lists_billable_codes(tmp_path: Path) -> None:
    file = read(Icd10cmCodes(), text(tmp_path / "icd10cm-codes-April-2031.txt", *CODES))
    assert file.report.rows == 2
    assert file.edition.name == "FY2031 (April 1 2031)"


@pytest.mark.parametrize(
    ("name", "lines", "expected"),
    [
        ("icd10cm_order_2031.txt", CM, "icd10cm_order"),
        ("icd10cm_codes_2031.txt", CODES, "icd10cm_codes"),
        ("icd10pcs_order_2031.txt", PCS, "icd10pcs_order"),
        ("icd10pcs_codes_2031.txt", ["00W0ABC Wobble of Nerve", "XW0ABCD New Wobble"], "icd10pcs_codes"),
        ("icd10cm_order_addenda_2031.txt", ADDENDA, "icd10cm_addenda"),
        ("icd10pcs_order_addenda_2031.txt", ADDENDA, "icd10pcs_addenda"),
    ],
)
def test_each_file_is_known_to_one_reader(tmp_path: Path, name: str, lines: list[str], expected: str) -> None:
    path = text(tmp_path / name, *lines)
    readers = (Icd10cmOrder(), Icd10cmCodes(), Icd10pcsOrder(), Icd10pcsCodes(), CodeAddenda(), Icd10pcsAddenda())
    assert [reader.name for reader in readers if recognise(reader, path)] == [expected]


def test_the_published_zip_holds_codes_and_what_changed(tmp_path: Path) -> None:
    path = zipped(
        tmp_path / "2031-Code-Descriptions.zip",
        **{"icd10cm_order_2031.txt": "\r\n".join(CM).encode(), "icd10cm_order_addenda_2031.txt": "\r\n".join(ADDENDA).encode()},
    )
    files = [read(Icd10cmOrder(), path), read(CodeAddenda(), path)]
    assert [file.report.rows for file in files] == [3, 4]
    assert [(c.what, c.was, c.title) for c in changes(files, "R27.0")] == [("revise", "Wobble of knees", "Wobble of the knees, mild")]
    assert [c.code for c in successors(files, "R26")] == ["R260"]


def test_an_april_zip_makes_its_members_the_april_edition(tmp_path: Path) -> None:
    path = zipped(tmp_path / "april-1-2031-code-descriptions.zip", **{"icd10cm-order-2031.txt": "\r\n".join(CM).encode()})
    edition = read(Icd10cmOrder(), path).edition
    assert (edition.name, edition.file) == ("FY2031 (April 1 2031)", "april-1-2031-code-descriptions.zip/icd10cm-order-2031.txt")


def test_a_subdivided_code_leads_to_the_codes_below_it(tmp_path: Path) -> None:
    file = read(Icd10cmOrder(), text(tmp_path / "icd10cm_order_2031.txt", *CM))
    assert [c.code for c in successors([file], "R27")] == ["R270"]
    assert successors([file], "R26") == ()


def test_an_update_without_changes_is_an_edition_of_its_own(tmp_path: Path) -> None:
    lines = ["", "Codes", "  9 codes in icd10cm_order_2031.txt", "  9 codes in icd10cm_order_2031.txt", "  0 additions", "  0 deletions"]
    file = read(CodeAddenda(), text(tmp_path / "icd10cm_codes_addenda_2031.txt", *lines))
    assert (file.report.rows, file.edition.begins) == (0, date(2031, 4, 1))


def test_addenda_that_lost_lines_are_refused(tmp_path: Path) -> None:
    path = text(tmp_path / "icd10cm_order_addenda_2031.txt", *ADDENDA[1:])
    with pytest.raises(SourceError, match="states 1 changes of kind 'delete', 0 are in it"):
        read(CodeAddenda(), path)


def test_bad_lines_are_rejected_with_number_and_reason(tmp_path: Path) -> None:
    lines = [*CM[:2], CM[1], "00004 R27", *(order(9 + n, f"S{n:03}", 1, "Filler") for n in range(20)), CM[2]]
    report = read(Icd10cmOrder(), text(tmp_path / "icd10cm_order_2031.txt", *lines)).report
    assert (report.rows, report.rejected) == (23, 2)
    assert report.reasons[0] == "line 3: R270 stands in line 2 already"
    assert report.reasons[1] == "line 4: the line is not in the fixed columns"


@pytest.mark.parametrize(
    ("name", "lines", "problem"),
    [
        ("icd10cm_order_2031.txt", CM[:2], "breaks off: no code Z99"),
        ("icd10cm_order_2031.txt", [], "the file is empty"),
        ("icd10cm_order_2031.txt", ["<html>", "licence</html>", ""], "web page"),
        ("icd10cm_order.txt", CM, "does not tell its fiscal year"),
        ("icd10cm_order_2031.txt", [*CM, *["1,R27,0,Wobble"] * 3], "do not fit the known layout"),
    ],
)
def test_a_wrong_file_is_refused_with_what_to_do(tmp_path: Path, name: str, lines: list[str], problem: str) -> None:
    with pytest.raises(SourceError, match=problem) as caught:
        read(Icd10cmOrder(), text(tmp_path / name, *lines))
    assert caught.value.remedy


def test_a_hostile_or_cut_archive_is_refused(tmp_path: Path) -> None:
    hostile = zipped(tmp_path / "icd10cm_order_2031.zip", **{"../icd10cm_order_2031.txt": "\r\n".join(CM).encode()})
    with pytest.raises(SourceError, match="leads outside"):
        recognise(Icd10cmOrder(), hostile)
    bomb = zipped(tmp_path / "icd10cm_order_2032.zip", **{"icd10cm_order_2032.txt": b" " * 4_000_000})
    with pytest.raises(SourceError, match="times its size"):
        recognise(Icd10cmOrder(), bomb)
    cut = tmp_path / "icd10cm_order_2033.zip"
    cut.write_bytes(hostile.read_bytes()[:60])
    with pytest.raises(SourceError, match="cut off or damaged"):
        recognise(Icd10cmOrder(), cut)
