"""What a person sees of a reply."""

from __future__ import annotations

import io
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.color import Color
from rich.console import Console
from terminal_desk import FAILED, HIP, NEUROPATHY, UNKNOWN

from adapters.terminal import render, style, to_text
from adapters.terminal.clean import clean, clean_line
from bot.actions import Action
from bot.turns import Button, Citation, Field, Notice, Outcome, Reply, Table

WIDTHS = (60, 80, 120)
CARDS = (HIP, NEUROPATHY, UNKNOWN, FAILED)


def words(text: str) -> str:
    """Text on one line, however it was wrapped."""
    return " ".join(text.split())


def coloured(reply: Reply, width: int = 80, **options: bool) -> str:
    """What goes to a colour terminal."""
    out = io.StringIO()
    Console(file=out, width=width, force_terminal=True, color_system="256", highlight=False, **options).print(render(reply, width))
    return out.getvalue()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("reply", CARDS, ids=lambda reply: reply.verdict[:20])
def test_everything_a_reply_says_is_on_the_card(reply: Reply, width: int) -> None:
    card = words(to_text(reply, width))
    said = [reply.verdict, reply.title, reply.rule, reply.caveat, reply.copy_line, *reply.codes]
    said += [line.removeprefix("- ") for line in reply.body.splitlines()]
    said += [citation.line() for citation in reply.citations]
    said += [part for field in reply.fields for part in (field.label, f"{field.value} [{field.source}]")]
    said += [f"[{number}] {button.label}" for number, button in enumerate(reply.buttons, 1)]
    said += [part for notice in reply.notices for part in (notice.text, notice.reference)]
    assert [part for part in said if words(part) not in card] == []


@pytest.mark.parametrize("width", [40, *WIDTHS])
@pytest.mark.parametrize("reply", CARDS, ids=lambda reply: reply.verdict[:20])
def test_no_word_of_a_table_is_lost_and_no_line_is_too_long(reply: Reply, width: int) -> None:
    card = to_text(reply, width)
    cells = [cell for table in reply.tables for row in (table.header, *table.rows) for cell in row]
    assert [word for cell in cells for word in cell.split() if word not in card] == []
    assert [line for line in card.splitlines() if cell_len(line) > width] == []


@pytest.mark.parametrize("width", WIDTHS)
def test_lines_can_be_copied_without_trailing_blanks(width: int) -> None:
    assert [line for line in to_text(HIP, width).splitlines() if line != line.rstrip()] == []


def test_the_verdict_is_the_first_thing_read() -> None:
    assert to_text(HIP, 80).startswith("● 27257 is payable on its own")


def test_outcomes_differ_without_colour() -> None:
    first = {to_text(replace(HIP, outcome=outcome), 80)[0] for outcome in Outcome}
    assert len(first) == len(Outcome)


def test_a_title_that_the_verdict_repeats_is_not_shown_twice() -> None:
    assert to_text(Reply(verdict="E11.9 is billable", title="E11.9"), 80).count("E11.9") == 1


def test_no_color_leaves_only_bold_and_dim(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    shown = coloured(HIP)
    assert "38;5" not in shown
    assert "\x1b[1m" in shown


@pytest.mark.parametrize("colour", [style.ACCENT, style.CAUTION, *(colour for _, colour in style.SIGNS.values())])
def test_colours_are_readable_on_black_and_on_white(colour: str) -> None:
    def channel(value: int) -> float:
        part = value / 255
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = map(channel, Color.parse(colour).get_truecolor())
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    assert 1.05 / (luminance + 0.05) >= 3.9
    assert (luminance + 0.05) / 0.05 >= 3.9


def test_markup_in_a_document_shows_as_it_was_written() -> None:
    reply = Reply(
        verdict="[bold]x[/bold]",
        body="[link=http://e.vil]E11.9[/link] :smile:",
        fields=(Field("[red]a", "[/]"),),
        tables=(Table(("[b]",), (("[/b]",),)),),
    )
    card = to_text(reply, 80)
    for literal in ("[bold]x[/bold]", "[link=http://e.vil]E11.9[/link] :smile:", "[red]a", "[/]", "[b]", "[/b]"):
        assert literal in card


HOSTILE = {
    "colour": ("\x1b[31mE11.9\x1b[0m", "E11.9"),
    "8-bit colour": ("\x9b31mE11.9", "E11.9"),
    "clear screen": ("\x1b[2J\x1b[HE11.9", "E11.9"),
    "window title": ("\x1b]0;pwned\x07E11.9", "E11.9"),
    "clipboard": ("\x1b]52;c;cm0gLXJm\x1b\\E11.9", "E11.9"),
    "hyperlink": ("\x1b]8;;http://e.vil\x07E11.9\x1b]8;;\x07", "E11.9"),
    "lone escape": ("\x1bE11.9", "E11.9"),
    "hidden in another": ("\x1b\x1b[0m[31mE11.9", "[31mE11.9"),
    "backspace": ("E11.8\b9", "E11.89"),
    "overwrite": ("E11.9\rE11.8", "E11.9\nE11.8"),
    "right to left": ("\u202e9.11E\u202c", "9.11E"),
    "zero width": ("E11\u200b.9", "E11.9"),
    "unseen tags": ("E11.9\U000e0041", "E11.9"),
    "lone surrogate": ("E11.9\udcff", "E11.9\ufffd"),
}


@pytest.mark.parametrize(("text", "shown"), HOSTILE.values(), ids=HOSTILE)
def test_a_document_cannot_take_over_the_screen(text: str, shown: str) -> None:
    assert clean(text) == shown
    reply = Reply(
        verdict=text, title=text, body=text, rule=text, caveat=text, copy_line=text, codes=(text,), fields=(Field(text, text, 1),),
        tables=(Table((text,), ((text,),), text),), citations=(Citation(1, text, text),), notices=(Notice(text, text, text),),
        buttons=(Button(text, Action("code", text)),),
    )  # fmt: skip
    out = io.StringIO()
    Console(file=out, width=80, color_system=None, force_terminal=True, highlight=False).print(render(reply, 80))
    assert not [char for char in out.getvalue() if unicodedata.category(char) in {"Cc", "Cf", "Cs"} and char != "\n"]


def test_a_reply_that_cannot_be_laid_out_is_shown_as_plain_text() -> None:
    odd = Reply(verdict="27257 has 3 facts", fields=(Field("Units", 1),), buttons=(Button("Fee", Action("fee")),))  # type: ignore[arg-type]
    assert words(to_text(odd, 80)) == "27257 has 3 facts Units: 1 [1] Fee"


def test_plain_text_too_names_every_code() -> None:
    odd = Reply(verdict=404, codes=("27257",), tables=(Table(("a",), ((),)),))  # type: ignore[arg-type]
    assert "404" in to_text(odd, 80)
    assert "27257" in to_text(odd, 80)


def test_a_table_with_nothing_in_it_does_no_harm() -> None:
    empty = (Table((), ((),)), Table((), ()), Table(("Code",), ()), Table(("",), (("",),)))
    assert words(to_text(Reply(verdict="None", tables=empty, rule="Rule."), 80)) == "● None Code ──── none Rule Rule."


def test_a_table_with_a_short_row_still_shows_all_it_has() -> None:
    card = to_text(Reply(verdict="Edits", tables=(Table(("Column 1", "Column 2"), (("27257",), ("27256", "01200", "extra"))),)), 80)
    assert all(word in card for word in ("27257", "27256", "01200", "extra"))


def test_a_long_list_says_how_much_of_it_is_shown() -> None:
    reply = Reply(verdict="Many", tables=(Table(("Code",), tuple((f"E{n:05}",) for n in range(1_250))),), body="word " * 20_000)
    card = to_text(reply, 80)
    assert "… and 1,050 more rows" in card
    assert "more characters)" in card


def test_a_code_that_no_sentence_names_is_still_listed() -> None:
    assert "E11.65" in to_text(Reply(verdict="Two codes", codes=("E11.65",)), 80)


@pytest.mark.parametrize("width", [-1, 0, 1, 10, 24, 4_000])
def test_any_width_will_do(width: int) -> None:
    assert "27257" in to_text(HIP, width)


# Any text at all, and more often than chance what has broken terminals before.
_nasty = st.sampled_from(
    [text for text, _ in HOSTILE.values()] + ["[bold]", "[/]", "👩‍⚕️", "糖尿病", "E11.9", "x" * 200, "\t", "\n- ", "e\u0301"]
)
_text = st.one_of(st.text(max_size=40), st.lists(st.one_of(_nasty, st.text(st.characters(), max_size=8)), max_size=5).map("".join))
_code = st.from_regex(r"[A-TV-Z][0-9][0-9AB](\.[0-9A-Z]{1,4})?|[0-9]{4}[0-9FTU](-[0-9A-Z]{2})?|[A-V][0-9]{4}", fullmatch=True)
_row = st.lists(_text, max_size=6).map(tuple)
_table = st.builds(Table, _row, st.lists(_row, max_size=5).map(tuple), _text)
_reply = st.builds(
    Reply,
    verdict=_text,
    title=_text,
    fields=st.lists(st.builds(Field, _text, _text, st.integers(0, 12)), max_size=5).map(tuple),
    tables=st.lists(_table, max_size=2).map(tuple),
    rule=_text,
    body=_text,
    caveat=_text,
    citations=st.lists(st.builds(Citation, st.integers(-1, 120), _text, _text, _text, _text), max_size=3).map(tuple),
    buttons=st.lists(st.builds(Button, _text, st.builds(Action, st.just("code"), _text), st.booleans()), max_size=7).map(tuple),
    notices=st.lists(st.builds(Notice, _text, _text, _text), max_size=2).map(tuple),
    outcome=st.sampled_from(Outcome),
    codes=st.lists(_code, max_size=6).map(tuple),
    copy_line=_text,
)


@settings(deadline=None)
@given(_reply, st.integers(40, 200))
def test_any_reply_is_shown_with_its_codes_and_without_escapes(reply: Reply, width: int) -> None:
    card = to_text(reply, width)
    assert [code for code in reply.codes if code not in card] == []
    assert not [char for char in card if unicodedata.category(char) in {"Cc", "Cs"} and char != "\n"]
    assert [line for line in card.splitlines() if cell_len(line) > width] == []
    card.encode()


@given(_text)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert "\n" not in clean_line(text)
