"""A `Table` of a reply, laid out for the width there is: as columns, or row by row where columns do not fit."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rich import box
from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table as RichTable
from rich.text import Text

from adapters.terminal import limits, style
from adapters.terminal.clean import clean, clean_line, cut
from adapters.terminal.marks import marked
from bot.turns import Table

_NUMBER = re.compile(r"[-+$]?[\d,]*\.?\d+ ?%?|-|—|")
_CODE_OR_FLAG = re.compile(r"\d|\d{5}")
_GAP = 2


@dataclass(frozen=True, slots=True)
class _Grid:
    """A table made safe: every row as long as the header, at most `limits.MAX_ROWS` of them."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str
    left_out: int

    def column(self, index: int) -> list[str]:
        return [row[index] for row in self.rows]


def render_table(table: Table, width: int, codes: tuple[str, ...] = ()) -> RenderableType:
    """The table for `width` columns, with `codes` in bold."""
    grid = _safe(table)
    widths = _column_widths(grid, width)
    parts: list[RenderableType] = [Text(grid.caption, style="bold")] if grid.caption else []
    parts.append(_columns(grid, widths, codes) if widths else _stacked(grid, width))
    if not grid.rows:
        parts.append(Text("none", style=style.LABEL))
    if grid.left_out:
        parts.append(Text(f"… and {grid.left_out:,} more rows", style=style.LABEL))
    return Group(*parts)


def says_something(table: Table) -> bool:
    """Whether there is anything to show."""
    return bool(table.caption.strip()) or any(cell.strip() for row in (table.header, *table.rows) for cell in row)


def _safe(table: Table) -> _Grid:
    size = max((len(table.header), *(len(row) for row in table.rows)), default=0)
    rows = tuple(
        tuple(cut(clean(cell).strip(), limits.MAX_CELL) for cell in row) + ("",) * (size - len(row))
        for row in table.rows[: limits.MAX_ROWS]
    )
    header = tuple(map(clean_line, table.header)) + ("",) * (size - len(table.header))
    return _Grid(header, rows, clean_line(table.caption), max(0, len(table.rows) - limits.MAX_ROWS))


def _is_amounts(cells: list[str]) -> bool:
    """Whether a column holds amounts, which line up on the right. Codes and one-digit indicators are names."""
    return all(map(_NUMBER.fullmatch, cells)) and not all(map(_CODE_OR_FLAG.fullmatch, cells))


def _least_column(texts: list[str]) -> int:
    """The narrowest a column may be: all of it if that is short, else its longest word, or more if it holds sentences."""
    word = max((cell_len(word) for text in texts for word in text.split()), default=1)
    whole = max(map(cell_len, texts), default=1)
    if whole <= limits.COLUMN_SHORT:
        return max(1, whole)
    return max(min(word, limits.COLUMN_WORD), min(whole, limits.COLUMN_PROSE) if whole > 2 * limits.COLUMN_PROSE else 0)


def _column_widths(grid: _Grid, width: int) -> list[int]:
    """A width for each column, together at most `width`; none if they do not fit side by side.

    What is left over after the narrowest layout is shared fairly: who needs least is served first, in full if it can be.
    """
    columns = [[name, *grid.column(index)] for index, name in enumerate(grid.header)]
    widths = list(map(_least_column, columns))
    wanted = [max(max(map(cell_len, "\n".join(texts).split("\n"))), least) for texts, least in zip(columns, widths, strict=True)]
    spare = width - sum(widths) - _GAP * (len(widths) - 1)
    if spare < 0:
        return []
    by_need = sorted(range(len(widths)), key=lambda index: wanted[index] - widths[index])
    for served, index in enumerate(by_need):
        share = min(wanted[index] - widths[index], spare // (len(widths) - served))
        widths[index] += share
        spare -= share
    return widths


def _columns(grid: _Grid, widths: list[int], codes: tuple[str, ...]) -> RenderableType:
    out = RichTable(
        box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, _GAP - 1, 0, 0), header_style=style.LABEL, border_style="dim"
    )
    for index, (name, room) in enumerate(zip(grid.header, widths, strict=True)):
        cells = grid.column(index)
        out.add_column(Text(name), width=room, overflow="fold", justify="right" if _is_amounts(cells) else "left")
    for row in grid.rows:
        out.add_row(*(marked(cell, codes) for cell in row))
    return out


def _stacked(grid: _Grid, width: int) -> RenderableType:
    """Row by row: the first cell as a heading, the others under it as label and value."""
    blocks: list[RenderableType] = []
    for row in filter(None, grid.rows):
        head, *rest = zip(grid.header, row, strict=True)
        blocks.append(Text(" ".join(part for part in head if part), style="bold", overflow="fold"))
        pairs = RichTable.grid(padding=(0, _GAP, 0, 0))
        pairs.add_column(style=style.LABEL, max_width=max(6, width // 3), overflow="fold")
        pairs.add_column(ratio=1, overflow="fold")
        for name, cell in rest:
            if cell:
                pairs.add_row(Text(name), Text(cell))
        blocks.append(Padding(pairs, (0, 0, 0, 2)))
    return Group(*blocks)
