"""Dates of service as people write them. Pure functions; the default is the caller's today."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("jan", "january"),
            ("feb", "february"),
            ("mar", "march"),
            ("apr", "april"),
            ("may",),
            ("jun", "june"),
            ("jul", "july"),
            ("aug", "august"),
            ("sep", "sept", "september"),
            ("oct", "october"),
            ("nov", "november"),
            ("dec", "december"),
        ),
        start=1,
    )
    for name in names
}

_ISO = r"(?P<y1>(?:19|20)\d\d)-(?P<m1>\d{1,2})-(?P<d1>\d{1,2})"
_US = r"(?P<m2>\d{1,2})[/.](?P<d2>\d{1,2})[/.](?P<y2>(?:19|20)?\d\d)"
_WORDS = rf"(?P<m3>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\.?\s+(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y3>(?:19|20)\d\d)"
_DATE = re.compile(rf"(?<![\w.])(?:{_ISO}|{_US}|{_WORDS})(?![\w])", re.IGNORECASE)
_CUE = re.compile(r"\b(?:dos|date of service|service date|on|for|as of|dated|in)\b[\s:]*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date in a text. `problem` says why it cannot be used, in words for the person who wrote it."""

    start: int
    end: int
    value: date | None
    problem: str = ""
    cued: bool = False


def service_date(text: str) -> DateMention | None:
    """The date of service of a question: the first date after a cue (`dos`, `on`, …), else the first date."""
    found = [_mention(text, match) for match in _DATE.finditer(text)]
    return next((m for m in found if m.cued), found[0] if found else None)


def _mention(text: str, match: re.Match[str]) -> DateMention:
    cued = _CUE.search(text, max(0, match.start() - 20), match.start()) is not None
    if match["y1"]:
        year, month, day = int(match["y1"]), int(match["m1"]), int(match["d1"])
    elif match["y2"]:
        year, month, day = int(match["y2"]), int(match["m2"]), int(match["d2"])
        year += 2000 if year < 100 else 0
    else:
        year, month, day = int(match["y3"]), _MONTHS[match["m3"].lower()], int(match["d3"])
    try:
        return DateMention(match.start(), match.end(), date(year, month, day), cued=cued)
    except ValueError:
        return DateMention(match.start(), match.end(), None, f"{match[0]} is not a date; write it as YYYY-MM-DD", cued)


def without_dates(text: str) -> str:
    """The text with every date replaced by `[date]`: a date of service is not kept with a person's question."""
    return _DATE.sub("[date]", text)
