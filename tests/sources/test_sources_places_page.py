"""Places of service out of the page of CMS, which is the publication."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sources_reading import read, recognise

from knowledge.errors import SourceError
from knowledge.sources.place_of_service import PlaceOfService
from knowledge.tables.place_of_service import place

READER = PlaceOfService()
NAME = "place_of_service_codes_2026.html"
HEAD = "<!DOCTYPE html><html><head><title>Places</title></head><body><table><tr><td>Menu</td></tr></table><h1>Codes</h1>"
HEADER = "<tr><th>Place of Service Code(s)</th><th>Place of Service Name</th><th>Place of Service Description</th></tr>"
ROWS = (
    "<tr><td>01</td><td>Pharmacy**</td><td>Where drugs &amp; such are sold.</td></tr>\n"
    "<tr><td>2</td><td><p>Telehealth</p></td><td>Some<br>where else.</td></tr>\n<tr><td>11<td>Office<td>An office.\n"
    "<tr><td>27-30</td><td>Unassigned</td><td>N/A</td></tr><tr><td>35 \u2013 40</td><td>Unassigned</td><td>N/A</td></tr>\n"
)


def page(folder: Path, rows: str = ROWS, header: str = HEADER, name: str = NAME) -> Path:
    path = folder / name
    path.write_text(f"{HEAD}<table>{header}{rows}</table></body></html>", encoding="utf-8")
    return path


def test_the_page_is_read_as_it_is(tmp_path: Path) -> None:
    file, report = read(READER, page(tmp_path), tmp_path / "catalog")
    assert (file.edition.name, report.rows, report.rejected) == ("2026", 3, 0)
    found = {code: place([file], code, date(2026, 5, 1)) for code in ("01", "02", "11", "27")}
    assert {code: (p.name, p.description) for code, p in found.items() if p} == {
        "01": ("Pharmacy**", "Where drugs & such are sold."), "02": ("Telehealth", "Some where else."), "11": ("Office", "An office."),
    }


def test_a_page_that_breaks_off_is_refused(tmp_path: Path) -> None:
    path = page(tmp_path)
    path.write_text(path.read_text(encoding="utf-8").split("<tr><td>11")[0] + "<tr><td>11</td><td>Off", encoding="utf-8")
    with pytest.raises(SourceError, match="the page breaks off"):
        recognise(READER, path)


def test_spoilt_and_repeated_rows_are_named(tmp_path: Path) -> None:
    more = "".join(f"<tr><td>{n}</td><td>Place</td><td>x</td></tr>" for n in range(12, 26))
    rows = ROWS + "<tr><td>11</td><td>Again</td><td>x</td></tr><tr><td>1I</td><td>Odd</td><td>x</td></tr>" + more
    _, report = read(READER, page(tmp_path, rows), tmp_path / "catalog")
    assert report.rejected == 2
    assert "stands in line" in report.reasons[0]
    assert "is not a number of 2 digits" in report.reasons[1]


@pytest.mark.parametrize(
    ("header", "name", "problem"),
    [
        ("", NAME, "web page, not the list of places of service"),
        (HEADER.replace("Name", "Title"), NAME, "web page, not the list of places of service"),
        (HEADER, "place_of_service_codes.html", "does not tell the year"),
    ],
)
def test_a_page_without_the_table_or_the_year_is_refused(tmp_path: Path, header: str, name: str, problem: str) -> None:
    with pytest.raises(SourceError, match=problem):
        recognise(READER, page(tmp_path, header=header, name=name))
