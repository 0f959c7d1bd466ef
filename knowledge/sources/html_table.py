"""The rows of all tables of a web page: some code sets are published as nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

_CELLS = frozenset({"td", "th"})


class _Rows(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.rows: list[tuple[int, list[str]]] = []
        self._row: list[str] | None = None
        self._cell: list[str] | None = None
        self._line = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self._end_row()
            self._row, self._line = [], self.getpos()[0]
        elif tag in _CELLS and self._row is not None:
            self._end_cell()
            self._cell = []

    def handle_endtag(self, tag: str) -> None:
        if tag in _CELLS:
            self._end_cell()
        elif tag in ("tr", "table"):
            self._end_row()

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def close(self) -> None:
        super().close()
        self._end_row()

    def _end_cell(self) -> None:
        if self._cell is not None and self._row is not None:
            self._row.append(" ".join(" ".join(self._cell).split()))
        self._cell = None

    def _end_row(self) -> None:
        self._end_cell()
        if self._row:
            self.rows.append((self._line, self._row))
        self._row = None


def rows(page: str) -> Iterator[tuple[int, list[str]]]:
    """Line and cells of every row. What is no table gives nothing."""
    parser = _Rows()
    parser.feed(page)
    parser.close()
    yield from parser.rows
