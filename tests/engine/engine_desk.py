"""Catalogs for the tests of the engine, made with the readers of a build, and claims to check on them."""

from __future__ import annotations

import csv
import io
import re
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import small_tabular
from engine_rows import ADDONS, EDITS_DATED, EDITS_UNDATED, FEES_2024, FEES_2025, HCPCS, HOSPITAL_EDITS, LIFETIMES, LIMITS, OPPS
from sources_fixtures import MUE_HEADER, PTP_PREAMBLE, addon_line, as_csv, fee_rows, mue_file
from sources_reading import DATA, INVENTED

from bot.coding.claim import Claim, ClaimLine
from bot.coding.finding import Finding, Level, Subject
from bot.engine.engine import FINDERS, examine
from knowledge import editions
from knowledge.catalog import FILE, Catalog
from knowledge.discover import UNKNOWN, discover
from knowledge.model import Edition
from knowledge.sources.base import Reader
from knowledge.sources.starter import Starter, packaged_starter

DAY = date(2026, 5, 5)
_MAI = {1: "1 Line Edit", 2: "2 Date of Service Edit: Policy", 3: "3 Date of Service Edit: Clinical"}
_FULL = (
    *(f"ncci/medicare-ncci-2024q2-practitioner-ptp-edits-ccipra-v301r0-f{n}.rebuilt.zip" for n in (1, 2, 3, 4)),
    *(f"ncci/medicare-ncci-2024q3-hospital-ptp-edits-ccioph-v302r0-f{n}.rebuilt.zip" for n in (1, 2, 3, 4)),
    "ncci/excerpts/ccipra-v322r0-f1.excerpt.txt",
    "ncci/excerpts/ccipra-v323r0-f1.dated.excerpt.txt",
    "ncci/MCR_MUE_PractitionerServices_Eff_04-01-2026.csv",
    "ncci/MCR_MUE_OutpatientHospitalServices_Eff_07-01-2024.rebuilt.csv",
    "ncci/MCR_MUE_DMESupplierServices_Eff_07-01-2024.rebuilt.csv",
    "ncci/AOC_V2024Q3-F-MCR.rebuilt.txt",
    "mpfs/RVU25D/PPRRVU2025_Oct.csv",
    "mpfs/RVU24A/PPRRVU24_JAN.rebuilt.csv",
    "hcpcs/HCPC2025_OCT_ANWEB.xlsx",
    "hcpcs/HCPC2024_OCT_ANWEB.rebuilt.txt",
    "opps_clfs_dme/opps_addendum_b_2026-04.derived.csv",
    "opps_clfs_dme/clfs_cy2026_q3v1.descriptors-blanked.zip",
    "crosswalk/rbcs_2024.derived.csv",
    "icd10cm/fy2026/icd10c-tabular-April-1-2026.xml",
    "icd10cm/fy2025/icd10cm_order_2025.rebuilt.txt",
)


def full(folder: Path) -> Catalog:
    """The public files of the procedures and the starter pack."""
    if not DATA:
        pytest.skip("CODERLY_TEST_DATA is not set: the public files are not at hand")
    missing = [name for name in _FULL if not (Path(DATA) / name).exists()]
    if missing:
        pytest.skip(f"not in CODERLY_TEST_DATA: {missing[0]}")
    files = folder / "published"
    files.mkdir()
    for name in _FULL:
        (files / Path(name).name).symlink_to(Path(DATA) / name)
    return _catalog(folder, files)


def small(folder: Path) -> Catalog:
    """The same editions with the rows of `engine_rows` alone."""
    files = folder / "published"
    files.mkdir()
    publish(files)
    return _catalog(folder, files)


def publish(files: Path) -> None:
    """Write those files into a folder, as an operator would drop them."""
    for write in (_ptp, _units, _addons, _fees, _others):
        write(files)


def bare(folder: Path) -> Catalog:
    """The starter pack alone."""
    return _catalog(folder, folder / "nothing")


def _catalog(folder: Path, files: Path) -> Catalog:
    """What a build makes of a folder, and the starter pack. A file that no reader knows fails the test."""
    pack = packaged_starter()
    edition = Starter().recognise(pack, b"")
    assert edition is not None
    folders = [_written(folder, Starter(), pack, edition, 0)]
    recognised, rejected = discover(files)
    assert [(r.file, r.reasons) for r in rejected if r.source == UNKNOWN] == []
    for number, item in enumerate(recognised, 1):
        with item.place.opened() as path:
            folders.append(_written(folder, item.reader, path, item.edition, number))
    return Catalog(folders)


def _written(folder: Path, reader: Reader, path: Path, edition: Edition, number: int) -> Path:
    into = folder / f"{number:02}"
    into.mkdir()
    database = sqlite3.connect(into / FILE)
    report = reader.write(path, edition, database, lambda what, part: None)
    database.execute("CREATE TABLE edition (json TEXT NOT NULL)")
    database.execute("INSERT INTO edition VALUES (?)", (editions.encode(replace(edition, rows=report.rows)),))
    database.commit()
    database.close()
    return into


def _ptp(folder: Path) -> None:
    tables = (("ccipra-v301r0", EDITS_UNDATED), ("ccioph-v302r0", HOSPITAL_EDITS))
    for name, rows in tables:
        for part in (1, 2, 3, 4):
            path = folder / f"{name}-f{part}.txt"
            path.write_bytes((PTP_PREAMBLE + "".join(_edit(r[1:]) for r in rows if r[0] == part)).encode("cp1252"))
    dated = folder / "ccipra-v323r0-f1.excerpt.txt"
    dated.write_bytes((PTP_PREAMBLE + "".join(_edit(r) for r in EDITS_DATED)).encode("cp1252"))


def _edit(row: Sequence[str | int]) -> str:
    column1, column2, prior, begins, ends, indicator = row
    return f"{column1}\t{column2}\t{prior}\t{begins}\t{ends or '*'}\t{indicator}\tMisuse\r\n"


def _units(folder: Path) -> None:
    names = {
        "practitioner": ("MCR_MUE_PractitionerServices_Eff_04-01-2026.csv", MUE_HEADER),
        "hospital": ("MCR_MUE_OutpatientHospitalServices_Eff_07-01-2024.csv", MUE_HEADER.replace("Practitioner", "Outpatient Hospital")),
        "supplier": ("MCR_MUE_DMESupplierServices_Eff_07-01-2024.csv", MUE_HEADER.replace("Practitioner", "DME Supplier")),
    }
    for setting, (name, header) in names.items():
        mue_file(
            folder, [f"{code},{value},{_MAI[mai]},Clinical: Data" for table, code, value, mai in LIMITS if table == setting], name, header
        )


def _addons(folder: Path) -> None:
    path = folder / "AOC_V2024Q3-F-MCR.txt"
    path.write_text("".join(addon_line(kind, addon, primary) for kind, addon, primary in ADDONS), encoding="cp1252", newline="")


def _fees(folder: Path) -> None:
    for name, title, lines in (
        ("PPRRVU2025_Oct.csv", "2025 National Physician Fee Schedule Relative Value File October Release", FEES_2025),
        ("PPRRVU24_JAN.csv", "2024 National Physician Fee Schedule Relative Value File January Release", FEES_2024),
    ):
        rows = fee_rows(pricing=False, codes=[_fee(line) for line in lines])
        rows[0][2] = title
        rows[4][2] = "RELEASED 09/11/2025" if "2025" in title else "RELEASED 01/02/2024"
        (folder / name).write_bytes(as_csv(rows))


def _fee(line: str) -> str:
    """`code status pctc global multiple bilateral assistant cosurgeon team` (and the three shares) → a line of the file."""
    code, status, pctc, days, multiple, bilateral, assistant, cosurgeon, team, *shares = line.split()
    code, _, modifier = code.partition("-")
    shares = shares or ["0.00", "0.00", "0.00"]
    values = "1.00,1.00,,1.00,,0.10,2.10,2.10"
    return ",".join(
        (code, modifier, INVENTED, status, "", values, pctc, days, *shares, multiple, bilateral, assistant, cosurgeon, team)
    ) + (",,32.3465,09,0,99,0.00,0.00,0.00")


def _others(folder: Path) -> None:
    header = "HCPC,SEQNUM,RECID,LONG DESCRIPTION,SHORT DESCRIPTION,PRICE1,MULT_PI,XREF1,COV,BETOS,TOS1,ADD DT,ACT EFF DT,TERM DT,ACTION CD"
    rows = []
    for code, words, cross, coverage, added, ended in HCPCS:
        first = [f"   {code}", "0010", "7"] if len(code) == 2 else [code, "0010", "3"]
        rows.append([*first, words, words, "", "", cross, coverage, "", "", added, added, ended, "N"])
    _csv(folder / "HCPC2025_OCT_ANWEB.csv", [header.split(","), *rows])
    opps = "HCPCSCode,ShortDescriptor,StatusIndicator,PaymentRate,Changed?,Source"
    _csv(
        folder / "opps_addendum_b_2026-04.derived.csv",
        [opps.split(","), *([code, "", status, "", "false", "2026-04"] for code, status in OPPS)],
    )
    rbcs = "hcpcs_code,rbcs_procedure,rbcs_category,rbcs_subcategory,rbcs_family,hcpcs_date_added,hcpcs_date_ended,rbcs_date_effective"
    lives = [[code, "Procedure", "Test", "Test", "No RBCS Family", added, ended, "2014-01-01"] for code, added, ended in LIFETIMES]
    _csv(folder / "rbcs_2024.derived.csv", [rbcs.split(","), *lives])
    (folder / "tabular.xml").write_text(small_tabular.xml(2026), encoding="utf-8")


def _csv(path: Path, rows: Sequence[Sequence[Any]]) -> None:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8")


def claim(text: str, on: date = DAY, **more: Any) -> Claim:
    """`99213-25 20610-RT*2` → a claim with a line for each word."""
    found = []
    for number, word in enumerate(text.split(), 1):
        written, _, units = word.partition("*")
        code, *modifiers = written.split("-")
        found.append(ClaimLine(number, code, tuple(modifiers), int(units) if units else None))
    return Claim(on=on, on_given=True, lines=tuple(found), **more)


def found(subject: Subject, checked: Claim, catalog: Catalog) -> tuple[Finding, ...]:
    return FINDERS[subject](checked, catalog)


def everything(checked: Claim, catalog: Catalog) -> tuple[Finding, ...]:
    return examine(checked, catalog, FINDERS)


def entries(findings: Iterable[Finding], name: str) -> list[dict[str, Any]]:
    return [entry for f in findings for entry in f.data.get(name, ())]  # type: ignore[attr-defined]


def graver(findings: Iterable[Finding], than: Level) -> list[str]:
    order = list(Level)
    return [f.verdict for f in findings if order.index(f.level) < order.index(than)]


def words_of(finding: Finding) -> str:
    """Everything a person reads of a finding."""
    facts = " ".join(f"{label} {value}" for label, value in finding.facts)
    return re.sub(r"\s+", " ", f"{finding.verdict} {facts} {finding.rule} {finding.mend} {finding.caveat}")
