"""The real files, read in full, against the counts that their README states. Needs CODERLY_TEST_DATA."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from codesets_reading import Read, read, read_all, recognise

from knowledge.readers import readers
from knowledge.sources.base import Reader
from knowledge.sources.code_addenda import CodeAddenda
from knowledge.sources.code_order import Icd10cmCodes, Icd10cmOrder, Icd10pcsCodes, Icd10pcsOrder
from knowledge.sources.crosswalk_tables import Ccsr, HccMappings, Rbcs
from knowledge.sources.crosswalk_texts import Gems, Icd9ProcedureTitles, Icd9Titles
from knowledge.sources.hcpcs import Hcpcs
from knowledge.sources.holdout import read_queries
from knowledge.sources.icd10cm_index import Icd10cmDrugTable, Icd10cmExternalCauseIndex, Icd10cmIndex, Icd10cmNeoplasmTable
from knowledge.sources.icd10pcs import Icd10pcsDefinitions, Icd10pcsIndex, Icd10pcsTables
from knowledge.tables import code_order, crosswalks, hcpcs, icd10cm_index, icd10pcs

DATA = Path(os.environ.get("CODERLY_TEST_DATA", ""))
pytestmark = pytest.mark.skipif(
    not os.environ.get("CODERLY_TEST_DATA"), reason="CODERLY_TEST_DATA does not name the folder of the public files"
)

FILES: list[tuple[type[Reader], str, int]] = [
    (Icd10cmIndex, "icd10cm/fy2025/icd-10-cm-index-2025.rebuilt.xml", 8_100 + 72_924),
    (Icd10cmExternalCauseIndex, "icd10cm/fy2025/icd-10-cm-eindex-2025.xml", 314 + 7_750),
    (Icd10cmNeoplasmTable, "icd10cm/fy2025/icd-10-cm-neoplasm-2025.xml", 1 + 1_938),
    (Icd10cmDrugTable, "icd10cm/fy2025/icd-10-cm-drug-2025.xml", 5_177 + 2_251),
    (Icd10cmOrder, "icd10cm/fy2019/2019-ICD-10-CM-Code-Descriptions.zip", 94_444),
    (Icd10cmCodes, "icd10cm/fy2024/icd10cm-codes-2024.txt", 74_044),
    (Icd10cmOrder, "icd10cm/fy2025/icd10cm_order_2025.rebuilt.txt", 97_584),
    (Icd10cmCodes, "icd10cm/fy2025/icd10cm_codes_2025.rebuilt.txt", 74_260),
    (Icd10cmOrder, "icd10cm/fy2026/icd10cm_order_2026.rebuilt.txt", 98_186),
    (Icd10cmCodes, "icd10cm/fy2026/icd10cm_codes_2026.rebuilt.txt", 74_719),
    (CodeAddenda, "icd10cm/fy2026/icd10cm_order_addenda_2026.txt", 0),
    (Hcpcs, "hcpcs/HCPC2025_OCT_ANWEB.xlsx", 8_463 + 383),
    (Hcpcs, "hcpcs/HCPC2024_OCT_ANWEB.rebuilt.txt", 8_091 + 383),
    (Hcpcs, "hcpcs/2020-Alpha-Numeric-HCPCS-File.zip", 7_079),
    (Hcpcs, "hcpcs/excerpts/HCPC2026_OCT_ANWEB.excerpt.csv", 35),
    (Icd10pcsTables, "icd10pcs/icd10pcs_tables_2023.xml", 2_544),
    (Icd10pcsIndex, "icd10pcs/icd10pcs_index_2023.xml", 3_023 + 21_179),
    (Icd10pcsDefinitions, "icd10pcs/icd10pcs_definitions_2023.xml", 896),
    (Icd10pcsCodes, "icd10pcs/icd10pcs-codes-2024.txt", 78_603),
    (Icd10pcsOrder, "icd10pcs/icd10pcs_order_2024.rebuilt.zip", 79_508),
    (Gems, "crosswalk/2018-ICD-10-CM-GEMs.zip", 24_860 + 81_593),
    (Icd9Titles, "crosswalk/CMS32_DESC_LONG_DX.txt", 14_567),
    (Icd9ProcedureTitles, "crosswalk/CMS32_DESC_LONG_SG.txt", 3_882),
    (HccMappings, "crosswalk/PY2025-icd-10-cm-hcc-mappings.csv", 11_725),
    (Ccsr, "crosswalk/DXCCSR2019_1.zip", 72_436),
    (Rbcs, "crosswalk/rbcs_2024.derived.csv", 17_033),
]


@pytest.fixture(scope="module")
def files() -> dict[str, Read]:
    return {}


@pytest.mark.parametrize(("reader", "name", "rows"), FILES, ids=[Path(name).name for _, name, _ in FILES])
def test_every_row_of_a_real_file_is_read(files: dict[str, Read], reader: type[Reader], name: str, rows: int) -> None:
    found = read_all(reader(), DATA / name)
    files[name] = found[0]
    assert (sum(file.report.rows for file in found), sum(file.report.rejected for file in found)) == (rows, 0)


def test_no_other_reader_takes_them() -> None:
    for kind, name, _ in FILES:
        first = next(reader for reader in readers() if recognise(reader, DATA / name) is not None)
        assert isinstance(first, kind), name


@pytest.fixture(scope="module")
def index() -> Read:
    return read(Icd10cmIndex(), DATA / "icd10cm/fy2025/icd-10-cm-index-2025.rebuilt.xml")


def test_the_index_answers_and_the_queries_can_be_held_out(index: Read) -> None:
    assert index.one("SELECT COUNT(*) FROM entry WHERE code <> ''")[0] == 62_721
    assert icd10cm_index.look_up([index], "sepsis erysipelothrix")[0].code == "A26.7"
    assert icd10cm_index.entries_of([index], "E72.04")
    reader = Icd10cmIndex()
    reader.hold_out(read_queries(DATA / "eval/icd10cm_index_dev.tsv"))
    kept = sum(len(entry.terms) for _, entry in reader.entries(index.database))
    assert reader.left_out == 1_500
    assert kept < sum(len(entry.terms) for entry in index.entries.values())


def test_the_fy2019_zip_knows_its_changes() -> None:
    path = DATA / "icd10cm/fy2019/2019-ICD-10-CM-Code-Descriptions.zip"
    codes, addenda, order = read(Icd10cmOrder(), path), *reversed(read_all(CodeAddenda(), path))
    assert order.report.rows
    counts = dict(addenda.all("SELECT what, COUNT(*) FROM change WHERE header = 0 GROUP BY what"))
    assert counts == {"add": 279, "delete": 51, "revise": 143}
    assert codes.one("SELECT SUM(billable) FROM code")[0] == 71_932
    assert [code.code for code in code_order.successors([codes, addenda], "C43.11")] == ["C43111", "C43112"]


def test_hcpcs_counts_codes_modifiers_and_ends() -> None:
    file = read(Hcpcs(), DATA / "hcpcs/HCPC2025_OCT_ANWEB.xlsx")
    assert file.one("SELECT SUM(modifier = 0), SUM(modifier), SUM(ended IS NOT NULL), MAX(LENGTH(long)) FROM code") == (
        8_463,
        383,
        1_225,
        4_501,
    )
    code = hcpcs.look_up([file], "J1745")
    assert code is not None
    assert code.coverage == "D"


def test_procedures_are_spelled_out() -> None:
    file = read(Icd10pcsTables(), DATA / "icd10pcs/icd10pcs_tables_2023.xml")
    assert file.one("SELECT COUNT(*) FROM tab")[0] == 901
    assert [value.label for value in icd10pcs.spelled([file], "0016070")] == [
        "Cerebral Ventricle",
        "Open",
        "Autologous Tissue Substitute",
        "Nasopharynx",
    ]


def test_maps_keep_their_flags() -> None:
    files = read_all(Gems(), DATA / "crosswalk/2018-ICD-10-CM-GEMs.zip")
    assert [file.one("SELECT MIN(direction), COUNT(*), SUM(unmapped) FROM gem") for file in files] == [
        ("10>9", 81_593, 731),
        ("9>10", 24_860, 422),
    ]
    assert {gem.target for gem in crosswalks.equivalents(files, "073.0", "9>10")} == {"A70", "J17"}
