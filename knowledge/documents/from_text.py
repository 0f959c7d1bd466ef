"""Text → lines. A form feed begins a new page."""

from __future__ import annotations

from pathlib import Path

from knowledge.documents.blocks import Block, Converted, Kind
from knowledge.documents.taken import taken
from knowledge.text import printable


def decoded(raw: bytes) -> str:
    """UTF-8 (with or without its mark), else UTF-16 by its mark, else Windows-1252."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16", "replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def read_text(path: Path) -> Converted:
    """The lines of a text file."""
    pages = decoded(path.read_bytes()).split("\f")
    paged = len(pages) > 1
    lines = (Block(line, page=number if paged else 0) for number, page in enumerate(pages, start=1) for line in printable(page).split("\n"))
    blocks, cut = taken(lines)
    return Converted(Kind.TEXT, blocks, len(pages) if paged else 0, len(pages) if paged else 0, cut)
