"""Claims as they come: long, wrong, of any date. Every line is answered, and the rest is still checked."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from engine_desk import claim, entries, everything, words_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.coding.claim import Claim, ClaimLine, Setting
from bot.coding.finding import Finding, Level, Subject
from bot.pipeline.check_record import check_record
from knowledge.catalog import Catalog

BAD = (
    # line, words that answer it
    ("AB", "no CPT or HCPCS code"),
    ("M17.11", "a diagnosis, not a procedure"),
    ("9921", "no CPT or HCPCS code"),
    ("12345", "is not found in"),
    ("99213-ZZ", "ZZ is not found"),
    ("99213-2", "is no modifier"),
    ("99213*0", "no unit is on line"),
    ("36415*10000", "10000 units"),
    ("20610-LT-RT", "exclude each other"),
    ("71046-26-TC", "exclude each other"),
    ("", "no CPT or HCPCS code"),
    ("\u00e9\u00e9\u00e9\u00e9\u00e9", "no CPT or HCPCS code"),
    ("'; DROP", "no CPT or HCPCS code"),
)


@pytest.mark.parametrize(("text", "words"), BAD)
def test_a_bad_line_is_answered_and_the_rest_still_checked(text: str, words: str, catalog: Catalog) -> None:
    bad = claim(text).lines or (ClaimLine(1, text),)
    good = (ClaimLine(2, "45385"), ClaimLine(3, "45378"))
    findings = everything(Claim(on=date(2026, 5, 5), lines=(*bad[:1], *good), diagnoses=("E11.9", "nonsense")), catalog)
    assert any(words in words_of(f) for f in findings if 1 in f.lines), [f.verdict for f in findings]
    pair = next(e for e in entries(findings, "ptp") if {e["column1"], e["column2"]} == {"45385", "45378"})
    assert (pair["in_force"], pair["column1"], pair["indicator"]) == (True, "45385", 0)
    assert any("nonsense" in f.verdict.lower() for f in findings)


@pytest.mark.parametrize("on", [date(1, 1, 1), date(1990, 1, 1), date(2019, 12, 31), date(2027, 6, 1), date(9999, 12, 31)])
def test_any_date_gets_an_answer_for_each_line(on: date, catalog: Catalog) -> None:
    checked = claim("99213-25 20610-RT 64484 G2012 12345", on, diagnoses=("E11.9",))
    findings = everything(checked, catalog)
    assert {n for f in findings if f.subject is Subject.VALIDITY for n in f.lines} == {1, 2, 3, 4, 5}
    assert {e["number"] for e in of_lines(findings)} == {1, 2, 3, 4, 5}


def test_a_date_before_every_table_gives_no_verdict_of_absence(catalog: Catalog) -> None:
    findings = everything(claim("29881 29876 20610", date(1996, 6, 1)), catalog)
    assert not [f.verdict for f in findings if f.subject in (Subject.PTP, Subject.MUE) and f.level is Level.PASSED]


def test_two_hundred_lines_are_all_answered(catalog: Catalog) -> None:
    lines = tuple(ClaimLine(n, f"{11000 + n:05}", ("59",) if n % 2 else (), n % 4) for n in range(1, 201))
    findings = everything(Claim(on=date(2025, 11, 15), lines=lines), catalog)
    assert {e["number"] for e in of_lines(findings)} == set(range(1, 201))
    assert any("were not looked at for PTP edits" in f.verdict for f in findings)
    assert {n for f in findings if f.subject is Subject.MUE and "unit" in f.verdict for n in f.lines} >= {4, 8, 200}


def test_a_claim_without_lines_says_nothing(catalog: Catalog) -> None:
    assert everything(Claim(on=date(2025, 11, 15)), catalog) == ()


def test_a_check_is_a_record_for_scripts(catalog: Catalog) -> None:
    checked = claim("99213-25 20610-RT*3 99441", date(2025, 11, 15), diagnoses=("E11.9",))
    record = json.loads(json.dumps(check_record(everything(checked, catalog), checked)))
    assert [(x["code"], x["status"]) for x in record["lines"]] == [("99213", "active"), ("20610", "active"), ("99441", "deleted")]
    edit = next(e for e in record["ptp"] if e["in_force"])
    assert {"column1", "column2", "indicator", "begin", "end", "in_force", "bypass", "edition"} <= set(edit)
    assert (edit["column1"], edit["column2"], edit["bypass"]) == ("20610", "99213", ["25"])
    units = {e["code"]: (e["units"], e["value"], e["mai"], e["verdict"]) for e in record["mue"]}
    assert units["99213"][0] == 1
    assert {"code", "units", "value", "mai", "edition", "verdict"} <= set(record["mue"][0])
    assert [x.get("code") for x in record["dx"]].count("E11.9") == 1


def test_hospital_and_supplier_claims_use_their_own_tables(catalog: Catalog) -> None:
    on = date(2024, 8, 1)
    hospital = everything(claim("96372 99211", on, setting=Setting.HOSPITAL), catalog)
    practitioner = everything(claim("96372 99211", date(2024, 5, 1)), catalog)
    assert [e["indicator"] for e in entries(hospital, "ptp")] == [1]
    assert [e["indicator"] for e in entries(practitioner, "ptp")] == [0]
    assert {e["table"] for e in entries(hospital, "ptp")} == {"ncci_ptp_hospital"}
    assert everything(claim("A4253*2", on, setting=Setting.SUPPLIER), catalog)


def of_lines(findings: tuple[Finding, ...]) -> list[dict[str, Any]]:
    """The entries of validity, one a line."""
    return entries([f for f in findings if f.subject is Subject.VALIDITY], "lines")


_WORD = st.one_of(
    st.sampled_from(("99213", "20610", "45385", "64484", "J3301", "G2012", "00400", "80053", "12345", "0DTJ4ZZ")), st.text(max_size=7)
)
_MODIFIERS = st.lists(st.sampled_from(("25", "59", "XS", "LT", "RT", "50", "26", "TC", "AA", "ZZ", "\u00df", "")), max_size=5)
_LINES = st.lists(st.tuples(_WORD, _MODIFIERS, st.integers(-3, 99_999)), max_size=8)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_LINES, st.lists(st.text(max_size=8), max_size=3), st.dates(), st.sampled_from(Setting))
def test_nothing_on_a_claim_raises(
    small: Catalog, lines: list[tuple[str, list[str], int]], diagnoses: list[str], on: date, setting: Setting
) -> None:
    made = tuple(ClaimLine(n, code, tuple(modifiers), units) for n, (code, modifiers, units) in enumerate(lines, 1))
    checked = Claim(on=on, lines=made, diagnoses=tuple(diagnoses), setting=setting)
    mine = (Subject.VALIDITY, Subject.PTP, Subject.MUE, Subject.ADDON, Subject.MODIFIERS)
    for finding in [f for f in everything(checked, small) if f.subject in mine]:
        assert finding.verdict
        json.dumps(dict(finding.data))
        if finding.subject is Subject.PTP:
            for entry in entries([finding], "ptp"):
                assert entry["indicator"] == 1 or entry["bypass"] == []
