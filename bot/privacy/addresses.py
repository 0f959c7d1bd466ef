"""Where a person lives: streets, post boxes, city with state and ZIP, "lives in …".

In: tokens of a folded text. Out: findings in folded positions. A ZIP alone, or after "zip" or "locality", is a
fee parameter and passes, and so does a state. `20610 Right Knee Dr. Smith` is a doctor's title, not a drive.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.privacy.findings import Finding, PhiKind
from bot.privacy.lexicon_words import CITY_WORDS, is_ordinary
from bot.privacy.tokens import Tokens

_STATES = (
    "CT MA ME NH NJ RI VT PR VI|DE NY PA|DC MD NC SC VA WV|AL FL GA MS TN|IN KY MI OH|IA MN MT ND SD WI|IL KS MO NE|AR LA OK TX"
    "|AZ CO ID NM NV UT WY|AK CA HI OR WA GU MP AS FM MH PW"
)
_STATE_OF_ZIP = {state: str(digit) for digit, states in enumerate(_STATES.split("|")) for state in states.split()}
_STATE = "(?:" + "|".join(_STATE_OF_ZIP) + ")"
_STATE_NAME = (
    r"(?:Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|Hawaii|Idaho|Illinois|Indiana|Iowa|Kansas|Kentucky"
    r"|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|Mississippi|Missouri|Montana|Nebraska|Nevada|New\s(?:Hampshire|Jersey|Mexico|York)"
    r"|North\s(?:Carolina|Dakota)|Ohio|Oklahoma|Oregon|Pennsylvania|Rhode\sIsland|South\s(?:Carolina|Dakota)|Tennessee|Texas|Utah|Vermont|Virginia"
    r"|Washington|West\sVirginia|Wisconsin|Wyoming)"
)
_CITY = r"[A-Z][A-Za-z.'-]{1,20}(?:\s[A-Z][A-Za-z.'-]{1,20}){0,2}"
_CITY_STATE_BEFORE = re.compile(rf"(?P<city>{_CITY}),?\s{{1,2}}(?P<state>{_STATE})\.?,?\s{{1,3}}\Z")
_ZIP = re.compile(r"\d{5}(?:-\d{4})?(?![\w-])")
_SUFFIX = (
    r"(?:Street|St|Avenue|Ave|Av|Boulevard|Blvd|Road|Rd|Lane|Ln|Drive|Dr|Court|Ct|Circle|Cir|Place(?!\sof\b)|Pl|Terrace|Ter|Parkway|Pkwy|Highway|Hwy"
    r"|Way(?!\sto\b)|Trail|Trl|Square|Sq|Loop|Pike|Plaza|Alley|Crescent|Crossing|Xing|Turnpike|Tpke|Cove|Hollow|Landing|Expressway"
    r"|STREET|ST|AVENUE|AVE|ROAD|RD|BLVD|LANE|LN|DRIVE|DR|COURT)"
)
_TAIL = (
    r"(?:\s(?:NW|NE|SW|SE|N|S|E|W)\b)?(?:,?\s{1,2}(?:(?:Apt|Apartment|Unit|Suite|Ste|Floor|Fl|Rm|Room|Bldg)\b\.?\s?#?|#)[A-Za-z0-9-]{1,6})?"
    rf"(?:,?\s{{1,2}}{_CITY},?\s{{1,2}}(?:{_STATE}|{_STATE_NAME})\b(?:,?\s{{1,2}}\d{{5}}(?:-\d{{4}})?(?!\d))?)?"
)
_STREET = re.compile(
    r"\d{1,6}+[A-Za-z]? {1,2}(?:(?:[NSEW]\.?|[NS][EW]|North|South|East|West) {1,2})?"
    r"(?:(?:(?:[Cc]ounty|[Ss]tate|US|Old|Rural)\s)?(?:[Rr]oad|Rd|[Rr]oute|Rte|[Hh]ighway|Hwy)\s\d{1,4}\b|Broadway\b"
    rf"|(?:(?:[A-Z][A-Za-z.'-]{{0,20}}|\d{{1,3}}(?:st|nd|rd|th)) {{1,2}}){{1,4}}?(?P<suffix>{_SUFFIX})\b(?!\.?\s?'s))\.?" + _TAIL
)
_STREET_WORDS = frozenset(
    "street st avenue ave av boulevard blvd road rd lane ln drive dr court ct circle cir place pl terrace ter parkway pkwy highway "
    "hwy way trail trl square sq loop pike plaza alley crescent broadway route rte crossing xing turnpike tpke cove hollow landing "
    "expressway".split()
)
_DOCTOR_BEHIND = re.compile(r"\.?\s{1,2}[A-Z]")
_STREET_LOWER = re.compile(
    r"\d{1,5}\s(?:(?:[nsew]|north|south|east|west)\s)?(?!(?:on|in|the|of|at|for|and|per|mg|units?|x|to|min(?:utes)?)\s)[a-z]{3,20}\s"
    r"(?:(?!(?:on|in|the|of|at|for|and|to)\s)[a-z]{3,20}\s)?"
    r"(?:street|st|avenue|ave|boulevard|blvd|road|rd|lane|ln|drive|court)\b(?!\s(?:drug|test))"
)
_WORDS = r"[A-Z][A-Za-z.'-]{1,20}(?:\s[A-Z][A-Za-z.'-]{0,20}){0,3}"
_STREET_CUED = re.compile(
    r"(?i:(?:lives|living|resides|visit|located|stays|home)\sat|address(?:\s(?:is|of))?|residence)[\s:=,-]{1,3}"
    rf"(?P<v>\d{{1,6}}[A-Za-z]?\s{_WORDS}{_TAIL})"
)
_STREET_PLACED = re.compile(
    rf"\d{{1,6}}+\s{_WORDS}(?:(?=\s(?:Apt|Suite|Unit|Ste)\b\.?\s?#?[A-Za-z-]?\d)|(?=,\s{_CITY},?\s{_STATE}\s\d{{5}})){_TAIL}"
)
_MILITARY = re.compile(r"[AFD]PO,?\s(?:AA|AE|AP),?\s\d{5}")
_PO_BOX = re.compile(r"p\.?\s?o\.?\s?box\s(?:#\s?)?\d{1,6}\b", re.I)
_PO_TAIL = re.compile(rf",\s{{1,2}}{_CITY},?\s{{1,2}}{_STATE}\b(?:,?\s{{1,2}}\d{{5}}(?:-\d{{4}})?)?")
_LIVES = re.compile(
    r"(?:(?:lives|living|lived|resides|residing|resident)\s(?:in|at|of)|(?:[Pp]atient|[Pp]t)\s(?:is\s)?from)\s"
    rf"(?P<v>{_CITY})"
)
_CUES = frozenset("p po apo fpo dpo lives living lived resides residing resident stays located visit address residence patient pt".split())
_STATE_WORDS = frozenset(state.lower() for state in _STATE_OF_ZIP) | {"apt", "suite", "unit", "ste"}
_LONGEST_NUMBER = 6
_ZIP_DIGITS = 5


def find_addresses(tokens: Tokens) -> Iterator[Finding]:
    """Addresses, in any order, possibly overlapping."""
    text = tokens.text
    words = set(tokens.lowers)
    placed = not words.isdisjoint(_STATE_WORDS)
    streets = placed or not words.isdisjoint(_STREET_WORDS)
    if not (streets or not words.isdisjoint(_CUES)):
        return
    for start, word in zip(tokens.starts, tokens.lowers, strict=True):
        if "0" <= word[0] <= "9":
            if streets and len(word) <= _LONGEST_NUMBER and (match := _street(text, start, len(word))):
                yield Finding(PhiKind.ADDRESS, *match.span())
            if placed and len(word) == _ZIP_DIGITS and (match := _ZIP.match(text, start)):
                yield from _city_state(text, match)
        elif word in _CUES:
            yield from _cued(text, start)


def _cued(text: str, start: int) -> Iterator[Finding]:
    """What follows "lives at", "address:", "PO" at `start`."""
    if match := _PO_BOX.match(text, start):
        tail = _PO_TAIL.match(text, match.end())
        yield Finding(PhiKind.ADDRESS, start, tail.end() if tail else match.end())
    elif match := _MILITARY.match(text, start):
        yield Finding(PhiKind.ADDRESS, *match.span())
    elif (match := _STREET_CUED.match(text, start)) or (
        (match := _LIVES.match(text, start)) and all(map(_is_city_word, match["v"].split()))
    ):
        yield Finding(PhiKind.ADDRESS, *match.span("v"))


def _street(text: str, start: int, digits: int) -> re.Match[str] | None:
    """The street address whose house number is at `start`; a `Dr` before a capital is a title, not a drive."""
    before, after = text[start - 1 : start], text[start + digits : start + digits + 3].strip()[:1]
    if before.isalnum() or (before and before in ".-_") or not after.isalnum():
        return None
    if match := _STREET.match(text, start):
        suffix = match["suffix"] or ""
        return None if suffix.lower() == "dr" and _DOCTOR_BEHIND.match(text, match.end("suffix")) else match
    return _STREET_PLACED.match(text, start) or _STREET_LOWER.match(text, start)


def _city_state(text: str, zip_code: re.Match[str]) -> Iterator[Finding]:
    """The city and state before a ZIP that lies in that state."""
    if text[max(0, zip_code.start() - 6) : zip_code.start()].rstrip(" ,.\n")[-2:] not in _STATE_OF_ZIP:
        return
    match = _CITY_STATE_BEFORE.search(text, max(0, zip_code.start() - 72), zip_code.start())
    if not match or _STATE_OF_ZIP[match["state"]] != zip_code.group()[0]:
        return
    words = match["city"].split()
    while words and not _is_city_word(words[0]):
        words.pop(0)
    if words:
        yield Finding(PhiKind.ADDRESS, match.end("city") - len(" ".join(words)), zip_code.end())


def _is_city_word(word: str) -> bool:
    return word.lower() in CITY_WORDS or not is_ordinary(word.lower())
