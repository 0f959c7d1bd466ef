"""Files that are not what they seem: every reader says which file, which line where there is one, and what to do."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from sources_fixtures import MUE_NAME, PTP_PREAMBLE, PTP_ROWS, PTP_TEXT, as_csv, as_xlsx, coverage_zip, fee_rows, mue_file, ptp_file
from sources_other_tables import OTHERS
from sources_reading import read, recognise, zipped

from knowledge.errors import SourceError
from knowledge.sources import coverage, coverage_export, mue, ncci_ptp
from knowledge.sources.addon_codes import AddonCodes
from knowledge.sources.base import Reader
from knowledge.sources.physician_fee_schedule import PhysicianFeeSchedule
from knowledge.tables import coverage_export as export
from knowledge.tables import physician_fee_schedule as fee_table

PTP = ncci_ptp.practitioner()
MUE = mue.MuePractitioner()
FEES = PhysicianFeeSchedule(fee_table.SOURCE)
PTP_ZIP = "medicare-ncci-2026q2-practitioner-ptp-edits-ccipra-v321r0-f1.zip"
NAMED: tuple[tuple[Reader, str], ...] = (
    (PTP, PTP_TEXT), (PTP, PTP_ZIP), (MUE, MUE_NAME), (MUE, MUE_NAME.replace(".csv", ".xlsx")), (AddonCodes(), "AOC_V2026Q2-F-MCR.txt"),
    (FEES, "PPRRVU2026_Apr_nonQPP.csv"), (FEES, "PPRRVU2026_Apr_nonQPP.xlsx"), (FEES, "PPRRVU2026_Apr_nonQPP.txt"),
    (coverage_export.CoverageExport(export.ARTICLES), "current_article.zip"), (coverage.CoveragePairs(), "lcd_hcpcs_icd10_coverage_2026.derived.json"),
    *((reader, name) for reader, name, *_ in OTHERS),
)
OTHER_KINDS = {"empty": b"", "page": b"<!DOCTYPE html><html><title>License</title></html>", "picture": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" * 9}
IDS = [f"{reader.name}-{name}" for reader, name in NAMED]


@pytest.mark.parametrize(("reader", "name"), NAMED, ids=IDS)
@pytest.mark.parametrize("content", OTHER_KINDS.values(), ids=OTHER_KINDS)
def test_known_name_with_other_content(tmp_path: Path, reader: Reader, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(SourceError, match=name.replace(".", r"\.")) as caught:
        recognise(reader, path)
    assert caught.value.remedy


@pytest.mark.parametrize(("reader", "name"), NAMED, ids=IDS)
def test_foreign_files_are_left_to_others(tmp_path: Path, reader: Reader, name: str) -> None:
    foreign = {
        "notes.txt": b"Ask the payer first.", "list.csv": b"a,b\n1,2\n", "tabular.xml": b"<ICD10CM.tabular>", "picture.png": b"\x89PNG\r\n", "empty.csv": b"",
    }
    for other, content in foreign.items():
        path = tmp_path / other
        path.write_bytes(content)
        assert recognise(reader, path) is None
    packed = zipped(tmp_path / "holiday.zip", {"photo.jpg": b"\xff\xd8"})
    assert recognise(reader, packed) is None


def test_zip_that_breaks_off(tmp_path: Path) -> None:
    path = zipped(tmp_path / PTP_ZIP, {PTP_TEXT: (PTP_PREAMBLE + PTP_ROWS).encode()})
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(SourceError, match="the archive is cut off or damaged") as caught:
        recognise(PTP, path)
    assert "last good snapshot keeps serving" in caught.value.remedy


def test_zip_whose_content_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / PTP_ZIP
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(PTP_TEXT, PTP_PREAMBLE + PTP_ROWS)
    path.write_bytes(path.read_bytes().replace(b"43249\t43239\t\t20180101\t*", b"43249\t43239\t\t20190101\t*"))
    with pytest.raises(SourceError, match="damaged"):
        read(PTP, path, tmp_path / "catalog")


@pytest.mark.parametrize("name", ["../ccipra-v321r0-f1.txt", "/etc/ccipra-v321r0-f1.txt", "a\\..\\..\\ccipra-v321r0-f1.txt", "C:ccipra-v321r0-f1.txt"])
def test_path_that_leads_outside(tmp_path: Path, name: str) -> None:
    path = zipped(tmp_path / PTP_ZIP, {name: (PTP_PREAMBLE + PTP_ROWS).encode()})
    with pytest.raises(SourceError, match="a path that leads outside it"):
        recognise(PTP, path)


def test_zip_bomb(tmp_path: Path) -> None:
    path = zipped(tmp_path / PTP_ZIP, {PTP_TEXT: b"0" * (64 << 20)})
    with pytest.raises(SourceError, match=r"unpacks to \d+ times its size"):
        recognise(PTP, path)


def test_bomb_inside_an_export(tmp_path: Path) -> None:
    inner = zipped(tmp_path / "inner.zip", {"article.csv": b"0" * (64 << 20)})
    path = zipped(tmp_path / "current_article.zip", {"current_article_csv.zip": inner.read_bytes()})
    with pytest.raises(SourceError, match="times its size"):
        recognise(coverage_export.CoverageExport(export.ARTICLES), path)


def test_workbook_that_breaks_off(tmp_path: Path) -> None:
    path = as_xlsx(tmp_path / "PPRRVU2026_Apr_nonQPP.xlsx", fee_rows())
    path.write_bytes(path.read_bytes()[:4000])
    with pytest.raises(SourceError, match="cut off or damaged"):
        recognise(FEES, path)


def test_utf16_text(tmp_path: Path) -> None:
    path = mue_file(tmp_path)
    path.write_bytes(path.read_text(encoding="cp1252").encode("utf-16"))
    with pytest.raises(SourceError, match="UTF-16"):
        recognise(MUE, path)
    path = ptp_file(tmp_path)
    path.write_bytes(path.read_bytes().decode().encode("utf-16"))
    with pytest.raises(SourceError, match="UTF-16"):
        recognise(PTP, path)


def test_table_cut_inside_a_quoted_cell(tmp_path: Path) -> None:
    path = mue_file(tmp_path, ['20611,2,3 Date of Service Edit: Clinical,"Clinical'])
    _, report = read(MUE, path, tmp_path / "catalog")
    assert report.rows == 1


def test_missing_column_is_named_with_its_line(tmp_path: Path) -> None:
    path = mue_file(tmp_path, header='"HCPCS/\nCPT Code",Practitioner Services MUE Values,MUE Rationale')
    with pytest.raises(SourceError, match="line 4: columns are missing from the header: mai") as caught:
        recognise(MUE, path)
    assert "update Coderly" in caught.value.remedy


def test_name_without_date_asks_for_the_name(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="does not tell from when") as caught:
        recognise(MUE, mue_file(tmp_path, name="mue.csv"))
    assert "Eff_MM-DD-YYYY" in caught.value.remedy
    with pytest.raises(SourceError, match="does not tell version and part"):
        recognise(PTP, ptp_file(tmp_path, name="edits.txt"))
    path = tmp_path / "PPRRVU2026_Apr.csv"
    path.write_bytes(as_csv(fee_rows()))
    with pytest.raises(SourceError, match="does not tell QPP from nonQPP"):
        recognise(FEES, path)


def test_only_one_hundred_reasons_are_kept(tmp_path: Path) -> None:
    rows = "".join(f"{10000 + n}\t99213\t\t20200101\t*\t1\tMisuse\r\n" for n in range(2000)) + "10060\t99214\t\tx\t*\t1\tMisuse\r\n" * 300
    _, report = read(PTP, ptp_file(tmp_path, rows), tmp_path / "catalog")
    assert (report.rows, report.rejected, len(report.reasons)) == (2000, 300, 100)


def test_broken_table_inside_an_export(tmp_path: Path) -> None:
    path = coverage_zip(tmp_path / "current_article.zip")
    content = bytearray(path.read_bytes())
    content[200] ^= 0xFF
    path.write_bytes(bytes(content))
    with pytest.raises(SourceError, match=r"damaged|cut off"):
        read(coverage_export.CoverageExport(export.ARTICLES), path, tmp_path / "catalog")
