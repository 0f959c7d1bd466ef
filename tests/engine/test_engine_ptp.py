"""Pairs of codes on a date: verdicts on genuine rows, in small files of ours and in the public ones, checked against the raw lines."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from engine_desk import claim, entries, found, graver, words_of
from engine_rows import EDITS_DATED, EDITS_UNDATED
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sources_reading import DATA, real

from bot.coding.claim import Claim, ClaimLine, Setting
from bot.coding.finding import Finding, Level, Subject
from bot.coding.ncci import MAX_CODES
from knowledge.catalog import Catalog

CASES = (
    # a, b, date of service, state, column 1 and indicator of the row in force
    ("43249", "43239", "2017-12-31", "not_in_force", "", None),
    ("43249", "43239", "2018-01-01", "bypass_possible", "43249", 1),
    ("43249", "43239", "2018-01-02", "bypass_possible", "43249", 1),
    ("43249", "43239", "2026-11-20", "bypass_possible", "43249", 1),
    ("12001", "12011", "1995-12-31", "begin_unknown", "", None),
    ("12001", "12011", "1996-01-01", "bypass_possible", "12001", 1),
    ("12001", "12011", "2019-12-31", "bypass_possible", "12001", 1),
    ("12001", "12011", "2024-04-01", "bypass_possible", "12011", 1),
    ("12001", "12011", "2026-11-20", "bypass_possible", "12011", 1),
    ("90471", "99211", "2005-12-31", "not_in_force", "", None),
    ("90471", "99211", "2006-01-01", "no_bypass", "90471", 0),
    ("90471", "99211", "2019-12-31", "no_bypass", "90471", 0),
    ("90471", "99211", "2020-01-01", "not_in_force", "", None),
    ("90471", "99211", "2020-09-30", "not_in_force", "", None),
    ("90471", "99211", "2020-10-01", "no_bypass", "90471", 0),
    ("90471", "99211", "2021-09-30", "no_bypass", "90471", 0),
    ("90471", "99211", "2021-10-01", "bypass_possible", "90471", 1),
    ("90471", "99211", "2026-11-20", "bypass_possible", "90471", 1),
    ("G0008", "99211", "2000-10-30", "not_in_force", "", None),
    ("G0008", "99211", "2006-01-01", "no_bypass", "G0008", 0),
    ("G0008", "99211", "2019-12-31", "no_bypass", "G0008", 0),
    ("G0008", "99211", "2020-05-01", "not_in_force", "", None),
    ("G0008", "99211", "2021-09-30", "no_bypass", "G0008", 0),
    ("G0008", "99211", "2021-10-01", "bypass_possible", "G0008", 1),
    ("G0008", "90471", "1999-01-01", "no_bypass", "G0008", 0),
    ("G0008", "90471", "2000-12-31", "no_bypass", "G0008", 0),
    ("G0008", "90471", "2001-06-01", "begin_unknown", "", None),
    ("G0008", "90471", "2002-04-01", "bypass_possible", "G0008", 1),
    ("G0008", "90471", "2005-03-31", "bypass_possible", "G0008", 1),
    ("G0008", "90471", "2005-04-01", "begin_unknown", "", None),
    ("G0008", "90471", "2024-05-01", "bypass_possible", "90471", 1),
    ("10060", "99213", "2013-06-30", "not_in_force", "", None),
    ("10060", "99213", "2013-07-01", "bypass_possible", "10060", 1),
    ("10060", "99213", "2019-12-31", "bypass_possible", "10060", 1),
    ("10060", "99213", "2020-01-01", "not_in_force", "", None),
    ("10060", "99213", "2020-05-01", "not_in_force", "", None),
    ("10060", "99213", "2020-09-30", "not_in_force", "", None),
    ("10060", "99213", "2020-10-01", "bypass_possible", "10060", 1),
    ("10060", "92012", "2013-07-01", "not_in_force", "", None),
    ("10060", "92012", "2014-03-31", "not_in_force", "", None),
    ("10060", "92012", "2014-04-01", "bypass_possible", "10060", 1),
    ("10060", "92012", "2024-05-01", "bypass_possible", "10060", 1),
    ("17000", "11042", "2019-03-31", "begin_unknown", "", None),
    ("17000", "11042", "2019-04-01", "bypass_possible", "11042", 1),
    ("17000", "11042", "2024-05-01", "bypass_possible", "11042", 1),
    ("11720", "99201", "1999-01-01", "bypass_possible", "11720", 1),
    ("11720", "99201", "2005-06-30", "bypass_possible", "11720", 1),
    ("11720", "99201", "2005-07-01", "not_in_force", "", None),
    ("11721", "11720", "1996-12-31", "not_in_force", "", None),
    ("11721", "11720", "1997-01-01", "no_bypass", "11721", 0),
    ("11721", "11720", "2026-11-20", "no_bypass", "11721", 0),
    ("45385", "45378", "1996-01-01", "no_bypass", "45385", 0),
    ("45385", "45378", "2026-11-20", "no_bypass", "45385", 0),
    ("45385", "45380", "2002-03-31", "not_in_force", "", None),
    ("45385", "45380", "2002-04-01", "bypass_possible", "45385", 1),
    ("45385", "45380", "2026-11-20", "bypass_possible", "45385", 1),
    ("45385", "99213", "2020-03-01", "not_in_force", "", None),
    ("45385", "99213", "2020-10-01", "bypass_possible", "45385", 1),
    ("92012", "92014", "2010-05-05", "begin_unknown", "", None),
    ("92012", "92014", "2024-05-01", "no_bypass", "92012", 0),
    ("97140", "97530", "2019-12-31", "begin_unknown", "", None),
    ("97140", "97530", "2020-01-01", "not_in_force", "", None),
    ("97140", "97530", "2024-05-01", "not_in_force", "", None),
    ("29881", "29876", "2010-01-01", "before_edition", "", None),
    ("29881", "29876", "2024-05-01", "no_row", "", None),
    ("29881", "29876", "2026-11-20", "no_row", "", None),
    ("29880", "29876", "2024-05-01", "bypass_possible", "29880", 1),
    ("29881", "20610", "1990-01-01", "bypass_possible", "29881", 1),
    ("29881", "20610", "2024-05-01", "bypass_possible", "29881", 1),
    ("99284", "97161", "2020-01-01", "not_in_force", "", None),
    ("99284", "97161", "2020-10-01", "not_in_force", "", None),
    ("99284", "97161", "2024-05-01", "not_in_force", "", None),
    ("99222", "99221", "2007-03-31", "not_in_force", "", None),
    ("99222", "99221", "2007-04-01", "no_bypass", "99222", 0),
    ("99222", "99221", "2020-05-01", "not_in_force", "", None),
    ("99222", "99221", "2020-10-01", "no_bypass", "99222", 0),
    ("99231", "96372", "2020-09-30", "not_in_force", "", None),
    ("99231", "96372", "2020-10-01", "no_bypass", "99231", 0),
    ("20610", "99213", "2019-12-31", "begin_unknown", "", None),
    ("20610", "99213", "2020-02-01", "begin_unknown", "", None),
    ("20610", "99213", "2024-05-01", "bypass_possible", "20610", 1),
    ("20610", "99213", "2026-11-20", "bypass_possible", "20610", 1),
    ("27447", "99213", "2024-05-01", "bypass_possible", "27447", 1),
    ("99214", "99213", "2014-06-30", "not_in_force", "", None),
    ("99214", "99213", "2014-07-01", "bypass_possible", "99214", 1),
    ("99214", "99213", "2020-01-01", "not_in_force", "", None),
    ("99214", "99213", "2020-10-01", "bypass_possible", "99214", 1),
    ("90471", "99201", "2020-12-31", "bypass_possible", "90471", 1),
    ("90471", "99201", "2021-01-01", "not_in_force", "", None),
    ("45380", "45378", "2024-05-01", "no_bypass", "45380", 0),
    ("43239", "43235", "2024-05-01", "no_bypass", "43239", 0),
    ("17004", "17003", "2024-05-01", "no_bypass", "17004", 0),
    ("93000", "93005", "2024-05-01", "bypass_possible", "93000", 1),
    ("96372", "99211", "2024-05-01", "no_bypass", "96372", 0),
    ("66982", "66984", "2001-06-30", "not_in_force", "", None),
    ("66982", "66984", "2001-07-01", "bypass_possible", "66982", 1),
    ("99213", "29876", "2024-05-01", "bypass_possible", "29876", 1),
)
HOSPITAL_CASES = (
    ("20610", "99213", "2024-08-01", "no_row", "", None),
    ("45385", "45378", "2024-08-01", "no_bypass", "45385", 0),
    ("29881", "29876", "2024-08-01", "no_row", "", None),
    ("45385", "45380", "2024-08-01", "bypass_possible", "45385", 1),
    ("97140", "97530", "2024-08-01", "not_in_force", "", None),
    ("97140", "97530", "2019-12-31", "begin_unknown", "", None),
    ("97140", "97530", "2020-03-01", "not_in_force", "", None),
    ("11721", "11720", "2024-08-01", "no_bypass", "11721", 0),
    ("96372", "99211", "2024-08-01", "bypass_possible", "96372", 1),
    ("90471", "99211", "2021-09-30", "begin_unknown", "", None),
    ("90471", "99211", "2024-08-01", "bypass_possible", "90471", 1),
)
FIRST_DAY = {"ccipra-v301r0": 20240401, "ccioph-v302r0": 20240701}


def pair(a: str, b: str, on: date, catalog: Catalog, setting: Setting = Setting.PRACTITIONER) -> tuple[Finding, dict[str, object]]:
    """The finding on a pair of codes and its entry."""
    findings = found(Subject.PTP, claim(f"{a} {b}", on, setting=setting), catalog)
    assert len(findings) == 1
    return findings[0], entries(findings, "ptp")[0]


@pytest.mark.parametrize(("a", "b", "on", "state", "column1", "indicator"), CASES)
def test_pair_on_a_date(a: str, b: str, on: str, state: str, column1: str, indicator: int | None, catalog: Catalog) -> None:
    for one, other in ((a, b), (b, a)):
        finding, entry = pair(one, other, date.fromisoformat(on), catalog)
        assert entry["state"] == state, finding.verdict
        if column1:
            assert (entry["column1"], entry["indicator"], entry["in_force"]) == (column1, indicator, True)
            assert finding.level is Level.DENIED
            assert bool(entry["bypass"]) is (indicator == 1)
        else:
            assert not entry["in_force"]
            assert entry["bypass"] == []


@pytest.mark.parametrize(("a", "b", "on", "state", "column1", "indicator"), HOSPITAL_CASES)
def test_hospital_pair_on_a_date(a: str, b: str, on: str, state: str, column1: str, indicator: int | None, catalog: Catalog) -> None:
    _, entry = pair(a, b, date.fromisoformat(on), catalog, Setting.HOSPITAL)
    assert (entry["state"], entry["table"]) == (state, "ncci_ptp_hospital")
    if column1:
        assert (entry["column1"], entry["indicator"]) == (column1, indicator)


@cache
def raw(table: str) -> dict[frozenset[str], list[list[str]]]:
    """Lines of the public text files for the pairs of the cases, read without the project's readers."""
    wanted = {frozenset(case[:2]) for case in (*CASES, *HOSPITAL_CASES)}
    texts = []
    if table == "dated":
        texts.append(real("ncci/excerpts/ccipra-v323r0-f1.dated.excerpt.txt").read_text(encoding="cp1252"))
    else:
        quarter, kind = ("2024q2", "practitioner") if table.startswith("ccipra") else ("2024q3", "hospital")
        for part in (1, 2, 3, 4):
            with zipfile.ZipFile(real(f"ncci/medicare-ncci-{quarter}-{kind}-ptp-edits-{table}-f{part}.rebuilt.zip")) as archive:
                texts.append(archive.read(archive.namelist()[0]).decode("cp1252"))
    lines: dict[frozenset[str], list[list[str]]] = {}
    for text in texts:
        for line in text.splitlines():
            if frozenset((line[:5], line[6:11])) in wanted:
                lines.setdefault(frozenset((line[:5], line[6:11])), []).append(line.split("\t"))
    return lines


def expected(a: str, b: str, on: str, table: str) -> tuple[str, int] | None:
    """Column 1 and indicator of the line in force by the raw text: dated lines first, undated ones from the edition's first day."""
    day = int(on.replace("-", ""))
    dated = raw("dated").get(frozenset((a, b)), []) if table.startswith("ccipra") else []
    ordered = {(f[0], f[1]) for f in dated}
    undated = [f for f in raw(table).get(frozenset((a, b)), []) if (f[0], f[1]) not in ordered]
    for f in (*dated, *undated):
        ends = int(f[4]) if f[4].strip().isdigit() else 99_999_999
        begins = int(f[3]) if f[3].strip().isdigit() else 0 if f[2] == "*" else FIRST_DAY[table]
        if f[5] != "9" and begins <= day <= ends:
            return f[0], int(f[5])
    return None


@pytest.mark.skipif(not DATA, reason="CODERLY_TEST_DATA is not set: the raw files are not at hand")
@pytest.mark.parametrize(
    ("a", "b", "on", "column1", "indicator", "table"),
    [(*case[:3], *case[4:], "ccipra-v301r0") for case in CASES] + [(*case[:3], *case[4:], "ccioph-v302r0") for case in HOSPITAL_CASES],
)
def test_cases_are_what_the_raw_lines_say(a: str, b: str, on: str, column1: str, indicator: int | None, table: str) -> None:
    assert expected(a, b, on, table) == ((column1, indicator) if column1 else None)


@pytest.mark.skipif(not DATA, reason="CODERLY_TEST_DATA is not set: the raw files are not at hand")
def test_small_files_hold_genuine_lines() -> None:
    """`engine_rows` against the raw text."""
    for _, column1, column2, prior, _, ends, indicator in EDITS_UNDATED:
        lines = raw("ccipra-v301r0")[frozenset((column1, column2))]
        assert [column1, column2, prior, ends or "*", str(indicator)] in [[f[0], f[1], f[2], f[4], f[5]] for f in lines]
    for row in EDITS_DATED:
        lines = raw("dated")[frozenset(row[:2])]
        assert [row[0], row[1], row[3], row[4] or "*", str(row[5])] in [[f[0], f[1], f[3], f[4], f[5]] for f in lines]


def test_a_modifier_is_never_proposed_with_indicator_zero(catalog: Catalog) -> None:
    findings = found(Subject.PTP, claim("45385 45378-59", date(2026, 11, 20)), catalog)
    assert findings[0].level is Level.DENIED
    assert "59 on line 2 does not help" in findings[0].verdict
    assert not any(word in findings[0].mend for word in ("59", "XS", "25", "modifier"))


def test_bypass_present_asks_for_the_record_and_missing_is_denied(catalog: Catalog) -> None:
    on = date(2024, 5, 1)
    (present,) = found(Subject.PTP, claim("99213-25 20610", on), catalog)
    (missing,) = found(Subject.PTP, claim("99213 20610", on), catalog)
    assert (present.level, missing.level) == (Level.ATTENTION, Level.DENIED)
    assert "25 on line 1" in present.verdict
    assert "only if the visit is significant" in present.mend.lower()
    assert missing.mend.endswith("25 on 99213.")
    assert entries([present], "ptp")[0]["bypassed_lines"] == [1]
    assert entries([missing], "ptp")[0]["denied_lines"] == [1]


def test_a_modifier_without_a_line_is_tried_where_it_would_bypass(catalog: Catalog) -> None:
    asked = replace(claim("99213 20610", date(2024, 5, 1)), unplaced=("25",))
    (present,) = found(Subject.PTP, asked, catalog)
    (wrong,) = found(Subject.PTP, replace(asked, unplaced=("59",)), catalog)
    assert present.level is Level.ATTENTION
    assert "25 on line 1" in present.verdict
    assert wrong.level is Level.DENIED
    assert "59 on line 1 does not help" in wrong.verdict


def test_a_visit_with_major_surgery_takes_57(catalog: Catalog) -> None:
    (found_,) = found(Subject.PTP, claim("99213 27447", date(2024, 5, 1)), catalog)
    assert entries([found_], "ptp")[0]["bypass"] == ["57"]


def test_sides_bypass_where_they_differ(catalog: Catalog) -> None:
    on = date(2024, 5, 1)
    levels = [
        found(Subject.PTP, claim(text, on), catalog)[0].level for text in ("29881-RT 20610-LT", "29881-RT 20610-RT", "29881 20610-LT")
    ]
    assert levels == [Level.ATTENTION, Level.DENIED, Level.ATTENTION]


def test_lines_that_stay_denied_are_named(catalog: Catalog) -> None:
    (found_,) = found(Subject.PTP, claim("20610-RT 29881-LT 20610-LT", date(2024, 5, 1)), catalog)
    assert found_.level is Level.DENIED
    assert entries([found_], "ptp")[0]["denied_lines"] == [3]
    assert entries([found_], "ptp")[0]["bypassed_lines"] == [1]


def test_no_row_is_no_permission(catalog: Catalog) -> None:
    finding, entry = pair("29881", "29876", date(2024, 5, 1), catalog)
    assert (finding.level, entry["indicator"], entry["in_force"]) == (Level.PASSED, None, False)
    assert "2024 Q2" in finding.verdict
    assert "2024-05-01" in finding.verdict
    assert "not a promise of payment" in finding.caveat
    assert "ok to bill" not in words_of(finding).lower()


def test_a_date_before_the_table_and_a_begin_that_is_not_in_the_file_are_open(catalog: Catalog) -> None:
    before, _ = pair("29881", "29876", date(2010, 1, 1), catalog)
    begin, entry = pair("92012", "92014", date(2010, 1, 1), catalog)
    assert (before.level, begin.level, entry["in_force"]) == (Level.UNKNOWN, Level.UNKNOWN, None)
    assert "2010-01-01" in before.mend
    assert "sources folder" in before.mend


def test_without_a_table_the_file_to_load_is_named(bare: Catalog) -> None:
    (finding,) = found(Subject.PTP, claim("99213 20610"), bare)
    assert finding.level is Level.UNKNOWN
    assert "ccipra" in finding.mend
    (hospital,) = found(Subject.PTP, claim("99213 20610", setting=Setting.HOSPITAL), bare)
    assert "ccioph" in hospital.mend


def test_pairs_without_a_row_share_one_finding_and_edits_come_first(catalog: Catalog) -> None:
    findings = found(Subject.PTP, claim("45385 45380 45378 29881 20610", date(2024, 5, 1)), catalog)
    assert len(entries(findings, "ptp")) == 10
    assert [f.level for f in findings if f.level is Level.PASSED] == [Level.PASSED]
    assert findings[-1].level is Level.PASSED
    in_force = {(e["column1"], e["column2"]) for e in entries(findings, "ptp") if e["in_force"]}
    assert in_force >= {("45385", "45380"), ("45385", "45378"), ("45380", "45378"), ("29881", "20610")}


def test_twenty_five_codes_are_paired_and_the_rest_is_said(catalog: Catalog) -> None:
    codes = " ".join(["99213", *(f"{n:05}" for n in range(11000, 11030))])
    findings = found(Subject.PTP, claim(codes, date(2024, 5, 1)), catalog)
    assert len(entries(findings, "ptp")) == MAX_CODES * (MAX_CODES - 1) // 2
    assert any("11029" in f.verdict for f in findings if f.level is Level.ATTENTION)


def test_one_code_has_no_pair_and_suppliers_have_no_table(catalog: Catalog) -> None:
    assert found(Subject.PTP, claim("45385"), catalog)[0].level is Level.INFORMATION
    assert found(Subject.PTP, claim("45385 45380", setting=Setting.SUPPLIER), catalog)[0].level is Level.INFORMATION
    assert found(Subject.PTP, claim(""), catalog) == ()


def test_rows_for_other_dates_are_told(catalog: Catalog) -> None:
    finding, _ = pair("10060", "99213", date(2020, 5, 1), catalog)
    assert finding.level is Level.INFORMATION
    assert "2020-10-01 to open" in finding.verdict
    assert "2013-07-01 to 2019-12-31" in finding.verdict


_CODES = sorted({code for row in EDITS_DATED for code in row[:2]})
_BOUNDS = {int(day) for row in EDITS_DATED for day in row[3:5] if day}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(_CODES), min_size=2, max_size=6, unique=True), st.dates(date(1995, 1, 1), date(2027, 1, 1)), st.randoms())
def test_the_order_of_the_lines_changes_no_verdict(small: Catalog, codes: list[str], on: date, random: object) -> None:
    def said(order: list[str]) -> set[tuple[object, ...]]:
        lines = tuple(ClaimLine(n, code) for n, code in enumerate(order, 1))
        found_ = entries(found(Subject.PTP, Claim(on=on, lines=lines), small), "ptp")
        return {(frozenset((e["column1"], e["column2"])), e["state"], e["indicator"], e["in_force"]) for e in found_}  # type: ignore[arg-type]

    shuffled = list(codes)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert said(codes) == said(shuffled)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(sorted({row[:2] for row in EDITS_DATED})), st.dates(date(1996, 1, 1), date(2024, 3, 30)))
def test_a_verdict_changes_only_on_a_day_that_a_row_names(small: Catalog, codes: tuple[str, str], on: date) -> None:
    tomorrow = date.fromordinal(on.toordinal() + 1)
    today_, next_ = (pair(*codes, day, small)[1] for day in (on, tomorrow))
    if (today_["state"], today_["column1"]) != (next_["state"], next_["column1"]):
        named = {int(d.isoformat().replace("-", "")) for d in (on, tomorrow)}
        ends = {int(row[5]) for row in EDITS_UNDATED if row[5]}
        assert named & (_BOUNDS | ends)


def test_graver_findings_come_before_lighter_ones(catalog: Catalog) -> None:
    findings = found(Subject.PTP, claim("45385 45380-59 45378 10060 99213", date(2020, 5, 1)), catalog)
    order = [list(Level).index(f.level) for f in findings if f.level is not Level.UNKNOWN]
    assert order == sorted(order)
    assert graver(findings, Level.ATTENTION)


def test_data_folder_holds_the_files_when_set() -> None:
    assert not DATA or (Path(DATA) / "ncci").is_dir()
