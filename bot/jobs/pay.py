"""Pay as employers write it → a range with its unit, and whether it can be true. Pure."""

from __future__ import annotations

import re

from bot.jobs.posting import Pay, PayUnit

LEAST, MOST = 15_000, 400_000
"""Dollars a year between which pay for this work is believed: the federal minimum wage gives 15,080; nobody codes for more than the upper one."""
MOST_SAID = 1_000_000_000.0
"""Amounts above it are read as it: it is no pay either, and every number made of it stays one that can be counted with."""
_UNITS = (
    (PayUnit.HOUR, r"(?:/|per|an?|each|\bby the)?\s*-?(?:hour|hr|hourly)\b|/\s?h\b|hourly"),
    (PayUnit.YEAR, r"(?:/|per|an?)?\s*-?(?:year|yr|annum)\b|annual\w*|yearly|salar\w*|\bpa\b"),
    (PayUnit.MONTH, r"(?:/|per|a)?\s*-?(?:month|mo)\b|monthly"),
    (PayUnit.WEEK, r"(?:/|per|a)?\s*-?(?:week|wk)\b|weekly"),
    (PayUnit.DAY, r"(?:/|per|a)?\s*-?day\b|daily"),
)
_UNIT = tuple((unit, re.compile(pattern, re.IGNORECASE)) for unit, pattern in _UNITS)
_AMOUNT = r"(?P<{0}>\d{{1,3}}(?:,\d{{3}})+(?:\.\d{{1,2}})?|\d+(?:\.\d{{1,4}})?)\s?(?P<{0}k>[kK]\b)?"
_RANGE = re.compile(
    rf"(?P<sign>US\$|USD|CAD|\$|£|€)?\s?{_AMOUNT.format('a')}(?:\s*(?:-|–|—|to|and)\s*(?:US\$|USD|CAD|\$|£|€)?\s?{_AMOUNT.format('b')})?",
    re.IGNORECASE,
)
_CURRENCY = {"$": "USD", "US$": "USD", "USD": "USD", "": "USD", "CAD": "CAD", "£": "GBP", "€": "EUR"}


def read(text: str) -> Pay | None:
    """`$28 - $34.50 per hour`, `62k-70k`, `$65,000/yr` → the range; None if the text names none. Whether it is credible is another question."""
    for match in _RANGE.finditer(text):
        low, high = _value(match["a"], match["ak"]), _value(match["b"], match["bk"]) if match["b"] else None
        if high is not None and match["bk"] and not match["ak"] and low < 1_000 <= high:
            low *= 1_000  # 62-70k
        unit = _unit(text[match.end() : match.end() + 24]) or _unit(text)
        signed = bool(match["sign"] or match["ak"] or match["bk"])
        if unit is None and not signed and low < 1_000:
            continue  # `2 years`, `ICD-10`
        return of(low, high if high is not None else low, unit, _CURRENCY[(match["sign"] or "").upper()])
    return None


def of(low: float, high: float, unit: PayUnit | None, currency: str = "USD") -> Pay:
    """Any numbers → pay; where no unit is said, small amounts are by the hour and large ones by the year."""
    low, high = _bounded(low), _bounded(high)
    if unit is None:
        unit = PayUnit.HOUR if max(low, high) < 500 else PayUnit.MONTH if max(low, high) < 10_000 else PayUnit.YEAR
    return Pay(low, high, unit, currency.upper()[:3] or "USD")


def doubt(pay: Pay) -> str:
    """Why a range of pay cannot be true; empty if it can. Pay in another currency is not judged, only its order."""
    if pay.low <= 0 or pay.high <= 0:
        return "pay has to be more than nothing"
    if pay.low > pay.high:
        return "the lower end of the pay is above the upper one"
    if pay.currency != "USD":
        return ""
    low, high = pay.yearly
    if low < LEAST:
        return f"{pay.words} is below the federal minimum wage"
    if high > MOST:
        return f"{pay.words} is more than anybody is paid for this work"
    return "the range of the pay is too wide to say anything" if high > 5 * low else ""


def unit_named(text: object) -> PayUnit | None:
    """`HOUR`, `per-year-salary`, `Yearly` → the unit."""
    return _unit(str(text or "").replace("-", " ").replace("_", " "))


def _unit(text: str) -> PayUnit | None:
    found = [(match.start(), unit) for unit, pattern in _UNIT if (match := pattern.search(text))]
    return min(found)[1] if found else None


def _bounded(amount: float) -> float:
    """An amount that is no number is nothing."""
    try:
        value = float(amount)
    except OverflowError:  # an integer of hundreds of digits
        return MOST_SAID
    return max(-MOST_SAID, min(value, MOST_SAID)) if value == value else 0.0


def _value(digits: str, thousands: str | None) -> float:
    return float(digits.replace(",", "")) * (1_000 if thousands else 1)
