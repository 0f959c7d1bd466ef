"""Lines of a paged document without what the page adds: running heads, page numbers, tables of contents, hyphens.

Pure functions. Page numbers as printed (`I-14`, `26`) are kept beside each line, since people look a passage up by them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from knowledge.documents.blocks import Block
from knowledge.text import printable

_EDGE = 3
"""Lines at the top and at the bottom of a page among which running heads are sought."""
_MIN_REPEATS = 3
_REPEATED_ON = 0.4
"""Share of the pages on which a line must stand to be a running head."""
_PRINTED_PAGE = re.compile(r"^(?:page\s+)?((?:[ivxlc]+|[A-Za-z]{1,8})-\d{1,4}|\d{1,4})(?:\s+of\s+\d+)?$", re.IGNORECASE)
_LEADER = re.compile(r"^(.*?)\s?\.{4,}\s*(\S{1,10})$")
_CONTENTS_LINE = re.compile(r"^(.*\S)\s+(?:[IVXL]+|[A-Z][a-z]+)-\d{1,3}$")
_CONTENTS_SHARE = 0.3
"""Share of a page's lines that are entries of a table of contents, from which the page is one."""
_LINE_HYPHENS = ("\ufffe", "\u00ad")
"""What PDFium and others put for a hyphen at the end of a line."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its page: as printed if that was found, else counted."""

    text: str
    page: str = ""


@dataclass(frozen=True, slots=True)
class PagedText:
    """The lines of a document and the titles that its tables of contents list."""

    lines: tuple[Line, ...]
    contents: tuple[str, ...] = ()


def paged_text(blocks: Sequence[Block]) -> PagedText:
    """The lines that a reader of the document reads as its text."""
    pages: dict[int, list[str]] = {}
    for block in blocks:
        pages.setdefault(block.page, []).append(_tidy(block.text))
    if set(pages) != {0}:
        pages = {number: [line for line in lines if line] for number, lines in pages.items()}
    running = _running_heads(list(pages.values()))
    found: list[Line] = []
    contents: list[str] = []
    for number, lines in pages.items():
        printed = next((m[1] for m in map(_PRINTED_PAGE.match, _edges(lines)) if m), str(number) if number else "")
        kept = [
            line for n, line in enumerate(lines) if not (_at_edge(n, len(lines)) and (_same(line) in running or _PRINTED_PAGE.match(line)))
        ]
        listed = [m[1] for m in map(_LEADER.match, kept) if m] if number else []
        tabled = [m[1] for m in map(_CONTENTS_LINE.match, kept) if m] if number else []
        if kept and max(len(listed), len(tabled)) >= _CONTENTS_SHARE * len(kept):
            contents += listed or tabled
            continue
        contents += listed
        found += [Line(line, printed) for line in kept if not (number and _LEADER.match(line))]
    return PagedText(tuple(_without_hyphens(found)), tuple(dict.fromkeys(filter(None, (c.strip(" .") for c in contents)))))


def _tidy(line: str) -> str:
    return " ".join(printable(line.replace("\xa0", " ")).split())


def _edges(lines: Sequence[str]) -> list[str]:
    return [line for n, line in enumerate(lines) if _at_edge(n, len(lines))]


def _at_edge(number: int, count: int) -> bool:
    return number < _EDGE or number >= count - _EDGE


def _same(line: str) -> str:
    """What a running head has in common from page to page: blanks come and go, numbers count up."""
    return re.sub(r"\d+", "#", line.replace(" ", "").lower())


def _running_heads(pages: Sequence[Sequence[str]]) -> frozenset[str]:
    counts = Counter(key for lines in pages for key in {_same(line) for line in _edges(lines)} if key)
    least = max(_MIN_REPEATS, _REPEATED_ON * len(pages))
    return frozenset(key for key, count in counts.items() if count >= least)


def _without_hyphens(lines: Iterable[Line]) -> Iterable[Line]:
    """Words that were parted at the end of a line, joined; `first-listed` keeps the hyphen that belongs to it.

    The hyphen goes if the joined word also occurs whole in the document.
    """
    held = list(lines)
    known = {word.lower() for line in held for word in re.findall(r"[A-Za-z]{3,}", line.text)}

    def joined(left: str, right: str) -> str:
        return f"{left}{right}" if f"{left}{right}".lower() in known else f"{left}-{right}"

    pattern = re.compile(rf"([A-Za-z0-9]+)(?:{'|'.join(_LINE_HYPHENS)})\s*([A-Za-z0-9]+)")
    parted: Line | None = None
    for line in held:
        text = pattern.sub(lambda m: joined(m[1], m[2]), line.text)
        for mark in _LINE_HYPHENS:
            text = text.replace(mark, "-")
        if parted is not None:
            left, right = re.search(r"([A-Za-z]+)-$", parted.text), re.match(r"[a-z]+", text)
            if left and right:
                yield Line(parted.text[: left.start()] + joined(left[1], right[0]) + text[right.end() :], parted.page)
                parted = None
                continue
            yield parted
            parted = None
        if re.search(r"[A-Za-z]{2}-$", text):
            parted = Line(text, line.page)
        else:
            yield Line(text, line.page)
    if parted is not None:
        yield parted
