"""The lines of an NCCI edit file: where the data begins, blocks of lines, and cells understood once each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from knowledge.errors import SourceError
from knowledge.sources.cms_reader import AGAIN, not_that_kind
from knowledge.sources.cms_values import date_of, number

_HEADER = ("column 1", "column 2", "*=in existence", "effective", "deletion", "modifier", "ptp edit rationale")
_DATA = re.compile(rb'"?[0-9A-Za-z]{3,5}"?\t"?[0-9A-Za-z]{3,5}"?\t')
_BLOCK = 1 << 22
BAD = -1
"""In place of a cell that could not be understood at first sight."""

Fields = tuple[int | None, int | None, int, int, str]
"""Begin, end, indicator, prior to 1996, rationale."""


def find_data(path: Path, start: bytes) -> int:
    """How many lines stand above the data. Raises `SourceError` if the header there is not the known one."""
    lines = start.split(b"\n")
    if start.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in start:
        raise SourceError(path, "the text is UTF-16 or not text at all", "Take the publisher's original text file.")
    header = None
    for count, line in enumerate(lines):
        cells = [" ".join(c.strip('" ').lower().split()) for c in line.decode("cp1252", "replace").strip("\r").split("\t")]
        if cells[:2] == ["column 1", "column 2"]:
            header = cells
        elif _DATA.match(line):
            if header is None:
                raise SourceError(path, "the line `Column 1, Column 2, …` is missing above the data", AGAIN, count + 1)
            if not _known(header):
                raise SourceError(
                    path, f"the columns are not the known ones but: {', '.join(filter(None, header))}",
                    "The layout is newer or the file was edited: get the original, or update Coderly.", count,
                )
            return count
    raise not_that_kind(path, start, "a file of NCCI edits") if header is None else SourceError(path, "there is no row below the header", AGAIN)


def _known(header: list[str]) -> bool:
    width = len(_HEADER)
    return len(header) >= width and not any(header[width:]) and all(c.startswith(k) for c, k in zip(header, _HEADER, strict=False))


def blocks(path: Path, read: Callable[[int], bytes]) -> Iterator[tuple[int, list[bytes]]]:
    """Lines below the header in blocks, each with the number of its first line."""
    rest, line = b"", 1
    while chunk := read(_BLOCK):
        lines = (rest + chunk).split(b"\n")
        rest = lines.pop()
        if line == 1:
            above = find_data(path, b"\n".join(lines[:100]))
            lines, line = lines[above:], above + 1
        yield line, lines
        line += len(lines)
    if line == 1:
        above = find_data(path, rest)
        yield above + 1, rest.split(b"\n")[above:]
    elif rest.strip(b"\x1a\r\n "):
        yield line, [rest]


class Codes(dict[bytes, int]):
    """Code as it stands in a line, with what must follow it → integer; `BAD` if it is not one."""

    def __init__(self, suffix: bytes) -> None:
        self.shape = re.compile(rb"([0-9A-Z]\d{3}[0-9A-Z])" + suffix)
        self.bad = False

    def __missing__(self, cell: bytes) -> int:
        match = self.shape.fullmatch(cell)
        self.bad = self.bad or not match
        value = self[cell] = int(match[1], 36) if match else BAD
        return value


class Endings(dict[bytes, int]):
    """What follows the two codes in a line → row of table `detail`; `BAD` if it cannot be understood."""

    def __init__(self) -> None:
        self.known: dict[Fields, int] = {}
        self.bad = False

    def __missing__(self, ending: bytes) -> int:
        try:
            cells = ending.decode("cp1252").strip("\r").split("\t")
            if cells[0]:
                raise ValueError("a second code of more than five characters")
            value = self.of(cells[1:])
        except ValueError:
            self.bad, value = True, BAD
        self[ending] = value
        return value

    def of(self, cells: list[str]) -> int:
        """The row for the five cells after the codes. Raises `ValueError` saying what is wrong."""
        if len(cells) < 5 or any(c.strip() for c in cells[5:]):
            raise ValueError(f"{len(cells) + 2} columns instead of 7")
        prior, begins, ends, indicator, rationale = (c.strip().strip('"') for c in cells[:5])
        if prior not in ("", "*"):
            raise ValueError(f"{prior[:20]!r} where only * or nothing can stand")
        if indicator not in ("0", "1", "9"):
            raise ValueError(f"modifier indicator {indicator[:20]!r} is not 0, 1 or 9")
        first, last = number(date_of(begins)), number(date_of(ends))
        if first and last and last < first:
            raise ValueError(f"deleted {last} before it took effect {first}")
        fields = (first, last, int(indicator), int(prior == "*"), rationale)
        return self.known.setdefault(fields, len(self.known))
