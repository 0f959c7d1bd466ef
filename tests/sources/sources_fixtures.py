"""Small files in the published layouts. Codes, dates and numbers are facts or invented; every descriptor is invented."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from pathlib import Path

import openpyxl
from sources_reading import INVENTED, zipped

PTP_PREAMBLE = (
    "CPT only copyright 2025 American Medical Association.  All rights reserved.\t\t\t\t\t\t\r\n"
    "Column1/Column2 Edits\t\t\t\t\t\t\r\n"
    "Column 1\tColumn 2\t*=in existence\tEffective\tDeletion\tModifier\tPTP Edit Rationale\r\n"
    "\t\tprior to 1996\tDate\tDate\t0=not allowed\t\r\n"
    "\t\t\t\t*=no data\t1=allowed\t\r\n"
    "\t\t\t\t\t9=not applicable\t\r\n"
)
PTP_ROWS = (
    "00100\t36000\t\t20090101\t*\t0\tStandard preparation/monitoring services for anesthesia\r\n"
    "10060\t99213\t\t20130701\t20191231\t1\tMisuse\r\n"
    "10060\t99213\t\t20201001\t*\t1\tMisuse\r\n"
    "12001\t12011\t\t19960101\t20191231\t1\tMutually exclusive procedures\r\n"
    "12011\t12001\t\t20200101\t*\t1\tMisuse\r\n"
    "27447\t20610\t*\t\t*\t1\tStandards of medical/surgical practice\r\n"
    "43249\t43239\t\t20180101\t20180101\t9\tMore extensive procedure\r\n"
    "43249\t43239\t\t20180101\t*\t1\tMore extensive procedure\r\n"
)
PTP_UNDATED = "45385\t45380\t\t\t*\t1\tMore extensive procedure\r\n45385\t45378\t\t\t20231231\t0\tCPT Separate procedure definition\r\n"
PTP_TEXT = "ccipra-v321r0-f1.txt"

NOTICE = '"CPT codes are copyright AMA.\n\nCPT\u00ae is a registered trademark."'
MUE_HEADER = '"HCPCS/\nCPT Code",Practitioner Services MUE Values,MUE Adjudication Indicator,MUE Rationale'
MUE_ROWS = (
    "00100,1,2 Date of Service Edit: Policy,Code Descriptor / CPT Instruction", "20611,2,3 Date of Service Edit: Clinical,Clinical: Data",
    "36415,2,1 Line Edit,Nature of Service", "76140,0,3 Date of Service Edit: Clinical,CMS Policy",
)
MUE_NAME = "MCR_MUE_PractitionerServices_Eff_04-01-2026.csv"

_PF_TOP = (
    ["", "", "2026 National Physician Fee Schedule Relative Value File April Release"],
    ["", "", "CPT codes and descriptions only are copyright 2026 American Medical Association."],
    ["", "", "Dental codes (D codes) are copyright 2026 American Dental Association."],
    ["", "", " "],
    ["", "", "RELEASED 03/10/2026"],
)
_PF_2025 = (
    ",,,,,,,,,,,,,,,,,,,,,,,,,,,,NON-FACILITY,FACILITY,",
    ",,,,NOT USED,,,,,,,,,,,,,,,,,,,,,PHYSICIAN,,DIAGNOSTIC,PE USED,PE USED,MP USED",
    ",,,,FOR,,,NON-FAC,,FACILITY ,,,,,,,,,,,,,,,,SUPERVISION OF,,IMAGING,FOR OPPS,FOR OPPS,FOR OPPS",
    ",,,STATUS,MEDICARE ,WORK,NON-FAC,NA,FACILITY,NA,MP,NON-FACILITY,FACILITY,PCTC,GLOB,PRE,INTRA,POST,MULT,BILAT,ASST,CO-,TEAM,ENDO,CONV,DIAGNOSTIC,"
    "CALCULATION,FAMILY,PAYMENT,PAYMENT,PAYMENT",
    "HCPCS,MOD,DESCRIPTION,CODE,PAYMENT,RVU,PE RVU,INDICATOR,PE RVU,INDICATOR,RVU,TOTAL,TOTAL,IND,DAYS,OP,OP,OP,PROC,SURG,SURG,SURG,SURG,BASE,FACTOR,"
    "PROCEDURES,FLAG,INDICATOR,AMOUNT,AMOUNT,AMOUNT",
)
_PRICING = 23
_PF_ROWS = (
    f"99213,,{INVENTED} 1,A,,1.30,1.46,,0.33,,0.09,2.85,1.72,0,XXX,0.00,0.00,0.00,0,0,0,0,0,,33.4009,09,0,99,0.00,0.00,0.00",
    f"45378,,{INVENTED} 2,A,,3.26,6.44,,1.79,,0.43,10.13,5.48,0,000,0.00,0.00,0.00,2,0,1,0,0,,33.4009,09,0,99,0.00,0.00,0.00",
    f"45378,53,{INVENTED} 2,A,,1.63,3.22,,0.90,,0.22,5.07,2.75,0,000,0.00,0.00,0.00,2,0,1,0,0,,33.4009,09,0,99,0.00,0.00,0.00",
    f"45385,,{INVENTED} 3,A,,4.57,9.01,,2.27,,0.60,14.18,7.44,0,000,0.00,0.00,0.00,3,0,1,0,0,45378,33.4009,09,0,99,0.00,0.00,0.00",
    f"27447,,{INVENTED} 4,A,,19.60,15.0,NA,15.0,,4.00,38.60,38.60,0,090,0.10,0.69,0.21,2,1,2,1,0,,33.4009,09,0,99,0.00,0.00,0.00",
    f"D0120,,{INVENTED} 5,N,,0.00,0.00,,0.00,,0.00,0.00,0.00,9,XXX,0.00,0.00,0.00,9,9,9,9,9,,33.4009,09,0,99,0.00,0.00,0.00",
    f"00100,,{INVENTED} 6,J,,0.00,0.00,,0.00,,0.00,0.00,0.00,9,XXX,0.00,0.00,0.00,9,9,9,9,9,,33.4009,09,0,99,0.00,0.00,0.00",
)


def fee_rows(*, pricing: bool = True, codes: Sequence[str] = _PF_ROWS) -> list[list[str]]:
    """The relative value file as rows, with 32 columns (2026) or 31; `codes` are its lines as in 2025."""
    width = 32 if pricing else 31
    rows = [[*cells, *[""] * (width - len(cells))] for cells in _PF_TOP]
    if not pricing:
        rows[0][2] = rows[0][2].replace("2026", "2025")
    for line in (*_PF_2025, *codes):
        cells = line.split(",")
        if pricing:
            extra = {"STATUS": "PRIC", "CODE": "IND"}.get(cells[3], "" if line in _PF_2025 else "0")
            cells.insert(_PRICING, extra)
        rows.append(cells)
    return rows


def as_csv(rows: Sequence[Sequence[str]]) -> bytes:
    return "".join(",".join(row) + "\r\n" for row in rows).encode("cp1252")


def as_xlsx(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append([None if cell == "" else cell for cell in row])
    book.save(path)
    return path


def ptp_file(folder: Path, rows: str = PTP_ROWS, name: str = PTP_TEXT, preamble: str = PTP_PREAMBLE) -> Path:
    path = folder / name
    path.write_bytes((preamble + rows).encode("cp1252"))
    return path


def mue_file(folder: Path, rows: Sequence[str] = MUE_ROWS, name: str = MUE_NAME, header: str = MUE_HEADER) -> Path:
    path = folder / name
    path.write_bytes("\n".join((NOTICE + ",,,", header, *rows, "")).encode("cp1252"))
    return path


def addon_line(kind: int, addon: str, primary: str, *, begins: str = "", ends: str = "", deleted: str = "", primary_deleted: str = "", note: str = "") -> str:
    return f"{kind}{addon}{deleted:7}{primary}{primary_deleted:7}{begins:7}{ends:7}{note:58}\r\n"


def _table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
    import csv

    text = io.StringIO()
    csv.writer(text).writerows([header, *rows])
    return text.getvalue().encode("utf-8")


def coverage_zip(path: Path, kind: str = "article", *, drop: str = "", without_column: str = "") -> Path:
    """`current_article.zip` (or lcd) as published: a zip in a zip, every table with its published columns."""
    key = [f"{kind}_id", f"{kind}_version"]
    services = [*key, "hcpc_code_id", "hcpc_code_version", "hcpc_code_group", "range", "last_updated", "long_description", "short_description"]
    tables: dict[str, bytes] = {
        f"{kind}_x_hcpc_code.csv": _table(services, [
            [50000, 3, "20610", 1, 1, "N", "2026-01-01 00:00:00", f"{INVENTED} 7", f"{INVENTED} 8"],
            [50000, 3, "J7325", 1, 1, "N", "2026-01-01 00:00:00", f"{INVENTED} 9", f"{INVENTED} 10"],
        ]),
        f"{kind}_x_icd10_covered.csv": _table(
            [*key, "icd10_code_id", "icd10_code_version", "icd10_covered_group", "range", "last_updated", "sort_order", "description", "asterisk"],
            [[50000, 3, "M17.11", 1, 2, "N", "2026-01-01 00:00:00", 1, "title", ""]],
        ),
        f"{kind}_x_icd10_covered_group.csv": _table(
            [*key, "icd10_covered_group", "paragraph", "last_updated", "icd10_covered_ast"],
            [[50000, 3, 2, "<p>These support&nbsp;20610\nand J7325.</p>", "2026-01-01 00:00:00", ""]],
        ),
        f"{kind}_x_icd10_noncovered.csv": _table(
            [*key, "icd10_code_id", "icd10_code_version", "icd10_noncovered_group", "range", "last_updated", "sort_order", "description"],
            [[50000, 3, "XX000", 1, 1, "N", "2026-01-01 00:00:00", 1, "Not Applicable"]],
        ),
        f"{kind}_x_contractor.csv": _table(
            [*key, *(["article_type"] if kind == "article" else []), "contractor_id", "contractor_type_id", "contractor_version", "last_updated"],
            [[50000, 3, *([1] if kind == "article" else []), 175, 9, 1, "2026-01-01 00:00:00.123"]],
        ),
        f"{kind}_related_documents.csv": _table(
            [*key, "related_num", "r_article_id", "r_article_version", "r_lcd_id", "r_lcd_version", "r_contractor_id", "last_updated"],
            [[50000, 3, 1, "", "", 33394, 5, "", "2026-01-01 00:00:00"]],
        ),
        f"{kind}_related_ncd_documents.csv": _table(
            [*key, "related_num", "r_ncd_id", "r_ncd_version", "last_updated"],
            [[50000, 3, 1, 373, 1, "2026-01-01 00:00:00"], [50000, 3, 2, 0, 0, "2026-01-01 00:00:00"]],
        ),
        "contractor.csv": _table(
            ["contractor_id", "contractor_type_id", "contractor_version", "contractor_bus_name", "contractor_number", "state_id"],
            [[175, 9, 1, "Noridian Healthcare Solutions, LLC", "01182", 6]],
        ),
        "contractor_jurisdiction.csv": _table(
            ["contractor_id", "contractor_type_id", "contractor_version", "state_id", "last_updated", "active_date", "term_date"],
            [[175, 9, 1, 6, "2026-01-01 00:00:00", "2013-09-16 00:00:00", ""]],
        ),
        "state_lookup.csv": _table(["state_id", "state_abbrev", "description"], [[6, "CA", "California"]]),
    }
    if kind == "article":
        tables["article.csv"] = _table(
            [*key, "title", "article_eff_date", "article_rev_end_date", "status", "date_retired", "display_id", "description", "keywords"],
            [[50000, 3, "Billing and Coding: Knee Injections", "2024-10-01 00:00:00", "", "A", "", "A50000", "<p>a\nb</p>", ""]],
        )
    else:
        tables["lcd.csv"] = _table(
            [*key, "title", "rev_eff_date", "rev_end_date", "status", "date_retired", "display_id", "doc_reqs"],
            [[50000, 3, "Knee Injections", "2024-10-01 00:00:00", "", "A", "", "L50000", "<ul><li>Record the&nbsp;joint</li></ul>"]],
        )
    tables.pop(drop, None)
    if without_column:
        name = f"{kind}_x_hcpc_code.csv"
        tables[name] = tables[name].replace(without_column.encode(), b"renamed", 1)
    inner = zipped(path.with_name(f"inner-{path.name}"), tables)
    return zipped(path, {f"current_{kind}_csv.zip": inner.read_bytes(), "data_dictionary.pdf": b"%PDF"})


def pairs_json(path: Path) -> Path:
    content = {
        "20610": {"covered": ["M17.11", "M17.12"], "lcdIds": ["L33394"], "notCovered": ["Z00.00"]},
        "J7325": {"covered": ["M17.11"], "lcdIds": ["L33394", "L39529"], "notCovered": []},
    }
    path.write_text(json.dumps(content), encoding="utf-8")
    return path
