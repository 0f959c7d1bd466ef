"""Where a document's sections begin, by its own headings. Pure functions.

Markdown, Word and HTML mark their headings. PDF and text do not: there a numbered line is a heading if its number is due
at that place, the next of its kind or the first of a new kind below. So `4.` after `3.` is one, and the `1.` of a list inside
section 4 only opens a level of its own if nothing above it counts in the same way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from knowledge.documents.blocks import PAGED, Block, Converted
from knowledge.documents.numbering import TOP, Mark, Style, locator, marks
from knowledge.documents.page_lines import Line, PagedText, paged_text
from knowledge.text import folded

_MAX_TITLE = 150
_FULL_LINE = 70
"""Characters from which a line was broken because it was full."""
_GOES_ON = re.compile(r"(?:\b(?:and|or|of|the|for|with|in|to|a|an|by|on|from|as|not|due)|[,(/-])$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Section:
    """A piece of a document under one heading. `path` are the titles from the outermost to its own."""

    path: tuple[str, ...]
    locator: str
    text: str
    page: str = ""


@dataclass(slots=True)
class _Level:
    style: Style
    ordinal: int
    written: str
    title: str


@dataclass(slots=True)
class _Open:
    """The section that is being read."""

    path: tuple[str, ...] = ()
    locator: str = ""
    page: str = ""
    parts: list[str] = field(default_factory=list)

    def closed(self) -> Iterator[Section]:
        text = " ".join(" ".join(self.parts).split())
        if text:
            yield Section(self.path, self.locator, text, self.page)


def sections(document: Converted) -> Iterator[Section]:
    """The sections of a document in reading order; those without text of their own are left out."""
    if document.kind in PAGED:
        yield from _numbered(paged_text(document.blocks))
    else:
        yield from _marked(document.blocks)


def _marked(blocks: Sequence[Block]) -> Iterator[Section]:
    levels: list[tuple[int, str]] = []
    opened = _Open()
    for block in blocks:
        if not block.level:
            opened.parts.append(block.text)
            continue
        yield from opened.closed()
        levels = [*(known for known in levels if known[0] < block.level), (block.level, block.text[:_MAX_TITLE])]
        titles = tuple(title for _, title in levels)
        opened = _Open(titles, _marked_locator(titles))
    yield from opened.closed()


def _marked_locator(titles: Sequence[str]) -> str:
    numbered = [next(iter(marks(title)), None) for title in titles]
    return locator(tuple((mark.style, mark.written) for mark in numbered if mark is not None))


def _numbered(text: PagedText) -> Iterator[Section]:
    contents = {folded(title) for title in text.contents}
    lines = text.lines
    levels: list[_Level] = []
    passed_over: dict[Style, int] = {}
    opened = _Open(page=lines[0].page if lines else "")
    number = 0
    while number < len(lines):
        line = lines[number]
        mark = _due(line.text, levels, passed_over, contents)
        if mark is None:
            opened.parts.append(line.text)
            number += 1
            continue
        yield from opened.closed()
        title, used = _title(mark, lines, number, contents)
        levels = [*_above(levels, mark.style), _Level(mark.style, mark.ordinal, mark.written, title)]
        path = tuple(level.title for level in levels if level.title)
        opened = _Open(path, locator(tuple((level.style, level.written) for level in levels)), line.page)
        if not title:
            opened.parts.append(mark.rest)
        number += used
        passed_over = {}
    yield from opened.closed()


def _above(levels: Sequence[_Level], style: Style) -> list[_Level]:
    """The levels that stay when a heading of that style comes."""
    styles = [level.style for level in levels]
    if style in styles:
        return list(levels[: styles.index(style)])
    if style is Style.SECTION and Style.CHAPTER in styles:
        return list(levels[: styles.index(Style.CHAPTER) + 1])
    return [] if style in TOP else list(levels)


def _due(line: str, levels: Sequence[_Level], passed_over: dict[Style, int], contents: set[str]) -> Mark | None:
    """The reading of a line as the heading that is due here, if there is one."""
    found = marks(line)
    counted = {level.style: level.ordinal for level in levels}
    for mark in found:
        if mark.style in counted:
            in_list = mark.style not in TOP and passed_over.get(mark.style) == mark.ordinal - 1  # a list that began at 1 goes on
            again = mark.style in TOP and mark.ordinal == counted[mark.style]  # a title page, then the chapter itself
            listed = mark.ordinal > counted[mark.style] and folded(line) in contents
            if again or listed or (mark.ordinal in (counted[mark.style] + 1, counted[mark.style] + 2) and not in_list):
                return mark
        elif mark.ordinal == 1 or folded(line) in contents:
            return mark
    for mark in found:
        passed_over[mark.style] = mark.ordinal
    if not found and folded(line) in contents and len(line) <= _MAX_TITLE and not any(lv.style in TOP[:3] for lv in levels):
        return Mark(Style.NAMED, 0, "", line)
    return None


def _title(mark: Mark, lines: Sequence[Line], number: int, contents: set[str]) -> tuple[str, int]:
    """The title of a heading and the lines it takes; no title for an item of a list, whose text begins at once."""
    title, used = mark.rest, 1
    if not title and number + 1 < len(lines):
        title, used = lines[number + 1].text, 2
        return (title, used) if len(title) <= _MAX_TITLE and not title.endswith(".") else ("", 1)
    after = lines[number + used].text if number + used < len(lines) else ""
    later = lines[number + used + 1].text if number + used + 1 < len(lines) else ""
    listed = folded(f"{mark.written} {title}")
    if any(c == listed or c.endswith(f" {listed}") for c in contents):
        return title, used
    if mark.style not in TOP and _runs_on(title):
        return "", 1
    goes_on = _GOES_ON.search(title) or after[:1].islower()
    if goes_on and after and not marks(after) and not title.endswith((".", ":", ";")):
        ended = len(after) < _FULL_LINE and not after.endswith((".", ",", ";", ":")) and not later[:1].islower()
        listed = folded(f"{mark.written} {title} {after}")
        if mark.style in TOP or ended or any(c.endswith(listed) for c in contents):
            return f"{title} {after}"[:_MAX_TITLE], used + 1
        return "", 1
    sentence = title.endswith((".", ";", ",")) and len(title) > 40
    return ("", 1) if sentence or len(title) > _MAX_TITLE else (title, used)


def _runs_on(title: str) -> bool:
    """Whether text follows the title on its line (`Modifier 59: Modifier 59 is …`, `… For example:`): then it is an item."""
    before, colon, after = title.partition(": ")
    if before.lower().startswith(("chapter ", "section ", "part ")):
        return False
    return title.endswith(":") or (bool(colon) and len(after) > 40)
