"""A `Table` of a reply → rows in fixed width if they are narrow, else lines. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from adapters.discord import limits, words
from adapters.messaging.grid import EMPTY, NUMBER, Row, grid, row_lines
from adapters.messaging.text import fenced, slices
from bot.turns import Table


def parts(table: Table) -> list[str]:
    """The table as markdown, in pieces that each fit a part of a card."""
    header, rows = grid(table, limits.CELL)
    caption = words.literal(words.line(table.caption))
    if not header or not rows:
        said = caption or words.literal(", ".join(c for c in header if c != EMPTY))
        return slices(f"**{words.cut(said, limits.CELL)}**\nnone", limits.PART_TEXT) if said else []
    widths = [max(len(row[i]) for row in (header, *rows)) for i in range(len(header))]
    if sum(widths) + 2 * (len(widths) - 1) <= limits.TABLE_WIDTH and not any("\n" in c for row in (header, *rows) for c in row):
        return _fixed(header, rows, widths, caption)
    lines = row_lines(header, rows, words.literal, "**", limits.PROSE_CELL)
    return slices("\n".join([f"**{caption}**", *lines] if caption else lines), limits.PART_TEXT)


def _fixed(header: Row, rows: Sequence[Row], widths: Sequence[int], caption: str) -> list[str]:
    right = [all(NUMBER.fullmatch(row[i]) for row in rows) for i in range(len(header))]

    def shown(row: Row) -> str:
        cells = [c.rjust(w) if r else c.ljust(w) for c, w, r in zip(row, widths, right, strict=True)]
        return "  ".join(cells).rstrip()

    named = [shown(tuple("" if c == EMPTY else c for c in header))] if any(c != EMPTY for c in header) else []
    block = words.code_block("\n".join([*named, *[shown(row) for row in rows]]))
    return fenced(slices(f"**{caption}**\n{block}" if caption else block, limits.PART_TEXT - 10))
