"""Modifiers on genuine rows: every indicator of the public fee schedule against its own line, and what a modifier means alone."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from functools import cache

import pytest
from engine_desk import claim, entries, found, words_of
from engine_rows import FEES_2025
from sources_reading import DATA, real

from bot.coding.finding import Level, Subject
from bot.engine.modifier_answers import about, for_code
from knowledge.catalog import Catalog

ON = date(2025, 11, 15)
LINES = (
    # line, verdict of its modifiers, the column of the fee schedule that decides, and its value
    ("71046-26", "holds", "pctc", "1"),
    ("71046-TC", "holds", "pctc", "1"),
    ("88305-TC", "holds", "pctc", "1"),
    ("93010-26", "does_not_hold", "pctc", "2"),
    ("88141-TC", "does_not_hold", "pctc", "2"),
    ("93005-26", "does_not_hold", "pctc", "3"),
    ("93000-26", "does_not_hold", "pctc", "4"),
    ("99213-26", "does_not_hold", "pctc", "0"),
    ("27447-50", "holds", "bilateral", "1"),
    ("20610-50", "holds", "bilateral", "1"),
    ("11721-50", "does_not_hold", "bilateral", "0"),
    ("69210-50", "does_not_hold", "bilateral", "2"),
    ("76512-50", "holds", "bilateral", "3"),
    ("62321-50", "does_not_hold", "bilateral", "9"),
    ("22630-80", "holds", "assistant", "2"),
    ("27447-AS", "holds", "assistant", "2"),
    ("29881-80", "depends", "assistant", "0"),
    ("20610-80", "does_not_hold", "assistant", "1"),
    ("45385-82", "does_not_hold", "assistant", "1"),
    ("22630-62", "holds", "cosurgeon", "2"),
    ("27447-62", "depends", "cosurgeon", "1"),
    ("20610-62", "does_not_hold", "cosurgeon", "0"),
    ("33533-66", "does_not_hold", "team", "0"),
    ("27447-54", "holds", "global_days", "090"),
    ("10060-55", "holds", "global_days", "010"),
    ("20610-54", "does_not_hold", "global_days", "000"),
    ("71046-54", "does_not_hold", "global_days", "XXX"),
    ("17003-51", "does_not_hold", "global_days", "ZZZ"),
    ("64484-51", "does_not_hold", "global_days", "ZZZ"),
    ("20610-51", "holds", "multiple", "2"),
    ("80053-51", "does_not_hold", "multiple", "9"),
)
COLUMN = {"pctc": 13, "global_days": 14, "multiple": 18, "bilateral": 19, "assistant": 20, "cosurgeon": 21, "team": 22}
"""Positions in the published csv of 2025, counted from 0."""


@pytest.mark.parametrize(("text", "verdict", "column", "value"), LINES)
def test_modifier_against_its_indicator(text: str, verdict: str, column: str, value: str, catalog: Catalog) -> None:
    entry = entries(found(Subject.MODIFIERS, claim(text, ON), catalog), "modifiers")[0]
    assert entry["verdict"] == verdict, entry["text"]


@cache
def raw_fees() -> dict[str, list[str]]:
    """Code (and modifier) → the cells of its line, by the csv module alone."""
    with real("mpfs/RVU25D/PPRRVU2025_Oct.csv").open(encoding="cp1252", newline="") as handle:
        return {f"{r[0]}-{r[1]}" if r[1] else r[0]: r for r in csv.reader(handle) if len(r) > 25 and len(r[0]) == 5}


@pytest.mark.skipif(not DATA, reason="CODERLY_TEST_DATA is not set: the raw file is not at hand")
def test_indicators_are_what_the_raw_file_says() -> None:
    for text, _, column, value in LINES:
        assert raw_fees()[text.split("-")[0]][COLUMN[column]] == value, text
    for row in FEES_2025:
        code, status, pctc, days, multiple, bilateral, assistant, cosurgeon, team, *shares = row.split()
        cells = raw_fees()[code]
        assert [cells[3], cells[13], cells[14], *cells[18:23]] == [status, pctc, days, multiple, bilateral, assistant, cosurgeon, team], (
            code
        )
        assert not shares or cells[15:18] == shares, code


def test_each_modifier_of_a_line_is_answered(catalog: Catalog) -> None:
    findings = found(Subject.MODIFIERS, claim("99213-25 20610-RT-59 45385-51 27447-50-LT", ON), catalog)
    answered = {(e["line"], m) for e in entries(findings, "modifiers") for m in e["modifiers"]}
    assert answered == {(1, "25"), (2, "RT"), (2, "59"), (3, "51"), (4, "50"), (4, "LT")}


def test_payment_is_that_of_the_row(catalog: Catalog) -> None:
    (finding,) = found(Subject.MODIFIERS, claim("27447-54 33533-55", ON), catalog)
    assert "79 percent" in words_of(finding)
    assert "9 percent (after it)" in words_of(finding)


def test_unknown_and_ended_modifiers(catalog: Catalog) -> None:
    findings = found(Subject.MODIFIERS, claim("99213-ZZ 20610-07", ON), catalog)
    assert [f.level for f in findings] == [Level.DENIED, Level.DENIED]
    assert "HCPCS Level II October 2025" in findings[0].verdict


def test_a_line_that_stands_twice_is_a_duplicate(catalog: Catalog) -> None:
    findings = found(Subject.MODIFIERS, claim("20610-RT 20610-RT 20610-LT", ON), catalog)
    assert [f.lines for f in findings if f.level is Level.ATTENTION] == [(1, 2)]
    (three,) = [f for f in found(Subject.MODIFIERS, claim("20610-RT 20610-RT 20610-RT", ON), catalog) if f.level is Level.ATTENTION]
    assert "Lines 2 and 3 (20610-RT) are the same as line 1" in three.verdict


def test_57_before_a_minor_procedure_does_not_hold(catalog: Catalog) -> None:
    findings = found(Subject.MODIFIERS, claim("99213-57 20610", ON), catalog)
    assert entries(findings, "modifiers")[0]["verdict"] == "does_not_hold"
    assert entries(found(Subject.MODIFIERS, claim("99213-57 27447", ON), catalog), "modifiers")[0]["verdict"] == "holds"


@pytest.mark.parametrize(
    ("modifier", "word"),
    [
        ("25", "visit"),
        (" 59 ", "distinct"),
        ("xs", "separate organ"),
        ("AS", "13.6 percent"),
        ("QW", "CLIA"),
        ("TC", "technical"),
        ("f5", "right thumb"),
    ],
)
def test_what_a_modifier_is(modifier: str, word: str, catalog: Catalog) -> None:
    finding = about(modifier, catalog, ON)
    assert finding.level is Level.INFORMATION
    assert word in words_of(finding)
    assert finding.grounds


def test_a_modifier_of_hcpcs_alone_is_known_by_its_row(catalog: Catalog, bare: Catalog) -> None:
    assert about("AM", catalog, ON).level is Level.INFORMATION
    assert about("AM", bare, ON).level is Level.UNKNOWN
    assert "ANWEB" in about("AM", bare, ON).mend


@pytest.mark.parametrize("text", ["", "X", "2525", "??", "07"])
def test_what_is_no_modifier(text: str, catalog: Catalog) -> None:
    assert about(text, catalog, ON).level is Level.DENIED


def test_what_a_code_may_take(catalog: Catalog, bare: Catalog) -> None:
    finding = for_code("27447", catalog, ON)
    takes = {e["modifiers"][0]: e["verdict"] for e in entries([finding], "modifiers")}
    assert (takes["50"], takes["62"], takes["66"], takes["26"], takes["80"], takes["25"]) == (
        "yes",
        "with_records",
        "no",
        "no",
        "yes",
        "no",
    )
    visit = {e["modifiers"][0]: e["verdict"] for e in entries([for_code("99213", catalog, ON)], "modifiers")}
    assert (visit["25"], visit["50"]) == ("yes", "no")
    assert for_code("27447", bare, ON).level is Level.UNKNOWN


def test_a_claim_without_modifiers_says_what_its_codes_take(catalog: Catalog) -> None:
    assert [f.codes for f in found(Subject.MODIFIERS, claim("27447 20610", ON), catalog)] == [("27447",), ("20610",)]
    assert found(Subject.MODIFIERS, claim("", ON), catalog) == ()


def test_a_modifier_that_changes_nothing_denies_nothing(catalog: Catalog) -> None:
    (finding,) = found(Subject.MODIFIERS, claim("69210-50", ON), catalog)
    assert finding.level is Level.ATTENTION
    assert "paid once" in finding.verdict


def test_both_sides_and_a_side_contradict_each_other(catalog: Catalog) -> None:
    (finding,) = found(Subject.MODIFIERS, claim("27447-50 27447-LT 27447-RT", ON), catalog)
    assert (finding.level, finding.lines, finding.denies) == (Level.DENIED, (1, 2, 3), (2, 3))
    assert "LT and RT on two lines" in finding.mend


def test_discarded_and_nothing_discarded_contradict_each_other_across_lines(catalog: Catalog) -> None:
    both = found(Subject.MODIFIERS, claim("J3301-JZ*4 J3301-JW*2", ON), catalog)
    assert [(f.level, f.lines) for f in both if f.level is not Level.PASSED] == [(Level.ATTENTION, (1, 2))]
    (alone,) = [f for f in found(Subject.MODIFIERS, claim("J3301-JW*2 99213-25", ON), catalog) if f.level is Level.ATTENTION]
    assert "what was given" in alone.verdict
    assert not [f for f in found(Subject.MODIFIERS, claim("J3301*4 J3301-JW*2", ON), catalog) if f.level is not Level.PASSED]


@pytest.mark.parametrize(("code", "takes", "never"), [("E0110", "NU, RR or UE", "62"), ("J3301", "JZ", "50"), ("A4253", "NU, RR or UE", "26")])
def test_what_is_no_procedure_takes_none_of_the_surgical_modifiers(code: str, takes: str, never: str, catalog: Catalog) -> None:
    (finding,) = found(Subject.MODIFIERS, claim(code, ON), catalog)
    assert finding.level is Level.INFORMATION
    assert takes in finding.verdict
    assert never not in finding.verdict.replace(code, "")


@pytest.mark.parametrize(
    ("lines", "on", "level", "said"),
    [
        ("G2211 99213-25 20610-RT", date(2026, 5, 5), Level.DENIED, "20610 is not"),
        ("G2211 99213-25", date(2026, 5, 5), Level.DENIED, "does not pay G2211"),
        ("G2211 99213-25 G0439", date(2026, 5, 5), Level.PASSED, "G0439 is preventive"),
        ("G2211 99213-25 G0439", date(2024, 5, 5), Level.DENIED, "does not pay G2211"),
        ("G2211 99213-25 90471 20610", date(2026, 5, 5), Level.ATTENTION, "the contractor decides"),
        ("G2211 99348-25 20610", date(2026, 5, 5), Level.DENIED, "99348-25"),
        ("G2211-25", date(2026, 5, 5), Level.DENIED, "its visit carries 25"),
    ],
)
def test_a_visit_with_25_decides_on_the_complexity_addon(lines: str, on: date, level: Level, said: str, bare: Catalog) -> None:
    first = found(Subject.MODIFIERS, claim(lines, on), bare)[0]
    assert (first.level, said in first.verdict) == (level, True), first.verdict
    assert first.denies == ((1,) if level is Level.DENIED else ())


@pytest.mark.parametrize("lines", ["G2211 99213", "99213-25 20610", "G2211 99348-25"])
def test_without_both_nothing_is_said_of_it(lines: str, bare: Catalog) -> None:
    assert not [f for f in found(Subject.MODIFIERS, claim(lines, date(2025, 5, 5)), bare) if "complexity" in f.data]


def test_another_payer_has_its_own_rule_for_the_complexity_addon(bare: Catalog) -> None:
    private = replace(claim("G2211 99213-25", ON), payer="aetna", payer_given=True)
    assert not [f for f in found(Subject.MODIFIERS, private, bare) if "complexity" in f.data]
