"""What a converter gives: the document's text in reading order, with its explicit headings. Plain data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """Kinds of files that are converted."""

    PDF = "pdf"
    WORD = "docx"
    SHEET = "xlsx"
    HTML = "html"
    MARKDOWN = "md"
    TEXT = "txt"


PAGED = (Kind.PDF, Kind.TEXT)
"""Kinds without marked headings: their structure is read from the numbering of their lines."""


@dataclass(frozen=True, slots=True)
class Block:
    """A heading (`level` 1 to 6) or a piece of text (`level` 0): a line of a PDF or text file, else a paragraph.

    `page` counts from 1; 0 where a format has no pages.
    """

    text: str
    level: int = 0
    page: int = 0


@dataclass(frozen=True, slots=True)
class Converted:
    """A document's blocks, the number of its pages (0 without pages) and how many of them were read."""

    kind: Kind
    blocks: tuple[Block, ...]
    pages: int = 0
    pages_read: int = 0
    cut: bool = False
    """Whether text was left out because there is more of it than is read of one document."""


def kind_of(name: str, head: bytes) -> Kind | None:
    """The kind of a file by its first bytes, and by its name where bytes do not tell; None: not a document."""
    ending = name.lower().rpartition(".")[2]
    if head.startswith(b"%PDF-") or b"%PDF-" in head[:1024]:
        return Kind.PDF
    if head.startswith(b"PK"):
        return {"docx": Kind.WORD, "xlsx": Kind.SHEET}.get(ending)
    if b"\x00" in head[:4096]:
        return None
    if ending in ("html", "htm", "xhtml") or head.lstrip()[:15].lower().startswith((b"<!doctype html", b"<html")):
        return Kind.HTML
    return {"md": Kind.MARKDOWN, "markdown": Kind.MARKDOWN, "txt": Kind.TEXT, "text": Kind.TEXT}.get(ending)
