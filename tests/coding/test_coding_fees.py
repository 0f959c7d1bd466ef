"""What holds for every row and every claim: no amount below zero, more units never pay less, settings differ only by their rows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.coding.anesthesia import MAX_MINUTES, anesthesia_fee, is_anesthesia, time_units
from bot.coding.claim import ClaimLine
from bot.coding.claim_fees import ClaimFees, claim_fees
from bot.coding.money import cents, dollars, percent
from bot.coding.places_of_service import is_facility
from bot.coding.relative_values import NATIONAL, Indices
from knowledge.model import Edition
from knowledge.tables.physician_fee_schedule import FeeRow

EDITION = Edition("physician_fee_schedule", "2026 April", date(2026, 4, 1), date(2026, 6, 30))
ZERO = Decimal("0.00")


def row(code: str = "11111", modifier: str = "", **values: object) -> FeeRow:
    """A row without values but those named."""
    texts = {
        "status": "A", "not_used": "", "pctc": "0", "global_days": "000", "multiple": "0", "bilateral": "0", "assistant": "2", "cosurgeon": "2",
        "team": "0", "pricing": "", "endoscopic_base": "", "supervision": "09", "calculation_flag": "0", "imaging_family": "99",
    }
    numbers = dict.fromkeys(
        (
            "work", "pe_nonfacility", "pe_facility", "mp", "total_nonfacility", "total_facility", "pre", "intra", "post", "opps_pe_nonfacility",
            "opps_pe_facility", "opps_mp",
        ),
        ZERO,
    )
    given = {**texts, "na_nonfacility": False, "na_facility": False, **numbers, "conversion_factor": Decimal("33.4009"), **values}
    return FeeRow(code=code, modifier=modifier, edition=EDITION, stale=False, **given)  # type: ignore[arg-type]


_VALUES = st.decimals(Decimal("0.01"), Decimal(100), places=2)
_INDEX = st.decimals(Decimal("0.300"), Decimal("2.500"), places=3)
_INDICES = st.builds(Indices, _INDEX, _INDEX, _INDEX)
_MODIFIERS = st.lists(st.sampled_from(("50", "LT", "RT", "54", "55", "78", "80", "AS", "62", "52", "59", "26", "TC")), max_size=2, unique=True).map(tuple)


@st.composite
def rows_of_a_code(draw: st.DrawFn, code: str) -> tuple[FeeRow, ...]:
    """The rows of one code: whole, and its two parts where it has them (the parts add up to the whole, as they do in the file)."""
    multiple = draw(st.sampled_from("0234567"))
    split = multiple in "467"
    shared = {
        "multiple": multiple,
        "bilateral": draw(st.sampled_from("01239")),
        "pctc": "1" if split else "0",
        "imaging_family": "88" if multiple == "4" else "99",
        "endoscopic_base": draw(st.sampled_from(("90001", "90002"))) if multiple == "3" else "",
        "pre": Decimal("0.10"), "intra": Decimal("0.70"), "post": Decimal("0.20"),
        "na_facility": split,
    }
    professional = {"work": draw(_VALUES), "pe_nonfacility": draw(_VALUES), "pe_facility": draw(_VALUES), "mp": draw(_VALUES)}
    if not split:
        return (row(code, **shared, **professional),)
    technical = {"pe_nonfacility": draw(_VALUES), "mp": draw(_VALUES)}
    technical["pe_facility"] = technical["pe_nonfacility"]
    whole = {name: value + technical.get(name, ZERO) for name, value in professional.items()}
    caps = {"opps_pe_nonfacility": draw(_VALUES), "opps_mp": Decimal("0.01")} if draw(st.booleans()) else {}
    return (
        row(code, **shared, **whole, **{**caps, **({"opps_pe_nonfacility": caps["opps_pe_nonfacility"]} if caps else {})}),
        row(code, "26", **{**shared, "na_facility": False}, **professional),
        row(code, "TC", **shared, **technical, **caps),
    )


BASES = {base: row(base, work=Decimal("0.50"), pe_nonfacility=Decimal("0.50"), pe_facility=Decimal("0.25"), multiple="2") for base in ("90001", "90002")}


@st.composite
def claims(draw: st.DrawFn) -> tuple[tuple[ClaimLine, tuple[FeeRow, ...]], ...]:
    lines = []
    for number in range(1, draw(st.integers(1, 5)) + 1):
        code = f"1111{draw(st.integers(1, 4))}"
        lines.append((ClaimLine(number, code, draw(_MODIFIERS), draw(st.one_of(st.none(), st.integers(1, 4)))), code))
    by_code = {code: draw(rows_of_a_code(code)) for code in sorted({code for _, code in lines})}
    return tuple((line, by_code[code]) for line, code in lines)


def fees(lines: tuple[tuple[ClaimLine, tuple[FeeRow, ...]], ...], indices: Indices = NATIONAL, *, facility: bool = False) -> ClaimFees:
    return claim_fees(lines, indices, facility=facility, bases=BASES)


@settings(deadline=None, max_examples=60)
@given(claims(), _INDICES, st.booleans())
def test_payments_are_sums_of_cents_never_below_zero_never_above_the_full_amount(
    lines: tuple[tuple[ClaimLine, tuple[FeeRow, ...]], ...], indices: Indices, facility: bool
) -> None:
    found = fees(lines, indices, facility=facility)
    for line in found.lines:
        if line.payment is None:
            assert line.reason
            assert line.steps == ()
            continue
        assert line.payment == sum(step.amount for step in line.steps)
        assert all(step.amount == cents(step.amount) for step in line.steps)
        assert ZERO <= line.payment <= line.steps[0].amount * line.line.count * 2
    amounts = [line.payment for line in found.lines if line.payment is not None]
    assert found.total == (sum(amounts) if amounts else None)


@settings(deadline=None, max_examples=60)
@given(claims(), _INDICES)
def test_one_unit_more_never_pays_less(lines: tuple[tuple[ClaimLine, tuple[FeeRow, ...]], ...], indices: Indices) -> None:
    (first, rows), *others = lines
    more = ClaimLine(first.number, first.code, first.modifiers, first.count + 1)
    # each amount is rounded on its own, and so may each reduction be: a cent a line
    slack = Decimal("0.01") * len(lines)
    assert (fees(((more, rows), *others), indices).total or ZERO) + slack >= (fees(lines, indices).total or ZERO)


@settings(deadline=None, max_examples=60)
@given(claims(), _INDICES)
def test_the_order_of_lines_does_not_change_the_total(lines: tuple[tuple[ClaimLine, tuple[FeeRow, ...]], ...], indices: Indices) -> None:
    # shares of surgeons come after ranking, and a tie is broken by the order of the claim: two lines alike, one of them shared, may swap
    lines = tuple((ClaimLine(n.number, n.code, tuple(m for m in n.modifiers if m not in ("62", "80", "AS")), n.units), r) for n, r in lines)
    expected = fees(lines, indices).total or ZERO
    for order in list(permutations(lines))[:6]:
        again = tuple((ClaimLine(n, line.code, line.modifiers, line.units), rows) for n, (line, rows) in enumerate(order, start=1))
        assert abs((fees(again, indices).total or ZERO) - expected) <= Decimal("0.01") * len(lines) * 4


@settings(deadline=None, max_examples=60)
@given(rows_of_a_code("11111"), _INDICES)
def test_the_facility_rate_is_higher_or_lower_only_as_its_practice_expense_is(rows: tuple[FeeRow, ...], indices: Indices) -> None:
    whole = rows[0]
    office, facility = (fees(((ClaimLine(1, "11111"), rows),), indices, facility=f).lines[0] for f in (False, True))
    if office.payment is None or facility.payment is None:
        assert whole.na_facility
        return
    first, second = office.steps[0].amount, facility.steps[0].amount
    assert (first > second, first < second) in {(whole.pe_nonfacility > whole.pe_facility, whole.pe_nonfacility < whole.pe_facility), (False, False)}


@pytest.mark.parametrize("status", list("BCEIJMNPX"))
def test_values_of_other_statuses_are_never_paid(status: str) -> None:
    found = fees(((ClaimLine(1, "11111"), (row(status=status, work=Decimal(5)),)),))
    assert found.lines[0].payment is None
    assert status in found.lines[0].reason


def test_six_procedures_the_sixth_by_report() -> None:
    lines = tuple((ClaimLine(n, f"1111{n}"), (row(f"1111{n}", work=Decimal(10 - n), multiple="2"),)) for n in range(1, 7))
    found = fees(lines)
    assert [line.payment == cents(line.steps[0].amount / 2) for line in found.lines] == [False, *[True] * 5]
    assert any("by report" in doubt for doubt in found.lines[-1].doubts)


def test_an_endoscopy_whose_base_is_not_at_hand_says_so() -> None:
    lines = tuple((ClaimLine(n, f"1111{n}"), (row(f"1111{n}", work=Decimal(n), multiple="3", endoscopic_base="99999"),)) for n in (1, 2))
    found = fees(lines)
    assert "99999 is not in the file" in found.lines[0].doubts[0]


def test_time_units_have_one_decimal() -> None:
    assert [str(time_units(m)) for m in (15, 1, 20, 22, 23, 100)] == ["1.0", "0.1", "1.3", "1.5", "1.5", "6.7"]


@given(st.integers(1, 30), st.integers(1, MAX_MINUTES - 1), st.decimals(Decimal("15.00"), Decimal("35.00"), places=2))
def test_more_minutes_of_anesthesia_never_pay_less(base: int, minutes: int, factor: Decimal) -> None:
    less, more = (anesthesia_fee(base, m, factor, ("QK",)).payment for m in (minutes, minutes + 1))
    assert less is not None
    assert more is not None
    assert less <= more


def test_two_directions_on_one_line_are_said() -> None:
    found = anesthesia_fee(5, 30, Decimal(20), ("QK", "QZ"))
    assert "do not go together" in found.notes[0]
    assert found.payment == Decimal("70.00")


def test_numbers_of_anesthesia_codes() -> None:
    assert all(map(is_anesthesia, ("00100", "01999")))
    assert not any(map(is_anesthesia, ("00099", "02000", "99213", "J3301", "0100T")))


def test_places_that_are_not_two_digits_are_no_place() -> None:
    assert [is_facility(p) for p in ("", "office", "123", "1")] == [None, None, None, False]


def test_amounts_as_words() -> None:
    assert (dollars(Decimal("1234.5")), dollars(Decimal("-3")), percent(Decimal("0.625")), percent(Decimal("1.5"))) == (
        "$1,234.50", "-$3.00", "62.5 %", "150 %",
    )
