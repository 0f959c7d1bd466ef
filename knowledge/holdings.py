"""What each source is to the people who load it: what it is called, how often it comes out, which file to get.

The names of files are those of the publishers' pages, with `…` for what changes from one edition to the next; files are
told by their content, so that any name will do.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

CODE_SETS = "code sets"
EDITS = "edits"
FEES = "fees"
COVERAGE = "coverage"
CROSSWALKS = "crosswalks and groupings"
TEXTS = "texts"
OTHER = "other"
GROUPS = (CODE_SETS, EDITS, FEES, COVERAGE, CROSSWALKS, TEXTS, OTHER)
"""In the order in which they are shown."""


class Cycle(StrEnum):
    """When a new edition is due."""

    QUARTER = "quarter"
    FISCAL_YEAR = "fiscal year"
    """From 1 October, with updates on 1 April in most years."""
    YEAR = "calendar year"
    NONE = ""


@dataclass(frozen=True, slots=True)
class Holding:
    """A source: its name in the program, its group, its name for people, its cycle, and the file to get."""

    source: str
    group: str
    title: str
    cycle: Cycle = Cycle.NONE
    file: str = ""


_HOLDINGS = (
    Holding("icd10cm_tabular", CODE_SETS, "ICD-10-CM tabular list", Cycle.FISCAL_YEAR, "icd10cm-tabular-….xml (NCHS)"),
    Holding("icd10cm_index", CODE_SETS, "ICD-10-CM alphabetic index", Cycle.FISCAL_YEAR, "icd10cm-index-….xml (NCHS)"),
    Holding("icd10cm_external_cause_index", CODE_SETS, "ICD-10-CM external cause index", Cycle.FISCAL_YEAR, "icd10cm-eindex-….xml (NCHS)"),
    Holding("icd10cm_neoplasm_table", CODE_SETS, "ICD-10-CM table of neoplasms", Cycle.FISCAL_YEAR, "icd10cm-neoplasm-….xml (NCHS)"),
    Holding("icd10cm_drug_table", CODE_SETS, "ICD-10-CM table of drugs", Cycle.FISCAL_YEAR, "icd10cm-drug-….xml (NCHS)"),
    Holding("icd10cm_order", CODE_SETS, "ICD-10-CM order file", Cycle.FISCAL_YEAR, "icd10cm_order_….txt (CMS)"),
    Holding("icd10cm_codes", CODE_SETS, "ICD-10-CM billable codes", Cycle.FISCAL_YEAR, "icd10cm_codes_….txt (CMS)"),
    Holding("icd10cm_addenda", CODE_SETS, "ICD-10-CM addenda", Cycle.FISCAL_YEAR, "icd10cm_order_addenda_….txt (CMS)"),
    Holding("icd10pcs_order", CODE_SETS, "ICD-10-PCS order file", Cycle.FISCAL_YEAR, "icd10pcs_order_….txt (CMS)"),
    Holding("icd10pcs_codes", CODE_SETS, "ICD-10-PCS codes", Cycle.FISCAL_YEAR, "icd10pcs_codes_….txt (CMS)"),
    Holding("icd10pcs_addenda", CODE_SETS, "ICD-10-PCS addenda", Cycle.FISCAL_YEAR, "icd10pcs_order_addenda_….txt (CMS)"),
    Holding("icd10pcs_tables", CODE_SETS, "ICD-10-PCS tables", Cycle.FISCAL_YEAR, "icd10pcs_tables_….xml (CMS)"),
    Holding("icd10pcs_index", CODE_SETS, "ICD-10-PCS index", Cycle.FISCAL_YEAR, "icd10pcs_index_….xml (CMS)"),
    Holding("icd10pcs_definitions", CODE_SETS, "ICD-10-PCS definitions", Cycle.FISCAL_YEAR, "icd10pcs_definitions_….xml (CMS)"),
    Holding("hcpcs", CODE_SETS, "HCPCS Level II codes and modifiers", Cycle.QUARTER, "HCPC…_ANWEB….txt or .xlsx (CMS)"),
    Holding("place_of_service", CODE_SETS, "Places of service", Cycle.NONE, "place-of-service codes as a table (CMS)"),
    Holding("cpt_licensed", CODE_SETS, "CPT descriptors under the operator's own licence", Cycle.YEAR, "the AMA's text files of the year"),
    Holding("starter", CODE_SETS, "Starter pack: common codes in our own words"),
    Holding("ncci_ptp_practitioner", EDITS, "NCCI procedure-to-procedure, practitioner", Cycle.QUARTER, "ccipra-v…r…-f1 to -f4 (CMS)"),
    Holding("ncci_ptp_hospital", EDITS, "NCCI procedure-to-procedure, hospital", Cycle.QUARTER, "ccioph-v…r…-f1 to -f4 (CMS)"),
    Holding("mue_practitioner", EDITS, "MUE, practitioner", Cycle.QUARTER, "MCR_MUE_PractitionerServices_Eff_….csv (CMS)"),
    Holding("mue_outpatient_hospital", EDITS, "MUE, outpatient hospital", Cycle.QUARTER, "MCR_MUE_OutpatientHospitalServices_Eff_….csv (CMS)"),
    Holding("mue_dme_supplier", EDITS, "MUE, DME supplier", Cycle.QUARTER, "MCR_MUE_DMESupplierServices_Eff_….csv (CMS)"),
    Holding("medicare_code_edits", EDITS, "Ages and sexes of diagnoses", Cycle.FISCAL_YEAR, "Definitions of Medicare Code Edits_v….txt (CMS)"),
    Holding("addon_codes", EDITS, "Add-on codes and their primaries", Cycle.QUARTER, "AOC_V…-MCR.txt (CMS)"),
    Holding("physician_fee_schedule", FEES, "Physician fee schedule (RVUs, indicators)", Cycle.QUARTER, "PPRRVU…_nonQPP.csv or PPRRVU….csv (CMS)"),
    Holding("physician_fee_schedule_qpp", FEES, "Physician fee schedule, QPP conversion factor", Cycle.QUARTER, "PPRRVU…_QPP.csv (CMS)"),
    Holding("gpci", FEES, "Geographic practice cost indices", Cycle.YEAR, "GPCI….csv (CMS)"),
    Holding("localities", FEES, "Counties of each locality", Cycle.YEAR, "…LOCCO.csv (CMS)"),
    Holding("zip_localities", FEES, "ZIP code to locality", Cycle.QUARTER, "ZIP5_….txt (CMS)"),
    Holding("anesthesia_cf", FEES, "Anesthesia conversion factors", Cycle.YEAR, "ANES….csv (CMS)"),
    Holding("anesthesia_base_units", FEES, "Anesthesia base units", Cycle.YEAR, "anesthesia base units as a table (CMS)"),
    Holding("opps_cap", FEES, "OPPS cap on imaging", Cycle.QUARTER, "OPPSCAP_….csv (CMS)"),
    Holding("opps_addendum_b", FEES, "OPPS Addendum B", Cycle.QUARTER, "Addendum B as a table (CMS)"),
    Holding("opps_status_indicators", FEES, "OPPS status indicators", Cycle.NONE, "status indicators (Addendum D1) as a table (CMS)"),
    Holding("clfs", FEES, "Clinical laboratory fee schedule", Cycle.QUARTER, "CLFS of the quarter, csv or txt (CMS)"),
    Holding("dmepos", FEES, "DMEPOS fee schedule", Cycle.QUARTER, "DMEPOS…_….csv (CMS)"),
    Holding("coverage_lcds", COVERAGE, "Local coverage determinations", Cycle.NONE, "all_lcd.zip (Medicare Coverage Database export)"),
    Holding("coverage_articles", COVERAGE, "Billing and coding articles", Cycle.NONE, "all_article.zip (Medicare Coverage Database export)"),
    Holding("coverage_ncds", COVERAGE, "National coverage determinations", Cycle.NONE, "ncd.zip (Medicare Coverage Database export)"),
    Holding("coverage_pairs", COVERAGE, "Diagnoses that LCDs cover, by procedure", Cycle.NONE, "pairs drawn from the Coverage API, json"),
    Holding("coverage_documents", COVERAGE, "List of LCDs and articles", Cycle.NONE, "report of the Medicare Coverage Database's search, csv"),
    Holding("icd10cm_conversion", CROSSWALKS, "ICD-10-CM conversion table", Cycle.FISCAL_YEAR, "conversion table of the year (CMS)"),
    Holding("gems", CROSSWALKS, "General equivalence maps, ICD-9 and ICD-10", Cycle.NONE, "2018-ICD-10-CM-GEMs.zip (CMS, the last)"),
    Holding("icd9cm_diagnoses", CROSSWALKS, "ICD-9-CM diagnoses", Cycle.NONE, "CMS32_DESC_LONG_DX.txt (CMS, the last)"),
    Holding("icd9cm_procedures", CROSSWALKS, "ICD-9-CM procedures", Cycle.NONE, "CMS32_DESC_LONG_SG.txt (CMS, the last)"),
    Holding("hcc_mappings", CROSSWALKS, "ICD-10-CM to HCC", Cycle.YEAR, "ICD-10-CM mappings of the payment year, csv (CMS)"),
    Holding("ccsr", CROSSWALKS, "Clinical categories (CCSR)", Cycle.YEAR, "DXCCSR-v….zip (AHRQ)"),
    Holding("rbcs", CROSSWALKS, "Restructured BETOS", Cycle.YEAR, "RBCS of the year, csv (CMS)"),
    Holding("documents", TEXTS, "Documents: manuals, guidelines, notes of one's own", Cycle.NONE, "any PDF, text, Markdown or page"),
)

_BY_SOURCE = {holding.source: holding for holding in _HOLDINGS}


def holding(source: str) -> Holding:
    """What is known of a source; one that is not listed here goes by its own name."""
    return _BY_SOURCE.get(source) or Holding(source, OTHER, source.replace("_", " "))


def place(source: str) -> tuple[int, int]:
    """Sorts sources by group, and in it as listed here."""
    found = holding(source)
    return GROUPS.index(found.group), _HOLDINGS.index(found) if found in _HOLDINGS else len(_HOLDINGS)
