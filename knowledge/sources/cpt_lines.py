"""The files of a licensed CPT release: which one a name stands for, how its lines are read. Pure functions.

The layout is described in public parsers; nothing of its content is here. No function puts a line's text into an error: a
descriptor must not get into a report or a log.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

CODE = re.compile(r"^\d{4}[0-9A-Z]$")
"""Category I, II, III, PLA, administrative; newer letters may come."""
_CODED_LINE = re.compile(r"^(\d{4}[0-9A-Z])(?:\t|[ ]+)(\S.*)$")
_MODIFIER_LINE = re.compile(r"^([0-9A-Z]{2})(?:\t+|[ ]{1,8})(\S.*)$")
_YEAR = re.compile(r"(?:copyright|\u00a9|\(c\))\D{0,20}(?:\d{4}\s*-\s*)?(\d{4})", re.IGNORECASE)
_NAME_YEAR = re.compile(r"(?<!\d)(20\d\d|2099)(?!\d)")


class Part(StrEnum):
    """The files of a release."""

    LONG = "long"
    MEDIUM = "medium"
    SHORT = "short"
    CONSUMER = "consumer"
    CLINICIAN = "clinician"
    MODIFIERS = "modifiers"
    PLA = "pla"
    HISTORY = "history"


_NAMES = (
    (re.compile(r"^LONGUL?[TF]", re.IGNORECASE), Part.LONG),
    (re.compile(r"^MEDU", re.IGNORECASE), Part.MEDIUM),
    (re.compile(r"^SHORTU", re.IGNORECASE), Part.SHORT),
    (re.compile(r"^MODUL", re.IGNORECASE), Part.MODIFIERS),
    (re.compile(r"^ConsumerDescriptor", re.IGNORECASE), Part.CONSUMER),
    (re.compile(r"^ClinicianDescriptor", re.IGNORECASE), Part.CLINICIAN),
    (re.compile(r"^CPTPLA", re.IGNORECASE), Part.PLA),
    (re.compile(r"^(?:Deleted|HistoryModifiers|History)_DTK", re.IGNORECASE), Part.HISTORY),
)
CODE_SETS = (Part.LONG, Part.MEDIUM, Part.SHORT)
"""Files of one release that hold the same codes."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line: its key (code or modifier), its cells, its number."""

    key: str
    cells: tuple[str, ...]
    line: int


def part_of(name: str) -> Part | None:
    """Which file of a release a name (without folders) stands for; workbooks are twins of the texts and are not needed."""
    if not name.lower().endswith(".txt"):
        return None
    return next((part for pattern, part in _NAMES if pattern.match(name)), None)


def decoded(raw: bytes) -> str:
    """Strict UTF-8 as in recent releases, else Windows-1252 as before."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def looks_like(part: Part, text: str) -> bool:
    """Whether a beginning has the layout that its name promises."""
    if part in (Part.CONSUMER, Part.CLINICIAN):
        return _wanted(text.split("\n", 1)[0], part) is not None
    if part in CODE_SETS:
        return any(_CODED_LINE.match(line.rstrip()) for line in text.splitlines())
    return True


def release_year(text: str, *names: str) -> int | None:
    """The year of the copyright line in the preamble, else the one in the names of file and folders."""
    found = _YEAR.search(text[:8_000])
    if found:
        return int(found[1])
    return next((int(match[1]) for name in names if (match := _NAME_YEAR.search(name))), None)


def coded_lines(text: str) -> tuple[list[Row], list[int]]:
    """The rows of a file of descriptors, and the numbers of lines below the preamble that are none."""
    rows: list[Row] = []
    bad: list[int] = []
    for number, line in enumerate(text.splitlines(), start=1):
        match = _CODED_LINE.match(line.rstrip())
        if match:
            rows.append(Row(match[1], (" ".join(match[2].split()),), number))
        elif rows and line.strip():
            bad.append(number)
    return rows, bad


def titled_rows(text: str, part: Part) -> tuple[list[Row], list[int]]:
    """The rows of a tab-delimited file with a header; columns are found by name without case, blanks and underscores."""
    head, _, body = text.partition("\n")
    wanted = _wanted(head, part)
    if wanted is None:
        return [], [1]
    code_at, text_at = wanted
    rows: list[Row] = []
    bad: list[int] = []
    for number, line in enumerate(body.splitlines(), start=2):
        cells = line.split("\t")
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > max(code_at, text_at) and CODE.match(cells[code_at].strip()) and cells[text_at].strip():
            rows.append(Row(cells[code_at].strip(), (" ".join(cells[text_at].split()),), number))
        else:
            bad.append(number)
    return rows, bad


def _wanted(head: str, part: Part) -> tuple[int, int] | None:
    names = [re.sub(r"[\s_]+", "", cell).lower() for cell in head.lstrip("\ufeff").rstrip("\r\n").split("\t")]
    text = {Part.CONSUMER: "consumerfriendlydescriptor", Part.CLINICIAN: "cliniciandescriptor"}.get(part, "")
    if "cptcode" not in names or text not in names:
        return None
    return names.index("cptcode"), names.index(text)


def modifier_paragraphs(text: str) -> Iterator[tuple[str, str, str]]:
    """(modifier, name, text) of the file of modifiers, whose paragraphs go over several lines."""
    held: tuple[str, str, list[str]] | None = None
    for line in text.splitlines():
        match = _MODIFIER_LINE.match(line.rstrip())
        if match and (match[1].isdecimal() or (held is not None and match[1].isupper())):
            if held is not None:
                yield held[0], held[1], " ".join(held[2])
            name, _, rest = match[2].partition(":")
            held = (match[1], " ".join(name.split()), [" ".join(rest.split())] if rest.strip() else [])
        elif held is not None and line.strip():
            held[2].append(" ".join(line.split()))
    if held is not None:
        yield held[0], held[1], " ".join(held[2])


def table_rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """(line, column name → cell) of a tab-delimited file whose first line with a code column is its header."""
    lines = text.splitlines()
    at = next((n for n, line in enumerate(lines) if "\t" in line and re.search(r"code", line, re.IGNORECASE)), None)
    if at is None:
        return
    names = [re.sub(r"[\s_]+", "", cell).lower() for cell in lines[at].split("\t")]
    for number, line in enumerate(lines[at + 1 :], start=at + 2):
        if line.strip():
            yield number, dict(zip(names, (" ".join(cell.split()) for cell in line.split("\t")), strict=False))
