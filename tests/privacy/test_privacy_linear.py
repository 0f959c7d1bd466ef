"""The gate's time grows with the text, whatever the text is made of."""

from __future__ import annotations

import time

import pytest
from phi_sets import load

from bot.privacy import find

_SMALL = 6_000
_FACTOR = 4
_WORST_GROWTH = 12.0
"""Linear is 4, quadratic is 16; the rest is the noise of a busy machine."""
_NOISE = 0.02

_UNITS = {
    "letters": "a", "digits": "9", "spaces": " ", "newlines": "\n", "dashes": "-", "dots": ".", "at signs": "@", "brackets": "(",
    "mail": "a.b@", "domains": "@a.b", "octets": "1.", "groups": "1:", "pairs": "12-", "triples": "123-45-", "hyphen words": "ab-",
    "quotes": "a'", "links": "www.", "record links": "http://a?mrn=", "phones": "phone ", "phone tail": "phone_", "plus": "+1 ",
    "capitals": "Aa ", "initials": "A. ", "names": "Smith, John ", "given": "John ", "commas": "Smith,", "cues": "Patient: ",
    "titles": "Dr. ", "ids": "MRN # ", "claims": "claim number ", "social": "social security ", "births": "DOB is on ", "dates": "1/1/",
    "months": "May 5 ", "ages": "92 ", "streets": "1 Main ", "street words": "1 A St ", "cities": "Aa Bb, ", "zips": "AL 36601 ",
    "zero width": "1\u200b", "accents": "e\u0301", "wide": "１", "values": "id:a-", "marks": "█", "apos": "O'", "lives": "lives at 1 A ",
}  # fmt: skip


def _seconds(text: str) -> float:
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        find(text)
        best = min(best, time.process_time() - start)
    return best


def _grows_linearly(small: str, large: str) -> bool:
    """Whether one of three tries shows it: a busy machine slows a try down, a quadratic pattern all of them."""
    return any(_seconds(large) <= _WORST_GROWTH * _seconds(small) + _NOISE for _ in range(3))


@pytest.mark.parametrize("unit", _UNITS.values(), ids=_UNITS.keys())
def test_four_times_the_text_takes_about_four_times_as_long(unit: str) -> None:
    text = unit * (_SMALL * _FACTOR // len(unit) + 1)
    assert _grows_linearly(text[:_SMALL], text[: _SMALL * _FACTOR])


def test_a_whole_set_in_one_paste_stays_linear() -> None:
    text = "\n".join(case.text for case in load("positives"))
    assert _grows_linearly(text, text * _FACTOR)
