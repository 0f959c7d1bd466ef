"""Any `Reply` at all, for the property tests of every adapter's renderer (hypothesis)."""

from __future__ import annotations

from hypothesis import strategies as st

from bot.actions import Action
from bot.turns import Button, Citation, Field, Link, Menu, Notice, Outcome, Reply, Table, Visibility

CODES = st.sampled_from(["E11.9", "27257", "99213", "J1885", "0FT44ZZ", "M17.11", "S72.001A", "Z79.4"])
NASTY_TEXTS = (
    "", " ", "\n", "<!channel>", "<!here|here>", "<@U0123ABC>", "<#C01>", "<https://evil.example|click>", "@channel @here @everyone",
    "& < > &lt;", "**bold** _it_ `code` ~x~", "```\nblock", "| a | b |\n|---|---|", "\u202e9.11E", "\x00\x1b[31m", "x" * 3_500, "word " * 900,
    "ä🦴" * 200, "- one\n- two\n\n1. three", "\ud800",
)  # fmt: skip
NASTY = st.sampled_from(NASTY_TEXTS)
TEXTS = st.one_of(NASTY, st.text(max_size=60), st.tuples(st.text(max_size=20), CODES, NASTY).map(" ".join))


@st.composite
def tables(draw: st.DrawFn) -> Table:
    columns = draw(st.integers(0, 25))
    cells = st.lists(TEXTS, min_size=0 if draw(st.booleans()) else columns, max_size=columns).map(tuple)
    rows = draw(st.lists(cells, max_size=6))
    rows *= draw(st.sampled_from([1, 1, 1, 30]))
    return Table(draw(cells), tuple(rows), draw(TEXTS), picture=draw(st.booleans()))


@st.composite
def pictures(draw: st.DrawFn) -> Table:
    """Amounts by anything."""
    columns = draw(st.integers(1, 8))
    amounts = st.one_of(st.floats(-9e9, 9e9).map(lambda x: f"${x:,.2f}"), st.integers(0, 99).map(lambda n: f"{n} %"), st.just("1" * 400), st.just("–"))
    rows = draw(st.lists(st.tuples(TEXTS, *[amounts] * columns), max_size=40))
    return Table(("Place", *draw(st.lists(TEXTS, min_size=columns, max_size=columns))), tuple(rows), draw(TEXTS), picture=True)


ACTIONS = st.builds(Action, st.sampled_from(["code", "ask", "ncci", "search", "~", ""]), st.one_of(CODES, TEXTS))
REPLIES = st.builds(
    Reply,
    verdict=TEXTS,
    title=TEXTS,
    fields=st.lists(st.builds(Field, TEXTS, TEXTS, st.integers(0, 9)), max_size=25).map(tuple),
    tables=st.lists(st.one_of(tables(), pictures()), max_size=3).map(tuple),
    rule=TEXTS,
    body=TEXTS,
    caveat=TEXTS,
    citations=st.lists(st.builds(Citation, st.integers(0, 99), TEXTS, TEXTS, TEXTS, TEXTS), max_size=8).map(tuple),
    buttons=st.lists(st.builds(Button, TEXTS, ACTIONS, st.booleans()), max_size=9).map(tuple),
    aside=st.lists(st.builds(Button, TEXTS, ACTIONS), max_size=3).map(tuple),
    menu=st.one_of(st.none(), st.builds(Menu, TEXTS, st.lists(st.builds(Button, TEXTS, ACTIONS), max_size=30).map(tuple))),
    links=st.lists(st.builds(Link, TEXTS, st.sampled_from(["https://jobs.example.org/1", "https://a.example.org/" + "x" * 600])), max_size=3).map(tuple),
    notices=st.lists(st.builds(Notice, TEXTS, st.sampled_from(["info", "warning", "error", "?"]), TEXTS), max_size=3).map(tuple),
    visibility=st.sampled_from(Visibility),
    outcome=st.sampled_from(Outcome),
    topic=st.sampled_from(["codes", "help", "check", ""]),
    codes=st.lists(CODES, max_size=6).map(tuple),
    answer_id=st.sampled_from(["", "0123456789abcdef"]),
    copy_line=TEXTS,
    locked=st.lists(TEXTS, max_size=6).map(tuple),
)
