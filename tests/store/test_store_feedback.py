"""Thumbs up, thumbs down, and a change of mind."""

from __future__ import annotations

import pytest
from store_calendar import Calendar

from bot.store import Feedback, Store

ANN = "slack:T1:U1"


async def test_feedback_can_be_exported_without_naming_anybody(store: Store, calendar: Calendar) -> None:
    used = {"ncci_ptp": "2026Q4"}
    await store.feedback.record("a1", ANN, -1, reason="outdated", question_hash="9f", evidence=("F1", "F2"), editions=used)
    expected = Feedback("a1", await store.people.pseudonym(ANN), -1, "outdated", "9f", ("F1", "F2"), used, calendar())
    assert [entry async for entry in store.feedback.export()] == [expected]


async def test_the_last_word_of_a_person_on_an_answer_counts(store: Store, calendar: Calendar) -> None:
    await store.feedback.record("a1", ANN, -1, reason="wrong code")
    await store.feedback.record("a1", "slack:T1:U2", -1)
    await store.feedback.record("a2", ANN, -1)
    calendar.pass_by(minutes=5)
    await store.feedback.record("a1", ANN, 1)
    found = [entry async for entry in store.feedback.export()]
    assert [(entry.answer_id, entry.rating, entry.reason) for entry in found] == [("a1", 1, ""), ("a1", -1, ""), ("a2", -1, "")]
    assert found[0].at == calendar()


async def test_export_reads_on_over_many_rows(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.store.feedback._BATCH", 3)
    for number in range(7):
        await store.feedback.record(f"a{number}", ANN, 1)
    assert [entry.answer_id async for entry in store.feedback.export()] == [f"a{number}" for number in range(7)]


async def test_a_rating_is_a_thumb_up_or_down(store: Store) -> None:
    with pytest.raises(ValueError, match="-1 or 1"):
        await store.feedback.record("a1", ANN, 5)  # type: ignore[arg-type]
