"""Dates that tell who a person is: birth, death, an age over 89. Dates of service are parameters and pass.

In: tokens of a folded text. Out: findings in folded positions. A date is a finding only if a birth or death
cue stands before or behind it, or if it follows a patient's name directly; a year alone never is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.privacy.findings import Finding, PhiKind
from bot.privacy.tokens import Tokens

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_FULL = (
    r"(?:\d{1,2}\s?[-/.]\s?\d{1,2}\s?[-/.]\s?(?:\d{4}|\d{2})|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}"
    rf"|{_MONTH}[\s-]{{0,2}}\d{{1,2}}(?:st|nd|rd|th)?\b,?[\s-]{{0,2}}(?:\d{{4}}|'?\d{{2}})"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?[\s-]{{1,2}}(?:of\s)?{_MONTH},?[\s-]{{0,2}}(?:\d{{4}}|'?\d{{2}}))(?!\d|[-/]\d)"
)
_PART = (
    r"(?:\d{8}|\d{6}|\d{1,2}[-/](?:\d{4}|\d{1,2})"
    rf"|{_MONTH}\s{{0,2}}\d{{1,2}}(?:st|nd|rd|th)?\b|{_MONTH},?\s{{0,2}}\d{{4}})(?!\d|[-/]\d)"
)
_DATE = rf"(?P<v>{_FULL}|{_PART})"
_GAP = r"[\s:=,.(#)/'-]{0,5}(?:(?:is|was|on|file|record|listed|as|in|of|date|the|to|be|es|el)\b[\s:=,.(-]{0,4}){0,4}"
_BIRTH_WORDS = r"(?:d\.?\s?o\.?\s?b\b\.?|dates?\sof\sbirth|birth[\s-]?da(?:te|y)|b-?day|born|fecha\sde\snacimiento|nacid[oa])"
_BIRTH = re.compile(rf"{_BIRTH_WORDS}{_GAP}{_DATE}", re.I)
_BORN_SHORT = re.compile(rf"b\.\s{{0,2}}(?P<v>{_FULL})", re.I)
_DEATH_WORDS = r"(?:date\sof\sdeath|d\.?o\.?d\b\.?|(?:patient|pt|he|she)\s(?:expired|passed)|passed\saway|died|deceased|death\sdate)"
_DEATH = re.compile(rf"{_DEATH_WORDS}{_GAP}{_DATE}", re.I)
_BEHIND = re.compile(rf"(?P<v>{_FULL})[\s(,-]{{1,3}}{_BIRTH_WORDS}(?![\s:=]{{0,3}}\d)", re.I)
_AFTER_NAME = re.compile(rf"(?:'s)?[\s,(-]{{1,3}}(?P<v>{_FULL})", re.I)

_CUES: dict[str, tuple[tuple[PhiKind, re.Pattern[str]], ...]] = {
    **dict.fromkeys(
        ("dob", "birth", "birthdate", "birthday", "birth-date", "bday", "b-day", "born", "fecha", "nacido", "nacida"),
        ((PhiKind.BIRTH_DATE, _BIRTH),),
    ),
    **dict.fromkeys(("died", "deceased", "dod", "passed", "patient", "pt", "he", "she", "death"), ((PhiKind.DEATH_DATE, _DEATH),)),
    **dict.fromkeys(("date", "dates", "d"), ((PhiKind.BIRTH_DATE, _BIRTH), (PhiKind.DEATH_DATE, _DEATH))),
    "b": ((PhiKind.BIRTH_DATE, _BORN_SHORT), (PhiKind.BIRTH_DATE, _BIRTH)),
}

_AGE_UNIT = re.compile(
    r"(?:9\d|1[0-2]\d)\s?-?\s?"
    r"(?:y\.?\s?/?\s?o\b|y\.\s?o\.|(?:yrs?\.?|years?)[\s-]{1,2}(?:old|of\sage|young)\b|yr\b(?=\.?\s(?:male|female|man|woman))|y(?=\s[MF]\b))"
    r"(?!\s?(?:and|or)\s(?:older|over|above|up))",
    re.I,
)
_AGE_WORDS = re.compile(r"(?P<v>ninety(?:[\s-](?:one|two|three|four|five|six|seven|eight|nine))?)[\s-](?:years?|yr)[\s-]old", re.I)
_AGE_SEX = re.compile(r"(?:9\d|10\d)\s?[MF]\s(?=with\b|w/|pt\b|s/p\b|c/o\b|h/o\b|presents|who\b|admitted|here\b)")
_AGE_CUE = re.compile(
    r"age[d]?\b(?:[\s:=]{1,3}|\s(?:is|of)\s)(?P<v>9\d|1[0-2]\d)"
    r"(?![\d%+/.-]|\s?(?:and|or|to|through)\s(?:older|over|above|up|under|\d)|\s(?:days|months|weeks))",
    re.I,
)
_GROUP_BEFORE = re.compile(r"(?:over|above|under|older\sthan|younger\sthan|least|than|to|through|[-<>=~]|temp|fever|\$|of)\s{0,2}\Z", re.I)


def find_dates(tokens: Tokens) -> Iterator[Finding]:
    """Birth dates, death dates and ages over 89, in any order, possibly overlapping."""
    text = tokens.text
    born = not _CUES.keys().isdisjoint(tokens.lowers)
    for start, word in zip(tokens.starts, tokens.lowers, strict=True):
        for kind, pattern in _CUES.get(word, ()):
            if match := pattern.match(text, start):
                yield Finding(kind, *match.span("v"))
        digits = "0" <= word[0] <= "9"
        if born and ((digits and len(word) in (1, 2, 4)) or word in _MONTHS) and (match := _BEHIND.match(text, start)):
            yield Finding(PhiKind.BIRTH_DATE, *match.span("v"))
        if digits and len(word) in (2, 3):
            yield from _age(text, start, len(word))
        elif word == "ninety" or word.startswith("ninety-"):
            if match := _AGE_WORDS.match(text, start):
                yield Finding(PhiKind.AGE_OVER_89, *match.span("v"))
        elif word in ("age", "aged") and (match := _AGE_CUE.match(text, start)):
            yield Finding(PhiKind.AGE_OVER_89, *match.span("v"))


_MONTHS = frozenset(
    "jan january feb february mar march apr april may jun june jul july aug august sep sept september oct october nov november dec "
    "december".split()
)


def birth_date_after(text: str, end: int) -> Finding | None:
    """The full date that directly follows a name ending at `end`: `John Smith (3/4/1950)`."""
    match = _AFTER_NAME.match(text, end)
    return Finding(PhiKind.BIRTH_DATE, *match.span("v")) if match else None


def _age(text: str, start: int, digits: int) -> Iterator[Finding]:
    """The age at `start`, unless it is a limit or a range ("over 90 years old", "65-99")."""
    if text[start] not in "19" or text[start - 1 : start].isalnum() or text[start - 1 : start] in (".", "/", "_"):
        return
    if (_AGE_UNIT.match(text, start) or _AGE_SEX.match(text, start)) and not _GROUP_BEFORE.search(text, max(0, start - 14), start):
        yield Finding(PhiKind.AGE_OVER_89, start, start + digits)
