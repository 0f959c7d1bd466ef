"""What a sentence asserts of a condition that it mentions: affirmed, negated, suspected, history, family, hypothetical. Pure.

A cue reaches from where it stands to the next word that ends its scope, at most `REACH` characters. Rules: ICD-10-CM Official
Guidelines, sections IV.H (uncertain diagnoses, outpatient), II.H (inpatient) and I.C.21.c.4 (history).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bot.case.model import Acuity, Assertion, Laterality, SectionKind

REACH = 110
"""Characters over which a cue holds if nothing ends its scope."""
_NEAR = 40
"""Characters around a condition in which a side, or acute and chronic, belong to it."""

_ORDER = (Assertion.FAMILY, Assertion.NEGATED, Assertion.HYPOTHETICAL, Assertion.SUSPECTED, Assertion.HISTORY)
"""Where several cues hold, the first of these."""


_STARTS_LIST = (Assertion.HISTORY, Assertion.FAMILY)
"""Cues that open a list: `history of hypertension, diabetes and …` runs through its commas and colons."""
_SIDE = re.compile(r"\b(?:(?P<both>(?i:bilateral(?:ly)?|both))|(?P<right>(?i:right)|R)|(?P<left>(?i:left)|L))\b")
_ACUTE = re.compile(r"\bacute(?:ly)?\b", re.IGNORECASE)
_CHRONIC = re.compile(r"\bchronic(?:ally)?\b", re.IGNORECASE)
_BOTH = re.compile(r"\bacute (?:on|upon) chronic\b|\bacute exacerbation of\b[^.;]{0,20}\bchronic\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Asserted:
    """What holds of a condition, and the words in the sentence that say so (`start == end`: none, or the section's heading)."""

    kind: Assertion
    start: int = 0
    end: int = 0


AFFIRMED = Asserted(Assertion.AFFIRMED)


@dataclass(frozen=True, slots=True)
class _Cues:
    """The patterns of the list of cues."""

    before: dict[Assertion, re.Pattern[str]]
    close: dict[Assertion, re.Pattern[str]]
    after: dict[Assertion, re.Pattern[str]]
    scope: re.Pattern[str]
    list: re.Pattern[str]


@cache
def _cues() -> _Cues:
    raw = tomllib.loads(files("bot.case").joinpath("cues.toml").read_text(encoding="utf-8"))
    relative = raw["relatives"]["pattern"]

    def joined(lines: str) -> str:
        return "|".join(line.replace("RELATIVE", relative) for line in lines.splitlines() if line)

    def whole(lines: str) -> re.Pattern[str]:
        return re.compile(rf"(?<![\w-])(?:{joined(lines)})(?![\w-])", re.IGNORECASE)

    before, close = ({Assertion(kind): whole(lines) for kind, lines in raw[name].items()} for name in ("before", "close"))
    after = {Assertion(kind): re.compile(rf"\s*(?:{joined(lines)})\b", re.IGNORECASE) for kind, lines in raw["after"].items()}
    scope, listed = (re.compile(rf"\b(?:{joined(raw['ends'][kind])})\b|{marks}", re.IGNORECASE) for kind, marks in _MARKS.items())
    return _Cues(before, close, after, scope, listed)


_MARKS = {"scope": r"[.;:\n]", "list": r"[.;\n]"}


class Sentence:
    """The cues of one sentence, found once for all its conditions."""

    def __init__(self, text: str, section: SectionKind = SectionKind.OTHER) -> None:
        self.text = text
        self.section = section
        self._cues: dict[Assertion, list[tuple[int, int, int]]] = {}
        for patterns, reach in ((_cues().before, REACH), (_cues().close, _NEAR)):
            for kind, pattern in patterns.items():
                self._cues.setdefault(kind, []).extend((m.start(), m.end(), reach) for m in pattern.finditer(text))

    def asserts(self, start: int, end: int) -> Asserted:
        """What the sentence asserts of its words `text[start:end]`; the section decides where the sentence says nothing."""
        for kind in _ORDER:
            for found in self._of(kind, start, end):
                return found
        if self.section is SectionKind.FAMILY:
            return Asserted(Assertion.FAMILY)
        if self.section in (SectionKind.PAST, SectionKind.ALLERGIES):
            return Asserted(Assertion.HISTORY)
        return AFFIRMED

    def parted(self, start: int, end: int) -> bool:
        """Whether a cue of denial stands between words of `text[start:end]`."""
        return any(start < cue_start and cue_end < end for cue_start, cue_end, _ in self._cues[Assertion.NEGATED])

    def _of(self, kind: Assertion, start: int, end: int) -> Iterator[Asserted]:
        after = _cues().after.get(kind)
        if after is not None:
            match = after.match(self.text, end)
            if match:
                yield Asserted(kind, match.start(), match.end())
        ends = _cues().list if kind in _STARTS_LIST else _cues().scope
        for cue_start, cue_end, reach in reversed(self._cues.get(kind, ())):
            reaches = cue_end <= start <= cue_end + reach and ends.search(self.text, cue_end, start) is None
            if reaches or cue_start < start < cue_end:
                yield Asserted(kind, cue_start, cue_end)


def codable(kind: Assertion, *, inpatient: bool) -> bool:
    """Whether a condition so mentioned may be coded as present: a suspected one only for an inpatient stay (II.H, against IV.H)."""
    return kind is Assertion.AFFIRMED or (kind is Assertion.SUSPECTED and inpatient)


def laterality(sentence: str, start: int, end: int) -> Laterality:
    """The side that the words nearest to `sentence[start:end]` name, within their clause."""
    best: tuple[int, Laterality] | None = None
    for match in _SIDE.finditer(sentence, max(0, start - _NEAR), min(len(sentence), end + _NEAR)):
        distance = start - match.end() if match.end() <= start else match.start() - end if match.start() >= end else 0
        between = sentence[match.end() : start] if match.end() <= start else sentence[end : match.start()]
        if any(mark in between for mark in ".;"):
            continue
        distance = 2 * max(0, distance) + 30 * ("," in between) + (match.start() >= end)
        side = Laterality.BILATERAL if match["both"] else Laterality.RIGHT if match["right"] else Laterality.LEFT
        if best is None or distance < best[0]:
            best = (distance, side)
    return best[1] if best is not None else Laterality.UNSAID


def acuity(sentence: str, start: int, end: int) -> Acuity:
    """Whether the words around `sentence[start:end]` call it acute, chronic or both."""
    begin, stop = max(0, start - _NEAR), min(len(sentence), end + _NEAR // 2)
    if _BOTH.search(sentence, begin, stop):
        return Acuity.ACUTE_ON_CHRONIC
    near = sentence[begin:stop]
    acute, chronic = _ACUTE.search(near), _CHRONIC.search(near)
    if acute and not chronic:
        return Acuity.ACUTE
    return Acuity.CHRONIC if chronic and not acute else Acuity.UNSAID
