"""A query to the provider quotes the note and leads to no answer."""

from __future__ import annotations

import pytest

from bot.case_cards.query_text import OTHER, UNDETERMINED, query_text


def test_a_query_quotes_the_note_and_leaves_the_answer_open() -> None:
    text = query_text(["pain in\nthe knee"], "the side", ["right", "left"])
    assert '"pain in the knee"' in text
    assert [line[4:] for line in text.splitlines() if line.startswith("[ ] ")] == ["right", "left", OTHER, UNDETERMINED]


def test_without_choices_the_question_is_open() -> None:
    text = query_text(["anemia"], "the type")
    assert text.endswith("please document the type, or that it cannot be determined.")


@pytest.mark.parametrize(("quotes", "choices"), [([], ["a", "b"]), ([" "], []), (["x"], ["a"]), (["x"], ["a", "a"])])
def test_a_query_that_leads_or_rests_on_nothing_is_refused(quotes: list[str], choices: list[str]) -> None:
    with pytest.raises(ValueError, match=r"names what|leads"):
        query_text(quotes, "the side", choices)
