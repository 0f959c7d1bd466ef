"""A sum asked for in words: units of a drug's dose, of therapy minutes, of anesthesia minutes. Pure.

"How many units of J3301 for 40 mg" becomes the text that the calculator of drugs reads.
"""

from __future__ import annotations

import re

from bot.coding import grammar
from bot.coding.anesthesia import is_anesthesia
from bot.coding.drug_units import QUANTITY
from bot.coding.therapy_units import TIMED

_DRUG = re.compile(r"(?<![\w.])[A-CJ-MP-V]\d{4}(?![\w.-])", re.IGNORECASE)
_COUNTED = re.compile(r"[x×*]\s?\d|\b\d+\s?units?\b|\b(?:units?|qty)\s*[:=]?\s*\d", re.IGNORECASE)
"""Units are given: nothing is to be counted."""
_ASKS = re.compile(r"\bhow many\b|\bhow much\b|\bunits?\b", re.IGNORECASE)
_MINUTES = re.compile(r"\b\d{1,4}\s?-?(?:m|min|mins|minutes?)\b|\b\d{1,2}\s?(?:h|hrs?|hours?)\b", re.IGNORECASE)
_LITTLE = re.compile(r"\b(?:of|for|at|and|is|the|an?|dose|given|total|in)\b|[,;:?.+/&-]", re.IGNORECASE)
_COUNT_WORDS = re.compile(r"\b(?:how many|how much|units?|(?:do|can|should|would) (?:i|we|you)|(?:to )?(?:bill|report|charge)|what)\b|\?", re.IGNORECASE)


def sum_in(text: str) -> str:
    """What the calculators are to be asked, empty where the text is no sum. The whole of it must be codes, amounts and words of counting."""
    codes = [m.code for m in grammar.mentions(text)]
    if not codes or _COUNTED.search(text):
        return ""
    plain = " ".join(_COUNT_WORDS.sub(" ", text).split())
    amounts, minutes = QUANTITY.search(text), _MINUTES.search(text)
    if minutes and all(code in TIMED for code in codes) and _nothing_else(plain, _MINUTES):
        return f"therapy {plain}"
    if minutes and len(codes) == 1 and is_anesthesia(codes[0]) and _nothing_else(plain, _MINUTES):
        return f"anesthesia {plain}"
    if amounts and len(codes) == 1 and _DRUG.search(text) and (_ASKS.search(text) or _nothing_else(plain, QUANTITY)):
        return f"drug units {plain}"
    return ""


def _nothing_else(text: str, amounts: re.Pattern[str]) -> bool:
    for mention in reversed(grammar.mentions(text)):
        text = text[: mention.start] + " " + text[mention.end :]
    return not _LITTLE.sub(" ", amounts.sub(" ", text)).strip()
