"""A `Table` of a reply → a table block, a paged one, or lines where a message has its one table already. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from adapters.slack import limits, pack, words
from adapters.slack.pack import Block, Part
from bot.turns import Table

_NUMBER = re.compile(r"[-+$]?[\d,]*\.\d+ ?%?|[-+$]?\d{1,3}(?:,\d{3})+|[-+]?\d+ ?%|-|—|–")
_EMPTY = "–"
Row = tuple[str, ...]


def parts(table: Table, first: bool) -> list[Part]:
    """The table in as many parts as it needs; `first` is the one table block that a message may hold."""
    header, rows = _grid(table)
    caption = words.line(table.caption)
    if not header or not rows:
        said = caption or ", ".join(c for c in header if c != _EMPTY)
        return [Part(words.mrkdwn(f"{said}: none"), (pack.section(f"*{words.mrkdwn(said)}*\nnone"),))] if said else []
    if not first or len(header) > limits.TABLE_COLUMNS:
        return _lines(header, rows, caption)
    return [_block(header, chunk, caption if number == 0 else "") for number, chunk in enumerate(_chunks(header, rows))]


def text(header: Row, rows: Sequence[Row], caption: str) -> str:
    """The table as plain text, a row a line."""
    lines = [" | ".join(row) for row in (header, *rows)]
    return words.mrkdwn("\n".join([caption, *lines] if caption else lines))


def _grid(table: Table) -> tuple[Row, list[Row]]:
    size = max((len(table.header), *(len(row) for row in table.rows)), default=0)

    def cells(row: Sequence[object]) -> Row:
        shown = [words.cut(words.clean(cell).strip(), limits.CELL) or _EMPTY for cell in row]
        return (*shown, *[_EMPTY] * (size - len(shown)))

    rows = [cells(row) for row in table.rows]
    return cells(table.header), [row for row in rows if any(cell != _EMPTY for cell in row)]


def _chunks(header: Row, rows: list[Row]) -> Iterator[list[Row]]:
    """Rows in groups that fit one table block each."""
    chunk: list[Row] = []
    for row in rows:
        longer = [*chunk, row]
        if chunk and (len(longer) >= limits.TABLE_ROWS or not pack.fits([_block(header, longer, "")])):
            yield chunk
            longer = [row]
        chunk = longer
    yield chunk


def _block(header: Row, rows: Sequence[Row], caption: str) -> Part:
    said = text(header, rows, caption)
    cells = [[{"type": "raw_text", "text": _name(cell, row is header)} for cell in row] for row in (header, *rows)]
    if len(rows) >= limits.PAGED_FROM:
        paged: Block = {"type": "data_table", "caption": words.cut(caption, 150) or "Rows", "rows": cells, "page_size": limits.PAGE_SIZE}
        return Part(said, (paged,))
    right = [all(_NUMBER.fullmatch(row[i]) for row in rows) for i in range(len(header))]
    settings = [{"align": "right"} if numbers else {"is_wrapped": True} for numbers in right]
    table: Block = {"type": "table", "rows": cells, "column_settings": settings}
    return Part(said, (pack.section(f"*{words.mrkdwn(words.cut(caption, 200))}*"), table) if caption else (table,))


def _name(cell: str, is_header: bool) -> str:
    return "·" if is_header and cell == _EMPTY else cell


def _lines(header: Row, rows: Sequence[Row], caption: str) -> list[Part]:
    """Row by row: the first cell in bold, the others behind it, each with its name if the header has one that says something."""
    out = [f"*{words.mrkdwn(caption)}*"] if caption else []
    for row in rows:
        rest = [cell if name == _EMPTY or len(header) == 2 else f"{name} {cell}" for name, cell in zip(header[1:], row[1:], strict=True)]
        shown = " · ".join(words.mrkdwn(part) for part, cell in zip(rest, row[1:], strict=True) if cell != _EMPTY)
        out.append(f"• *{words.mrkdwn(row[0])}*{'  ' + shown if shown else ''}")
    said = text(header, rows, caption)
    pieces = pack.slices("\n".join(out), limits.SECTION - 10)
    if len(pieces) == 1:
        return [Part(said, (pack.section(pieces[0]),))]
    return [Part(piece, (pack.section(piece),)) for piece in pieces]
