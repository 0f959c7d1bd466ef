"""Relative values, localities and the other fee schedules; and that no descriptor gets into a table."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sources_fixtures import as_csv, as_xlsx, fee_rows
from sources_other_tables import CAP, OTHERS
from sources_reading import INVENTED, dump, read, recognise

from knowledge.errors import SourceError
from knowledge.sources import other_fees as fee_readers
from knowledge.sources.base import Reader
from knowledge.sources.physician_fee_schedule import PhysicianFeeSchedule
from knowledge.tables import locality, other_fees, place_of_service
from knowledge.tables import physician_fee_schedule as table

FEES = PhysicianFeeSchedule(table.SOURCE)
ON = date(2026, 5, 5)


def fee_file(folder: Path, rows: list[list[str]] | None = None, name: str = "PPRRVU2026_Apr_nonQPP.csv") -> Path:
    path = folder / name
    path.write_bytes(as_csv(rows or fee_rows()))
    return path


def test_edition_from_title_and_release_line(tmp_path: Path) -> None:
    edition = recognise(FEES, fee_file(tmp_path))
    assert edition is not None
    assert (edition.name, edition.begins, edition.ends) == ("2026 April, released 2026-03-10", date(2026, 4, 1), date(2026, 6, 30))


def test_qpp_file_is_another_source(tmp_path: Path) -> None:
    path = fee_file(tmp_path, name="PPRRVU2026_Apr_QPP.csv")
    assert recognise(FEES, path) is None
    assert recognise(PhysicianFeeSchedule(table.QPP), path) is not None


def test_csv_and_xlsx_with_and_without_the_new_column(tmp_path: Path) -> None:
    contents = []
    for pricing, year in ((True, "2026_Apr_nonQPP"), (False, "2025_Apr")):
        rows = fee_rows(pricing=pricing)
        for path in (fee_file(tmp_path, rows, f"PPRRVU{year}.csv"), as_xlsx(tmp_path / f"PPRRVU{year}.xlsx", rows)):
            file, report = read(FEES, path, tmp_path / path.name.replace(".", "-"))
            assert (report.rows, report.rejected) == (7, 0)
            contents.append([tuple(v for v in row if v) for row in file.all("SELECT * FROM fee WHERE code <> 'D0120' ORDER BY code, modifier")])
    assert contents[0] == contents[1]
    assert contents[2] == contents[3]


def test_values_of_one_code(tmp_path: Path) -> None:
    file, _ = read(FEES, fee_file(tmp_path), tmp_path / "catalog")
    row = table.fee([file], "99213", ON)
    assert row is not None
    assert (row.work, row.pe_nonfacility, row.pe_facility, row.mp, row.total_nonfacility) == tuple(map(Decimal, ("1.30", "1.46", "0.33", "0.09", "2.85")))
    assert (row.status, row.global_days, row.conversion_factor, row.supervision) == ("A", "XXX", Decimal("33.4009"), "09")
    assert [r.modifier for r in table.fees([file], "45378", ON)] == ["", "53"]
    assert table.family_of([file], "45378", ON) == ("45385",)
    factor = table.conversion_factor([file], ON)
    assert factor is not None
    assert factor[0] == Decimal("33.4009")
    knee = table.fee([file], "27447", ON)
    assert knee is not None
    assert (knee.na_nonfacility, knee.global_days, knee.intra) == (True, "090", Decimal("0.69"))


def test_fixed_text(tmp_path: Path) -> None:
    values = "A   1.30   1.46     0.33    0.09   2.85  1.720XXX.00.00.0000000             33.4009 090 99      0.00   0.00   0.00"
    line = "99213  " + f"{INVENTED} 1".ljust(50) + values
    path = tmp_path / "PPRRVU2025_Oct.txt"
    path.write_text("HDR CPT CODES AND DESCRIPTIONS ONLY ARE COPYRIGHT\r\n" * 7 + line + "\r\n", newline="")
    file, report = read(FEES, path, tmp_path / "catalog")
    assert (len(line), report.rows, file.edition.name) == (171, 1, "2025 October")
    row = table.fee([file], "99213", date(2025, 11, 1))
    assert row is not None
    assert (row.pe_facility, row.total_facility, row.conversion_factor, row.imaging_family) == (Decimal("0.33"), Decimal("1.72"), Decimal("33.4009"), "99")
    assert INVENTED not in dump(file)


def test_no_descriptor_reaches_a_table(tmp_path: Path) -> None:
    path = fee_file(tmp_path)
    assert INVENTED.encode() in path.read_bytes()
    file, report = read(FEES, path, tmp_path / "catalog")
    assert INVENTED not in dump(file)
    assert INVENTED not in str(report)
    assert INVENTED.encode() not in file.path.read_bytes()


def test_new_column_is_refused_by_name(tmp_path: Path) -> None:
    rows = [[*cells, ""] for cells in fee_rows()]
    for cells in rows[10:]:
        cells[-1] = "0"
    rows[9][-1] = "TELEHEALTH"
    with pytest.raises(SourceError, match="column 33 is called 'TELEHEALTH', which is not a known column") as caught:
        read(FEES, fee_file(tmp_path, rows), tmp_path / "catalog")
    assert caught.value.line == 10
    assert "update Coderly" in caught.value.remedy


def test_missing_column_is_refused_by_name(tmp_path: Path) -> None:
    rows = [[c for n, c in enumerate(cells) if n != 5] for cells in fee_rows()]
    with pytest.raises(SourceError, match="columns are missing: WORK RVU"):
        read(FEES, fee_file(tmp_path, rows), tmp_path / "catalog")


def test_columns_are_found_wherever_they_stand(tmp_path: Path) -> None:
    rows = [[*cells[:2], *cells[5:], *cells[2:5]] for cells in fee_rows()]
    path = fee_file(tmp_path, [fee_rows()[0], *rows])
    file, report = read(FEES, path, tmp_path / "catalog")
    assert report.rows == 7
    row = table.fee([file], "45385", ON)
    assert row is not None
    assert (row.status, row.work, row.endoscopic_base) == ("A", Decimal("4.57"), "45378")
    assert INVENTED not in dump(file)


def test_what_a_spreadsheet_took_is_put_back(tmp_path: Path) -> None:
    rows = fee_rows()
    for cells in rows[10:]:
        cells[0] = cells[0].lstrip("0")
        cells[14] = {"000": "0", "090": "90"}.get(cells[14], cells[14])
        cells[26] = cells[26].lstrip("0")
    file, report = read(FEES, fee_file(tmp_path, rows), tmp_path / "catalog")
    assert "100 read as 00100" in report.reasons[0]
    assert {r.global_days for r in table.fees([file], "45378", ON)} == {"000"}
    assert [(r.supervision, r.status) for r in table.fees([file], "00100", ON)] == [("09", "J")]


def test_rows_that_do_not_fit_are_rejected_with_reason(tmp_path: Path) -> None:
    rows = fee_rows()
    more = [[f"9930{n}", *cells[1:]] for n, cells in enumerate(rows[10:])]
    unread = ["99400", *rows[10][1:]]
    unread[5] = "1.3o"
    _, report = read(FEES, fee_file(tmp_path, [*rows, *more, more[0], unread]), tmp_path / "catalog")
    assert report.reasons == ["line 25: 99300 stands further up already", "line 26: '1.3o' is not a number"]


@pytest.mark.parametrize(("reader", "name", "content", "edition", "rows"), OTHERS, ids=[case[1] for case in OTHERS])
def test_other_tables(tmp_path: Path, reader: Reader, name: str, content: bytes, edition: str, rows: int) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    file, report = read(reader, path, tmp_path / "catalog")
    assert (file.edition.name, report.rows, report.rejected) == (edition, rows, 0)
    assert INVENTED not in dump(file) + str(report)
    files, on = [file], date(2026, 5, 5)
    match reader.name:
        case locality.GPCI:
            alaska = locality.gpci(files, "02102", "01", on)
            assert alaska is not None
            assert (alaska.name, alaska.work, alaska.pe) == ("ALASKA", Decimal("1.500"), Decimal("1.065"))
            assert [r.locality for r in locality.gpcis_of_state(files, "ca", on)] == ["18"]
        case locality.ANESTHESIA_CF:
            factor = locality.anesthesia_factor(files, "01182", "18", on)
            assert factor is not None
            assert (factor.factor, factor.national) == (Decimal("21.22"), Decimal("20.4976"))
        case locality.LOCALITIES:
            assert [(r.contractor, r.locality, r.counties) for r in locality.localities_of_state(files, "California", on)] == [
                ("01182", "18", "LOS ANGELES"), ("01112", "05", "SAN MATEO"),
            ]
        case locality.ZIP_LOCALITIES:
            (place,) = locality.zip_code(files, "90210", on)
            assert (place.state, place.contractor, place.locality, place.plus_four) == ("CA", "01182", "18", False)
        case other_fees.OPPS_CAP:
            cap = other_fees.opps_cap(files, "93990", "TC", "01182", "18", on)
            assert cap is not None
            assert cap.nonfacility == Decimal("109.91")
        case other_fees.OPPS_ADDENDUM_B:
            row = other_fees.opps(files, "45378", on)
            assert row is not None
            assert (row.status, row.apc, row.rate, row.weight) == ("T", "5311", Decimal("1872.44"), Decimal("9.7771"))
        case other_fees.CLFS:
            assert [(r.modifier, r.rate) for r in other_fees.lab_fees(files, "80053", on)] == [("", Decimal("10.56")), ("QW", Decimal("10.56"))]
        case other_fees.DMEPOS:
            (row_,) = other_fees.equipment_fees(files, "E0601", on, "CA")
            assert row_.fees == {("CA", False): Decimal("47.01"), ("CA", True): Decimal("88.22")}
        case other_fees.ANESTHESIA_UNITS:
            found = other_fees.base_units(files, "00100", on)
            assert found is not None
            assert found[0] == 5
        case place_of_service.SOURCE:
            place_ = place_of_service.place(files, "2", on)
            assert place_ is not None
            assert (place_.code, place_.facility) == ("02", True)
            assert [p.code for p in place_of_service.assigned(files, on)] == ["02", "11"]


def test_year_of_the_cap_from_the_folder_of_the_release(tmp_path: Path) -> None:
    for folder, says in (("RVU26B", "2026 April"), ("downloads", None)):
        (tmp_path / folder).mkdir()
        path = tmp_path / folder / "OPPSCAP_Apr.csv"
        path.write_bytes(CAP)
        if says:
            edition = recognise(fee_readers.OppsCap(), path)
            assert edition is not None
            assert edition.name == says
        else:
            with pytest.raises(SourceError, match="tells the year"):
                recognise(fee_readers.OppsCap(), path)
