"""Cells of the published files → codes, dates and numbers, with what a spreadsheet did to them undone where that is certain."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from knowledge.model import Edition

_CODE = re.compile(r"[0-9A-Z]\d{3}[0-9A-Z]")
_STRIPPED = re.compile(r"([1-9]\d{2,3})(?:\.0)?")
_CPT = re.compile(r"\d{4}[0-9A-Z]")
_CDT = re.compile(r"D\d{4}")
_DATE = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)")
_AMERICAN = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
MONTHS = {name: number for number, name in enumerate(("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1)}


def code_of(cell: str) -> str:
    """A CPT or HCPCS code. `100`, an anesthesia code whose zeros a spreadsheet took, becomes `00100`. Raises `ValueError`."""
    text = cell.strip().upper()
    if _CODE.fullmatch(text):
        return text
    stripped = _STRIPPED.fullmatch(text)
    if stripped:
        return stripped[1].zfill(5)
    raise ValueError(f"{cell.strip()[:20]!r} is not a code")


def licensed(code: str) -> bool:
    """Whether the words of this code are the AMA's (CPT) or the ADA's (CDT): they are never stored from a public file."""
    return bool(_CPT.fullmatch(code) or _CDT.fullmatch(code))


def padded(cell: str, width: int) -> str:
    """A number with its leading zeros put back: contractor `2102` → `02102`. Raises `ValueError` on anything but digits."""
    text = cell.strip().removesuffix(".0")
    if not text.isdecimal() or len(text) > width:
        raise ValueError(f"{cell.strip()[:20]!r} is not a number of {width} digits")
    return text.zfill(width)


def date_of(cell: str) -> date | None:
    """`YYYYMMDD`, `YYYY-MM-DD` (a time may follow) or `M/D/YYYY`; blank and `*` are None. Raises `ValueError`."""
    text = cell.strip()
    if text in ("", "*"):
        return None
    match = _DATE.fullmatch(text.split(" ")[0].split("T")[0])
    try:
        if match:
            return date(int(match[1]), int(match[2]), int(match[3]))
        american = _AMERICAN.fullmatch(text)
        if american:
            return date(int(american[3]), int(american[1]), int(american[2]))
    except ValueError as error:
        raise ValueError(f"{text[:20]!r} is not a date") from error
    raise ValueError(f"{text[:20]!r} is not a date")


def day_of(cell: str) -> date | None:
    """`YYYYDDD`, year and day of the year; blank is None. Raises `ValueError`."""
    text = cell.strip()
    if not text or not text.strip("0"):
        return None
    if not re.fullmatch(r"\d{7}", text) or not 1 <= int(text[4:]) <= 366:
        raise ValueError(f"{text[:20]!r} is not a year and day")
    return date(int(text[:4]), 1, 1) + timedelta(days=int(text[4:]) - 1)


def number(day: date | None) -> int | None:
    """A date as it is stored: the integer YYYYMMDD."""
    return None if day is None else day.year * 10_000 + day.month * 100 + day.day


@lru_cache(maxsize=1 << 12)
def day(stored: int | None) -> date | None:
    """The reverse of `number`."""
    return None if stored is None else date(stored // 10_000, stored // 100 % 100, stored % 100)


@lru_cache(maxsize=1 << 16)
def decimal_of(cell: str, places: int) -> str:
    """A number as exact text with at least so many decimals: `1.3` → `1.30`. Raises `ValueError`. Numbers repeat, hence the cache."""
    text = cell.strip().replace(",", "").lstrip("$")
    try:
        value = Decimal(text)
        if not value.is_finite():
            raise ValueError(f"{cell.strip()[:20]!r} is not a number")
        value = round(value, 6).normalize()
    except InvalidOperation as error:  # also for `1e9990`, which has more digits than are counted with
        raise ValueError(f"{cell.strip()[:20]!r} is not a number") from error
    exponent = value.as_tuple().exponent
    return f"{value:.{max(places, -exponent if isinstance(exponent, int) else 0)}f}"


def quarter_of(year: int, quarter: int) -> tuple[date, date]:
    """First and last day of a calendar quarter."""
    first = date(year, 3 * quarter - 2, 1)
    after = date(year + 1, 1, 1) if quarter == 4 else date(year, 3 * quarter + 1, 1)
    return first, after - timedelta(days=1)


def quarter_edition(source: str, name: str, begins: date, file: str, *, part: str = "") -> Edition:
    """An edition in force from the quarter in which `begins` lies to that quarter's end."""
    ends = quarter_of(begins.year, (begins.month + 2) // 3)[1]
    return _edition(source, name, begins, ends, file, part)


def year_edition(source: str, name: str, year: int, file: str) -> Edition:
    """An edition in force for a calendar year."""
    return _edition(source, name, date(year, 1, 1), date(year, 12, 31), file, "")


def _edition(source: str, name: str, begins: date, ends: date | None, file: str, part: str) -> Edition:
    """An excerpt says so in its file's name, and so does a derived table: the edition's name repeats it."""
    lowered = file.lower()
    partial = "excerpt" in lowered
    marks = [mark for mark in ("excerpt", "derived") if mark in lowered]
    full = f"{name} ({', '.join(marks)})" if marks else name
    return Edition(source=source, name=full, begins=begins, ends=ends, publisher="CMS", file=file, partial=partial, part=part)
