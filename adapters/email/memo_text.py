"""A memo as plain text: for programs that show no HTML, and for whoever reads it aloud. Pure and total."""

from __future__ import annotations

from adapters.email.memo import Choice, Memo, Rows
from adapters.messaging.grid import row_lines

FOOT = "Look-up and education only; the certified coder decides from the record. Leave names and numbers of patients out of your mails."
RATE = "Was this right? Reply: feedback up, or: feedback wrong and why."
_WIDEST = 100
"""Columns of a table that is set as one; wider ones go row by row, since a program would break its lines."""
_PROSE = 60


def as_text(memo: Memo) -> str:
    """The memo, its sections under headings in capitals."""
    said = _sections(memo, "")
    unsaid = [code for code in memo.codes if code not in said]  # a table set row by row leaves out what heads an empty column
    return _sections(memo, f"Codes: {', '.join(unsaid)}") if unsaid else said


def _sections(memo: Memo, codes: str) -> str:
    heading = f"[{memo.sign}] " if memo.sign else ""
    parts = [
        _section("Question understood as", memo.understood),
        _section("Verdict", "\n".join(p for p in (memo.title, f"{heading}{memo.verdict}") if p)),
        _section("Codes and rows", "\n\n".join(p for p in (codes, _fields(memo), *map(_table, memo.tables), memo.locked) if p)),
        _section("Rule", "\n\n".join(p for p in (memo.body, memo.rule) if p)),
        _section("What to document", "\n".join(f"- {sentence}" for sentence in memo.document)),
        _section("To copy", memo.copy),
        _section("Limits", "\n\n".join(p for p in (memo.caveat, *(text for _, text in memo.notices)) if p)),
        _section("Sources", "\n".join(memo.citations)),
        _section("To go on, reply with a number alone", "\n".join(_lines(memo))),
        "\n".join(p for p in ("--", RATE if memo.rated else "", FOOT) if p),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _section(heading: str, text: str) -> str:
    return f"{heading.upper()}\n{text}" if text.strip() else ""


def _fields(memo: Memo) -> str:
    return "\n".join(f"{label}: {value}{f' [{source}]' if source else ''}" for label, value, source in memo.fields)


def _table(table: Rows) -> str:
    everything = (table.header, *table.rows)
    widths = [max(len(row[at]) for row in everything) for at in range(len(table.header))]
    if sum(widths) + 2 * len(widths) > _WIDEST:
        lines = row_lines(table.header, table.rows, lambda text: text, "", _PROSE) if table.rows else ["  ".join(table.header)]
        if table.rows and table.header[0] not in "\n".join(lines):
            lines.insert(0, " · ".join(table.header))
    else:
        lines = ["  ".join(_cell(cell, widths[at], right=table.amounts[at]) for at, cell in enumerate(row)).rstrip() for row in everything]
    return "\n".join(p for p in (table.caption, *lines) if p)


def _cell(cell: str, width: int, *, right: bool) -> str:
    return cell.rjust(width) if right else cell.ljust(width)


def _lines(memo: Memo) -> list[str]:
    return [*map(_choice, memo.choices), *([memo.menu] if memo.menu else []), *map(_choice, memo.more)]


def _choice(choice: Choice) -> str:
    return f"{choice.number:>2}  {choice.label}"
