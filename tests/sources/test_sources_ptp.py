"""NCCI pairs: what a coder's question about two codes and a date gets from the rows."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sources_fixtures import PTP_PREAMBLE, PTP_ROWS, PTP_TEXT, PTP_UNDATED, ptp_file
from sources_reading import read, recognise, zipped

from knowledge.catalog import EditionFile
from knowledge.errors import SourceError
from knowledge.sources import ncci_ptp as reader
from knowledge.tables import ncci_ptp
from knowledge.tables.dated import Force


@pytest.fixture
def table(tmp_path: Path) -> EditionFile:
    file, _ = read(reader.practitioner(), ptp_file(tmp_path), tmp_path / "catalog")
    return file


def in_force(files: list[EditionFile], a: str, b: str, on: date) -> list[tuple[str, str, int]]:
    return [(r.column1, r.column2, r.indicator) for r in ncci_ptp.pair(files, a, b, on) if r.force(on) is Force.IN_FORCE]


def test_edition_comes_from_the_name(tmp_path: Path) -> None:
    edition = recognise(reader.practitioner(), ptp_file(tmp_path))
    assert edition is not None
    assert (edition.name, edition.begins, edition.ends, edition.part) == ("v32.1r0, 2026 Q2", date(2026, 4, 1), date(2026, 6, 30), "1/4")
    assert not edition.partial


def test_hospital_table_is_another_source(tmp_path: Path) -> None:
    path = ptp_file(tmp_path, name="ccioph-v302r0-f2.txt")
    assert recognise(reader.practitioner(), path) is None
    edition = recognise(reader.hospital(), path)
    assert edition is not None
    assert (edition.source, edition.name, edition.part) == (ncci_ptp.HOSPITAL, "v30.2r0, 2024 Q3", "2/4")


def test_zip_and_text_give_the_same_rows(tmp_path: Path, table: EditionFile) -> None:
    path = zipped(tmp_path / "medicare-ncci-2026q2-practitioner-ptp-edits-ccipra-v321r0-f1.zip", {PTP_TEXT: (PTP_PREAMBLE + PTP_ROWS).encode()})
    file, report = read(reader.practitioner(), path, tmp_path / "zip")
    assert (report.rows, report.rejected) == (8, 0)
    query = "SELECT * FROM ptp ORDER BY 1, 2, 3, 4"
    assert file.all(query) == table.all(query)


def test_both_orders_are_found(table: EditionFile) -> None:
    on = date(2026, 5, 5)
    assert ncci_ptp.pair([table], "20610", "27447", on) == ncci_ptp.pair([table], "27447", "20610", on)
    assert in_force([table], "20610", "27447", on) == [("27447", "20610", 1)]


def test_start_equal_to_end_with_indicator_9_was_never_in_force(table: EditionFile) -> None:
    rows = ncci_ptp.pair([table], "43239", "43249", date(2018, 1, 1))
    assert [r.force(date(2018, 1, 1)) for r in rows] == [Force.IN_FORCE, Force.NEVER]


def test_gap_of_2020(table: EditionFile) -> None:
    assert in_force([table], "10060", "99213", date(2020, 5, 1)) == []
    assert in_force([table], "10060", "99213", date(2019, 12, 31)) == [("10060", "99213", 1)]
    assert in_force([table], "10060", "99213", date(2020, 10, 1)) == [("10060", "99213", 1)]


def test_direction_flips_at_new_year(table: EditionFile) -> None:
    assert in_force([table], "12001", "12011", date(2019, 12, 31)) == [("12001", "12011", 1)]
    assert in_force([table], "12001", "12011", date(2020, 1, 1)) == [("12011", "12001", 1)]


def test_before_1996_counts_as_begun(table: EditionFile) -> None:
    assert in_force([table], "27447", "20610", date(1999, 1, 1)) == [("27447", "20610", 1)]


def test_undated_begin_is_certain_from_the_first_day_of_the_edition(tmp_path: Path) -> None:
    file, _ = read(reader.practitioner(), ptp_file(tmp_path, PTP_UNDATED), tmp_path / "catalog")
    (row,) = ncci_ptp.pair([file], "45380", "45385", date(2026, 3, 31))
    assert row.force(date(2026, 3, 31)) is Force.BEGIN_UNKNOWN
    assert row.force(date(2026, 4, 1)) is Force.IN_FORCE
    (ended,) = ncci_ptp.pair([file], "45378", "45385", date(2024, 1, 1))
    assert ended.force(date(2024, 1, 1)) is Force.ENDED


def test_dated_row_of_an_excerpt_wins_over_an_undated_one(tmp_path: Path) -> None:
    full, _ = read(reader.practitioner(), ptp_file(tmp_path, PTP_UNDATED), tmp_path / "full")
    rows = "45385\t45380\t\t20020401\t*\t1\t\r\n"
    excerpt, _ = read(reader.practitioner(), ptp_file(tmp_path, rows, "ccipra-v323r0-f1.dated.excerpt.txt"), tmp_path / "excerpt")
    assert excerpt.edition.partial
    files = [excerpt, full]
    (row,) = ncci_ptp.pair(files, "45385", "45380", date(2020, 1, 1))
    assert (row.begins, row.force(date(2020, 1, 1))) == (date(2002, 4, 1), Force.IN_FORCE)
    assert [r.column2 for r in ncci_ptp.bundled_into(files, "45385", date(2020, 1, 1))] == ["45380", "45378"]
    assert ncci_ptp.edition(files) == full.edition


def test_reverse_lists(table: EditionFile) -> None:
    on = date(2026, 5, 5)
    assert [r.column2 for r in ncci_ptp.bundled_into([table], "12011", on)] == ["12001"]
    assert ncci_ptp.bundled_into([table], "12001", on) == ()
    assert [r.column1 for r in ncci_ptp.column2_of([table], "20610", on)] == ["27447"]


def test_parts_that_are_not_loaded_are_named(table: EditionFile) -> None:
    assert ncci_ptp.missing_parts([table]) == ("2/4", "3/4", "4/4")


def test_words_that_are_no_code_give_no_row(table: EditionFile) -> None:
    assert ncci_ptp.pair([table], "knee", "20610", date(2026, 5, 5)) == ()
    assert ncci_ptp.column2_of([table], "", date(2026, 5, 5)) == ()


def test_bad_rows_are_counted_with_line_and_reason(tmp_path: Path) -> None:
    rows = PTP_ROWS * 3 + "10060\t99214\t\t20201301\t*\t1\tMisuse\r\n10060\t99215\t\t20200101\t*\t7\tMisuse\r\n"
    file, report = read(reader.practitioner(), ptp_file(tmp_path, PTP_ROWS + rows[len(PTP_ROWS) * 3:]), tmp_path / "catalog")
    assert (report.rows, report.rejected) == (8, 2)
    assert report.reasons == ["line 15: '20201301' is not a date", "line 16: modifier indicator '7' is not 0, 1 or 9"]
    assert file.one("SELECT count(*) FROM ptp") == (8,)


def test_repeated_row_is_named(tmp_path: Path) -> None:
    again = PTP_ROWS.splitlines(keepends=True)[-1]
    _, report = read(reader.practitioner(), ptp_file(tmp_path, PTP_ROWS + again), tmp_path / "catalog")
    assert (report.rows, report.rejected, report.reasons) == (8, 1, ["line 15: the same row again"])


def test_zeros_and_dates_a_spreadsheet_took_are_put_back(tmp_path: Path) -> None:
    rows = PTP_ROWS.replace("00100\t36000\t\t20090101", "100\t36000\t\t1/1/2009")
    file, report = read(reader.practitioner(), ptp_file(tmp_path, rows), tmp_path / "catalog")
    assert report.rejected == 0
    assert report.reasons == ["line 7: 100 read as 00100; 1 cells in all had lost leading zeros or their date form in a spreadsheet"]
    assert in_force([file], "00100", "36000", date(2010, 1, 1)) == [("00100", "36000", 0)]


def test_one_more_line_above_the_header_does_no_harm(tmp_path: Path) -> None:
    path = ptp_file(tmp_path, preamble="Some new notice\t\t\r\n" + PTP_PREAMBLE)
    _, report = read(reader.practitioner(), path, tmp_path / "catalog")
    assert report.rows == 8


@pytest.mark.parametrize(("was", "now", "says"), [
    ("Effective\tDeletion", "Deletion\tEffective", "the columns are not the known ones"),
    ("PTP Edit Rationale", "PTP Edit Rationale\tScope", "the columns are not the known ones"),
    ("Column 1\tColumn 2", "First\tSecond", "is missing above the data"),
])
def test_other_layout_is_refused(tmp_path: Path, was: str, now: str, says: str) -> None:
    path = ptp_file(tmp_path, preamble=PTP_PREAMBLE.replace(was, now))
    with pytest.raises(SourceError, match=says) as caught:
        recognise(reader.practitioner(), path)
    assert caught.value.line
    assert caught.value.remedy


def test_most_rows_wrong_is_another_layout(tmp_path: Path) -> None:
    rows = PTP_ROWS + "".join(f"1006{n}\t99213\t\tx\t*\t1\tMisuse\r\n" for n in range(9))
    with pytest.raises(SourceError, match="9 of 17 rows do not fit"):
        read(reader.practitioner(), ptp_file(tmp_path, rows), tmp_path / "catalog")
