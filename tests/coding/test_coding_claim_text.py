"""A claim as people type it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coding.claim import MAX_LINES, Setting, Sex
from bot.coding.claim_text import read_claim, written

TODAY = date(2026, 5, 1)


@pytest.mark.parametrize(
    ("text", "lines", "diagnoses"),
    [
        ("99213-25, 20610-RT x1; dx M17.11", ["99213-25", "20610-RT"], ("M17.11",)),
        ("45385 & 45380", ["45385", "45380"], ()),
        ("45385/45380 x2", ["45385", "45380 x2"], ()),
        ("99213 25\n20610 RT 59 x 3", ["99213-25", "20610-RT-59 x3"], ()),
        ("27447 at 2 pm in the OR", ["27447"], ()),
        ("J3301 x10000", ["J3301 x10000"], ()),
        ("J3301 units 4, 97110 4 units, 97140 qty: 2", ["J3301 x4", "97110 x4", "97140 x2"], ()),
        ("dx: M17.11, E1165, e119", [], ("M17.11", "E11.65", "E11.9")),
        ("E1165", ["E1165"], ()),
        ("99213 for dx E1165", ["99213"], ("E11.65",)),
        ("99213 99214 36415", ["99213", "99214", "36415"], ()),
        ("G0121 -PT", ["G0121-PT"], ()),
        ("are 45385 and 45380 bundled?", ["45385", "45380"], ()),
        ("99213 dx I10 and E78.5", ["99213"], ("I10", "E78.5")),
        ("dx1:M17.11; dx2: I10; 20610", ["20610"], ("M17.11", "I10")),
        ("20610; dx1: M17.11, dx2: I10", ["20610"], ("M17.11", "I10")),
        ("J3301 x4 JZ", ["J3301-JZ x4"], ()),
        ("99213 OK", ["99213"], ()),
        ("45385 3", ["45385 x3"], ()),
        ("J3301 80 mg", ["J3301"], ()),
        ("45385-PT 2, 99213 25", ["45385-PT x2", "99213-25"], ()),
    ],
)
def test_lines_and_diagnoses_are_told_apart(text: str, lines: list[str], diagnoses: tuple[str, ...]) -> None:
    claim = read_claim(text, TODAY)
    assert [line.text for line in claim.lines] == lines
    assert claim.diagnoses == diagnoses
    assert claim.problems == ()


def test_everything_around_the_lines_may_stand_anywhere() -> None:
    claim = read_claim(
        "payer Aetna PPO; pos 22; 20610-RT, zip 90210-1234; age 67 female; dos 05/05/2026; hospital outpatient; dx M17.11; state: california",
        TODAY,
    )
    assert (claim.payer, claim.pos, claim.zip5, claim.state, claim.age, claim.sex) == ("aetna ppo", "22", "90210", "CA", 67, Sex.FEMALE)
    assert (claim.on, claim.on_given, claim.setting, claim.medicare) == (date(2026, 5, 5), True, Setting.HOSPITAL, False)
    assert [line.text for line in claim.lines] == ["20610-RT"]
    assert claim.problems == ()


def test_a_discharge_date_is_not_the_date_of_service() -> None:
    claim = read_claim("dx A41.9; dos 2025-09-29; discharged 2025-10-02", TODAY)
    assert (claim.on, claim.discharge, claim.diagnoses_on, claim.inpatient) == (
        date(2025, 9, 29),
        date(2025, 10, 2),
        date(2025, 10, 2),
        True,
    )


def test_without_a_date_today_is_taken() -> None:
    claim = read_claim("99213", TODAY)
    assert (claim.on, claim.on_given) == (TODAY, False)


def test_a_line_points_to_its_diagnoses() -> None:
    claim = read_claim("99213-25 ptr AB, 20610 ptr 2; dx M17.11, I10", TODAY)
    assert [line.pointers for line in claim.lines] == [(0, 1), (1,)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("9921, 99213", "“9921” was not read"),
        ("99213-2", "“-2” was not read as a modifier"),
        ("99213, 9999999", "“9999999” was not read"),
        ("J3301 x -3", "-3 units of J3301 cannot be meant"),
        ("99213 dos 2026-02-30", "2026-02-30 is not a date"),
        ("99213 dos 2026-05-01, 99214 dos 2026-05-02", "2026-05-02 was left out"),
        ("99213 state atlantis", "“atlantis” is no state"),
        ("99213 ptr C; dx I10", "points to a diagnosis that is not on the claim"),
        ("99213 age 450", "450 is no age"),
        ("0DTJ4ZZ", "ICD-10-PCS"),
        ("99213 pos 11 pos 22", "Only the first of several is used"),
    ],
)
def test_what_cannot_be_read_is_said_and_the_rest_is_kept(text: str, said: str) -> None:
    claim = read_claim(text, TODAY)
    assert any(said in problem for problem in claim.problems), claim.problems
    if "99213" in text:
        assert claim.lines[0].code == "99213"


def test_of_a_very_long_claim_the_rest_is_said_to_be_left_out() -> None:
    claim = read_claim("\n".join(f"{99000 + n}" for n in range(250)), TODAY)
    assert len(claim.lines) == MAX_LINES
    assert any("50 more were left out" in problem for problem in claim.problems)


_CODES = st.sampled_from(("99213", "20610", "J3301", "45385", "0001U"))
_LINES = st.lists(
    st.tuples(_CODES, st.lists(st.sampled_from(("25", "59", "RT", "XS")), max_size=4, unique=True), st.integers(0, 999)),
    min_size=1,
    max_size=12,
)


@given(
    lines=_LINES,
    diagnoses=st.lists(st.sampled_from(("M17.11", "I10", "E11.65", "S72.001A")), max_size=4),
    more=st.sampled_from(("", "; pos 11", "; state CA; dos 2026-01-02")),
)
def test_a_claim_written_out_reads_as_itself(lines: list[tuple[str, list[str], int]], diagnoses: list[str], more: str) -> None:
    text = ", ".join("-".join((code, *modifiers)) + f" x{units}" for code, modifiers, units in lines)
    text += (f"; dx {', '.join(diagnoses)}" if diagnoses else "") + more
    claim = read_claim(text, TODAY)
    again = read_claim(written(claim), TODAY)
    assert [line.text for line in again.lines] == [line.text for line in claim.lines]
    assert [(line.code, line.modifiers, line.count) for line in claim.lines] == [(c, tuple(m), u) for c, m, u in lines]
    assert (again.diagnoses, again.on, again.pos, again.state, again.problems) == (claim.diagnoses, claim.on, claim.pos, claim.state, ())


@given(st.text(max_size=300))
def test_no_text_is_too_odd_to_be_read(text: str) -> None:
    claim = read_claim(text, TODAY)
    assert len(claim.lines) <= MAX_LINES


def test_an_old_code_written_out_as_a_diagnosis_keeps_its_first_digits() -> None:
    claim = read_claim("icd9 250.00", date(2026, 1, 1))
    assert claim.diagnoses == ("250.00",)
    assert read_claim(written(claim), date(2026, 1, 1)).diagnoses == ("250.00",)


def test_two_capitals_after_in_are_a_state_and_small_words_are_not() -> None:
    assert read_claim("fee 99213 in TX", TODAY).state == "TX"
    assert read_claim("27447 in OR", TODAY).state == ""
    assert read_claim("99213 in me", TODAY).state == ""


def test_a_locality_may_be_written_in_one() -> None:
    assert read_claim("99213 locality 0111205", TODAY).locality == "01112-05"


def test_eight_digits_that_can_be_a_day_are_the_date_of_service() -> None:
    assert read_claim("99213 dos 20260505", TODAY).on == date(2026, 5, 5)
    assert "“20261399” was not read" in read_claim("99213 dos 20261399", TODAY).problems[0]


STATES = (
    # text, state, lines
    ("45378 TX dx Z12.11", "TX", ["45378"]),
    ("20610 FL M17.11", "FL", ["20610"]),
    ("20610 RT FL x2", "FL", ["20610-RT x2"]),
    ("20610 dx M17.11 CA", "CA", ["20610"]),
    ("20610, dx M17.11; PA", "PA", ["20610"]),
    ("20610; dx M17.11 GA", "GA", ["20610"]),
    ("36415 GA", "", ["36415-GA"]),
    ("97110 CO", "", ["97110-CO"]),
    ("99213 seen by the MD", "", ["99213"]),
    ("71250 CT of the chest", "", ["71250-CT"]),
    ("is 99213 OK, with 20610", "", ["99213", "20610"]),
    ("99213 IN office", "", ["99213"]),
    ("99214-25 11042 medicaid ohio", "OH", ["99214-25", "11042"]),
    ("20610, new york", "NY", ["20610"]),
    ("45378 TX; state FL", "FL", ["45378-TX"]),
)


@pytest.mark.parametrize(("text", "state", "lines"), STATES)
def test_the_letters_of_a_state_behind_a_code_are_the_state(text: str, state: str, lines: list[str]) -> None:
    claim = read_claim(text, TODAY)
    assert (claim.state, [line.text for line in claim.lines]) == (state, lines)
