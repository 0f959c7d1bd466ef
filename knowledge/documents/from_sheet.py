"""Spreadsheet → a heading a sheet, a paragraph a row: each cell with the name of its column."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from knowledge.documents.blocks import Block, Converted, Kind
from knowledge.documents.limits import MAX_SHEET_ROWS
from knowledge.documents.packed import refuse_bombs
from knowledge.documents.taken import taken


def read_sheet(path: Path) -> Converted:
    """The rows of every sheet. Raises `Unreadable`."""
    from openpyxl import load_workbook

    with zipfile.ZipFile(path) as archive:
        refuse_bombs(archive)
    book = load_workbook(path, read_only=True, data_only=True)
    try:
        blocks, cut = taken(block for sheet in book.worksheets for block in _rows(sheet))
    finally:
        book.close()
    return Converted(Kind.SHEET, blocks, cut=cut)


def _rows(sheet: Any) -> Iterator[Block]:
    yield Block(str(sheet.title), level=1)
    names: list[str] = []
    for row in islice(sheet.iter_rows(values_only=True), MAX_SHEET_ROWS):
        cells = ["" if cell is None else " ".join(str(cell).split()) for cell in row]
        if not any(cells):
            continue
        if not names and sum(map(bool, cells)) > 1:
            names = cells
            continue
        parts = [
            f"{names[n]}: {cell}" if n < len(names) and names[n] and names[n] != cell else cell for n, cell in enumerate(cells) if cell
        ]
        yield Block("; ".join(parts))
