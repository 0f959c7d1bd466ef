"""What a person means, by the words of it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coding import grammar
from bot.pipeline.question import Intent, Question
from bot.pipeline.recalled import Recalled
from bot.pipeline.understand import Asked, understand
from knowledge.model import System

TODAY = date(2026, 5, 1)


def meant(text: str, **more: object) -> Question:
    return understand(Asked(text, TODAY, **more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("intent", "phrasings"),
    [
        (
            Intent.CODE,
            (
                "99213",
                "99213-25",
                "E119",
                "e11",
                "S72.0",
                "is I10 valid?",
                "explain e11.65",
                "pls look up 27257",
                "I10 and I11.9",
                "2725",
                "E1",
                "99202-99205",
                "whats 27447",
            ),
        ),
        (
            Intent.COMPARE,
            (
                "99213 vs 99214",
                "difference between 99213 and 99214",
                "diff btwn 99213 n 99214",
                "29880 or 29881?",
                "compare 27256 27257",
                "I10 versus I11.9",
            ),
        ),
        (
            Intent.RULE,
            (
                "when is modifier 25 right?",
                "when is modifer 25 right",
                "whats mod 59",
                "modifier 59 vs XS",
                "does modifier 59 or XS fit for 11042 with 97597?",
                "can i bill 29880 and 29881 together",
                "is 45380 bundeled with 45385? ncci",
                "mue of 20611",
                "how many units of 97110",
                "global period of 27447",
                "what is an MUE",
                "does medicare cover 77067",
                "why was 99213 denied",
                "what is place of service 22",
                "8 minute rule",
                "what does excludes1 mean",
            ),
        ),
        (
            Intent.FIND,
            (
                "chest pain",
                "chset pain",
                "code for chest pain",
                "which icd-10 code for copd",
                "type 2 diabetes with neuropathy",
                "diabetis with nuropathy",
                "dx for hypertension",
                "cpt for knee injection",
                "how do i code sepsis",
                "vitamin b12 deficiency",
                "h1n1 influenza",
                "patient fell from ladder",
            ),
        ),
        (
            Intent.UNCLEAR,
            (
                "",
                "   ",
                "?",
                "!!!",
                "🙂",
                "👍👍",
                "...",
                "-",
                "hi",
                "hi there",
                "Hello!",
                "thanks",
                "thank you so much!",
                "ok",
                "good morning",
                "hey, how are you?",
                "who are you?",
                "lol",
            ),
        ),
        (Intent.CHOOSE, ("97", "25", " 59 ")),
    ],
)
def test_each_phrasing_is_taken_for_what_it_is(intent: Intent, phrasings: tuple[str, ...]) -> None:
    assert {text: meant(text).intent for text in phrasings} == dict.fromkeys(phrasings, intent)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("can i bill 29880 and 29881 together", "ncci"),
        ("is this unbundling?", "ncci"),
        ("mue of 20611", "mue"),
        ("modifer 25", "modifiers"),
        ("lcd for 64483", "coverage"),
        ("how much does 99213 pay", "fees"),
        ("new patient or established", "em"),
        ("excludes1", "icd10cm"),
        ("denial co-97", "denials"),
        ("icd9 250.00", "crosswalks"),
        ("chest pain", ""),
    ],
)
def test_the_topic_is_read_off_the_words_of_the_field(text: str, topic: str) -> None:
    assert meant(text).topic == topic


@pytest.mark.parametrize(
    "text", ["its mue?", "what about its global days?", "and with modifier 50?", "is it payable", "can they be billed together"]
)
def test_a_follow_up_is_about_the_codes_in_play(text: str) -> None:
    question = meant(text, recalled=Recalled(("27257", "27256")))
    assert [m.code for m in question.mentions] == ["27257", "27256"]
    assert question.carried == ("27257", "27256")


def test_a_new_code_takes_the_place_of_those_in_play() -> None:
    question = meant("same for 27258", recalled=Recalled(("27257",)))
    assert ([m.code for m in question.mentions], question.carried) == (["27258"], ())


@pytest.mark.parametrize(("text", "verb"), [("chest pain", "ask"), ("its mue", "search"), ("thanks", "ask")])
def test_a_new_subject_carries_nothing_over(text: str, verb: str) -> None:
    assert meant(text, verb=verb, recalled=Recalled(("27257",))).mentions == ()


@pytest.mark.parametrize(
    ("text", "on"), [("E11.9 on 2025-11-15", date(2025, 11, 15)), ("E11.9", TODAY), ("chest pain dos 11/15/2025", date(2025, 11, 15))]
)
def test_the_date_of_service_is_the_one_named_or_today(text: str, on: date) -> None:
    question = meant(text)
    assert (question.on, question.on_given) == (on, on != TODAY)
    assert question.words in ("E11.9", "chest pain")


def test_a_date_that_does_not_exist_is_remarked_and_today_is_used() -> None:
    question = meant("E11.9 on 2026-02-30")
    assert question.on == TODAY
    assert "2026-02-30 is not a date" in question.problems[0]
    assert "today" in question.problems[0]


@pytest.mark.parametrize(
    ("text", "system"),
    [
        ("which icd-10 code for copd", System.ICD10CM),
        ("dx for copd", System.ICD10CM),
        ("cpt for knee injection", System.CPT),
        ("hcpcs for a walker", System.HCPCS),
        ("pcs appendectomy", System.ICD10PCS),
    ],
)
def test_a_named_code_set_narrows_the_search(text: str, system: System) -> None:
    assert meant(text).systems == (system,)


def test_code_as_a_command_reads_two_digits_as_half_a_code_and_words_as_a_search() -> None:
    assert meant("25", verb="code").partial == "25"
    assert meant("hip fracture", verb="code").intent is Intent.FIND
    assert meant("b20", verb="code").mentions[0].code == "B20"


def test_search_as_a_command_takes_words_and_half_codes_and_looks_whole_codes_up() -> None:
    assert (meant("thanks", verb="search").intent, meant("thanks", verb="search").words) == (Intent.FIND, "thanks")
    assert meant("E1", verb="search").partial == "E1"
    assert meant("E11.9", verb="search").intent is Intent.CODE


def test_a_range_is_looked_up_code_by_code_and_a_wide_one_says_where_it_was_cut() -> None:
    assert [m.code for m in meant("99202-99205").mentions] == ["99202", "99203", "99204", "99205"]
    assert [m.code for m in meant("J0120-J0122").mentions] == ["J0120", "J0121", "J0122"]
    assert "first 60 numbers of 27000 to 27999" in meant("27000-27999").problems[0]


def test_more_codes_than_are_read_are_remarked() -> None:
    question = meant(" ".join(str(n) for n in range(20000, 20500)))
    assert len(question.mentions) == grammar.MAX_CODES
    assert any(str(grammar.MAX_CODES) in problem for problem in question.problems)


@pytest.mark.parametrize(
    "text",
    ["x" * 10_000, "99213 " * 1_700, "- " * 5_000, "(" * 10_000, "modifier " * 1_100, "1" * 10_000, "\x00\x07\x1b[2J\u202e", "a.b" * 3_000],
)
def test_long_and_odd_pastes_are_understood_as_something(text: str) -> None:
    assert meant(text).intent in Intent


@given(st.text(max_size=200), st.sampled_from(["ask", "code", "search"]), st.lists(st.sampled_from(["27257", "E11.9"]), max_size=3))
def test_no_text_raises(text: str, verb: str, recalled: list[str]) -> None:
    question = meant(text, verb=verb, recalled=Recalled(tuple(recalled)))
    assert len(question.mentions) <= grammar.MAX_CODES
