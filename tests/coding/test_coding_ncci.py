"""Verdicts on pairs of codes, from rows made by hand and, where the public files are at hand, from real rows."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coding.ncci import MAX_CODES, PairState, decide, pairs
from bot.coding.visits import is_visit
from knowledge.model import Edition
from knowledge.tables.ncci_ptp import PRACTITIONER, PtpRow

TABLE = Edition("ncci_ptp_practitioner", "v30.1, 2024 Q2", date(2024, 4, 1), date(2024, 6, 30))
DAY = date(2024, 5, 6)


def row(column1: str, column2: str, begins: date | None, ends: date | None = None, indicator: int = 1, *, prior: bool = False) -> PtpRow:
    return PtpRow(column1, column2, begins, ends, indicator, prior, "", TABLE)


def verdict(a: str, b: str, *rows: PtpRow, on: date = DAY, edition: Edition | None = TABLE, **more: object):  # type: ignore[no-untyped-def]
    return decide(a, b, on, PRACTITIONER, rows, edition, **more)  # type: ignore[arg-type]


def test_column_one_is_paid_and_column_two_denied_whichever_was_asked_first() -> None:
    found = verdict("45380", "45385", row("45385", "45380", date(2002, 4, 1)))
    assert (found.state, found.paid, found.denied) == (PairState.BYPASS_POSSIBLE, "45385", "45380")
    assert "59" in found.modifiers
    assert found.modifier_on == "45380"
    assert found.condition


def test_indicator_zero_never_comes_with_a_modifier() -> None:
    found = verdict("45378", "45385", row("45385", "45378", date(2002, 4, 1), indicator=0))
    assert found.state is PairState.NO_BYPASS
    assert found.modifiers == ()
    assert found.modifier_on == found.condition == ""


def test_a_row_that_starts_and_ends_on_one_day_with_nine_was_never_in_force() -> None:
    never = row("43249", "43239", date(2018, 1, 1), date(2018, 1, 1), indicator=9)
    found = verdict("43239", "43249", never, row("43249", "43239", date(2018, 1, 1)), on=date(2018, 1, 1))
    assert found.state is PairState.BYPASS_POSSIBLE
    assert verdict("43239", "43249", never, on=date(2018, 1, 1)).state is PairState.NOT_IN_FORCE


@pytest.mark.parametrize(
    ("on", "state"),
    [
        (date(2019, 12, 31), PairState.NO_BYPASS),
        (date(2020, 1, 1), PairState.NOT_IN_FORCE),
        (date(2020, 9, 30), PairState.NOT_IN_FORCE),
        (date(2020, 10, 1), PairState.NO_BYPASS),
        (date(2021, 9, 30), PairState.NO_BYPASS),
        (date(2021, 10, 1), PairState.BYPASS_POSSIBLE),
    ],
)
def test_the_gap_of_2020_and_a_changed_indicator_answer_by_date(on: date, state: PairState) -> None:
    rows = (
        row("90471", "99211", date(2006, 1, 1), date(2019, 12, 31), 0),
        row("90471", "99211", date(2020, 10, 1), date(2021, 9, 30), 0),
        row("90471", "99211", date(2021, 10, 1), None, 1),
    )
    assert verdict("90471", "99211", *rows, on=on).state is state


def test_a_pair_that_changed_its_direction_answers_by_date() -> None:
    rows = (row("12001", "12011", date(1996, 1, 1), date(2019, 12, 31)), row("12011", "12001", date(2020, 1, 1)))
    assert verdict("12001", "12011", *rows, on=date(2019, 6, 1)).denied == "12011"
    assert verdict("12001", "12011", *rows, on=date(2021, 6, 1)).denied == "12001"


def test_a_dated_row_wins_over_an_undated_one() -> None:
    found = verdict("1000A", "2000A", row("1000A", "2000A", None, indicator=1), row("1000A", "2000A", date(2020, 1, 1), indicator=0))
    assert found.state is PairState.NO_BYPASS


def test_an_undated_begin_is_certain_only_from_the_editions_first_day() -> None:
    undated = row("20610", "99213", None)
    assert verdict("20610", "99213", undated, on=date(2024, 4, 1)).in_force
    assert verdict("20610", "99213", undated, on=date(2024, 3, 31)).state is PairState.BEGIN_UNKNOWN


def test_a_visit_takes_25_and_57_before_major_surgery() -> None:
    minor = verdict("20610", "99213", row("20610", "99213", date(2000, 1, 1)), global_days={"20610": "000"})
    assert (minor.modifiers, minor.modifier_on) == (("25",), "99213")
    major = verdict("27447", "99213", row("27447", "99213", date(2000, 1, 1)), global_days={"27447": "090"})
    assert (major.modifiers, major.modifier_on) == (("57",), "99213")


def test_no_row_is_not_the_same_as_not_loaded() -> None:
    assert verdict("29881", "29876").state is PairState.NO_ROW
    assert verdict("29881", "29876", edition=None).state is PairState.NOT_LOADED
    assert verdict("29881", "29876", missing=("3/4",)).state is PairState.NOT_LOADED
    assert verdict("29881", "29876", on=date(2023, 1, 1)).state is PairState.BEFORE_EDITION


def test_at_most_twenty_five_codes_are_paired() -> None:
    assert len(pairs([f"{n:05}" for n in range(60)])) == MAX_CODES * (MAX_CODES - 1) // 2
    assert pairs(["99213", "99213"]) == ()


def test_visits_are_told_by_number() -> None:
    assert all(is_visit(c) for c in ("99202", "99211", "99499", "92014", "G0439"))
    assert not any(is_visit(c) for c in ("99199", "99500", "20610", "92015", "J3301"))


_DAYS = st.dates(date(2000, 1, 1), date(2026, 12, 31))


@given(
    st.lists(st.tuples(st.booleans(), st.one_of(st.none(), _DAYS), st.one_of(st.none(), _DAYS), st.sampled_from((0, 1, 9))), max_size=6),
    _DAYS,
)
def test_the_order_of_asking_changes_nothing_and_zero_never_has_a_bypass(
    raw: list[tuple[bool, date | None, date | None, int]], on: date
) -> None:
    rows = tuple(row("45385", "45380", b, e, i) if way else row("45380", "45385", b, e, i) for way, b, e, i in raw)
    one, other = verdict("45385", "45380", *rows, on=on), verdict("45380", "45385", *rows, on=on)
    assert (one.state, one.row, one.modifiers) == (other.state, other.row, other.modifiers)
    assert not one.modifiers or (one.row is not None and one.row.indicator == 1)
    assert one.in_force == bool(one.paid)


REAL = os.environ.get("CODERLY_TEST_DATA", "")
EXCERPT = Path(REAL) / "ncci" / "excerpts" / "ccipra-v323r0-f1.dated.excerpt.txt"


@pytest.mark.skipif(
    not REAL or not EXCERPT.exists(), reason="CODERLY_TEST_DATA is not set: the dated excerpt of the practitioner table is not at hand"
)
@pytest.mark.parametrize(
    "on", [date(2010, 5, 5), date(2019, 12, 31), date(2020, 5, 1), date(2020, 10, 1), date(2021, 10, 1), date(2026, 11, 20)]
)
def test_every_row_of_the_dated_excerpt_gives_the_verdict_its_dates_say(on: date) -> None:
    """Expected values straight from the tab-separated lines: begin <= date <= end, indicator not 9."""
    lines = [line.split("\t") for line in EXCERPT.read_text(encoding="cp1252").splitlines()]
    published = [f for f in lines if len(f) >= 6 and len(f[0]) == 5 and f[3].isdigit()]
    assert len(published) == 63

    def day(text: str) -> date | None:
        return date(int(text[:4]), int(text[4:6]), int(text[6:])) if text.isdigit() else None

    rows = [row(f[0], f[1], day(f[3]), day(f[4]), int(f[5])) for f in published]
    for first, second in {tuple(sorted((r.column1, r.column2))) for r in rows}:
        own = [r for r in rows if {r.column1, r.column2} == {first, second}]
        applying = [r for r in own if r.indicator != 9 and r.begins is not None and r.begins <= on and (r.ends is None or on <= r.ends)]
        found = verdict(first, second, *own, on=on)
        assert found.in_force == bool(applying), (first, second, on)
        if applying:
            assert found.row in applying
            assert (found.state is PairState.BYPASS_POSSIBLE) == (found.row.indicator == 1)
