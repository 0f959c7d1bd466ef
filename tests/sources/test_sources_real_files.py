"""The published files themselves: counts as their README states, and the traps of DOMAIN.md §5. Skipped without them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from archive_places import every_file
from sources_reading import DATA, read, real, recognise_alone

from knowledge.catalog import EditionFile
from knowledge.errors import SourceError
from knowledge.sources import coverage, locality, mue, ncci_ptp, other_fees, physician_fee_schedule
from knowledge.sources.addon_codes import AddonCodes
from knowledge.sources.base import Reader
from knowledge.sources.coverage_export import readers as export_readers
from knowledge.sources.place_of_service import PlaceOfService
from knowledge.tables import addon_codes as addon_table
from knowledge.tables import coverage as coverage_table
from knowledge.tables import locality as locality_table
from knowledge.tables import mue as mue_table
from knowledge.tables import ncci_ptp as ptp_table
from knowledge.tables import physician_fee_schedule as fee_table
from knowledge.tables.dated import Force

READERS: tuple[Reader, ...] = (
    ncci_ptp.practitioner(), ncci_ptp.hospital(), *mue.readers(), AddonCodes(), *physician_fee_schedule.readers(), *locality.readers(),
    *other_fees.readers(), PlaceOfService(), *coverage.readers(), *export_readers(),
)
BY_NAME = {reader.name: reader for reader in READERS}
COUNTS = (
    ("ncci/MCR_MUE_PractitionerServices_Eff_04-01-2026.csv", "mue_practitioner", 15_095, 0),
    ("ncci/MCR_MUE_PractitionerServices_Eff_04-01-2026.xlsx", "mue_practitioner", 15_095, 0),
    ("ncci/MCR_MUE_OutpatientHospitalServices_Eff_07-01-2024.rebuilt.csv", "mue_outpatient_hospital", 14_628, 0),
    ("ncci/MCR_MUE_DMESupplierServices_Eff_07-01-2024.rebuilt.csv", "mue_dme_supplier", 2_928, 0),
    ("ncci/excerpts/MCR_MUE_PractitionerServices_Eff_07-01-2026.excerpt.csv", "mue_practitioner", 44, 0),
    ("ncci/excerpts/ccipra-v322r0-f1.excerpt.txt", "ncci_ptp_practitioner", 154, 0),
    ("ncci/excerpts/ccipra-v323r0-f1.dated.excerpt.txt", "ncci_ptp_practitioner", 63, 0),
    ("ncci/AOC_V2024Q3-F-MCR.rebuilt.txt", "addon_codes", 7_465, 0),
    ("mpfs/RVU25D/PPRRVU2025_Oct.csv", "physician_fee_schedule", 19_090, 0),
    ("mpfs/RVU25D/PPRRVU2025_Oct.txt", "physician_fee_schedule", 19_090, 0),
    ("mpfs/RVU24A/PPRRVU24_JAN.rebuilt.csv", "physician_fee_schedule", 18_499, 0),
    ("mpfs/excerpts/PPRRVU2026_Jul_nonQPP.excerpt.csv", "physician_fee_schedule", 61, 0),
    ("mpfs/GPCI2026.csv", "gpci", 109, 0),
    ("mpfs/RVU25D/GPCI2025.txt", "gpci", 109, 0),
    ("mpfs/RVU25D/GPCI2025.xlsx", "gpci", 109, 0),
    ("mpfs/RVU25D/ANES2025.csv", "anesthesia_cf", 109, 0),
    ("mpfs/RVU25D/ANES2025.txt", "anesthesia_cf", 109, 0),
    ("mpfs/RVU25D/25LOCCO.csv", "localities", 109, 1),  # one line stands there twice
    ("mpfs/RVU25D/OPPSCAP_Oct.csv", "opps_cap", 16_100, 0),
    ("mpfs/RVU25D/OPPSCAP_Oct.txt", "opps_cap", 16_100, 0),
    ("mpfs/ZIP5/ZIP5_OCT2025.txt", "zip_localities", 42_956, 0),
    ("opps_clfs_dme/clfs_cy2026_q3v1.descriptors-blanked.zip", "clfs", 2_206, 0),
    ("opps_clfs_dme/opps_addendum_b_2026-04.derived.csv", "opps_addendum_b", 19_059, 0),
    ("opps_clfs_dme/opps_status_indicators.csv", "opps_status_indicators", 31, 0),
    ("opps_clfs_dme/DMEPOS25_APR.csv", "dmepos", 3_511, 0),
    ("pos/place_of_service_codes_2024.derived.csv", "place_of_service", 99, 0),
    ("mcd/local_coverage_documents_2025-08.csv", "coverage_documents", 3_133, 0),
    ("mcd/lcd_hcpcs_icd10_coverage_2026.derived.json", "coverage_pairs", 206_592 + 1_437, 0),
)


@pytest.mark.parametrize(("path", "source", "rows", "rejected"), COUNTS, ids=[case[0] for case in COUNTS])
def test_rows_as_counted(tmp_path: Path, path: str, source: str, rows: int, rejected: int) -> None:
    file, report = read(BY_NAME[source], real(path), tmp_path / "catalog")
    assert (file.edition.source, report.rows, report.rejected) == (source, rows, rejected)
    assert file.edition.partial is ("excerpt" in path)


def test_every_file_has_at_most_one_reader() -> None:
    root = real("README.md").parent
    claimed: dict[str, list[str]] = {}
    for path in sorted(p for p in root.rglob("*") if p.is_file() and p.name != "PPRRVU2025_Oct.xlsx"):
        folder = path.parent.relative_to(root).as_posix()
        for name, file in every_file(path):
            for reader in READERS:
                try:
                    if recognise_alone(reader, file):
                        claimed.setdefault(f"{folder}/{name}", []).append(reader.name)
                except SourceError as error:
                    pytest.fail(f"{reader.name} on {name}: {error}")
    assert {path for path, names in claimed.items() if len(names) > 1} == set()
    assert [path for path, *_ in COUNTS if not any(name.startswith(path) for name in claimed)] == []
    assert not [path for path in claimed if path.startswith(("icd10", "hcpcs", "crosswalk", "eval", "guidelines", "cpt_layout", "jobs"))]


@pytest.fixture(scope="session")
def practitioner(tmp_path_factory: pytest.TempPathFactory) -> list[EditionFile]:
    """All four parts of 2024 Q2 and the two excerpts, the newest first."""
    folder = tmp_path_factory.mktemp("ptp")
    names = [f"ncci/medicare-ncci-2024q2-practitioner-ptp-edits-ccipra-v301r0-f{n}.rebuilt.zip" for n in (1, 2, 3, 4)]
    names = ["ncci/excerpts/ccipra-v323r0-f1.dated.excerpt.txt", "ncci/excerpts/ccipra-v322r0-f1.excerpt.txt", *names]
    return [read(ncci_ptp.practitioner(), real(name), folder / str(n))[0] for n, name in enumerate(names)]


def total(files: list[EditionFile], query: str) -> int:
    return sum(int(f.one(query)[0]) for f in files)


def test_whole_practitioner_table(practitioner: list[EditionFile]) -> None:
    full = practitioner[2:]
    assert [f.edition.rows for f in full] == [636_323, 636_532, 636_096, 636_138]
    assert total(full, "SELECT count(*) FROM ptp") == 2_545_089
    assert total(full, "SELECT count(*) FROM (SELECT DISTINCT column1, column2 FROM edit)") == 2_237_541
    assert total(full, "SELECT count(*) FROM ptp WHERE ends IS NULL") == 1_669_187
    assert total(full, "SELECT count(*) FROM ptp WHERE prior_1996") == 2_093
    assert ptp_table.missing_parts(practitioner) == ()


def test_whole_hospital_table(tmp_path: Path) -> None:
    rows = 0
    for part in (1, 2, 3, 4):
        path = real(f"ncci/medicare-ncci-2024q3-hospital-ptp-edits-ccioph-v302r0-f{part}.rebuilt.zip")
        _, report = read(ncci_ptp.hospital(), path, tmp_path / str(part))
        rows += report.rows
    assert rows == 1_775_818


TRAPS = (
    # a, b, date of service, column 1 of the row in force and its indicator, or None
    ("43239", "43249", date(2018, 1, 1), ("43249", 1)),
    ("90471", "99211", date(2015, 6, 1), ("90471", 0)),
    ("90471", "99211", date(2020, 6, 1), None),
    ("90471", "99211", date(2021, 9, 30), ("90471", 0)),
    ("90471", "99211", date(2021, 10, 1), ("90471", 1)),
    ("12011", "12001", date(2019, 12, 31), ("12001", 1)),
    ("12011", "12001", date(2024, 4, 1), ("12011", 1)),
    ("17000", "11042", date(2019, 4, 1), ("11042", 1)),
    ("10060", "99213", date(2020, 5, 1), None),
    ("10060", "99213", date(2020, 10, 1), ("10060", 1)),
    ("92014", "92012", date(2024, 5, 1), ("92012", 0)),
    ("45380", "45385", date(2026, 11, 20), ("45385", 1)),
    ("29881", "29876", date(2024, 5, 1), None),
)


@pytest.mark.parametrize(("a", "b", "on", "expected"), TRAPS)
def test_traps_of_real_pairs(practitioner: list[EditionFile], a: str, b: str, on: date, expected: tuple[str, int] | None) -> None:
    found = [(r.column1, r.indicator) for r in ptp_table.pair(practitioner, a, b, on) if r.force(on) is Force.IN_FORCE]
    assert found == ([expected] if expected else [])


def test_real_pair_without_begin_date_is_not_guessed(practitioner: list[EditionFile]) -> None:
    assert [r.force(date(2010, 1, 1)) for r in ptp_table.pair(practitioner, "92012", "92014", date(2010, 1, 1))] == [Force.BEGIN_UNKNOWN]


@pytest.mark.parametrize(("column", "code"), [("column1", "45385"), ("column2", "99213")])
def test_reverse_lists_against_an_independent_query(practitioner: list[EditionFile], column: str, code: str) -> None:
    on, other = date(2024, 5, 1), "column2" if column == "column1" else "column1"
    query = f"SELECT DISTINCT {other} FROM ptp WHERE {column} = ? AND indicator <> 9 AND (ends IS NULL OR ends >= 20240501)"
    expected = {found for f in practitioner[2:] for (found,) in f.all(query, code)}
    look_up = ptp_table.bundled_into if column == "column1" else ptp_table.column2_of
    rows = [r for r in look_up(practitioner, code, on) if not r.edition.partial]
    excerpts = {c for f in practitioner[:2] for (c,) in f.all(f"SELECT {other} FROM ptp WHERE {column} = ?", code)}
    assert {getattr(r, other) for r in rows} | excerpts >= expected
    assert {getattr(r, other) for r in rows} <= expected


def test_unit_limits(tmp_path: Path) -> None:
    file, _ = read(BY_NAME[mue_table.PRACTITIONER], real("ncci/MCR_MUE_PractitionerServices_Eff_04-01-2026.csv"), tmp_path / "catalog")
    limits = {code: mue_table.unit_limit([file], code, date(2026, 5, 5)) for code in ("20611", "97110", "76140", "27447")}
    assert {code: (r.value, r.mai) for code, r in limits.items() if r} == {"20611": (2, 3), "97110": (6, 3), "76140": (0, 3), "27447": (1, 2)}
    assert file.all("SELECT mai, count(*) FROM mue GROUP BY mai") == [(1, 41), (2, 5_417), (3, 9_637)]


def test_addon_codes(tmp_path: Path) -> None:
    file, _ = read(AddonCodes(), real("ncci/AOC_V2024Q3-F-MCR.rebuilt.txt"), tmp_path / "catalog")
    assert file.all("SELECT type, count(*) FROM addon GROUP BY type") == [(1, 6_860), (2, 36), (3, 569)]
    assert file.one("SELECT count(*) FROM addon WHERE primary_code = 'CCCCC'") == (44,)
    assert [r.primary for r in addon_table.primaries_of([file], "64484")] == ["64483"]


def test_fee_of_an_office_visit(tmp_path: Path) -> None:
    file, _ = read(BY_NAME[fee_table.SOURCE], real("mpfs/RVU25D/PPRRVU2025_Oct.csv"), tmp_path / "fees")
    row = fee_table.fee([file], "99213", date(2025, 11, 15))
    assert row is not None
    assert (row.work, row.pe_nonfacility, row.mp, row.total_nonfacility) == (Decimal("1.30"), Decimal("1.35"), Decimal("0.10"), Decimal("2.75"))
    assert row.work + row.pe_nonfacility + row.mp == row.total_nonfacility
    assert (row.conversion_factor, row.status, file.edition.name) == (Decimal("32.3465"), "A", "2025 October, released 2025-09-11")
    places, _ = read(BY_NAME[locality_table.ZIP_LOCALITIES], real("mpfs/ZIP5/ZIP5_OCT2025.txt"), tmp_path / "zip")
    (place,) = locality_table.zip_code([places], "90210", date(2025, 11, 15))
    indices, _ = read(BY_NAME[locality_table.GPCI], real("mpfs/RVU25D/GPCI2025.csv"), tmp_path / "gpci")
    index = locality_table.gpci([indices], place.contractor, place.locality, date(2025, 11, 15))
    assert index is not None
    assert (index.state, index.work, index.pe, index.mp) == ("CA", Decimal("1.042"), Decimal("1.194"), Decimal("0.690"))


def test_text_and_csv_of_the_relative_values_agree(tmp_path: Path) -> None:
    query = f"SELECT {', '.join(fee_table.COLUMNS)} FROM fee ORDER BY code, modifier"
    contents = [read(BY_NAME[fee_table.SOURCE], real(f"mpfs/RVU25D/PPRRVU2025_Oct.{kind}"), tmp_path / kind)[0].all(query) for kind in ("csv", "txt")]
    assert contents[0] == contents[1]


def test_coverage_of_a_joint_injection(tmp_path: Path) -> None:
    file, _ = read(BY_NAME[coverage_table.PAIRS], real("mcd/lcd_hcpcs_icd10_coverage_2026.derived.json"), tmp_path / "catalog")
    found = coverage_table.support([file], "27096", "M46.1")
    assert found is not None
    assert (found.covered, found.lcds) == (True, ("L39383", "L39462", "L39464"))


def test_data_folder_is_named_when_set() -> None:
    assert not DATA or Path(DATA).is_dir()
