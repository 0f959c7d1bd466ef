"""The two layouts of the HCPCS file: fixed columns with continuation records, and a table (xlsx, csv). Both give `Raw` rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from knowledge.sources.cms_columns import find_columns
from knowledge.sources.cms_reader import Tally
from knowledge.sources.cms_sheet import Sheet
from knowledge.sources.codeset_lines import TextFile

COLUMNS = {
    "code": "hcpc|hcpcs|hcpc/mod",
    "seq": "seqnum",
    "record": "recid",
    "long": "long description",
    "short": "short description",
    "coverage": "cov",
    "betos": "betos",
    "added": "add dt",
    "effective": "act eff dt",
    "ended": "term dt",
    "action": "action cd",
}
_LISTS = {"pricing": ("price", 4), "service": ("tos", 5), "crossref": ("xref", 5)}
OPTIONAL = {
    "multiple": "mult_pi",
    **{f"{field}{n}": f"{column}{n}" for field, (column, most) in _LISTS.items() for n in range(1, most + 1)},
}

RECORD = re.compile(r"(?:[A-Z]\d{4}|   [0-9A-Z]{2}|\d{4}[0-9A-Z])\d{5}[3478]")
"""How a record begins: code (or three blanks and a modifier), sequence number, record id."""
_DETAIL = 293
_FIRST, _CONTINUED = frozenset("37"), frozenset("48")


@dataclass(slots=True)
class Raw:
    """One code as the file has it, texts stripped, dates unread."""

    line: int
    code: str
    modifier: bool
    seq: str
    long: str
    short: str = ""
    coverage: str = ""
    betos: str = ""
    pricing: str = ""
    multiple: str = ""
    service: str = ""
    crossref: str = ""
    added: str = ""
    effective: str = ""
    ended: str = ""
    action: str = ""


def from_text(file: TextFile, tally: Tally) -> Iterator[Raw]:
    """Records in fixed columns; prose before the first is passed over, later lines that fit nowhere are rejected."""
    current: Raw | None = None
    started = False
    for line, text in file.lines():
        if not RECORD.match(text):
            if started and text.strip():
                tally.reject(line, "the line is not a record of the fixed layout")
            continue
        started = True
        code, kind = text[:5].strip(), text[10]
        if kind in _CONTINUED:
            if current is None or current.code != code:
                tally.reject(line, f"a continuation of {code} without its first record")
            else:
                current.long = f"{current.long} {text[11:91].strip()}".strip()
            continue
        if current is not None:
            yield current
        current = None
        if len(text) < _DETAIL - 1:
            tally.reject(line, f"the record of {code} is cut off after {len(text)} of {_DETAIL} characters")
            continue
        current = _fixed(line, code, kind, text)
    if current is not None:
        yield current


def _fixed(line: int, code: str, kind: str, text: str) -> Raw:
    return Raw(
        line=line,
        code=code,
        modifier=kind == "7",
        seq=text[5:10],
        long=text[11:91].strip(),
        short=text[91:119].strip(),
        pricing=_list(text[119:127], 2),
        multiple=text[127:128].strip(),
        crossref=_list(text[204:229], 5),
        coverage=text[229:230].strip(),
        betos=text[256:259].strip(),
        service=_list(text[260:265], 1),
        added=text[268:276].strip(),
        effective=text[276:284].strip(),
        ended=text[284:292].strip(),
        action=text[292:293].strip(),
    )


def _list(text: str, width: int) -> str:
    return " ".join(filter(None, (text[at : at + width].strip() for at in range(0, len(text), width))))


def from_sheet(sheet: Sheet, tally: Tally) -> Iterator[Raw]:
    """Rows of a table below its header, wherever that stands. Raises `SourceError` if it lacks a column."""
    rows = sheet.rows()
    columns = find_columns(sheet.path, rows, COLUMNS, OPTIONAL)
    for line, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        try:
            fields = {field: columns.get(cells, field) for field in COLUMNS}
        except ValueError as error:
            tally.reject(line, str(error))
            continue
        record, seq = fields.pop("record"), fields.pop("seq")
        if record not in _FIRST:
            tally.reject(line, f"{record[:10]!r} is not a record id of a code or modifier")
            continue
        lists = {
            field: " ".join(_filled(columns.get(cells, f"{field}{n}") for n in range(1, most + 1))) for field, (_, most) in _LISTS.items()
        }
        yield Raw(line=line, modifier=record == "7", seq=seq.zfill(5), multiple=columns.get(cells, "multiple"), **fields, **lists)


def _filled(cells: Iterable[str]) -> Iterator[str]:
    return (cell for cell in cells if cell)


def is_record_text(file: TextFile) -> bool:
    """Whether records stand in the first 64 kB (prose may stand above them)."""
    return any(RECORD.match(line) and len(line.rstrip()) > 11 for line in file.head().splitlines())
