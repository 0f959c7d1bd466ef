"""Whether codes are valid on a date, on genuine rows, checked against the public files read without the project's readers."""

from __future__ import annotations

import csv
from datetime import date
from functools import cache

import pytest
from engine_desk import claim, entries, found, words_of
from engine_rows import LIFETIMES, OPPS
from sources_reading import DATA, real

from bot.coding.claim import Setting
from bot.coding.finding import Level, Subject
from bot.engine.engine import examine
from knowledge.catalog import Catalog

NEW_YEAR = date(2025, 1, 1)
CODES = (
    # code, date of service, status, and what Medicare does with it (practitioner)
    ("99213", "2025-11-15", "active", "paid"),
    ("99213", "2026-05-05", "active", "paid"),
    ("99213", "2010-05-05", "active", ""),
    ("20610", "2025-11-15", "active", "paid"),
    ("99441", "2024-02-01", "active", "paid"),
    ("99441", "2024-12-31", "active", "paid"),
    ("99441", "2025-01-01", "deleted", ""),
    ("99441", "2026-11-20", "deleted", ""),
    ("99441", "2007-12-31", "not_yet", ""),
    ("98016", "2024-12-31", "not_yet", ""),
    ("98016", "2025-01-01", "active", ""),
    ("98016", "2025-11-15", "active", "paid"),
    ("99201", "2020-12-31", "active", ""),
    ("99201", "2021-01-01", "deleted", ""),
    ("99217", "2022-12-31", "active", ""),
    ("99217", "2023-01-01", "deleted", ""),
    ("11100", "2019-01-01", "deleted", ""),
    ("G2012", "2018-12-31", "not_yet", ""),
    ("G2012", "2024-12-31", "active", ""),
    ("G2012", "2025-01-01", "deleted", ""),
    ("A4466", "2017-01-01", "deleted", ""),
    ("99417", "2025-11-15", "active", "never"),
    ("99397", "2025-11-15", "active", "never"),
    ("99078", "2025-11-15", "active", "never"),
    ("80053", "2025-11-15", "active", "elsewhere"),
    ("36415", "2025-11-15", "active", "elsewhere"),
    ("J3301", "2025-11-15", "active", "elsewhere"),
    ("15777", "2025-11-15", "active", "paid"),
    ("00400", "2025-11-15", "active", "paid"),
    ("A9270", "2025-11-15", "active", "never"),
    ("12345", "2025-11-15", "not_found", ""),
    ("99999", "2026-05-05", "not_found", ""),
    ("Z9999", "2025-11-15", "malformed", ""),
    ("9921", "2025-11-15", "malformed", ""),
)
LEVEL = {"active": Level.PASSED, "deleted": Level.DENIED, "not_yet": Level.DENIED, "not_found": Level.DENIED, "malformed": Level.DENIED}
OF_MEDICARE = {
    "": Level.PASSED,
    "paid": Level.PASSED,
    "elsewhere": Level.INFORMATION,
    "never": Level.DENIED,
    "conditional": Level.INFORMATION,
}


@pytest.mark.parametrize(("code", "on", "status", "medicare"), CODES)
def test_code_on_a_date(code: str, on: str, status: str, medicare: str, catalog: Catalog) -> None:
    findings = found(Subject.VALIDITY, claim(code, date.fromisoformat(on)), catalog)
    (entry,) = entries(findings, "lines")
    assert (entry["status"], entry["medicare"] if medicare else "") == (status, medicare), findings[0].verdict
    if medicare or status != "active":
        assert findings[0].level is (OF_MEDICARE[medicare] if status == "active" else LEVEL[status])


@cache
def raw_fees(name: str) -> dict[str, str]:
    """Code → status of a published fee schedule, by the csv module alone."""
    with real(name).open(encoding="cp1252", newline="") as handle:
        return {row[0]: row[3] for row in csv.reader(handle) if len(row) > 25 and len(row[0]) == 5 and not row[1]}


@cache
def raw_table(name: str) -> dict[str, list[str]]:
    with real(name).open(encoding="utf-8", newline="") as handle:
        return {row[0]: row for row in csv.reader(handle)}


@pytest.mark.skipif(not DATA, reason="CODERLY_TEST_DATA is not set: the raw files are not at hand")
def test_cases_are_what_the_raw_files_say() -> None:
    never, elsewhere = set("BDFGHIMNPQ"), set("EX")
    october, january = raw_fees("mpfs/RVU25D/PPRRVU2025_Oct.csv"), raw_fees("mpfs/RVU24A/PPRRVU24_JAN.rebuilt.csv")
    for code, on, status, medicare in CODES:
        if on == "2025-11-15" and status == "active" and code != "A9270":  # that one is refused by HCPCS itself, coverage M
            indicator = october[code]
            assert medicare == ("never" if indicator in never else "elsewhere" if indicator in elsewhere else "paid"), code
        if status == "not_found":
            assert code not in october
            assert code not in january
    assert ("99441" in january, "99441" in october) == (True, False)
    assert ("98016" in january, "98016" in october) == (False, True)
    ended = raw_table("crosswalk/rbcs_2024.derived.csv")
    for code, added, end in LIFETIMES:
        assert ended[code][5:7] == [added, end], code
    indicators = raw_table("opps_clfs_dme/opps_addendum_b_2026-04.derived.csv")
    for code, indicator in OPPS:
        assert indicators[code][2] == indicator, code


def test_deleted_code_names_its_last_day_and_what_took_its_place(catalog: Catalog) -> None:
    (phone,) = found(Subject.VALIDITY, claim("99441", NEW_YEAR), catalog)
    assert "2024-12-31" in phone.verdict
    assert "98008" in phone.mend
    assert "98016" in entries([phone], "lines")[0]["successors"]
    (check_in,) = found(Subject.VALIDITY, claim("G2012", NEW_YEAR), catalog)
    assert entries([check_in], "lines")[0]["successors"] == ["98016"]
    assert "98016" in check_in.mend


def test_code_that_never_was_has_neighbours_and_no_words(catalog: Catalog) -> None:
    (finding,) = found(Subject.VALIDITY, claim("92913", date(2025, 11, 15)), catalog)
    assert finding.level is Level.DENIED
    assert "physician fee schedule 2025 October" in finding.verdict
    assert "99213" in finding.mend  # two digits changed over
    assert not any(code in finding.mend for code in ("F,", "T,"))


def test_hospital_takes_the_opps_indicator(catalog: Catalog) -> None:
    on = date(2026, 5, 5)
    levels = {
        code: found(Subject.VALIDITY, claim(code, on, setting=Setting.HOSPITAL), catalog)[0].level
        for code in ("99213", "27447", "G0463", "80053")
    }
    assert levels == {"99213": Level.DENIED, "27447": Level.PASSED, "G0463": Level.PASSED, "80053": Level.INFORMATION}


def test_other_payers_are_not_told_medicares_status(catalog: Catalog) -> None:
    (finding,) = found(Subject.VALIDITY, claim("99417", date(2025, 11, 15), payer="aetna"), catalog)
    assert finding.level is Level.PASSED
    assert "Medicare" not in finding.verdict


def test_valid_codes_share_a_finding_that_says_what_it_rests_on(catalog: Catalog) -> None:
    (finding,) = found(Subject.VALIDITY, claim("99213-25 20610-RT", date(2025, 11, 15)), catalog)
    assert finding.codes == ("99213", "20610")
    assert finding.lines == (1, 2)
    assert "physician fee schedule 2025 October" in words_of(finding)
    assert "not a promise of payment" in finding.caveat
    assert finding.grounds


def test_a_date_after_the_tables_says_so(catalog: Catalog) -> None:
    (finding,) = found(Subject.VALIDITY, claim("99213", date(2031, 1, 1)), catalog)
    assert "later editions may differ" in finding.caveat


DIAGNOSES = (
    # code, date, status
    ("E11.9", "2026-02-01", "active"),
    ("E11.4", "2026-02-01", "not_reportable"),
    ("E119", "2026-02-01", "active"),
    ("Z99.999", "2026-02-01", "not_found"),
    ("Q", "2026-02-01", "malformed"),
    ("E11.9", "2014-02-01", "not_yet"),
    ("T81.40", "2026-02-01", "not_reportable"),
    ("T81.40XA", "2026-02-01", "active"),
    ("W19", "2026-02-01", "not_reportable"),
)


@pytest.mark.parametrize(("code", "on", "status"), DIAGNOSES)
def test_diagnosis_on_a_date(code: str, on: str, status: str, catalog: Catalog) -> None:
    findings = found(Subject.VALIDITY, claim("", date.fromisoformat(on), diagnoses=(code,)), catalog)
    (entry,) = entries(findings, "dx")
    assert entry["status"] == status, findings[0].verdict
    assert findings[0].level is (Level.PASSED if status == "active" else Level.DENIED)


def test_incomplete_diagnosis_comes_with_its_choices(catalog: Catalog) -> None:
    (wound,) = found(Subject.VALIDITY, claim("", date(2026, 2, 1), diagnoses=("T81.40",)), catalog)
    assert "T81.40XA" in wound.mend
    (nerves,) = found(Subject.VALIDITY, claim("", date(2026, 2, 1), diagnoses=("E11.4",)), catalog)
    assert entries([nerves], "dx")[0]["choices"][0] == "E11.40"


def test_a_stay_takes_the_edition_of_its_discharge(catalog: Catalog) -> None:
    stay = claim("", date(2015, 9, 29), diagnoses=("E11.9",), discharge=date(2026, 2, 1))
    assert found(Subject.VALIDITY, stay, catalog)[0].level is Level.PASSED


def test_a_check_judges_each_diagnosis_once(catalog: Catalog) -> None:
    checked = claim("99213", date(2026, 2, 1), diagnoses=("E11.4",))
    both = examine(checked, catalog, (Subject.VALIDITY, Subject.DIAGNOSES))
    assert len([f for f in both if f.level is Level.DENIED and "E11.4" in f.codes]) == 1
    assert [f.subject for f in examine(checked, catalog, (Subject.VALIDITY,)) if "E11.4" in f.codes] == [Subject.VALIDITY]


def test_fresh_machine_knows_the_starter_pack_and_says_what_to_load(bare: Catalog) -> None:
    (known,) = found(Subject.VALIDITY, claim("99213", date(2026, 5, 5)), bare)
    (other,) = found(Subject.VALIDITY, claim("33249", date(2026, 5, 5)), bare)
    assert (known.level, other.level) == (Level.PASSED, Level.UNKNOWN)
    assert "starter pack" in words_of(known)
    assert "PPRRVU" in other.mend


@pytest.mark.parametrize(("on", "level"), [("2024-12-31", Level.PASSED), ("2025-01-01", Level.DENIED), ("2026-05-05", Level.DENIED)])
def test_fresh_machine_knows_the_deletions_of_visits(on: str, level: Level, bare: Catalog) -> None:
    (phone,) = found(Subject.VALIDITY, claim("99441", date.fromisoformat(on)), bare)
    assert phone.level is level
    assert ("98008" in phone.mend) is (level is Level.DENIED)


def test_crosswalk_of_a_deleted_code_names_what_took_its_place(catalog: Catalog) -> None:
    findings = found(Subject.CROSSWALK, claim("99441", NEW_YEAR), catalog)
    assert [f.data["codes"] for f in findings if f.data["kind"] == "became"] == [[f"980{n:02}" for n in (*range(8, 16), 16)]]


def test_code_that_ended_is_not_priced_by_an_older_row(catalog: Catalog) -> None:
    phone, visit = found(Subject.FEES, claim("99441 99213", NEW_YEAR), catalog)
    assert (phone.level, phone.data["payment"]) == (Level.DENIED, None)
    assert "not valid on 2025-01-01" in phone.verdict
    assert "$" in visit.verdict
    priced = found(Subject.FEES, claim("99441", date(2024, 12, 31)), catalog)[0]
    assert "$" in priced.verdict
