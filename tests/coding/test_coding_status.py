"""Whether a code is valid on a date, from tables that list it or are silent."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coding.status import CodeState, Listing, Payment, decide, hospital_status, medicare_status, system_of, yearly
from knowledge.model import Edition, System

JAN24 = Edition("physician_fee_schedule", "2024 January", date(2024, 1, 1), date(2024, 3, 31))
OCT25 = Edition("physician_fee_schedule", "2025 October", date(2025, 10, 1), date(2025, 12, 31))
JUL26 = Edition("clfs", "2026 Q3", date(2026, 7, 1), date(2026, 9, 30))
HCPCS = Edition("hcpcs", "October 2025", date(2025, 10, 1), date(2025, 12, 31))


def has(edition: Edition, *, begins: date | None = None, ends: date | None = None, dated: bool = False, reportable: bool = True) -> Listing:
    return Listing(edition, listed=True, census=True, dated=dated, begins=begins, ends=ends, reportable=reportable)


def lacks(edition: Edition) -> Listing:
    return Listing(edition, listed=False, census=True)


CASES = (
    # code, date, what the tables say, state
    ("99213", date(2025, 11, 1), (has(JAN24), has(OCT25)), CodeState.ACTIVE),
    ("99213", date(2025, 3, 1), (has(JAN24), has(OCT25)), CodeState.ACTIVE),  # listed before and after
    ("99213", date(2027, 3, 1), (has(JAN24), has(OCT25)), CodeState.ACTIVE),
    ("99213", date(2023, 3, 1), (has(JAN24), has(OCT25)), CodeState.NOT_LOADED),
    ("99441", date(2024, 12, 31), (has(JAN24), lacks(OCT25)), CodeState.ACTIVE),
    ("99441", date(2025, 1, 1), (has(JAN24), lacks(OCT25)), CodeState.DELETED),
    ("99441", date(2026, 1, 1), (has(JAN24), lacks(OCT25)), CodeState.DELETED),
    ("98016", date(2024, 2, 1), (lacks(JAN24), has(OCT25)), CodeState.NOT_YET),
    ("98016", date(2024, 12, 31), (lacks(JAN24), has(OCT25)), CodeState.NOT_YET),
    ("98016", date(2025, 1, 1), (lacks(JAN24), has(OCT25)), CodeState.ACTIVE),
    ("98016", date(2010, 1, 1), (lacks(JAN24), has(OCT25)), CodeState.NOT_YET),
    ("0631U", date(2024, 6, 1), (lacks(JAN24), has(OCT25)), CodeState.NOT_LOADED),  # laboratory codes change each quarter
    ("0001U", date(2025, 1, 1), (has(JAN24), lacks(OCT25)), CodeState.NOT_LOADED),
    ("0001U", date(2025, 10, 1), (has(JAN24), lacks(OCT25)), CodeState.DELETED),
    ("12345", date(2025, 11, 1), (lacks(JAN24), lacks(OCT25)), CodeState.NOT_FOUND),
    ("12345", date(2023, 1, 1), (lacks(JAN24), lacks(OCT25)), CodeState.NOT_LOADED),
    ("12345", date(2025, 11, 1), (), CodeState.NOT_LOADED),
    ("G2012", date(2024, 12, 31), (has(HCPCS, begins=date(2019, 1, 1), ends=date(2024, 12, 31), dated=True),), CodeState.ACTIVE),
    ("G2012", date(2025, 1, 1), (has(HCPCS, begins=date(2019, 1, 1), ends=date(2024, 12, 31), dated=True),), CodeState.DELETED),
    ("G2012", date(2018, 12, 31), (has(HCPCS, begins=date(2019, 1, 1), ends=date(2024, 12, 31), dated=True),), CodeState.NOT_YET),
    ("J3301", date(2010, 1, 1), (has(HCPCS, begins=date(1991, 1, 1), dated=True),), CodeState.ACTIVE),
    ("M54.5", date(2025, 11, 1), (has(OCT25, reportable=False),), CodeState.NOT_REPORTABLE),
    ("0631U", date(2026, 8, 1), (lacks(OCT25), has(JUL26)), CodeState.ACTIVE),
)


@pytest.mark.parametrize(("code", "on", "listings", "state"), CASES)
def test_state_on_a_date(code: str, on: date, listings: tuple[Listing, ...], state: CodeState) -> None:
    assert decide(code, on, listings).state is state


def test_last_day_is_inferred_only_where_one_new_year_lies_between() -> None:
    gone = decide("99441", date(2025, 6, 1), (has(JAN24), lacks(OCT25)))
    assert (gone.until, gone.inferred, gone.last_seen, gone.gone_by) == (date(2024, 12, 31), True, JAN24, OCT25)
    two_years = Edition("opps_addendum_b", "2026 April", date(2026, 4, 1), date(2026, 6, 30))
    later = decide("99441", date(2026, 5, 1), (has(JAN24), lacks(two_years)))
    assert (later.state, later.until, later.inferred) == (CodeState.DELETED, None, False)


def test_own_end_wins_over_an_older_table_and_a_later_listing_wins_over_the_end() -> None:
    ended = has(HCPCS, ends=date(2024, 6, 30), dated=True)
    assert decide("G0001", date(2025, 11, 1), (ended, has(JAN24))).state is CodeState.DELETED
    assert decide("G0001", date(2025, 11, 1), (ended, has(OCT25))).state is CodeState.ACTIVE


def test_a_date_after_every_edition_says_so() -> None:
    assert decide("99213", date(2027, 3, 1), (has(JAN24), has(OCT25))).stale
    assert not decide("99213", date(2025, 11, 1), (has(JAN24), has(OCT25))).stale


@pytest.mark.parametrize(
    ("code", "system"),
    [
        ("99213", System.CPT), ("0075T", System.CPT), ("0001U", System.CPT), ("J3301", System.HCPCS), ("D0120", System.HCPCS),
        ("0DTJ4ZZ", System.ICD10PCS), ("9921", None), ("992134", None), ("M17.11", None), ("", None), ("W1234", None), ("9921X", None),
    ],
)  # fmt: skip
def test_system_by_shape(code: str, system: System | None) -> None:
    assert system_of(code) is system


def test_laboratory_codes_are_not_yearly() -> None:
    assert yearly("99213")
    assert not yearly("0001U")
    assert not yearly("0002M")
    assert not yearly("J3301")


@pytest.mark.parametrize(
    ("status", "kind"),
    [("A", Payment.PAID), ("R", Payment.CONDITIONAL), ("T", Payment.CONDITIONAL), ("C", Payment.CONDITIONAL), ("X", Payment.ELSEWHERE),
     ("E", Payment.ELSEWHERE), ("I", Payment.NEVER), ("N", Payment.NEVER), ("B", Payment.NEVER), ("P", Payment.NEVER), ("?", Payment.CONDITIONAL)],
)  # fmt: skip
def test_fee_schedule_status(status: str, kind: Payment) -> None:
    assert medicare_status(status)[0] is kind


def test_opps_status() -> None:
    assert hospital_status("J1")[0] is Payment.PAID
    assert hospital_status("C")[0] is Payment.NEVER
    assert hospital_status("N")[0] is Payment.CONDITIONAL


_EDITIONS = st.dates(date(2015, 1, 1), date(2026, 12, 31)).map(lambda d: Edition("t", d.isoformat(), d, d + timedelta(days=89)))
_LISTINGS = st.builds(
    Listing,
    _EDITIONS,
    listed=st.booleans(),
    census=st.booleans(),
    dated=st.booleans(),
    begins=st.none() | st.dates(date(2000, 1, 1), date(2027, 1, 1)),
    ends=st.none() | st.dates(date(2000, 1, 1), date(2027, 1, 1)),
)


@given(st.lists(_LISTINGS, max_size=6), st.dates(date(1995, 1, 1), date(2030, 1, 1)), st.randoms())
def test_the_order_of_the_tables_changes_nothing_and_nothing_raises(listings: list[Listing], on: date, random: object) -> None:
    distinct = list({x.edition.name: x for x in listings}.values())
    shuffled = list(distinct)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert decide("99213", on, distinct) == decide("99213", on, shuffled)
    if not any(x.listed for x in distinct):
        assert decide("99213", on, distinct).state in (CodeState.NOT_FOUND, CodeState.NOT_LOADED)


@given(st.dates(date(2000, 1, 1), date(2026, 1, 1)), st.integers(0, 9000), st.dates(date(1995, 1, 1), date(2030, 1, 1)))
def test_own_dates_bound_the_life_of_a_code(begins: date, days: int, on: date) -> None:
    ends = begins + timedelta(days=days)
    state = decide("J3301", on, (has(HCPCS, begins=begins, ends=ends, dated=True),)).state
    if on < begins:
        assert state is CodeState.NOT_YET
    elif on > ends:
        assert state is CodeState.DELETED
    else:
        assert state is CodeState.ACTIVE
