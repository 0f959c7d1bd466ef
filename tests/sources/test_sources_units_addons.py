"""Unit limits and add-on codes."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

from sources_fixtures import MUE_HEADER, MUE_NAME, MUE_ROWS, NOTICE, addon_line, as_xlsx, mue_file
from sources_reading import read, recognise, zipped

from knowledge.sources.addon_codes import AddonCodes
from knowledge.sources.mue import MuePractitioner, readers
from knowledge.tables import addon_codes, mue
from knowledge.tables.dated import Force, edition_for

PRACTITIONER = MuePractitioner()


def test_edition_is_the_quarter_in_the_name(tmp_path: Path) -> None:
    edition = recognise(PRACTITIONER, mue_file(tmp_path))
    assert edition is not None
    assert (edition.name, edition.begins, edition.ends) == ("2026 Q2", date(2026, 4, 1), date(2026, 6, 30))


def test_each_table_has_its_own_reader(tmp_path: Path) -> None:
    header = MUE_HEADER.replace("Practitioner", "DME Supplier")
    path = mue_file(tmp_path, name="MCR_MUE_DMESupplierServices_Eff_07-01-2024.csv", header=header)
    assert [r.name for r in readers() if recognise(r, path)] == [mue.DME_SUPPLIER]


def test_csv_xlsx_and_zip_give_the_same_limits(tmp_path: Path) -> None:
    text = "\n".join((NOTICE + ",,,", MUE_HEADER, *MUE_ROWS))
    book = as_xlsx(tmp_path / MUE_NAME.replace(".csv", ".xlsx"), list(csv.reader(io.StringIO(text))))
    packed = zipped(tmp_path / "medicare-ncci-2026-q2-practitioner-services-mue-table.zip", {MUE_NAME: text.encode("cp1252"), "readme.pdf": b"%PDF"})
    query = "SELECT * FROM mue ORDER BY code"
    contents = []
    for number, path in enumerate((mue_file(tmp_path), book, packed)):
        file, report = read(PRACTITIONER, path, tmp_path / str(number))
        assert (report.rows, report.rejected, file.edition.name) == (4, 0, "2026 Q2")
        contents.append(file.all(query))
    assert contents[0] == contents[1] == contents[2]


def test_limit_with_its_indicator(tmp_path: Path) -> None:
    file, _ = read(PRACTITIONER, mue_file(tmp_path), tmp_path / "catalog")
    row = mue.unit_limit([file], "20611", date(2026, 5, 5))
    assert row is not None
    assert (row.value, row.mai, row.rationale, row.stale) == (2, 3, "Clinical: Data", False)
    zero = mue.unit_limit([file], "76140", date(2026, 5, 5))
    assert zero is not None
    assert zero.value == 0
    assert mue.unit_limit([file], "99999", date(2026, 5, 5)) is None


def test_date_outside_the_quarter(tmp_path: Path) -> None:
    file, _ = read(PRACTITIONER, mue_file(tmp_path), tmp_path / "catalog")
    later = mue.unit_limit([file], "20611", date(2026, 8, 1))
    assert later is not None
    assert later.stale
    assert mue.unit_limit([file], "20611", date(2026, 3, 31)) is None
    assert edition_for([file], date(2026, 3, 31)) == (None, False)


def test_excerpt_answers_only_for_its_codes(tmp_path: Path) -> None:
    full, _ = read(PRACTITIONER, mue_file(tmp_path), tmp_path / "full")
    name = "MCR_MUE_PractitionerServices_Eff_07-01-2026.excerpt.csv"
    excerpt, _ = read(PRACTITIONER, mue_file(tmp_path, ["20611,4,3 Date of Service Edit: Clinical,Clinical: Data"], name), tmp_path / "excerpt")
    on = date(2026, 8, 1)
    rows = [mue.unit_limit([excerpt, full], code, on) for code in ("20611", "36415")]
    assert [(r.value, r.edition.name, r.stale) for r in rows if r] == [(4, "2026 Q3 (excerpt)", False), (2, "2026 Q2", True)]


def test_bad_limits_are_named(tmp_path: Path) -> None:
    good = [f"2700{n},1,2 Date of Service Edit: Policy,Anatomic" for n in range(9)]
    bad = ["27000,2,2 Date of Service Edit: Policy,Anatomic", "27010,many,2 x,Anatomic", "27011,1,4 x,Anatomic"]
    file, report = read(PRACTITIONER, mue_file(tmp_path, [*MUE_ROWS, *good, *bad, "199,1,2 x,Anatomic"]), tmp_path / "catalog")
    assert report.rejected == 3
    assert [r.split(": ", 1)[1] for r in report.reasons[:3]] == [
        "27000 stands in line 10 already", "'many' is not a number of units", "adjudication indicator '4 x' is not 1, 2 or 3",
    ]
    assert file.one("SELECT value FROM mue WHERE code = '00199'") == (1,)
    assert "199 read as 00199" in report.reasons[3]


def addons(folder: Path, *lines: str) -> Path:
    path = folder / "AOC_V2026Q2-F-MCR.txt"
    path.write_text("".join(lines), encoding="cp1252", newline="")
    return path


def test_addon_types_and_dates(tmp_path: Path) -> None:
    path = addons(
        tmp_path, addon_line(1, "64484", "64483", begins="2013091"), addon_line(2, "0054T", "CCCCC"),
        addon_line(3, "22585", "22554", begins="2013091", ends="2020366", note="see the manual"),
    )
    file, report = read(AddonCodes(), path, tmp_path / "catalog")
    assert (report.rows, report.rejected) == (3, 0)
    (row,) = addon_codes.primaries_of([file], "64484")
    assert (row.type, row.primary, row.begins) == (1, "64483", date(2013, 4, 1))
    assert row.force(date(2013, 3, 31)) is Force.NOT_YET
    (decided,) = addon_codes.primaries_of([file], "0054T")
    assert decided.contractor_decides
    assert decided.force(date(2026, 3, 31)) is Force.BEGIN_UNKNOWN
    (ended,) = addon_codes.addons_of([file], "22554")
    assert (ended.addon, ended.note, ended.force(date(2021, 1, 1))) == ("22585", "see the manual", Force.ENDED)


def test_deleted_primary_ends_the_pair(tmp_path: Path) -> None:
    path = addons(tmp_path, addon_line(1, "64484", "64483", begins="2013091", primary_deleted="2024366"))
    file, _ = read(AddonCodes(), path, tmp_path / "catalog")
    (row,) = addon_codes.primaries_of([file], "64484")
    assert row.force(date(2025, 1, 1)) is Force.ENDED


def test_bad_addon_lines(tmp_path: Path) -> None:
    good = [addon_line(1, f"6448{n}", "64483") for n in range(8)]
    path = addons(tmp_path, *good, good[0], "4" + good[1][1:])
    _, report = read(AddonCodes(), path, tmp_path / "catalog")
    assert (report.rows, report.reasons) == (8, ["line 9: the same row as line 1", "line 10: type '4' is not 1, 2 or 3"])
