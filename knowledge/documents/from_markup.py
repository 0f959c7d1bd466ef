"""Markdown, Word and HTML → headings and paragraphs. The first two become HTML first, so there is one way to read them."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from knowledge.documents.blocks import Block, Converted, Kind
from knowledge.documents.from_text import decoded
from knowledge.documents.limits import MAX_DEPTH
from knowledge.documents.packed import refuse_bombs
from knowledge.documents.taken import taken
from knowledge.text import printable

_SKIPPED = frozenset(
    ("script", "style", "head", "nav", "header", "footer", "template", "noscript", "form", "iframe", "svg", "select", "button")
)
"""What a reader of the page does not read as its text."""
_BLOCKS = frozenset(
    ("p", "li", "dd", "dt", "blockquote", "pre", "div", "section", "article", "main", "td", "caption", "figcaption", "body")
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}


def read_markup(kind: Kind, path: Path) -> Converted:
    """Headings and paragraphs. Raises `Unreadable`."""
    if kind is Kind.WORD:
        html = _from_word(path)
    else:
        text = decoded(path.read_bytes())
        html = _from_markdown(text) if kind is Kind.MARKDOWN else text
    blocks, cut = taken(blocks_of(html))
    return Converted(kind, blocks, cut=cut)


def _from_word(path: Path) -> str:
    import mammoth

    with zipfile.ZipFile(path) as archive:
        refuse_bombs(archive)
    with path.open("rb") as handle:
        found = mammoth.convert_to_html(handle, convert_image=lambda image: [])
    return str(found.value)


def _from_markdown(text: str) -> str:
    from markdown_it import MarkdownIt

    from knowledge.documents.identity import without_front_matter

    return str(MarkdownIt("commonmark", {"html": False}).enable("table").render(without_front_matter(text)))


def blocks_of(html: str) -> Iterator[Block]:
    """The headings and paragraphs of a page in reading order; a table's row is one paragraph."""
    from selectolax.lexbor import LexborHTMLParser

    body = LexborHTMLParser(html).body
    if body is None:
        return
    held: list[str] = []

    def flush() -> Iterator[Block]:
        text = " ".join(printable("".join(held)).split())
        held.clear()
        if text:
            yield Block(text)

    todo: list[tuple[Any, int, bool]] = [(body, 0, False)]
    while todo:  # its own stack: pages may be nested deeper than Python recurses
        node, depth, closing = todo.pop()
        tag = str(node.tag)
        if closing:
            yield from flush()
            continue
        if tag == "-text":
            held.append(str(node.text_content or ""))
            continue
        if tag in _SKIPPED or depth > MAX_DEPTH or tag.startswith(("-", "!", "_")):
            continue
        if tag in _HEADINGS or tag == "tr":
            yield from flush()
            text = _row(node) if tag == "tr" else " ".join(printable(node.text(separator=" ")).split())
            if text:
                yield Block(text, level=_HEADINGS.get(tag, 0))
            continue
        if tag == "br":
            held.append(" ")
            continue
        if tag in _BLOCKS:
            yield from flush()
            todo.append((node, depth, True))
        todo.extend((child, depth + 1, False) for child in reversed(list(node.iter(include_text=True))))
    yield from flush()


def _row(node: Any) -> str:
    cells = (" ".join(printable(cell.text(separator=" ")).split()) for cell in node.iter() if cell.tag in ("td", "th"))
    return "; ".join(cell for cell in cells if cell)
