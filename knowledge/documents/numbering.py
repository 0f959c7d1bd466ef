"""The numbers that begin a heading: `Section I.`, `Chapter IV`, `A.`, `4.`, `a.`, `3)`, `(b)`, `(i)`. Pure functions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Style(StrEnum):
    """How a level of headings is numbered."""

    CHAPTER = "chapter"
    SECTION = "section"
    APPENDIX = "appendix"
    UPPER = "A."
    NUMBER = "1."
    LOWER = "a."
    NUMBER_HALF = "1)"
    LOWER_HALF = "a)"
    LOWER_PAREN = "(a)"
    NUMBER_PAREN = "(1)"
    ROMAN_PAREN = "(i)"
    NAMED = "named"


TOP = (Style.CHAPTER, Style.SECTION, Style.APPENDIX, Style.NAMED)
"""Styles that begin anew whatever stood before."""

_PATTERNS = (
    (Style.CHAPTER, re.compile(r"^(?:Chapter|CHAPTER) ([IVXLC]+|\d{1,3})\b[.:]?(?:\s*[\u2013\u2014-])?\s*(.*)$")),
    (Style.SECTION, re.compile(r"^(?:Section|SECTION) ([IVXLC]+|\d{1,3})(?:[.:]\s*(?![A-Z]\.|\d)|\s*[\u2013\u2014-]\s+|$)(.*)$")),
    (Style.APPENDIX, re.compile(r"^(?:Appendix|APPENDIX) ([IVXLC]+|[A-Z]|\d{1,3})\b[.:]?(?:\s*[\u2013\u2014-])?\s*(.*)$")),
    (Style.UPPER, re.compile(r"^([A-Z])\.(?:\s+|(?=[A-Z][a-z]))([A-Z\u201c\"(\d].*)$")),
    (Style.NUMBER, re.compile(r"^(\d{1,2})\.\s+(\S.*)$")),
    (Style.LOWER, re.compile(r"^([a-z])\.\s+(\S.*)$")),
    (Style.NUMBER_HALF, re.compile(r"^(\d{1,2})\)\s+(\S.*)$")),
    (Style.LOWER_HALF, re.compile(r"^([a-z])\)\s+(\S.*)$")),
    (Style.LOWER_PAREN, re.compile(r"^\(([a-z])\)\s*(\S.*)$")),
    (Style.ROMAN_PAREN, re.compile(r"^\(([ivx]{1,5})\)\s*(\S.*)$")),
    (Style.NUMBER_PAREN, re.compile(r"^\((\d{1,2})\)\s*(\S.*)$")),
)
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


@dataclass(frozen=True, slots=True)
class Mark:
    """One reading of a line's number: its style, its place in the count, how it is written, what follows it."""

    style: Style
    ordinal: int
    written: str
    rest: str


def marks(line: str) -> tuple[Mark, ...]:
    """Every reading of the number that begins a line; `(i)` may be a letter or a Roman one."""
    found = []
    for style, pattern in _PATTERNS:
        match = pattern.match(line)
        if match:
            found.append(Mark(style, _ordinal(style, match[1]), match[1], match[2].strip()))
    return tuple(found)


def _ordinal(style: Style, written: str) -> int:
    if written.isdecimal():
        return int(written)
    if style in (Style.CHAPTER, Style.SECTION, Style.ROMAN_PAREN) or (style is Style.APPENDIX and len(written) > 1):
        return roman(written)
    if style is Style.APPENDIX and written in "IVX":
        return roman(written)
    return ord(written.lower()) - ord("a") + 1


def roman(written: str) -> int:
    """`XIV` → 14."""
    values = [_ROMAN[c] for c in written.lower()]
    return sum(-v if any(v < later for later in values[n + 1 : n + 2]) else v for n, v in enumerate(values))


def locator(path: tuple[tuple[Style, str], ...]) -> str:
    """How the field cites a place: `Section I.C.4.a.3)(b)`, `Chapter I, Section E.1`; empty without a number."""
    text = ""
    for style, written in path:
        match style:
            case Style.NAMED:
                continue
            case Style.CHAPTER | Style.SECTION | Style.APPENDIX:
                text += f"{', ' if text else ''}{style.value.capitalize()} {written.upper()}"
            case Style.LOWER_PAREN | Style.NUMBER_PAREN | Style.ROMAN_PAREN:
                text += f"({written})" if text else f"Item ({written})"
            case _:
                half = ")" if style in (Style.NUMBER_HALF, Style.LOWER_HALF) else ""
                if text.startswith(("Chapter", "Appendix")) and ", " not in text:
                    text += f", Section {written}{half}"
                else:
                    text += f".{written}{half}" if text else f"Section {written}{half}"
    return text
