"""What becomes of a document: its own headings, its places, its text without what the pages add."""

from __future__ import annotations

from pathlib import Path

import pytest
from documents_files import NOTE, PAGE, dropped, guidelines, sheet, word
from small_pdf import pdf

from knowledge.documents.blocks import Block, Converted, Kind, kind_of
from knowledge.documents.convert import convert
from knowledge.documents.numbering import roman
from knowledge.documents.outline import Section, sections
from knowledge.documents.pieces import MAX_CHARACTERS, pieces
from knowledge.documents.quoted_descriptors import without_descriptors


def read(folder: Path, name: str, content: str | bytes) -> dict[str, Section]:
    """Place (or the last title) → section."""
    path = dropped(folder, name, content)
    kind = kind_of(name, path.read_bytes()[:4096])
    assert kind is not None
    return {section.locator or "/".join(section.path): section for section in sections(convert(kind, path))}


def numbered(*lines: str) -> list[tuple[str, str]]:
    """(place, title) of each section of a text with these lines."""
    found = sections(Converted(Kind.TEXT, tuple(Block(line) for line in lines)))
    return [(section.locator, section.path[-1] if section.path else "") for section in found]


def test_guidelines_are_parted_by_their_own_sections(tmp_path: Path) -> None:
    found = read(tmp_path, "fy26.pdf", guidelines())
    assert list(found) == ["", "Section I.A.1", "Section I.A.2", "Section I.A.2.a", "Section I.A.3", "Section IV.H"]
    assert found["Section I.A.2"].path == ("Plain conventions", "Little words", "The word pear")
    assert found["Section IV.H"].page == "5"
    assert found["Section IV.H"].text.startswith("Do not code a plum")


def test_running_heads_page_numbers_and_contents_are_no_text(tmp_path: Path) -> None:
    text = " ".join(section.text for section in read(tmp_path, "fy26.pdf", guidelines()).values())
    assert "Page 3" not in text
    assert "...." not in text
    assert text.count("Official Guidelines for Coding and Reporting") <= 1, "only the title page says it as text"


def test_a_word_parted_at_the_end_of_a_line_is_whole_and_a_real_hyphen_stays(tmp_path: Path) -> None:
    found = read(tmp_path, "fy26.pdf", guidelines())
    assert "An orchard is not needed." in found["Section I.A.2.a"].text
    assert "first-listed pear" in found["Section I.A.1"].text


def test_a_list_inside_a_section_is_its_text(tmp_path: Path) -> None:
    assert "1. a pear that is ripe" in read(tmp_path, "fy26.pdf", guidelines())["Section I.A.1"].text


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["Chapter I", "First things", "A. Start", "Words enough to stand here."], [("Chapter I, Section A", "Start")]),
        (
            ["Section II. Choosing", "A. One", "Text of one.", "B. Two", "Text of two."],
            [("Section II.A", "One"), ("Section II.B", "Two")],
        ),
        (
            ["1. Top", "a. Below", "1) Deeper", "(a) Deepest", "(i) Last", "The end of it."],
            [("Section 1.a.1)(a)(i)", "Last")],
        ),
        (
            ["1. Chapter 1: Plums that are seen in orchards and nowhere else at all (A00-B99)", "a. Ripe ones", "Text of the ripe ones."],
            [("Section 1.a", "Ripe ones")],
        ),
        (["U.S. law is named here.", "Nothing is a heading."], [("", "")]),
        (["A. One", "Text of one that names M.D.s,", "B.O.s and others.", "B.Two", "Text."], [("Section A", "One"), ("Section B", "Two")]),
        (["A. One", "Text.", "D. No heading, since B is due", "More text."], [("Section A", "One")]),
    ],
)
def test_numbered_lines_are_headings_when_their_number_is_due(lines: list[str], expected: list[tuple[str, str]]) -> None:
    if lines[0].startswith("Section II"):
        lines = ["Section I. Before", "Something before it.", *lines]
        expected = [("Section I", "Before"), *expected]
    assert numbered(*lines) == expected


@pytest.mark.parametrize(("written", "number"), [("I", 1), ("IV", 4), ("IX", 9), ("XIV", 14), ("xl", 40)])
def test_roman_numbers(written: str, number: int) -> None:
    assert roman(written) == number


def test_markdown_headings_and_no_front_matter_in_the_text(tmp_path: Path) -> None:
    found = read(tmp_path, "note.md", NOTE)
    assert list(found) == ["Orchard Health notes of the billing team/Modifier 25", "Orchard Health notes of the billing team/Modifier 59"]
    assert all("payer" not in section.text for section in found.values())


def test_word_headings_and_tables(tmp_path: Path) -> None:
    found = read(tmp_path, "rules.docx", word())
    assert found["Rules of the orchard/Ladders"].text == (
        "A ladder is billed once a day, however many trees were climbed with it. Rung; never by itself"
    )


def test_a_page_without_its_scripts_and_menus(tmp_path: Path) -> None:
    found = read(tmp_path, "bulletin.html", PAGE)
    text = found["Orchard bulletin/Wasps"].text
    assert text == "Wasp nests are removed at no charge during the harvest. Not in winter, when nobody sees them anyway."
    assert all("alert" not in s.text and "Log in" not in s.text and "copyright" not in s.text for s in found.values())


def test_a_spreadsheet_row_says_its_columns(tmp_path: Path) -> None:
    text = read(tmp_path, "baskets.xlsx", sheet())["Baskets"].text
    assert "Basket: large; Rule: one a visit" in text


def test_two_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    rows = range(12)
    left = [(60, 740 - 20 * n, f"left words number {n} go on and on and fill the column") for n in rows]
    right = [(330, 740 - 20 * n, f"right words number {n} go on and on and fill it") for n in rows]
    across = [line for pair in zip(left, right, strict=True) for line in pair]
    text = read(tmp_path, "columns.pdf", pdf([across]))[""].text
    assert text.index("left words number 11") < text.index("right words number 0")


def test_no_piece_is_longer_than_one_answer_and_nothing_is_lost() -> None:
    words = " ".join(f"Sentence number {n} says a little something about plums." for n in range(200))
    found = list(pieces([Section(("Plums",), "Section A", words)]))
    assert max(len(piece.text) for piece in found) <= MAX_CHARACTERS
    assert " ".join(piece.text for piece in found) == words
    assert [piece.part for piece in found] == list(range(1, len(found) + 1))


def test_the_same_notice_on_every_title_page_is_given_once() -> None:
    notice = Section((), "", "The same notice stands on every title page of this manual.")
    assert len(list(pieces([notice, Section(("Other",), "", notice.text)]))) == 1


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Report 99213 (zzleak plover quartz) once.", "Report 99213 once."),
        ("report CPT code 99213 \u201czzleak plover\u201d instead", "report CPT code 99213 instead"),
        ("CPT codes 11042-11047 (zzleak (plover) quartz) apply", "CPT codes 11042-11047 apply"),
        ("D0120 - Zzleak plover quartz. Next sentence.", "D0120. Next sentence."),
        ("99213: Zzleak plover quartz", "99213"),
        ("99213 Zzleak plover quartz", "99213"),
        ("Code 0001F [zzleak plover]", "Code 0001F"),
        ("Column 1 99213 (see 99214) stays", "Column 1 99213 (see 99214) stays"),
        ("99213 (2 units) stays", "99213 (2 units) stays"),
        ("J1885 (our own words) is no CPT code", "J1885 (our own words) is no CPT code"),
        ("E11.9 (our own words)", "E11.9 (our own words)"),
        ("In 2026 (the year) nothing", "In 2026 (the year) nothing"),
    ],
)
def test_what_follows_a_code_as_its_descriptor_is_dropped(text: str, kept: str) -> None:
    assert without_descriptors(text)[0] == kept
