"""Values of measurements in a note: which stand outside the usual range without a condition that names them, and the body mass index. Pure.

A value is never a diagnosis by itself (ICD-10-CM Guidelines, section III.B): the provider is asked, openly. A body mass index may be coded
beside a condition that the provider names (section I.B.14).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bot.case.lists import is_in
from bot.case.model import Evidence, MeasuredValue, Sentence

VALUES = "ICD-10-CM Guidelines, section III.B"
_VALUE = (
    r"\+?\s*(?:of|is|was|today|:|=|at|low at|high at|down to|up to|\(|,)?\s*(?:of |at )?(\d{1,6}(?:,\d{3})*(?:\.\d+)?)(?![\d/])"
    r"(?!\s*(?:years?|days?|weeks?|-|(?:mg|mcg|g|meq|units?|tab(?:let)?s?|iu|ml)\b(?!/)))"
)
"""A number that is no age, no date and no dose."""
_THOUSAND, _FAR = 1_000, 3


@dataclass(frozen=True, slots=True)
class _Measure:
    """A row of the list."""

    pattern: re.Pattern[str]
    below: float
    above: float
    codes: tuple[str, ...]

    def is_unusual(self, value: float) -> bool:
        """Whether a value is outside the usual range and still one of this measure; counts may be written out (`98,000`)."""
        value = value / _THOUSAND if value >= _THOUSAND > self.above else value
        return not self.below <= value <= self.above and self.below / _FAR**2 <= value <= self.above * _FAR**2


@cache
def _measures() -> tuple[_Measure, ...]:
    raw = tomllib.loads(files("bot.case").joinpath("measured.toml").read_text(encoding="utf-8"))["value"]
    return tuple(_Measure(_pattern(row["name"]), row["below"], row["above"], tuple(row["codes"].split())) for row in raw)


def _pattern(name: str) -> re.Pattern[str]:
    """Names of one or two letters as they are written, words in any case."""
    short, words = ([n for n in name.split("|") if (len(n) <= _SHORT) is wanted] for wanted in (True, False)) if "(?" not in name else ([], [name])
    alternatives = [*short, *(f"(?i:{word})" for word in words)]
    return re.compile(rf"(?<![\w-])(?<!itamin )(?:{'|'.join(alternatives)})(?i:{_VALUE})")


_SHORT = 2


def unexplained(sentences: Sequence[Sentence], codes: Sequence[str]) -> Iterator[MeasuredValue]:
    """The values outside the usual range that none of the codes of the case (reported or asked about) names, each place once."""
    seen: set[tuple[int, int]] = set()
    for measure in _measures():
        if any(is_in(code, measure.codes) for code in codes):
            continue
        for number, sentence in enumerate(sentences):
            for match in measure.pattern.finditer(sentence.text):
                span = sentence.start + match.start(), sentence.start + match.end()
                if measure.is_unusual(float(match[1].replace(",", ""))) and span not in seen:
                    seen.add(span)
                    yield MeasuredValue(Evidence(*span, match[0]), number)


_BMI = re.compile(r"\b(?:BMI|body mass index)\b" + _VALUE, re.IGNORECASE)


def body_mass_index(sentences: Sequence[Sentence]) -> tuple[float, Evidence, int] | None:
    """The last body mass index of a note, its words and the sentence; None where there is none that can be."""
    found = None
    for number, sentence in enumerate(sentences):
        for match in _BMI.finditer(sentence.text):
            value = float(match[1].replace(",", ""))
            if _LEAST <= value <= _MOST:
                found = value, Evidence(sentence.start + match.start(), sentence.start + match.end(), match[0]), number
    return found


_LEAST, _MOST = 8.0, 120.0
_RANGE = re.compile(r"(\d+\.?\d*)\s*(?:-|to)\s*(\d+\.?\d*), adult|(\d+\.?\d*) or (less|greater), adult")


def holds(title: str, value: float) -> bool:
    """Whether the title of a code for a body mass index of adults holds a value, to a tenth: `34.0-34.9, adult`."""
    match = _RANGE.search(title)
    if match is None:
        return False
    rounded = int(value * 10) / 10
    if match[3]:
        return rounded <= float(match[3]) if match[4] == "less" else rounded >= float(match[3])
    return float(match[1]) <= rounded <= float(match[2])
