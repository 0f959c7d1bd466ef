"""What people and disks do to an assistant: everything is answered, and what cannot be done is said."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from assistant_people import Start, says

from bot.app import App
from bot.turns import Outcome


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        ("¿Qué es el código 99213?", ("99213",)),
        ("Was bedeutet E11.9?", ("E11.9",)),
        ("что такое 27257", ("27257",)),
        ("99213とは何ですか", ()),
        ("E11.9 是什么意思", ("E11.9",)),
        ("ما هو 27257", ("27257",)),
    ],
)
async def test_a_question_in_another_language_is_answered_by_its_codes(app: App, said: str, codes: tuple[str, ...]) -> None:
    reply = await app.answer(says(said))
    assert reply.outcome is not Outcome.FAILED
    assert reply.codes[: len(codes)] == codes


@pytest.mark.parametrize("said", ["?!", "—", "...", "()[]{}", "🦴🦴", "%%%", '"', "\\", "-- ;", "\u200b\u200b"])
async def test_nothing_but_punctuation_is_answered_with_an_example(app: App, said: str) -> None:
    reply = await app.answer(says(said))
    assert reply.outcome is Outcome.UNCLEAR
    assert "/code E11.9" in reply.text


async def test_two_hundred_codes_are_answered_in_part_and_that_is_said(app: App) -> None:
    reply = await app.answer(says(" ".join(str(code) for code in range(99202, 99402))))
    assert reply.outcome in (Outcome.ANSWERED, Outcome.NOT_FOUND)
    assert "more codes were not looked at" in reply.text
    assert len(reply.text) < 60_000
    assert len(reply.buttons) <= 5


@pytest.mark.parametrize("filler", ["and then ", "99213 ", "(x", "a.b@c ", "modifier 25 ", "E11.9, "])
async def test_twelve_thousand_characters_are_read_and_more_are_cut(app: App, filler: str) -> None:
    whole = await app.answer(says((filler * 12_000)[:12_000]))
    assert whole.outcome is not Outcome.FAILED
    assert not any("characters were read" in n.text for n in whole.notices)
    longer = await app.answer(says((filler * 12_001)[:12_001]))
    assert any("Only the first 12,000 characters were read" in n.text for n in longer.notices)


async def test_with_the_passage_index_broken_rows_and_words_answer_and_it_is_said(start: Start, small_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(small_home / "knowledge", home / "knowledge")
    for folder in (home / "knowledge" / "artefacts").glob("passages-*"):
        for file in folder.rglob("*"):
            if file.is_file():
                file.write_bytes(b"no longer an index")
    async with start(home=home) as app:
        code = await app.answer(says("27257", thread="a"))
        rule = await app.answer(says("When is modifier 25 right?", thread="b"))
        found = await app.answer(says("chest pain", thread="c"))
    assert code.codes == ("27257",)
    assert "Modifier 25" in rule.text
    assert found.codes
    for reply in (rule, found):
        assert reply.outcome is Outcome.ANSWERED
        assert any("exact rows and words answered" in n.text for n in reply.notices), reply.notices
