"""Dates of service as people write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coding import dates

THE_DAY = date(2025, 11, 5)


@pytest.mark.parametrize(
    "written",
    [
        "2025-11-05",
        "2025-11-5",
        "2025/11/05",
        "2025.11.05",
        "11/05/2025",
        "11/5/25",
        "11.05.2025",
        "11-05-2025",
        "Nov 5, 2025",
        "November 5th 2025",
        "nov. 5 2025",
        "5 Nov 2025",
        "5th November, 2025",
        "5-Nov-2025",
    ],
)
def test_a_date_is_read_however_it_is_written(written: str) -> None:
    found = dates.service_date(f"E11.9 on {written}?")
    assert found is not None
    assert (found.value, found.cued) == (THE_DAY, True)
    assert dates.without_dates(f"E11.9 on {written}?") == "E11.9 on [date]?"


@pytest.mark.parametrize("written", ["2026-02-30", "13/45/2025", "2025-00-10", "Feb 30 2026", "31 June 2025"])
def test_an_impossible_date_is_told_and_not_used(written: str) -> None:
    found = dates.service_date(f"E11.9 dos {written}")
    assert found is not None
    assert found.value is None
    assert written in found.problem
    assert "YYYY-MM-DD" in found.problem


def test_of_two_dates_the_one_behind_a_cue_is_the_date_of_service() -> None:
    found = dates.service_date("seen 2025-01-01, DOS: 2025-11-05")
    assert found is not None
    assert found.value == THE_DAY


@pytest.mark.parametrize("text", ["DOB 01/02/1960", "born on 1960-01-02", "date of birth: Jan 2, 1960", "birthdate 1/2/1960"])
def test_a_birth_date_is_no_date_of_service(text: str) -> None:
    assert dates.service_date(f"99213 for a patient, {text}") is None
    found = dates.service_date(f"{text}, seen 2025-11-05")
    assert found is not None
    assert found.value == THE_DAY


def test_without_a_cue_the_first_date_counts() -> None:
    found = dates.service_date("99213 2025-11-05 2026-01-01")
    assert found is not None
    assert found.value == THE_DAY


@pytest.mark.parametrize("text", ["99213", "E11.9", "1.5.2", "12/25", "45385-11-15", "99213-25 and 20610", "FY2026", ""])
def test_codes_and_other_numbers_are_no_dates(text: str) -> None:
    assert dates.service_date(text) is None


def test_an_answer_loses_the_dates_of_its_question_and_keeps_those_of_its_editions() -> None:
    kept = dates.without_dates_of("E11.9 on 11/5/2025", "Date of service: 2025-11-05. In effect 2025-10-01 to 2026-09-30.")
    assert kept == "Date of service: [date]. In effect 2025-10-01 to 2026-09-30."


@given(st.text(max_size=200))
def test_any_text_is_read_without_an_error(text: str) -> None:
    found = dates.service_date(text)
    if found is not None:
        assert 0 <= found.phrase <= found.start < found.end <= len(text)
    dates.without_dates(text)


@pytest.mark.parametrize(
    ("said", "kept", "count"),
    [
        ("27257 from 5/5/26-5/7/26?", "27257 from [date]-[date]?", 2), ("2026-05-05-2026-05-07-5/9/26", "[date]-[date]-[date]", 3),
        ("5/5/26 - 5/7/26", "[date] - [date]", 2), ("1-5/5/26", "1-5/5/26", 0), ("1-5/5/26-5/7/26", "1-5/5/26-5/7/26", 0),
    ],
)  # fmt: skip
def test_both_ends_of_a_range_are_dates(said: str, kept: str, count: int) -> None:
    assert dates.without_dates(said) == kept
    assert len([found for found in dates.all_dates(said) if found.value]) == count
    assert dates.without_dates(kept) == kept
