"""A note is cut into sentences that keep their places."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.case.sentences import sentences


@given(st.text(alphabet=st.sampled_from("aB1. ;\n!é█"), max_size=200))
def test_sentences_are_cut_from_the_note_and_lose_no_letter(note: str) -> None:
    found = sentences(note)
    assert all(note[s.start : s.end] == s.text for s in found)
    assert sum(c.isalnum() for s in found for c in s.text) == sum(c.isalnum() for c in note)


@pytest.mark.parametrize("note", ["", " \n ", "...", "█ █"])
def test_a_note_without_words_has_no_sentences(note: str) -> None:
    assert sentences(note) == ()


def test_a_title_before_a_name_ends_no_sentence() -> None:
    assert [s.text for s in sentences("Seen by Dr. Roe. Gout is better.")] == ["Seen by Dr. Roe.", "Gout is better."]
