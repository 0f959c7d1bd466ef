"""Dates of service as people write them. Pure functions; the default is the caller's today."""

from __future__ import annotations

import re
from collections.abc import Iterator
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

_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_COMPACT = r"(?P<y6>(?:19|20)\d\d)(?P<m6>0[1-9]|1[0-2])(?P<d6>0[1-9]|[12]\d|3[01])"
"""`20260505`, as claim files write it; month and day must be possible, so that no other number of eight digits is one."""
_ISO = r"(?P<y1>(?:19|20)\d\d)(?P<s1>[-/.])(?P<m1>\d{1,2})(?P=s1)(?P<d1>\d{1,2})"
_US = r"(?P<m2>\d{1,2})(?:[/.](?P<d2>\d{1,2})[/.](?P<y2>(?:19|20)?\d\d)|-(?P<d4>\d{1,2})-(?P<y4>(?:19|20)\d\d))"
_WORDS = rf"(?P<m3>{_MONTH})\.?\s+(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y3>(?:19|20)\d\d)"
_DAY_FIRST = rf"(?P<d5>\d{{1,2}})(?:st|nd|rd|th)?[\s-]+(?P<m5>{_MONTH})\.?,?[\s-]+(?P<y5>(?:19|20)\d\d)"
_DATE = re.compile(rf"(?<![\w.])(?:{_ISO}|{_COMPACT}|{_US}|{_WORDS}|{_DAY_FIRST})(?![\w])", re.IGNORECASE)
_CUE = re.compile(r"\b(?:dos|date of service|service date|on|for|as of|dated|in)\b[\s:]*$", re.IGNORECASE)


HIDDEN = "[date]"


_BIRTH = re.compile(r"\b(?:d\.?o\.?b\b\.?|birth(?:[\s-]?da(?:te|y))?|born)[\s:=]*(?:on\s|is\s)?\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date in a text. `problem` says why it cannot be used, in words for the person who wrote it.

    `phrase` is where its cue begins (`on`, `dos`), so that no word of it is left to be searched for.
    """

    start: int
    end: int
    value: date | None
    problem: str = ""
    cued: bool = False
    phrase: int = 0


def all_dates(text: str) -> tuple[DateMention, ...]:
    """Every date of a text in order, without birth dates."""
    matches = (match for match in _matches(text) if not _BIRTH.search(text, max(0, match.start() - 24), match.start()))
    return tuple(_mention(text, match) for match in matches)


def service_date(text: str) -> DateMention | None:
    """The date of service of a question: the first date after a cue (`dos`, `on`, …), else the first date; no birth date."""
    found = all_dates(text)
    return next((m for m in found if m.cued), found[0] if found else None)


def _matches(text: str) -> Iterator[re.Match[str]]:
    """Dates as they stand. After a digit and a dash there is none, as in a longer number, but for the end of a range: `5/5/26-5/7/26`."""
    ended = -1
    for match in _DATE.finditer(text):
        start = match.start()
        if start > 1 and text[start - 1] == "-" and text[start - 2].isdecimal() and ended != start - 1:
            continue
        ended = match.end()
        yield match


def _mention(text: str, match: re.Match[str]) -> DateMention:
    cue = _CUE.search(text, max(0, match.start() - 20), match.start())
    cued, phrase = cue is not None, cue.start() if cue else match.start()
    if match["y1"]:
        year, month, day = int(match["y1"]), int(match["m1"]), int(match["d1"])
    elif match["y6"]:
        year, month, day = int(match["y6"]), int(match["m6"]), int(match["d6"])
    elif match["m2"]:
        year, month, day = int(match["y2"] or match["y4"]), int(match["m2"]), int(match["d2"] or match["d4"])
        year += 2000 if year < 100 else 0
    elif match["y5"]:
        year, month, day = int(match["y5"]), _MONTHS[match["m5"].lower()], int(match["d5"])
    else:
        year, month, day = int(match["y3"]), _MONTHS[match["m3"].lower()], int(match["d3"])
    try:
        return DateMention(match.start(), match.end(), date(year, month, day), cued=cued, phrase=phrase)
    except ValueError:
        return DateMention(match.start(), match.end(), None, f"{match[0]} is not a date; write it as YYYY-MM-DD", cued, phrase)


def without_dates(text: str) -> str:
    """The text with every date replaced by `[date]`: a date of service is not kept with a person's question."""
    parts, at = [], 0
    for match in _matches(text):
        parts += [text[at : match.start()], HIDDEN]
        at = match.end()
    return "".join((*parts, text[at:]))


def without_dates_of(question: str, answer: str) -> str:
    """An answer without the dates of its question, however it writes them; the dates of editions stay."""
    for mention in (_mention(question, match) for match in _matches(question)):
        answer = answer.replace(question[mention.start : mention.end], HIDDEN)
        if mention.value is not None:
            answer = answer.replace(mention.value.isoformat(), HIDDEN)
    return answer
