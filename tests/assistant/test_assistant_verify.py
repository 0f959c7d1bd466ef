"""A model's sentence passes only if it says what the facts it cites say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pipeline.evidence import EvidenceFact
from bot.pipeline.verify import Sentences, check

FACTS = {
    f.id: f
    for f in (
        EvidenceFact("F1", "CPT 99213 is reportable: a return visit, at least 20 minutes.", 1),
        EvidenceFact("F2", "Modifier 25 goes on a visit code (99213-25), not 59 or XS; RVUs 1.30, status A.", 2),
        EvidenceFact("F3", "ICD-10-CM E11.9 excludes1: three other kinds (E10.-). In effect 2025-10-01, 50 % of 1,000.", 3),
        EvidenceFact("F4", "Append LT or RT for the side of 20610.", 1),
        EvidenceFact("F5", "Column 1 is 45385 and column 2 is 45380. 45385 pays and 45380 is denied unless a modifier bypasses the edit.", 2),
        EvidenceFact("F6", "A visit before surgery is included, but a visit after 10 days is not. The surgeon bills the visit and the hospital the room.", 2),
    )
}


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("99213 is a return visit [F1].", "99213 is a return visit. [1]"),
        ("It takes at least 20 minutes. [F1]", "It takes at least 20 minutes. [1]"),
        ("Put modifier 25 on 99213 [F1, F2].", "Put modifier 25 on 99213. [1] [2]"),
        ("Put modifier 25 on it [F2][F1].", "Put modifier 25 on it. [2] [1]"),
        ("It is not 59 or XS [F2; F1]!", "It is not 59 or XS! [2] [1]"),
        ("E119 is in effect since 2025-10-01 [F3].", "E119 is in effect since 2025-10-01. [3]"),
        ("Use LT or RT for 20610 [F4].", "Use LT or RT for 20610. [1]"),
        ("The RVUs are 1.30 [F2].", "The RVUs are 1.30. [2]"),
        ("There are three other kinds [F3].", "There are three other kinds. [3]"),
        ("In effect since 2025-10-01, 50% of 1,000 [F3].", "In effect since 2025-10-01, 50% of 1,000. [3]"),
        ("Column 1 is 45385 and column 2 is 45380 [F5].", "Column 1 is 45385 and column 2 is 45380. [2]"),
        ("45380 is denied unless a modifier bypasses the edit [F5].", "45380 is denied unless a modifier bypasses the edit. [2]"),
        (
            "A visit before surgery is included, but a visit after 10 days isn't [F6].",
            "A visit before surgery is included, but a visit after 10 days isn't. [2]",
        ),
        (
            "Append LT or RT for 20610, and 45380 is denied unless a modifier bypasses the edit [F4, F5].",
            "Append LT or RT for 20610, and 45380 is denied unless a modifier bypasses the edit. [1] [2]",
        ),
        ("The side is named [ F4 ].", "The side is named. [1]"),
        ("Append LT or RT for the side of 20610.", "Append LT or RT for the side of 20610. [1]"),
    ],
)
def test_what_the_facts_say_passes(said: str, shown: str) -> None:
    result = check(said, FACTS)
    assert (result.ok, result.text) == (True, shown)


@pytest.mark.parametrize(
    "said",
    [
        "The visit is always paid.",
        "99213 is not a return visit.",
        "Modifier 25 never goes on a visit code.",
        "Append TC or RT for the side of 20610.",
        "",
        "[F1]",
        "99213 is a return visit [1].",
        "99213 is a return visit [F9].",
        "99213 is a return visit [F1, F99].",
        "99214 is a return visit [F1].",
        "It takes at most 20 minutes [F1].",
        "It never takes at least 20 minutes [F1].",
        "Modifier 25 does not go on a visit code [F2].",
        "Modifier 25 never goes on a visit code [F2].",
        "Modifier 25 must go on a visit code [F2].",
        "Modifier 59 goes on a visit code [F2].",
        "Modifier XS goes on 99213 [F2].",
        "Column 1 is 45380 and column 2 is 45385 [F5].",
        "45385 is column 2 [F5].",
        "45380 pays [F5].",
        "45385 is denied [F5].",
        "45385 pays and 45380 is denied [F5].",
        "45380 is denied [F5].",
        "45380 is paid unless a modifier bypasses the edit [F5].",
        "45380 is denied if a modifier bypasses the edit [F5].",
        "A visit after surgery is included [F6].",
        "A visit after 10 days is included [F6].",
        "A visit before surgery is not included [F6].",
        "The surgeon bills the room [F6].",
        "The hospital bills the visit [F6].",
        "A knee is included before surgery [F6].",
        "Use LT or RT for 20610 [F4], as a return visit [F1].",
        "The work value is 1.30 [F2].",
        "99213 takes 30 minutes [F1].",
        "99213 takes thirty minutes [F1].",
        "Put modifier 25 on 99213 [F1].",
        "Put modifier 57 on it [F2].",
        "Put modifier XU on it [F2].",
        "Put modifier xu on it [F2].",
        "Use TC for 20610 [F4].",
        "E11.65 is excluded [F3].",
        "E1165 is excluded [F3].",
        "It holds for 99213-99215 [F1].",
        "It pays $88.05 [F2].",
        "The value is 130 [F2].",
        "The claim J9999 is paid [F1].",
        "It is claim #99215 [F1].",
        "The zip code 99215 is the code [F1].",
        "It ended 2024-09-30 [F3].",
        "It is ９９２１５ [F1].",
        "It is Е11.65 in Cyrillic [F3].",
        "It is 992\u200b15 [F1].",
        "See https://example.org/99213 [F1].",
        "See [here](javascript) [F1].",
        "Tell <@U123> or <!channel> [F1].",
        "See www.example.org [F1].",
    ],
)
def test_what_they_do_not_say_does_not(said: str) -> None:
    result = check(said, FACTS)
    assert (result.ok, result.text) == (False, "")
    assert result.reason


def test_control_characters_of_a_model_never_reach_a_screen() -> None:
    result = check("\x1b[2J99213 is a return\x07 visit\u202e [F1].", FACTS)
    assert "\x1b" not in result.text
    assert "\x07" not in result.text
    assert "\u202e" not in result.text


def split(text: str) -> list[str]:
    sentences = Sentences()
    found = list(sentences.feed(text))
    rest = sentences.rest()
    return [*found, rest] if rest else found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One [F1]. Two [F2].", ["One [F1].", "Two [F2]."]),
        ("One. [F1] Two. [F2]", ["One. [F1]", "Two. [F2]"]),
        ("One. [F1][F2] [F3] Two", ["One. [F1][F2] [F3]", "Two"]),
        ("RVU 1.30 counts [F1]. E11.9 too [F2].", ["RVU 1.30 counts [F1].", "E11.9 too [F2]."]),
        ("Really? [F1] Yes! [F2]", ["Really? [F1]", "Yes! [F2]"]),
        ("Not e.g. 59 [F1]. Not i.e. XS [F2].", ["Not e.g. 59 [F1].", "Not i.e. XS [F2]."]),
        ("25 vs. 57 [F1]. No. 5 [F2].", ["25 vs. 57 [F1].", "No. 5 [F2]."]),
        ("One [F1].\n\nTwo [F2].\n", ["One [F1].", "Two [F2]."]),
        ("no end", ["no end"]),
        ("", []),
        ("   \n ", []),
    ],
)
def test_a_text_is_cut_into_its_sentences(text: str, expected: list[str]) -> None:
    assert split(text) == expected


_PIECES = st.lists(
    st.sampled_from(
        [
            "99213",
            " is",
            " paid",
            ".",
            ". ",
            "!",
            "? ",
            " [F1]",
            "[F2]",
            " [F1, F2]",
            "\n",
            "  ",
            "E11.9",
            "1.30",
            "e.g. ",
            "[",
            "]",
            "F3",
            "\t",
        ]
    ),
    max_size=40,
)


@given(st.one_of(_PIECES.map("".join), st.text(max_size=80)), st.data())
def test_however_a_stream_is_cut_the_sentences_are_the_same(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=12)))
    sentences = Sentences()
    found = [s for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True) for s in sentences.feed(text[a:b])]
    rest = sentences.rest()
    assert [*found, *([rest] if rest else [])] == split(text)


@given(_PIECES.map("".join))
def test_no_word_of_a_stream_is_lost(text: str) -> None:
    assert "".join("".join(split(text)).split()) == "".join(text.split())


@given(st.text(max_size=200))
def test_any_sentence_is_checked_without_an_error(text: str) -> None:
    result = check(f"{text} [F1]", FACTS)
    assert result.ok == bool(result.text)
