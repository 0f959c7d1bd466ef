"""A `Table` of a reply as cells that can be shown, and as lines where a table cannot stand. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from adapters.messaging.text import clean, cut
from bot.turns import Table

EMPTY = "–"
NUMBER = re.compile(r"[-+$]?[\d,]*\.\d+ ?%?|[-+$]?\d{1,3}(?:,\d{3})+|[-+]?\d+ ?%|-|—|–")
"""Cells of a column that is set to the right: amounts, not codes."""
_CODE = re.compile(r"[A-Z]?\d[\w.]{2,}")
"""A column of a comparison: what stands in it must say whose it is."""
_WORD = re.compile(r"[^\W\d_]{3}")
Row = tuple[str, ...]


def grid(table: Table, longest: int) -> tuple[Row, list[Row]]:
    """Header and rows, all of one length, without empty rows; a cell is cut at `longest` characters."""
    size = max((len(table.header), *(len(row) for row in table.rows)), default=0)

    def cells(row: Sequence[object]) -> Row:
        shown = [cut(clean(cell).strip(), longest) or EMPTY for cell in row]
        return (*shown, *[EMPTY] * (size - len(shown)))

    rows = [cells(row) for row in table.rows]
    return cells(table.header), [row for row in rows if any(cell != EMPTY for cell in row)]


def row_lines(header: Row, rows: Sequence[Row], escape: Callable[[str], str], bold: str, prose: int) -> list[str]:
    """Row by row: the first cell between `bold` marks, short columns behind it, columns with cells longer than `prose` below.

    Of two columns the second always stands behind the first.
    """
    long = [len(header) > 2 and max(len(row[i]) for row in rows) > prose for i in range(1, len(header))]
    out = []
    for row in rows:
        cells = [(name, cell, is_long) for name, cell, is_long in zip(header[1:], row[1:], long, strict=True) if cell != EMPTY]
        beside = " · ".join(escape(_named(name, cell)) for name, cell, is_long in cells if not is_long)
        below = "".join(f"\n{escape(cell)}" for _, cell, is_long in cells if is_long)
        out.append(f"{bold}{escape(row[0])}{bold}{'  ' + beside if beside else ''}{below}")
    return out


def _named(name: str, cell: str) -> str:
    """`Line 4, 5` and `Reportable yes`, but not `Check NCCI PTP`: a cell of words says by itself what it is."""
    says_itself = _WORD.search(cell) and cell.lower() not in ("yes", "no") and not _CODE.fullmatch(name)
    return cell if name == EMPTY or says_itself else f"{name} {cell}"
