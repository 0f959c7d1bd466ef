"""Units against a limit, and add-on codes against the claim."""

from __future__ import annotations

from datetime import date

import pytest
from coding_rows import DAY, lines
from hypothesis import given
from hypothesis import strategies as st

from bot.coding import addons, mue
from bot.coding.addons import AddonState
from bot.coding.claim import ClaimLine
from bot.coding.mue import UnitState
from knowledge.model import Edition
from knowledge.tables.addon_codes import AddonRow
from knowledge.tables.mue import MueRow

LIMITS = Edition("mue_practitioner", "2026 Q2", date(2026, 4, 1), date(2026, 6, 30))
ADDONS = Edition("addon_codes", "2026 Q2", date(2026, 4, 1), date(2026, 6, 30))


def limit(value: int, mai: int) -> MueRow:
    return MueRow("99213", value, mai, "", LIMITS, False)


@pytest.mark.parametrize(
    ("units", "value", "mai", "state", "tested", "denied"),
    [
        ((2,), 2, 1, UnitState.WITHIN, 2, (1,)),
        ((3,), 2, 1, UnitState.LINE_EXCEEDED, 3, (1,)),
        ((2, 2), 2, 1, UnitState.WITHIN, 2, (1, 2)),  # split over lines: each is tested by itself
        ((2, 3), 2, 1, UnitState.LINE_EXCEEDED, 3, (2,)),  # only the line above is denied
        ((1, 1), 1, 2, UnitState.DAY_EXCEEDED_ABSOLUTE, 2, (1, 2)),  # splitting does not help
        ((1,), 1, 2, UnitState.WITHIN, 1, (1,)),
        ((2, 2), 3, 3, UnitState.DAY_EXCEEDED_CLINICAL, 4, (1, 2)),
        ((1, 2), 3, 3, UnitState.WITHIN, 3, (1, 2)),
        ((1,), 0, 3, UnitState.DAY_EXCEEDED_CLINICAL, 1, (1,)),
        ((10_000,), 1, 2, UnitState.DAY_EXCEEDED_ABSOLUTE, 10_000, (1,)),
    ],
)
def test_units_by_indicator(units: tuple[int, ...], value: int, mai: int, state: UnitState, tested: int, denied: tuple[int, ...]) -> None:
    claim = tuple(ClaimLine(number, "99213", (), count) for number, count in enumerate(units, 1))
    found = mue.decide("99213", claim, limit(value, mai), LIMITS)
    assert (found.state, found.units, found.lines) == (state, tested, denied)


def test_a_missing_limit_is_not_a_missing_table() -> None:
    claim = lines("99213")
    assert mue.decide("99213", claim, None, LIMITS).state is UnitState.NO_LIMIT_PUBLISHED
    assert mue.decide("99213", claim, None, None).state is UnitState.NOT_LOADED


@given(st.lists(st.integers(1, 50), min_size=1, max_size=6), st.integers(0, 60), st.sampled_from((1, 2, 3)))
def test_more_units_never_mend_a_limit(units: list[int], value: int, mai: int) -> None:
    claim = [ClaimLine(n, "99213", (), count) for n, count in enumerate(units, 1)]
    more = [ClaimLine(n, "99213", (), count + 1) for n, count in enumerate(units, 1)]
    assert (
        mue.decide("99213", more, limit(value, mai), LIMITS).exceeded or not mue.decide("99213", claim, limit(value, mai), LIMITS).exceeded
    )


def row(addon: str, primary: str, kind: int, begins: date | None = date(2013, 4, 1), ends: date | None = None) -> AddonRow:
    return AddonRow(addon, primary, kind, None, None, begins, ends, "", ADDONS)


@pytest.mark.parametrize(
    ("claim", "rows", "state", "present"),
    [
        (("64484", "64483"), (row("64484", "64483", 1),), AddonState.PRIMARY_PRESENT, ("64483",)),
        (("64484",), (row("64484", "64483", 1),), AddonState.PRIMARY_MISSING, ()),
        (("15777",), (row("15777", "CCCCC", 2),), AddonState.CONTRACTOR_DECIDES, ()),
        (("96160",), (row("96160", "99202", 3), row("96160", "CCCCC", 3)), AddonState.CONTRACTOR_DECIDES, ()),
        (("96160", "99202"), (row("96160", "99202", 3), row("96160", "CCCCC", 3)), AddonState.PRIMARY_PRESENT, ("99202",)),
        (("22585", "22554"), (row("22585", "22554", 1, ends=date(2020, 12, 31)),), AddonState.NOT_IN_FORCE, ()),
        (("64484", "64483"), (row("64484", "64483", 1, begins=None),), AddonState.PRIMARY_PRESENT, ("64483",)),
    ],
)
def test_addon_code_on_a_claim(claim: tuple[str, ...], rows: tuple[AddonRow, ...], state: AddonState, present: tuple[str, ...]) -> None:
    found = addons.decide(claim[0], claim, rows, DAY)
    assert found is not None
    assert (found.state, found.present) == (state, present)


def test_an_addon_row_without_begin_is_not_certain_before_its_table() -> None:
    found = addons.decide("64484", ("64484",), (row("64484", "64483", 1, begins=None),), date(2014, 1, 1))
    assert found is not None
    assert (found.state, found.primaries) == (AddonState.DATE_UNKNOWN, ("64483",))


def test_global_days_tell_an_addon_code_that_the_table_does_not_list() -> None:
    assert addons.decide("99999", ("99999",), (), DAY) is None
    listed = addons.decide("99999", ("99999",), (), DAY, "ZZZ", ADDONS)
    unknown = addons.decide("99999", ("99999",), (), DAY, "ZZZ", None)
    assert listed is not None
    assert unknown is not None
    assert (listed.state, unknown.state) == (AddonState.NOT_LISTED, AddonState.NOT_LOADED)
