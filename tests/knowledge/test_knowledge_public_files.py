"""Every file of the full public set: which reader takes it, or why none does. Needs CODERLY_TEST_DATA."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from knowledge.discover import Recognised, discover
from knowledge.sources.base import FileReport

DATA = Path(os.environ.get("CODERLY_TEST_DATA", ""))
pytestmark = pytest.mark.skipif(
    not os.environ.get("CODERLY_TEST_DATA"), reason="CODERLY_TEST_DATA does not name the folder of the public files"
)
PTP = "medicare-ncci-2024q2-practitioner-ptp-edits-ccipra-v301r0-f{0}.rebuilt.zip/ccipra-v301r0-f{0}.rebuilt.txt"
HOSPITAL = "medicare-ncci-2024q3-hospital-ptp-edits-ccioph-v302r0-f{0}.rebuilt.zip/ccioph-v302r0-f{0}.rebuilt.txt"
DESCRIPTIONS = "2019-ICD-10-CM-Code-Descriptions.zip/"
EXPECTED = {
    "gems": ["2018-ICD-10-CM-GEMs.zip/2018_I10gem.txt", "2018-ICD-10-CM-GEMs.zip/2018_I9gem.txt"],
    "icd9cm_diagnoses": ["CMS32_DESC_LONG_DX.txt"],
    "icd9cm_procedures": ["CMS32_DESC_LONG_SG.txt"],
    "ccsr": ["DXCCSR2019_1.zip/$DXCCSR2019_1.CSV"],
    "hcc_mappings": ["PY2025-icd-10-cm-hcc-mappings.csv"],
    "rbcs": ["rbcs_2024.derived.csv"],
    "hcpcs": [
        "2020-Alpha-Numeric-HCPCS-File.zip/HCPC2020_ANWEB_w_disclaimer.txt", "HCPC2024_OCT_ANWEB.rebuilt.txt", "HCPC2025_OCT_ANWEB.xlsx",
        "HCPC2026_OCT_ANWEB.excerpt.csv",
    ],
    "icd10cm_index": ["icd-10-cm-index-2025.rebuilt.xml", "icd10cm_index_2027.excerpt.xml"],
    "icd10cm_external_cause_index": ["icd-10-cm-eindex-2025.xml"],
    "icd10cm_neoplasm_table": ["icd-10-cm-neoplasm-2025.xml"],
    "icd10cm_drug_table": ["icd-10-cm-drug-2025.xml"],
    "icd10cm_tabular": ["icd10c-tabular-April-1-2026.xml", "icd10cm-tabular-April-2025.xml"],
    "icd10cm_order": [f"{DESCRIPTIONS}icd10cm_order_2019.txt", "icd10cm_order_2025.rebuilt.txt", "icd10cm_order_2026.rebuilt.txt"],
    "icd10cm_codes": [
        f"{DESCRIPTIONS}icd10cm_codes_2019.txt", "icd10cm-codes-2024.txt", "icd10cm_codes_2025.rebuilt.txt", "icd10cm_codes_2026.rebuilt.txt",
    ],
    "icd10cm_addenda": [
        f"{DESCRIPTIONS}icd10cm_codes_addenda_2019.txt", f"{DESCRIPTIONS}icd10cm_order_addenda_2019.txt", "icd10cm_codes_addenda_2026.txt",
        "icd10cm_order_addenda_2026.txt",
    ],
    "icd10pcs_tables": ["icd10pcs_tables_2023.xml"],
    "icd10pcs_index": ["icd10pcs_index_2023.xml"],
    "icd10pcs_definitions": ["icd10pcs_definitions_2023.xml"],
    "icd10pcs_codes": ["icd10pcs-codes-2024.txt"],
    "icd10pcs_order": ["icd10pcs_order_2024.rebuilt.zip/icd10pcs_order_2024.txt"],
    "coverage_pairs": ["lcd_hcpcs_icd10_coverage_2026.derived.json"],
    "coverage_documents": ["local_coverage_documents_2025-08.csv"],
    "physician_fee_schedule": [
        "PPRRVU2025_Oct.csv", "PPRRVU2025_Oct.txt", "PPRRVU2025_Oct.xlsx", "PPRRVU2026_Jul_nonQPP.excerpt.csv", "PPRRVU24_JAN.rebuilt.csv",
    ],
    "gpci": ["GPCI2025.csv", "GPCI2025.txt", "GPCI2025.xlsx", "GPCI2026.csv"],
    "anesthesia_cf": ["ANES2025.csv", "ANES2025.txt", "ANES2025.xlsx"],
    "localities": ["25LOCCO.csv", "25LOCCO.xlsx"],
    "opps_cap": ["OPPSCAP_Oct.csv", "OPPSCAP_Oct.txt"],
    "zip_localities": ["ZIP5_OCT2025.txt"],
    "addon_codes": ["AOC_V2024Q3-F-MCR.rebuilt.txt"],
    "mue_practitioner": [
        "MCR_MUE_PractitionerServices_Eff_04-01-2026.csv", "MCR_MUE_PractitionerServices_Eff_04-01-2026.xlsx",
        "MCR_MUE_PractitionerServices_Eff_07-01-2026.excerpt.csv",
    ],
    "mue_outpatient_hospital": ["MCR_MUE_OutpatientHospitalServices_Eff_07-01-2024.rebuilt.csv"],
    "mue_dme_supplier": ["MCR_MUE_DMESupplierServices_Eff_07-01-2024.rebuilt.csv"],
    "ncci_ptp_practitioner": ["ccipra-v322r0-f1.excerpt.txt", "ccipra-v323r0-f1.dated.excerpt.txt", *(PTP.format(n) for n in (1, 2, 3, 4))],
    "ncci_ptp_hospital": [HOSPITAL.format(n) for n in (1, 2, 3, 4)],
    "dmepos": ["DMEPOS25_APR.csv"],
    "clfs": [f"clfs_cy2026_q3v1.descriptors-blanked.zip/PUF_CLFS_CY2026_Q3V1.{kind}" for kind in ("csv", "txt")],
    "opps_addendum_b": ["opps_addendum_b_2026-04.derived.csv"],
    "opps_status_indicators": ["opps_status_indicators.csv"],
    "place_of_service": ["place_of_service_codes_2024.derived.csv"],
}  # fmt: skip
DOCUMENTS = ("FY25-ICD-10-CM-Guidelines-October-1-2024.pdf", "2026_ncci_medicare_policy_manual_all-chapters.descriptors-blanked.pdf")
"""Prose, which the readers of tables leave alone."""
UNREAD = {
    "25LOCCO.txt", "ZIP5lyout.txt", "ZIP9lyout.txt", "RVU25D.descriptors-blanked.pdf", "icd10OrderFiles.pdf", "icd10cmCodesFile.pdf",
    "dme_lcd_texts_2023.derived.json", "icd10pcs_guidelines_2025.derived.tsv", "ptp_page.links.excerpt.html", "2019-HCPCS-NOC-Codes.zip",
    "2019-HCPCS-Record-Layout.zip", "2019-HCPCS-Alpha-Numeric-Corrections.zip",
}  # fmt: skip
"""Layouts, lists of links and derived texts; and HCPCS extras that no answer needs."""


@pytest.fixture(scope="module")
def found() -> tuple[list[Recognised], list[FileReport]]:
    return discover(DATA)


def test_every_file_goes_to_its_reader(found: tuple[list[Recognised], list[FileReport]]) -> None:
    files: dict[str, list[str]] = {}
    for item in found[0]:
        if item.edition.source != "documents":
            files.setdefault(item.edition.source, []).append(item.edition.file)
    assert {source: sorted(names) for source, names in files.items()} == {source: sorted(names) for source, names in EXPECTED.items()}


def test_what_is_not_read_is_said_and_nothing_is_damaged(found: tuple[list[Recognised], list[FileReport]]) -> None:
    unread = {report.file: report for report in found[1] if report.source == "unknown"}
    assert {file for file in unread if file not in DOCUMENTS} == UNREAD
    assert [report.file for report in unread.values() if report.rejected] == []
    assert "a PDF" in unread["icd10OrderFiles.pdf"].reasons[0]
    assert "a web page" in unread["ptp_page.links.excerpt.html"].reasons[0]
    assert "HCPC2019_Corrections_ALPHA.xlsx" in unread["2019-HCPCS-Alpha-Numeric-Corrections.zip"].reasons[0]


def test_a_table_in_several_forms_is_one_edition(found: tuple[list[Recognised], list[FileReport]]) -> None:
    forms = {item.edition.name for item in found[0] if item.place.name.startswith("PPRRVU2025_Oct")}
    assert forms == {"2025 October, released 2025-09-11"}
