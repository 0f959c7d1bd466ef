"""Blocks up to the bound on a document's text."""

from __future__ import annotations

from collections.abc import Iterable

from knowledge.documents.blocks import Block
from knowledge.documents.limits import MAX_CHARACTERS


def taken(blocks: Iterable[Block], most: int = MAX_CHARACTERS) -> tuple[tuple[Block, ...], bool]:
    """The blocks that are read, and whether any were left out."""
    found: list[Block] = []
    length = 0
    for block in blocks:
        length += len(block.text) + 1
        if length > most:
            return tuple(found), True
        found.append(block)
    return tuple(found), False
