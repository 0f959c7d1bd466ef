"""Modifiers on a line: what holds, what does not, what bypasses an edit, and what each means."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest
from coding_rows import fee, line, lines
from hypothesis import given
from hypothesis import strategies as st

from bot.coding import modifier_indicators, modifiers, sites
from bot.coding.claim import Setting
from bot.coding.finding import Level
from bot.coding.modifier_conflicts import conflicts, sides_twice
from bot.coding.modifier_indicators import Fit
from bot.coding.modifier_rules import LineFacts, remarks
from bot.coding.ncci import PairVerdict, decide
from bot.coding.ncci_relief import ASSOCIATED, relief
from bot.coding.visits import is_visit
from knowledge.model import Edition
from knowledge.tables.ncci_ptp import PRACTITIONER, PtpRow
from knowledge.tables.physician_fee_schedule import FeeRow

SURGERY = {
    "global_days": "090",
    "pre": "0.10",
    "intra": "0.69",
    "post": "0.21",
    "multiple": "2",
    "bilateral": "1",
    "assistant": "2",
    "cosurgeon": "1",
}
MINOR = {"global_days": "000", "multiple": "2", "bilateral": "1", "assistant": "1"}

LINES = (
    # line, its fee row, the level and modifiers of its gravest remark (None: nothing against it)
    ("99213-25", {}, None, ()),
    ("99213-24", {}, None, ()),
    ("99213-24-25", {}, None, ()),
    ("20610-25", MINOR, Level.DENIED, ("25",)),
    ("20610-24", MINOR, Level.DENIED, ("24",)),
    ("20610-57", MINOR, Level.DENIED, ("57",)),
    ("99213-59", {}, Level.DENIED, ("59",)),
    ("99213-XE", {}, Level.DENIED, ("XE",)),
    ("99213-51", {}, Level.DENIED, ("51",)),
    ("99213-50", {}, Level.DENIED, ("50",)),
    ("99213-22", {}, Level.DENIED, ("22",)),
    ("99213-76", {}, Level.DENIED, ("76",)),
    ("99213-78", {}, Level.DENIED, ("78",)),
    ("71046-26", {"pctc": "1"}, None, ()),
    ("71046-TC", {"pctc": "1"}, None, ()),
    ("71046-26-TC", {"pctc": "1"}, Level.DENIED, ("26", "TC")),
    ("93010-TC", {"pctc": "2"}, Level.DENIED, ("TC",)),
    ("93010-26", {"pctc": "2"}, Level.DENIED, ("26",)),
    ("93005-26", {"pctc": "3"}, Level.DENIED, ("26",)),
    ("93000-26", {"pctc": "4"}, Level.DENIED, ("26",)),
    ("88187-26", {"pctc": "6"}, None, ()),
    ("88187-TC", {"pctc": "6"}, Level.DENIED, ("TC",)),
    ("27447-50", SURGERY, None, ()),
    ("27447-50 x2", SURGERY, Level.ATTENTION, ("50",)),
    ("27447-50-LT", SURGERY, Level.DENIED, ("50", "LT")),
    ("27447-LT-RT", SURGERY, Level.DENIED, ("LT", "RT")),
    ("27447-LT", SURGERY, None, ()),
    ("11721-50", {"bilateral": "0"}, Level.ATTENTION, ("50",)),
    ("69210-50", {"bilateral": "2"}, Level.ATTENTION, ("50",)),
    ("76512-50", {"bilateral": "3"}, None, ()),
    ("62321-50", {"bilateral": "9"}, Level.DENIED, ("50",)),
    ("17003-51", {"global_days": "ZZZ"}, Level.DENIED, ("51",)),
    ("20610-51", MINOR, None, ()),
    ("36415-51", {"multiple": "9"}, Level.DENIED, ("51",)),
    ("27447-62", SURGERY, Level.ATTENTION, ("62",)),
    ("22630-62", {"cosurgeon": "2", "global_days": "090"}, None, ()),
    ("20610-62", MINOR, Level.DENIED, ("62",)),
    ("27447-80", SURGERY, None, ()),
    ("27447-AS", SURGERY, None, ()),
    ("27447-80-81", SURGERY, Level.DENIED, ("80", "81")),
    ("29881-80", {"assistant": "0", "global_days": "090"}, Level.ATTENTION, ("80",)),
    ("20610-80", MINOR, Level.DENIED, ("80",)),
    ("20610-AS", MINOR, Level.DENIED, ("AS",)),
    ("27447-66", SURGERY, Level.DENIED, ("66",)),
    ("27447-54", SURGERY, None, ()),
    ("27447-54-55", SURGERY, Level.DENIED, ("54", "55")),
    ("20610-54", MINOR, Level.DENIED, ("54",)),
    ("20610-58-79", MINOR, Level.DENIED, ("58", "79")),
    ("27447-78", SURGERY, None, ()),
    ("20610-59", MINOR, None, ()),
    ("20610-59-XS", MINOR, Level.DENIED, ("59", "XS")),
    ("20610-76-77", MINOR, Level.DENIED, ("76", "77")),
    ("80053-91", {"pctc": "9"}, None, ()),
    ("80053-76", {"pctc": "9"}, Level.ATTENTION, ("76",)),
    ("20610-91", MINOR, Level.DENIED, ("91",)),
    ("20610-52-53", MINOR, Level.DENIED, ("52", "53")),
    ("20610-73", MINOR, Level.ATTENTION, ("73",)),
    ("99213-27", {}, Level.ATTENTION, ("27",)),
    ("20610-AA", MINOR, Level.DENIED, ("AA",)),
    ("00400-AA-P2", {"pctc": "9"}, None, ()),
    ("00400-QK-AA", {"pctc": "9"}, Level.DENIED, ("QK", "AA")),
    ("J3301-JW", {}, None, ()),
    ("J3301-JW-JZ", {}, Level.DENIED, ("JW", "JZ")),
    ("20610-JZ", MINOR, Level.DENIED, ("JZ",)),
    ("97110-GP-CQ", {"pctc": "7"}, None, ()),
    ("97110-CQ", {"pctc": "7"}, Level.DENIED, ("CQ",)),
    ("97110-GP-GO", {"pctc": "7"}, Level.DENIED, ("GP", "GO")),
    ("20550-F1-F2", MINOR, Level.DENIED, ("F1", "F2")),
    ("20610-RT-RT", MINOR, Level.ATTENTION, ("RT",)),
    ("20610-RT-59-76-GA-KX", MINOR, Level.ATTENTION, ()),
    ("99213-GA-GZ", {}, Level.DENIED, ("GA", "GZ")),
)


@pytest.mark.parametrize(("text", "row", "level", "names"), LINES, ids=[case[0] for case in LINES])
def test_modifiers_of_a_line(text: str, row: dict[str, str], level: Level | None, names: tuple[str, ...]) -> None:
    written = line(text)
    found = remarks(LineFacts(written, fee(written.code, **row)))
    assert (found[0].level if found else None, found[0].modifiers if found else ()) == (level, names), found


def test_without_a_fee_schedule_contradictions_are_still_seen() -> None:
    assert [r.level for r in remarks(LineFacts(line("20610-50-LT")))] == [Level.DENIED]
    assert remarks(LineFacts(line("20610-80"))) == ()


def test_57_needs_major_surgery_and_25_is_not_its_modifier() -> None:
    minor, major = frozenset(("000", "XXX")), frozenset(("090", "XXX"))
    visit57, visit25 = line("99214-57"), line("99214-25")
    assert [r.level for r in remarks(LineFacts(visit57, global_days=minor))] == [Level.DENIED]
    assert remarks(LineFacts(visit57, global_days=major)) == ()
    assert [r.level for r in remarks(LineFacts(visit25, global_days=major))] == [Level.ATTENTION]
    assert remarks(LineFacts(visit25, global_days=minor)) == ()


def test_addon_codes_by_the_table_take_no_51_either() -> None:
    assert [r.modifiers for r in remarks(LineFacts(line("90472-51"), fee("90472", multiple="2"), addon=True))] == [("51",)]


def test_facility_modifiers_hold_on_a_hospital_claim() -> None:
    assert remarks(LineFacts(line("99213-27"), setting=Setting.HOSPITAL)) == ()
    assert remarks(LineFacts(line("20610-73"), setting=Setting.HOSPITAL)) == ()


@pytest.mark.parametrize(
    ("modifier", "row", "payment"),
    [
        ("54", SURGERY, "79 percent (before and at the operation)"),
        ("55", SURGERY, "21 percent (after it)"),
        ("78", SURGERY, "69 percent, the share of the operation itself"),
        ("50", SURGERY, "150 percent of the fee, one unit"),
        ("62", SURGERY, "62.5 percent to each"),
    ],
)
def test_what_a_modifier_does_to_payment(modifier: str, row: dict[str, str], payment: str) -> None:
    said = modifier_indicators.indicated(modifier, fee("27447", **row))
    assert said is not None
    assert (said.fit is not Fit.NO, said.payment) == (True, payment)


def test_an_indicator_of_no_known_value_says_nothing() -> None:
    assert modifier_indicators.indicated("50", fee("20610", bilateral="7")) is None
    assert modifier_indicators.indicated("26", fee("20610", pctc="Z")) is None


TABLE = Edition(PRACTITIONER, "v32.1, 2026 Q2", date(2026, 4, 1), date(2026, 6, 30))


def pair(column1: str, column2: str, indicator: int = 1, on: date = date(2026, 5, 5)) -> PairVerdict:
    return decide(
        column1, column2, on, PRACTITIONER, (PtpRow(column1, column2, date(2000, 1, 1), None, indicator, False, "", TABLE),), TABLE
    )


RELIEF = (
    # column 1 and 2 of the pair, indicator, lines, denied, bypassed, unclear
    (("20610", "99213"), 1, ("99213-25", "20610"), (), (1,), ()),
    (("20610", "99213"), 1, ("99213", "20610-25"), (1,), (), ()),
    (("20610", "99213"), 1, ("99213-59", "20610"), (1,), (), ()),
    (("27447", "99213"), 1, ("99213-57", "27447"), (), (1,), ()),
    (("27447", "99213"), 1, ("99213-24", "27447"), (), (1,), ()),
    (("45385", "45378"), 0, ("45385", "45378-59"), (2,), (), ()),
    (("45385", "45380"), 1, ("45385", "45380-59"), (), (2,), ()),
    (("45385", "45380"), 1, ("45385-59", "45380"), (), (2,), ()),
    (("45385", "45380"), 1, ("45385", "45380-XS"), (), (2,), ()),
    (("45385", "45380"), 1, ("45385", "45380-51"), (2,), (), ()),
    (("45385", "45380"), 1, ("45385", "45380-76"), (2,), (), ()),
    (("45385", "45380"), 1, ("45385", "45380-25"), (2,), (), ()),
    (("45385", "45380"), 1, ("45385", "45380-59", "45380"), (3,), (2,), ()),
    (("29881", "20610"), 1, ("29881-RT", "20610-LT"), (), (2,), ()),
    (("29881", "20610"), 1, ("29881-RT", "20610-RT"), (2,), (), ()),
    (("29881", "20610"), 1, ("29881", "20610-LT"), (), (), (2,)),
    (("29881", "20610"), 1, ("29881-RT", "20610"), (2,), (), ()),
    (("29881", "20610"), 1, ("29881-50", "20610-LT"), (2,), (), ()),
    (("11730", "11720"), 1, ("11730-TA", "11720-T5"), (), (2,), ()),
    (("11730", "11720"), 1, ("11730-TA", "11720-LT"), (2,), (), ()),
    (("92928", "92920"), 1, ("92928-LD", "92920-RC"), (), (2,), ()),
    (("80053", "80048"), 1, ("80053", "80048-91"), (), (2,), ()),
    (("27447", "20610"), 1, ("27447", "20610-79"), (), (2,), ()),
)


@pytest.mark.parametrize(("codes", "indicator", "claim", "denied", "bypassed", "unclear"), RELIEF)
def test_modifiers_on_the_claim_against_an_edit(
    codes: tuple[str, str],
    indicator: int,
    claim: tuple[str, ...],
    denied: tuple[int, ...],
    bypassed: tuple[int, ...],
    unclear: tuple[int, ...],
) -> None:
    found = relief(pair(*codes, indicator), lines(*claim))
    assert (found.denied, found.bypassed, found.unclear) == (denied, bypassed, unclear)


def test_59_on_column_one_counts_since_july_2019() -> None:
    claim = lines("45385-59", "45380")
    assert relief(pair("45385", "45380", on=date(2019, 6, 30)), claim).denied == (2,)
    assert relief(pair("45385", "45380", on=date(2019, 7, 1)), claim).bypassed == (2,)


_MODIFIERS = st.lists(st.sampled_from(sorted(ASSOCIATED | {"50", "51", "76", "22", "GA"})), max_size=4, unique=True)


@given(_MODIFIERS, _MODIFIERS)
def test_indicator_zero_is_never_bypassed_by_whatever_stands_on_the_lines(one: list[str], two: list[str]) -> None:
    found = relief(pair("45385", "45378", 0), lines("-".join(("45385", *one)), "-".join(("45378", *two))))
    assert (found.denied, found.bypassed, found.unclear, found.by) == ((2,), (), (), ())


@given(_MODIFIERS, _MODIFIERS)
def test_sites_differ_in_both_directions_or_in_none(one: list[str], two: list[str]) -> None:
    assert sites.differ(one, two) == sites.differ(two, one)
    assert not sites.differ(one, one)


@given(_MODIFIERS, st.sampled_from(("99213", "20610", "80053", "00400", "J3301", "0075T", "ABCDE")))
def test_rules_say_something_sensible_for_any_modifiers(names: list[str], code: str) -> None:
    for remark in remarks(LineFacts(line("-".join((code, *names))), fee(code))):
        assert remark.text
        assert set(remark.modifiers) <= set(names)


def test_conflicts_do_not_depend_on_the_order() -> None:
    for order in permutations(("26", "TC", "50", "LT")):
        assert {frozenset(pair_) for pair_, _ in conflicts(order)} == {frozenset(("26", "TC")), frozenset(("50", "LT"))}


def test_every_associated_modifier_is_worded_and_every_word_is_there() -> None:
    assert set(modifiers.table()) >= ASSOCIATED
    for words in modifiers.table().values():
        assert modifiers.looks_like(words.code)
        assert all((words.meaning, words.goes, words.payment, words.source)), words.code
        assert not words.meaning.endswith("."), words.code


def test_modifiers_are_known_in_any_case() -> None:
    assert modifiers.known(" xs ") == modifiers.known("XS")
    assert modifiers.known("07") is None


def test_a_visit_is_no_procedure() -> None:
    row: FeeRow = fee("99213")
    assert is_visit(row.code)
    assert modifier_indicators.in_global("79", row) is not None
    assert modifier_indicators.in_global("79", fee("71046")) is None


SIDES = (
    # lines of a claim, and the numbers of those that bill a side again beside a line with 50
    ("27447-50 27447-LT 27447-RT", (2, 3)),
    ("27447-RT 27447-50", (1,)),
    ("27447-50 27447", (2,)),
    ("27447-LT 27447-RT", ()),
    ("27447-50 20610-LT", ()),
    ("20610-50 20610-LT-59", ()),
    ("20610-50 20610-LT-76", ()),
)


@pytest.mark.parametrize(("text", "again"), SIDES)
def test_a_side_beside_both_sides_is_billed_twice(text: str, again: tuple[int, ...]) -> None:
    lines = [replace(line(word), number=number) for number, word in enumerate(text.split(), 1)]
    assert tuple(x.number for _, found in sides_twice(lines) for x in found) == again
