"""Names and dates of editions of the code sets, told from a file's content and name. Pure functions."""

from __future__ import annotations

import re
from datetime import date

_APRIL = re.compile(r"april|[_-]apr(?:[_.-]|$)", re.IGNORECASE)
_PARTIAL = re.compile(r"excerpt|sample", re.IGNORECASE)


def fiscal_year(year: int, file: str) -> tuple[str, date, date]:
    """Fiscal year and file name → (edition's name, first day, last day). FY2025 is 1 October 2024 to 30 September 2025."""
    april = _APRIL.search(file) is not None
    name = f"FY{year} (April 1 {year})" if april else f"FY{year} (October 1 {year - 1})"
    return name, date(year - 1, 10, 1), date(year, 9, 30)


def is_partial(file: str) -> bool:
    """Whether the file's name says that it holds only some rows."""
    return _PARTIAL.search(file) is not None


def year_named(file: str) -> int | None:
    """The year in a file name, 2014 to 2099."""
    match = re.search(r"(?<!\d)(20(?:1[4-9]|[2-9]\d))(?!\d)", file)
    return int(match[1]) if match else None
