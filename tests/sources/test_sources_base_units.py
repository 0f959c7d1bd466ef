"""Anesthesia base units as the yearly table comes, and as a spreadsheet leaves it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sources_fixtures import as_xlsx
from sources_reading import INVENTED, dump, read, recognise, zipped

from knowledge.errors import SourceError
from knowledge.sources.other_fees import AnesthesiaUnits
from knowledge.tables.other_fees import base_units

READER = AnesthesiaUnits()
NAME = "2026 Anesthesia Base Units by CPT Code.csv"
ROWS = "00100,5\n00102,6\n01967,5\n"
SHAPES = {
    "as published": (NAME, "Code,Base Units\n" + ROWS),
    "words above": (NAME, "CY 2026 Anesthesia Base Units by CPT Code,\n,\nAll rights reserved,\nCPT Code,2026 Base Units\n" + ROWS),
    "shifted and in another order": (NAME, "Base Unit,,HCPCS Code\n" + "".join(f"{u},,{c}\n" for c, u in (r.split(",") for r in ROWS.split()))),
    "with descriptors": (NAME, "CPT Code,Short Descriptor,Base Units\n" + "".join(f"{r[:5]},{INVENTED},{r[6:]}\n" for r in ROWS.split())),
    "zeros lost": (NAME, "CPT Code,Base Units\n100,5.0\n102,6.0\n1967,5\n"),
    "Windows text with a mark": ("anesthesia_base_units_2026.csv", "\ufeffCPT Code,Base Units\r\n" + ROWS.replace("\n", "\r\n") + "* a footnote,\r\n"),
    "year in the header only": ("anes base units.csv", "CPT Code,CY 2026 Base Units\n" + ROWS),
}


@pytest.mark.parametrize(("name", "content"), SHAPES.values(), ids=SHAPES)
def test_each_shape_gives_the_same_units(tmp_path: Path, name: str, content: str) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    file, report = read(READER, path, tmp_path / "catalog")
    assert (file.edition.name, report.rows, report.rejected) == ("CY2026", 3, 0)
    found = {code: base_units([file], code, date(2026, 5, 1)) for code in ("00100", "00102", "01967", "00103")}
    assert {code: answer[0] for code, answer in found.items() if answer} == {"00100": 5, "00102": 6, "01967": 5}
    assert INVENTED not in dump(file)


def test_a_workbook_in_an_archive(tmp_path: Path) -> None:
    book = as_xlsx(tmp_path / "x.xlsx", [["Anesthesia Base Units"], ["CPT Code", "Base Units"], ["00100", 5], [102, 6.0]])
    path = zipped(tmp_path / "2026-anesthesia-base-units.zip", {"2026 Anesthesia Base Units by CPT Code.xlsx": book.read_bytes(), "readme.txt": b"hello"})
    _, report = read(READER, path, tmp_path / "catalog")
    assert report.rows == 2
    assert "102 read as 00102" in report.reasons[0]


def test_what_is_not_loaded_is_none() -> None:
    assert base_units([], "00100", date(2026, 5, 1)) is None


BAD = {
    "a column is missing": (NAME, "CPT Code,Units of time\n" + ROWS, "columns are missing from the header: units"),
    "no year anywhere": ("anesthesia base units.csv", "CPT Code,Base Units\n" + ROWS, "tells the year"),
    "words instead of units": (NAME, "CPT Code,Base Units\n00100,five\n00102,IC\n", "no row could be read"),
    "half units": (NAME, "CPT Code,Base Units\n00100,5.5\n00102,6.5\n", "no row could be read"),
    "only a header": (NAME, "CPT Code,Base Units\n", "no row could be read"),
    "UTF-16": (NAME, "\ufeffCPT Code,Base Units\n" + ROWS, "UTF-16"),
}


@pytest.mark.parametrize(("name", "content", "problem"), BAD.values(), ids=BAD)
def test_a_table_that_cannot_be_right_is_refused(tmp_path: Path, name: str, content: str, problem: str) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-16" if problem == "UTF-16" else "utf-8")
    with pytest.raises(SourceError, match=problem) as caught:
        read(READER, path, tmp_path / "catalog")
    assert caught.value.remedy


def test_a_repeated_code_is_named(tmp_path: Path) -> None:
    path = tmp_path / NAME
    path.write_text("CPT Code,Base Units\n" + ROWS + "".join(f"009{n},3\n" for n in range(20, 30)) + "00100,7\n", encoding="utf-8")
    file, report = read(READER, path, tmp_path / "catalog")
    assert report.reasons == ["line 15: 00100 stands in line 2 already"]
    assert (base_units([file], "00100", date(2026, 5, 1)) or (0,))[0] == 5
    assert recognise(READER, path) is not None
