"""What a memo's two forms, text and page, do not leave out."""

from __future__ import annotations

from adapters.email.memo import memo
from adapters.email.memo_html import as_html
from adapters.email.memo_text import as_text
from bot.turns import Reply, Table

WIDE = Table(("Code", "What it is", "E11.9"), (("I10", "Code words " * 16, ""),))


def test_a_code_that_heads_an_empty_column_is_named_although_the_rows_are_set_one_by_one() -> None:
    text = as_text(memo(Reply(verdict="Compared.", tables=(WIDE,), codes=("E11.9", "I10"))))
    assert "Codes: E11.9\n" in text
    assert text.count("I10") == 1


def test_a_code_that_only_the_list_of_codes_holds_is_named_in_both_forms() -> None:
    made = memo(Reply(verdict="Found.", codes=("E11.9",)))
    assert "Codes: E11.9" in as_text(made)
    assert "Codes: E11.9" in as_html(made, "coding@desk.example", "A question", "1")
    assert "Codes:" not in as_text(memo(Reply(verdict="E11.9 is found.", codes=("E11.9",))))
