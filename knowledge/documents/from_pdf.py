"""PDF → lines, page by page, with PDFium.

Chosen by measurement (docs/eval.md): the 287 pages of the NCCI policy manual in 0.8 s against 12.8 s with pypdf and longer
with pdfminer, with the same text, and it marks the hyphen at the end of a line (U+FFFE).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from knowledge.documents.blocks import Block, Converted, Kind
from knowledge.documents.taken import taken
from knowledge.documents.unreadable import Unreadable

_MIN_COLUMN_LINES = 6
"""Lines on each side of a gutter from which a page has two columns; fewer are a table."""


def read_pdf(path: Path, most: int) -> Converted:
    """The lines of the first pages. Raises `Unreadable`."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        raise Unreadable("it is locked with a password" if locked else "it is no readable PDF; download it again") from error
    pages = len(document)
    read = min(pages, most)
    blocks, cut = taken(Block(line, page=number + 1) for number in range(read) for line in _lines_of(document, number))
    if not any(block.text.strip() for block in blocks):
        raise Unreadable("no text is in it; a scan must go through text recognition first")
    return Converted(Kind.PDF, blocks, pages, read, cut)


def _lines_of(document: Any, number: int) -> Iterator[str]:
    import pypdfium2

    try:
        page = document[number]
        text_page = page.get_textpage()
    except pypdfium2.PdfiumError:
        return  # one damaged page; the others are read
    try:
        yield from _text(page, text_page).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    finally:
        text_page.close()
        page.close()


def _text(page: Any, text_page: Any) -> str:
    """The text of a page; of two columns that the file draws line by line across, first the left one."""
    boxes = [text_page.get_rect(n) for n in range(min(text_page.count_rects(), 5_000))]
    gutter = _gutter(boxes, page.get_width())
    if gutter is None:
        return str(text_page.get_text_range())
    width, height = page.get_size()
    sides = ((0.0, gutter), (gutter, width))
    return "\n".join(str(text_page.get_text_bounded(left=left, right=right, bottom=0.0, top=height)) for left, right in sides)


def _gutter(boxes: list[tuple[float, float, float, float]], width: float) -> float | None:
    """Where two columns part, if the text hops between them; None for one column or columns drawn one after the other.

    A box is (left, bottom, right, top).
    """
    middle = width / 2
    left = [b for b in boxes if b[2] <= middle]
    right = [b for b in boxes if b[0] >= middle]
    if min(len(left), len(right)) < _MIN_COLUMN_LINES or len(left) + len(right) < 0.9 * len(boxes):
        return None
    wide = [b for b in (*left, *right) if b[2] - b[0] > width * 0.25]
    if len(wide) < len(boxes) / 2:  # short cells: a table, whose rows belong together
        return None
    sides = [b[0] >= middle for b in boxes if b in left or b in right]
    hops = sum(one != other for one, other in pairwise(sides))
    return middle if hops > len(boxes) / 4 else None
