"""A catalog of small files in the published layouts: maps, groupings, coverage, outpatient table, a list of documents."""

from __future__ import annotations

from pathlib import Path

import engine_diagnosis_lists as lists
import small_tabular
from sources_fixtures import coverage_zip, pairs_json
from sources_other_tables import OPPS, ZIP
from sources_reading import read, zipped

from knowledge.catalog import Catalog
from knowledge.sources.base import Reader
from knowledge.sources.coverage import CoverageDocuments, CoveragePairs
from knowledge.sources.coverage_export import CoverageExport
from knowledge.sources.crosswalk_tables import Ccsr, ConversionTable, HccMappings, Rbcs
from knowledge.sources.crosswalk_texts import Gems, Icd9Titles
from knowledge.sources.icd10cm_tabular import Icd10cmTabular
from knowledge.sources.locality import ZipLocalities
from knowledge.sources.other_fees import OppsAddendumB
from knowledge.tables import coverage_export

FORWARD = [
    "V5867 Z794    00000",
    "0730  A70     10111",
    "0730  J17     10112",
    "25000 E119    10000",
    "V9999 NoDx    11000",
    "6259  R102    10000",
    "6259  R108    10000",
]
BACKWARD = ["E119    25000 10000", "R102    6089  10000", "R102    6259  10000", "I25110  41401 10111", "I25110  4111  10112"]
TITLES = ["25000 Sugar sickness", "6259  Woman's pain", "41401 Narrow heart vessel", "4111  Heart pain of a middling kind"]
HCC = """"Models",,,,
"Diagnosis
Code",Description,"CMS-HCC
Model
Category
V24","CMS-HCC
Model
Category
V28","CMS-HCC
Model
Category
V28 for 2026
Payment Year"
E119,Sugar,19,38,Yes
I10,Pressure,,,No
"""
CCSR = """'ICD-10-CM CODE','ICD-10-CM CODE DESCRIPTION','Default CCSR CATEGORY IP','Default CCSR CATEGORY OP','CCSR CATEGORY 1','CCSR CATEGORY 1 DESCRIPTION'
'E119',"Sugar",'END002','END002','END002',"Sugar, all"
"""  # fmt: skip
RBCS = """hcpcs_code,rbcs_procedure,rbcs_category,rbcs_subcategory,rbcs_family,hcpcs_date_added,hcpcs_date_ended,rbcs_date_effective
45378,Procedure,Gut,Scope,Plain,2010-01-01,,2010-01-01
G0439,Other,Visits,Yearly,None,2011-01-01,,2011-01-01
"""
CONVERSION = "Current code assignment,Effective,Previous code(s) assignment\nZ79.41,10/1/2025,Z79.4\n"
DOCUMENTS = (
    "contractor_name_type,document_display_id,document_id,document_type,document_version,effective_date,note,retirement_date,title,updated_on,updated_on_sort,url\n"
    '"Noridian Healthcare Solutions, LLC\n(MAC - Part A, MAC - Part B)",L33394,33394,LCD,5,08/14/2024,,N/A,Knee Injections,08/06/2024,1,https://x\n'
    '"Palmetto GBA\n(MAC - Part B)",L39529,39529,LCD,5,08/14/2024,,N/A,Gel Injections,08/06/2024,1,https://y\n'
)


def _texts(folder: Path) -> list[tuple[Reader, Path]]:
    """Every text file, written, with its reader."""
    written = (
        (Gems(), "2018_I9gem.txt", "\r\n".join(FORWARD)),
        (Gems(), "2018_I10gem.txt", "\r\n".join(BACKWARD)),
        (Icd9Titles(), "CMS32_DESC_LONG_DX.txt", "\r\n".join(TITLES)),
        (HccMappings(), "2026-initial-hcc-mappings.csv", HCC),
        (Ccsr(), "DXCCSR_v2026-1.csv", CCSR),
        (Rbcs(), "RBCS_RY_2024.csv", RBCS),
        (ConversionTable(), "icd10cm_conversion_table_2026.csv", CONVERSION),
        (OppsAddendumB(), "2026_april_addendum_b.csv", OPPS),
        (CoverageDocuments(), "local_coverage_documents_2025-08.csv", DOCUMENTS),
        (ZipLocalities(), "ZIP5_APR2026.txt", ZIP),
    )
    folder.mkdir(parents=True, exist_ok=True)
    found: list[tuple[Reader, Path]] = []
    for reader, name, content in written:
        (folder / name).write_text(content, encoding="utf-8")
        found.append((reader, folder / name))
    return found


def ncd_zip(path: Path) -> Path:
    """`ncd.zip`: one national determination, which the article of the other exports refers to."""
    header = "NCD_id,NCD_vrsn_num,NCD_mnl_sect,NCD_mnl_sect_title,cvrg_lvl_cd,NCD_efctv_dt,NCD_trmntn_dt,itm_srvc_desc"
    row = "373,1,30.3.3,Needles for the lower back,2,2020-01-21 00:00:00,,x"
    inner = zipped(path.with_name("inner-ncd.zip"), {"ncd_trkg.csv": f"{header}\r\n{row}\r\n".encode()})
    return zipped(path, {"ncd_csv.zip": inner.read_bytes()})


def small_2026(folder: Path) -> Path:
    """FY2026 in our own words: R10.2 is subdivided."""
    below = "".join(f"<diag><name>R10.2{n}</name><desc>Pain of the pelvis, kind {n}</desc></diag>" for n in range(3))
    pelvis = lists.PELVIS.replace("</desc></diag></diag>", f"</desc>{below}</diag></diag>")
    file = folder / "small-october-2026.xml"
    file.write_text(small_tabular.xml(2026).replace("<diag><name>R07</name>", f"{pelvis}<diag><name>R07</name>"), encoding="utf-8")
    return file


def catalog(root: Path, *, pairs: bool = True, exports: bool = False) -> Catalog:
    """All of it; `pairs` and `exports` choose which coverage tables are there."""
    files = _texts(root / "texts")
    files += [(Icd10cmTabular(), lists.small_2025(root / "texts")), (Icd10cmTabular(), small_2026(root / "texts"))]
    if pairs:
        files.append((CoveragePairs(), pairs_json(root / "lcd_hcpcs_icd10_coverage_2026.derived.json")))
    else:
        files = [(reader, path) for reader, path in files if not isinstance(reader, CoverageDocuments)]
    if exports:
        files.append((CoverageExport(coverage_export.ARTICLES), coverage_zip(root / "current_article.zip")))
        files.append((CoverageExport(coverage_export.NCDS), ncd_zip(root / "ncd.zip")))
        files.append((CoverageExport(coverage_export.LCDS), coverage_zip(root / "current_lcd.zip", "lcd")))
    folders = []
    for number, (reader, path) in enumerate(files):
        read(reader, path, root / f"catalog-{number}")[0].close()
        folders.append(root / f"catalog-{number}")
    return Catalog(folders)
