"""A `Table` of a reply → a table block, a paged one, or lines where a message has its one table already. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from adapters.messaging.bars import bars
from adapters.messaging.grid import EMPTY, NUMBER, Row, grid, row_lines
from adapters.messaging.text import slices
from adapters.slack import limits, pack, words
from adapters.slack.pack import Block, Part
from bot.turns import Table


def all_parts(tables: Sequence[Table]) -> list[Part]:
    """Every table in its order. A message holds one table block: the table with most rows gets it, the others become lines."""
    laid_out = [index for index, table in enumerate(tables) if not _is_prose(grid(table, limits.CELL)[1])]
    largest = max(laid_out, key=lambda index: (len(tables[index].rows), -index), default=-1)
    drawn = next((chart for table in tables if table.picture and (chart := _chart(table)) is not None), None)
    laid = [part for index, table in enumerate(tables) for part in parts(table, as_block=index == largest)]
    return laid if drawn is None else [drawn, *laid]


def parts(table: Table, as_block: bool) -> list[Part]:
    """The table in as many parts as it needs, as table blocks or as lines."""
    header, rows = grid(table, limits.CELL)
    caption = words.line(table.caption)
    if not header or not rows:
        said = caption or ", ".join(c for c in header if c != EMPTY)
        return [Part(words.mrkdwn(f"{said}: none"), (pack.section(f"*{words.mrkdwn(said)}*\nnone"),))] if said else []
    if not as_block or len(header) > limits.TABLE_COLUMNS:
        return _lines(header, rows, caption)
    return [_block(header, chunk, caption if number == 0 else "") for number, chunk in enumerate(_chunks(header, rows))]


def _chart(table: Table) -> Part | None:
    """The first table that is a picture, drawn. Its numbers stand in the table, so that the picture needs no words of its own."""
    drawn = bars(table, most=limits.CHART_POINTS, label=limits.CHART_LABEL)
    if drawn is None:
        return None
    series = [
        {"name": name, "data": [{"label": label, "value": value} for label, value in zip(drawn.labels, values, strict=True)]}
        for name, values in drawn.series[: limits.CHART_SERIES]
    ]
    title = f"{drawn.title}: highest and lowest" if drawn.left_out else drawn.title
    chart = {"type": "bar", "series": series, "axis_config": {"categories": list(drawn.labels)}}
    return Part("", ({"type": "data_visualization", "title": words.cut(words.line(title), limits.CHART_TITLE) or "Amounts", "chart": chart},))


def text(header: Row, rows: Sequence[Row], caption: str) -> str:
    """The table as plain text, a row a line."""
    lines = [" | ".join(row) for row in (header, *rows)]
    return words.mrkdwn("\n".join([caption, *lines] if caption else lines))


def _chunks(header: Row, rows: list[Row]) -> Iterator[list[Row]]:
    """Rows in groups that fit one table block each."""
    chunk: list[Row] = []
    for row in rows:
        longer = [*chunk, row]
        if chunk and (len(longer) >= limits.TABLE_ROWS or not pack.fits(_block(header, longer, ""))):
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
    right = [all(NUMBER.fullmatch(row[i]) for row in rows) for i in range(len(header))]
    settings = [{"align": "right"} if numbers else {"is_wrapped": True} for numbers in right]
    table: Block = {"type": "table", "rows": cells, "column_settings": settings}
    return Part(said, (pack.section(f"*{words.mrkdwn(words.cut(caption, 200))}*"), table) if caption else (table,))


def _name(cell: str, is_header: bool) -> str:
    return "·" if is_header and cell == EMPTY else cell


def _is_prose(rows: Sequence[Row]) -> bool:
    """Whether a column holds sentences: beside two others they would be squeezed into a tall, narrow strip."""
    columns = list(zip(*rows, strict=True))
    return len(columns) > 2 and any(sum(map(len, column)) > limits.PROSE_COLUMN * len(rows) for column in columns)


def _lines(header: Row, rows: Sequence[Row], caption: str) -> list[Part]:
    """Row by row: the first cell in bold, short ones behind it, sentences below."""
    out = [f"*{words.mrkdwn(caption)}*"] if caption else []
    out += row_lines(header, rows, words.mrkdwn, "*", limits.PROSE_CELL)
    said = text(header, rows, caption)
    pieces = slices("\n".join(out), limits.SECTION - 10)
    blocks = [pack.section(piece, expand=len(piece) < limits.FOLDED_FROM) for piece in pieces]
    return [Part(said if len(pieces) == 1 else piece, (block,)) for piece, block in zip(pieces, blocks, strict=True)]
