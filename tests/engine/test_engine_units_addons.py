"""Units and add-on codes of a claim, on genuine rows, checked against the public files read without the project's readers."""

from __future__ import annotations

import csv
from datetime import date
from functools import cache

import pytest
from engine_desk import claim, entries, found
from engine_rows import ADDONS, LIMITS
from sources_reading import DATA, real

from bot.coding.claim import Setting
from bot.coding.finding import Level, Subject
from knowledge.catalog import Catalog

PRACTITIONER, HOSPITAL, SUPPLIER = Setting.PRACTITIONER, Setting.HOSPITAL, Setting.SUPPLIER
IN_TABLE = {PRACTITIONER: date(2026, 5, 5), HOSPITAL: date(2024, 8, 1), SUPPLIER: date(2024, 8, 1)}
FILES = {
    "practitioner": "ncci/MCR_MUE_PractitionerServices_Eff_04-01-2026.csv",
    "hospital": "ncci/MCR_MUE_OutpatientHospitalServices_Eff_07-01-2024.rebuilt.csv",
    "supplier": "ncci/MCR_MUE_DMESupplierServices_Eff_07-01-2024.rebuilt.csv",
}

UNITS = (
    # claim, setting, code, units tested, value, indicator, verdict
    ("20610*2", PRACTITIONER, "20610", 2, 2, 3, "within"),
    ("20610*3", PRACTITIONER, "20610", 3, 2, 3, "date_of_service_exceeded_clinical"),
    ("20610-RT*2 20610-LT*1", PRACTITIONER, "20610", 3, 2, 3, "date_of_service_exceeded_clinical"),
    ("20611*2", PRACTITIONER, "20611", 2, 2, 3, "within"),
    ("27447-RT 27447-LT", PRACTITIONER, "27447", 2, 1, 2, "date_of_service_exceeded_absolute"),
    ("27447", PRACTITIONER, "27447", 1, 1, 2, "within"),
    ("29881-RT 29881-LT", PRACTITIONER, "29881", 2, 1, 2, "date_of_service_exceeded_absolute"),
    ("11721*2", PRACTITIONER, "11721", 2, 1, 2, "date_of_service_exceeded_absolute"),
    ("17003*13", PRACTITIONER, "17003", 13, 13, 2, "within"),
    ("17003*14", PRACTITIONER, "17003", 14, 13, 2, "date_of_service_exceeded_absolute"),
    ("64484*5", PRACTITIONER, "64484", 5, 4, 3, "date_of_service_exceeded_clinical"),
    ("76140", PRACTITIONER, "76140", 1, 0, 3, "date_of_service_exceeded_clinical"),
    ("36415*10000", PRACTITIONER, "36415", 10_000, 2, 3, "date_of_service_exceeded_clinical"),
    ("99213*2", PRACTITIONER, "99213", 2, 2, 3, "within"),
    ("97110*6", PRACTITIONER, "97110", 6, 6, 3, "within"),
    ("97110*7", PRACTITIONER, "97110", 7, 6, 3, "date_of_service_exceeded_clinical"),
    ("97110*7", HOSPITAL, "97110", 7, 8, 3, "within"),
    ("97110*9", HOSPITAL, "97110", 9, 8, 3, "date_of_service_exceeded_clinical"),
    ("A0425*250", PRACTITIONER, "A0425", 250, 250, 1, "within"),
    ("A0425*251", PRACTITIONER, "A0425", 251, 250, 1, "line_exceeded"),
    ("A0425*200 A0425-76*200", PRACTITIONER, "A0425", 200, 250, 1, "within"),
    ("A0425*251 A0425-76*10", PRACTITIONER, "A0425", 251, 250, 1, "line_exceeded"),
    ("27447*2", HOSPITAL, "27447", 2, 1, 2, "date_of_service_exceeded_absolute"),
)


@pytest.mark.parametrize(("text", "setting", "code", "units", "value", "mai", "verdict"), UNITS)
def test_units_on_a_claim(text: str, setting: Setting, code: str, units: int, value: int, mai: int, verdict: str, catalog: Catalog) -> None:
    findings = found(Subject.MUE, claim(text, IN_TABLE[setting], setting=setting), catalog)
    (entry,) = [e for e in entries(findings, "mue") if e["code"] == code]
    assert (entry["units"], entry["value"], entry["mai"], entry["verdict"]) == (units, value, mai, verdict)
    assert findings[0].level is (Level.PASSED if verdict == "within" else Level.DENIED)


@cache
def raw_limits(table: str) -> dict[str, tuple[int, int]]:
    """Code → value and indicator by the csv module alone."""
    with real(FILES[table]).open(encoding="cp1252", newline="") as handle:
        rows = [row for row in csv.reader(handle) if len(row) > 2 and row[1].strip().isdigit()]
    return {row[0].strip(): (int(row[1]), int(row[2][0])) for row in rows}


@pytest.mark.skipif(not DATA, reason="CODERLY_TEST_DATA is not set: the raw files are not at hand")
def test_limits_are_what_the_raw_files_say() -> None:
    for table, code, value, mai in LIMITS:
        assert raw_limits(table)[code] == (value, mai), (table, code)
    for _, setting, code, _, value, mai, _ in UNITS:
        assert raw_limits(setting.value)[code] == (value, mai), (setting, code)


def test_splitting_helps_only_a_line_edit(catalog: Catalog) -> None:
    (knees,) = found(Subject.MUE, claim("27447-RT 27447-LT"), catalog)
    assert "splitting them does not help" in knees.verdict
    assert "nor an appeal" in knees.mend
    (miles,) = found(Subject.MUE, claim("A0425*251"), catalog)
    assert "line of its own with the proper modifier" in miles.mend
    (joints,) = found(Subject.MUE, claim("20610*3"), catalog)
    assert "on appeal or review with the records" in joints.mend


def test_a_missing_limit_is_not_unlimited(catalog: Catalog) -> None:
    (finding,) = found(Subject.MUE, claim("00400*40"), catalog)
    assert finding.level is Level.INFORMATION
    assert "does not mean that any number of units is paid" in finding.verdict


def test_units_before_the_table_are_open_and_after_it_the_newest_answers(catalog: Catalog) -> None:
    (before,) = found(Subject.MUE, claim("20610", date(2023, 1, 1)), catalog)
    assert (before.level, "practitioner services MUE table" in before.mend) == (Level.UNKNOWN, True)
    (after,) = found(Subject.MUE, claim("20610", date(2026, 11, 20)), catalog)
    assert after.level is Level.PASSED
    assert "later editions may differ" in after.caveat


def test_no_unit_is_no_service(catalog: Catalog) -> None:
    findings = found(Subject.MUE, claim("99213*0 20610"), catalog)
    assert [f.level for f in findings] == [Level.DENIED, Level.PASSED]
    assert findings[0].lines == (1,)
    assert findings[1].codes == ("20610",)


ADDON_CASES = (
    # claim, add-on code, type, verdict, primaries present
    ("64484 64483", "64484", 1, "primary_present", ["64483"]),
    ("64484", "64484", 1, "primary_missing", []),
    ("17003 17000", "17003", 1, "primary_present", ["17000"]),
    ("17003 17004", "17003", 1, "primary_missing", []),
    ("22614 22612", "22614", 1, "primary_present", ["22612"]),
    ("22614 22614", "22614", 1, "primary_missing", []),
    ("90472 90471", "90472", 1, "primary_present", ["90471"]),
    ("90472 G0008", "90472", 1, "primary_present", ["G0008"]),
    ("90472", "90472", 1, "primary_missing", []),
    ("15777 27447", "15777", 2, "contractor_decides", []),
    ("96160", "96160", 3, "contractor_decides", []),
    ("96160 99213", "96160", 3, "primary_present", ["99213"]),
    ("49327 47562", "49327", 3, "primary_present", ["47562"]),
    ("49327 27447", "49327", 3, "contractor_decides", []),
)
LEVELS = {"primary_present": Level.PASSED, "primary_missing": Level.DENIED, "contractor_decides": Level.ATTENTION}


@pytest.mark.parametrize(("text", "code", "kind", "verdict", "present"), ADDON_CASES)
def test_addon_code_on_a_claim(text: str, code: str, kind: int, verdict: str, present: list[str], catalog: Catalog) -> None:
    findings = found(Subject.ADDON, claim(text), catalog)
    entry = next(e for e in entries(findings, "addon") if e["code"] == code)
    assert (entry["type"], entry["verdict"], entry["present"]) == (kind, verdict, present)
    assert next(f for f in findings if f.codes[0] == code).level is LEVELS[verdict]


@cache
def raw_addons() -> dict[str, set[tuple[int, str]]]:
    """Add-on code → (type, primary), cut from the fixed columns of the published text: [0], [1:6], [13:18]."""
    lines: dict[str, set[tuple[int, str]]] = {}
    for text in real("ncci/AOC_V2024Q3-F-MCR.rebuilt.txt").read_text(encoding="cp1252").splitlines():
        if text[:1].isdigit():
            lines.setdefault(text[1:6], set()).add((int(text[0]), text[13:18]))
    return lines


@pytest.mark.skipif(not DATA, reason="CODERLY_TEST_DATA is not set: the raw files are not at hand")
def test_addon_cases_are_what_the_raw_file_says() -> None:
    for kind, addon, primary in ADDONS:
        assert (kind, primary) in raw_addons()[addon]
    for text, code, kind, verdict, present in ADDON_CASES:
        rows = raw_addons()[code]
        on_claim = [c for c in text.split() if (kind, c) in rows]
        assert {k for k, _ in rows} == {kind}
        assert on_claim == present
        assert verdict == ("primary_present" if on_claim else "primary_missing" if kind == 1 else "contractor_decides")


def test_codes_that_are_no_addons_share_one_verdict(catalog: Catalog) -> None:
    (finding,) = found(Subject.ADDON, claim("99213 20610"), catalog)
    assert (finding.level, finding.codes) == (Level.PASSED, ("99213", "20610"))


def test_addon_table_missing_or_later_is_open(catalog: Catalog, bare: Catalog) -> None:
    (early,) = found(Subject.ADDON, claim("64484 64483", date(2014, 1, 1)), catalog)
    assert early.level is Level.UNKNOWN
    assert "64483" in early.verdict
    (unknown,) = found(Subject.ADDON, claim("99213"), bare)
    assert unknown.level is Level.UNKNOWN
    assert "AOC" in unknown.mend
