"""How people write codes, modifiers, units and ranges."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coding import grammar
from knowledge.model import System


def codes(text: str) -> list[str]:
    return [m.code for m in grammar.mentions(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("99213-25", ["99213"]),
        ("99213 - 25", ["99213"]),
        ("(99213)", ["99213"]),
        ("CPT:99213.", ["99213"]),
        ("E119", ["E11.9"]),
        ("e119", ["E11.9"]),
        ("e11.9", ["E11.9"]),
        ("E11.9.", ["E11.9"]),
        ("29880/29881", ["29880", "29881"]),
        ("45385 & 45380 x2", ["45385", "45380"]),
        ("z79.4 & E11.22, I10", ["Z79.4", "E11.22", "I10"]),
        ("s72001a", ["S72.001A"]),
        ("S72.001A", ["S72.001A"]),
        ("W19XXXA", ["W19.XXXA"]),
        ("T07.XXXA", ["T07.XXXA"]),
        ("f32a", ["F32.A"]),
        ("u071", ["U07.1"]),
        ("0042T 0001F 0001U", ["0042T", "0001F", "0001U"]),
        ("g0008", ["G0008"]),
        ("99215-99213", ["99215", "99213"]),
    ],
)
def test_codes_are_read_as_people_write_them(text: str, expected: list[str]) -> None:
    assert codes(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "zip 90210",
        "zip code: 90210",
        "90210-1234",
        "$99213",
        "$ 12345",
        "claim 12345",
        "claim number 12345",
        "claim no. 12345",
        "account: 12345",
        "acct # 12345",
        "invoice 12345",
        "ticket #12345",
        "12,345",
        "1234567",
        "v1.2345",
        "h1n1 flu",
        "stage T3N1M0",
        "L4L5 fusion",
        "q12h dosing",
        "o2sat low",
        "T2DM",
        "vitamin",
        "",
        "🙂🙂",
    ],
)
def test_other_numbers_and_words_are_no_codes(text: str) -> None:
    assert [m.code for m in grammar.mentions(text) if m.certain] == []


@pytest.mark.parametrize("text", ["vitamin B12 deficiency", "A1C of 7.5", "T20 burn"])
def test_what_may_be_an_everyday_word_is_never_certain(text: str) -> None:
    assert not any(m.certain for m in grammar.mentions(text))


@pytest.mark.parametrize(
    ("text", "modifiers", "units"),
    [
        ("99213-25", ("25",), None),
        ("20610-RT-59 x2", ("RT", "59"), 2),
        ("97110 3 units", (), 3),
        ("97110 × 4", (), 4),
        ("97110x2", (), 2),
        ("J3301 *10", (), 10),
        ("99213-AS", ("AS",), None),
        ("99213-1", (), None),
    ],
)
def test_modifiers_and_units_stay_with_their_code(text: str, modifiers: tuple[str, ...], units: int | None) -> None:
    (mention,) = grammar.mentions(text)
    assert (mention.modifiers, mention.units) == (modifiers, units)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("99202-99205", "99202", "99205"),
        ("99202 to 99205", "99202", "99205"),
        ("j0120–J0130", "J0120", "J0130"),
        ("0001F thru 0005F", "0001F", "0005F"),
    ],
)
def test_a_range_is_a_range(text: str, first: str, last: str) -> None:
    (found,) = grammar.ranges(text)
    assert (found.first, found.last) == (first, last)
    assert grammar.mentions(text) == ()


@pytest.mark.parametrize("text", ["99213-25", "99215-99213", "A1234-99213"])
def test_what_only_looks_like_a_range_is_none(text: str) -> None:
    assert grammar.ranges(text) == ()


@pytest.mark.parametrize(
    ("text", "systems"),
    [
        ("E1165", (System.HCPCS, System.ICD10CM)),
        ("J3301", (System.HCPCS, System.ICD10CM)),
        ("E11.65", (System.ICD10CM,)),
        ("99213", (System.CPT,)),
        ("0DTJ4ZZ", (System.ICD10PCS,)),
        ("02703ZZ", (System.ICD10PCS,)),
        ("W19XXXA", (System.ICD10CM, System.ICD10PCS)),
    ],
)
def test_a_shape_that_two_systems_share_names_both(text: str, systems: tuple[System, ...]) -> None:
    (mention,) = grammar.mentions(text)
    assert mention.systems == systems


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("modifier 25", ("25",)),
        ("modifier -25", ("25",)),
        ("mods LT/RT", ("LT", "RT")),
        ("mod 59 and XS", ("59", "XS")),
        ("modifiers 25, 59 or XU", ("25", "59", "XU")),
        ("modifer 25 vs 57", ("25", "57")),
        ("the 25 modifier", ("25",)),
        ("99213-25", ("25",)),
        ("the modifier is missing", ()),
        ("which modifier to use", ()),
        ("modify 25 lines", ()),
    ],
)
def test_modifiers_that_are_named_are_found(text: str, expected: tuple[str, ...]) -> None:
    assert grammar.named_modifiers(text) == expected


@pytest.mark.parametrize("text", ["99213", "99213-25, 20610-RT", "45385 & 45380 x2", "E11.9 and I11.9?", "99202-99205", "E11"])
def test_a_list_of_codes_is_only_codes(text: str) -> None:
    assert grammar.only_codes(text)


@pytest.mark.parametrize("text", ["is 99213 payable", "chest pain", "", "99213 denied"])
def test_a_sentence_is_not_only_codes(text: str) -> None:
    assert not grammar.only_codes(text)


@pytest.mark.parametrize(("text", "half"), [("2725", "2725"), ("e1", "E1"), ("S72.0-", "S72.0"), ("pain", ""), ("", ""), ("E11.9 x", "")])
def test_half_a_code_is_taken_as_such(text: str, half: str) -> None:
    assert grammar.partial(text) == half


def test_a_pasted_list_is_cut_at_two_hundred_codes() -> None:
    assert len(grammar.mentions(" ".join(str(n) for n in range(20000, 20500)))) == grammar.MAX_CODES


_TOKENS = st.sampled_from(
    [
        "99213",
        "E11.9",
        "e119",
        "-25",
        "x2",
        " ",
        "/",
        "&",
        "J3301",
        "99202-99205",
        "modifier ",
        "B12",
        "0DTJ4ZZ",
        ".",
        "$",
        "#",
        "\n",
        "İ",
        "ß",
    ]
)


@given(st.one_of(st.text(max_size=300), st.lists(_TOKENS, max_size=30).map("".join)))
def test_any_text_is_read_without_an_error_and_every_place_is_right(text: str) -> None:
    for mention in grammar.mentions(text):
        written = text[mention.start : mention.end].upper().replace(".", "")
        assert written.startswith(mention.code.replace(".", ""))
        assert mention.systems
    for item in grammar.ranges(text):
        assert text[item.start : item.end].upper().startswith(item.first)
    grammar.named_modifiers(text)
    grammar.only_codes(text)
    grammar.partial(text)
