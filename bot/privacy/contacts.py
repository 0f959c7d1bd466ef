"""Ways to reach or place a person: phone, e-mail, address, IP, links into a record.

In: tokens of a folded text. Out: findings in folded positions, and the spans of public links, in which
nothing is a finding. Toll-free numbers are a business's and pass; a ZIP after "zip" or "locality" is a fee
parameter and passes; a dotted section number of a manual (`30.6.1.1`) is no IP address.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from bot.privacy.findings import Finding, PhiKind
from bot.privacy.lexicon_words import is_ordinary
from bot.privacy.tokens import Tokens

_EXTENSION = r"(?:\s?(?:x|ext\.?|extension)\s?\d{1,6}\b)?"
_PHONE = re.compile(rf"(?:1[ .-]{{0,2}})?(?:\((?P<a>[2-9]\d\d)\)[ .-]{{0,2}}|(?P<b>[2-9]\d\d)[.-])\d{{3}}[ .-]\d{{4}}(?!\w|-\d){_EXTENSION}", re.I)
_PHONE_PAREN = re.compile(rf"\((?P<a>[2-9]\d\d)\)[ .-]{{0,2}}(?P<b>\d{{3}})[ .-]?\d{{4}}(?!\w|-\d){_EXTENSION}", re.I)
_PHONE_PLUS = re.compile(r"\+(?:1[ .-]?\(?\d{3}\)?[ .-]?\d{3}[ .-]?\d{4}|\d{1,3}[ .-]\(?\d{1,4}\)?(?:[ .-]\d{2,4}){1,4}|\d{11,14})(?!\d)")
_PHONE_CUED = re.compile(
    r"[a-z]{2,12}[\s.#:()=-]{0,4}(?:(?:number|phone|no|num|is|at|me|back|her|him|us|them|on|to|or)\b[\s.:#=]{0,3}){0,3}"
    r"(?P<v>(?:\+?1[\s.-]?)?\(?[2-9]\d{2}\)?[\s.-]{0,2}\d{3}[\s.-]?\d{4}|[2-9]\d{2}[-. ]\d{4})(?!\w|-\d)" + _EXTENSION,
    re.I,
)
_PHONE_WORDS = frozenset("phone phones ph cell cellphone tel telephone mobile fax home work pager call callback contact text whatsapp".split())
_TOLL_FREE = frozenset({"800", "833", "844", "855", "866", "877", "888"})

_LOCAL_PART = re.compile(r"[A-Za-z0-9._%+'-]{1,64}\Z")
_DOMAIN = re.compile(r"@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,6}")

_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"'|\\^`{}]{1,2000}", re.I)
_RECORD_URL = re.compile(
    r"[?&;/#_-](?:patients?|pt|mrn|member|subscriber|dob|ssn|acct|account|encounters?|enc|visit|claim(?:id|no|number)|person|chart)"
    r"(?:_?(?:id|no|num|number|name|key))?[=/][^&\s]{2}|[?&](?:first|last)_?name=|token=[^&\s]{8}",
    re.I,
)

_IPV4 = re.compile(r"(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?!\.?\w|-\d)")
_IPV6 = re.compile(r"(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}(?![\w:])|[0-9a-f]{3,4}:(?:[0-9a-f]{1,4}:){0,5}:[0-9a-f]{1,4}(?![\w:])", re.I)
_IP_CUE = re.compile(r"\bip(?:v4)?(?:\saddress)?[\s:=]{1,3}(?:is\s|was\s)?\Z|\bfrom\s\Z", re.I)
_SECTION_CUE = re.compile(r"(?:§|sect(?:ion|\.)?|sec\.?|chapter|ch\.?|ncd|version|v|manual|part)\s{0,2}\Z", re.I)
_PRIVATE_NET = ("192.168.", "10.0.0.", "172.16.", "127.0.0.")

_STATES = (
    "CT MA ME NH NJ RI VT PR|DE NY PA|DC MD NC SC VA WV|AL FL GA MS TN|IN KY MI OH|IA MN MT ND SD WI|IL KS MO NE|AR LA OK TX"
    "|AZ CO ID NM NV UT WY|AK CA HI OR WA"
)
_STATE_OF_ZIP = {state: str(digit) for digit, states in enumerate(_STATES.split("|")) for state in states.split()}
_STATE = "(?:" + "|".join(_STATE_OF_ZIP) + ")"
_CITY = r"[A-Z][A-Za-z.'-]{1,20}(?:\s[A-Z][A-Za-z.'-]{1,20}){0,2}"
_CITY_STATE_BEFORE = re.compile(rf"(?P<city>{_CITY}),?\s{{1,2}}(?P<state>{_STATE})\.?,?\s{{1,3}}\Z")
_ZIP = re.compile(r"\d{5}(?:-\d{4})?(?![\w-])")
_SUFFIX = (
    r"(?:Street|St|Avenue|Ave|Av|Boulevard|Blvd|Road|Rd|Lane|Ln|Drive|Dr|Court|Ct|Circle|Cir|Place|Pl|Terrace|Ter|Parkway|Pkwy|Highway|Hwy"
    r"|Way|Trail|Trl|Square|Sq|Loop|Pike|Plaza|Alley|Crescent|STREET|ST|AVENUE|AVE|ROAD|RD|BLVD|LANE|LN|DRIVE|DR|COURT)"
)
_TAIL = (
    r"(?:\s(?:NW|NE|SW|SE|N|S|E|W)\b)?(?:,?\s{1,2}(?:(?:Apt|Apartment|Unit|Suite|Ste|Floor|Fl|Rm|Room|Bldg)\b\.?\s?#?|#)[A-Za-z0-9-]{1,6})?"
    rf"(?:,?\s{{1,2}}{_CITY},?\s{{1,2}}{_STATE}\b(?:,?\s{{1,2}}\d{{5}}(?:-\d{{4}})?(?!\d))?)?"
)
_STREET = re.compile(
    r"\d{1,6}+[A-Za-z]?\s{1,2}(?:(?:[NSEW]\.?|[NS][EW]|North|South|East|West)\s{1,2})?"
    r"(?:(?:(?:[Cc]ounty|[Ss]tate|US|Old|Rural)\s)?(?:[Rr]oad|Rd|[Rr]oute|Rte|[Hh]ighway|Hwy)\s\d{1,4}\b|Broadway\b"
    rf"|(?:(?:[A-Z][A-Za-z.'-]{{0,20}}|\d{{1,3}}(?:st|nd|rd|th))\s{{1,2}}){{1,4}}?(?P<suffix>{_SUFFIX})\b(?!\.?\s?'s))\.?" + _TAIL
)
_STREET_WORDS = frozenset(
    "street st avenue ave av boulevard blvd road rd lane ln drive dr court ct circle cir place pl terrace ter parkway pkwy highway hwy way trail "
    "trl square sq loop pike plaza alley crescent broadway route rte".split()
)
_DOCTOR_BEHIND = re.compile(r"\.?\s{1,2}[A-Z]")
_STREET_LOWER = re.compile(
    r"\d{1,5}\s(?:(?:[nsew]|north|south|east|west)\s)?(?!(?:on|in|the|of|at|for|and|per|mg|units?|x|to|min(?:utes)?)\s)[a-z]{3,20}\s"
    r"(?:(?!(?:on|in|the|of|at|for|and|to)\s)[a-z]{3,20}\s)?(?:street|st|avenue|ave|boulevard|blvd|road|rd|lane|ln|drive|court)\b(?!\s(?:drug|test))"
)
_PO_BOX = re.compile(r"p\.?\s?o\.?\s?box\s(?:#\s?)?\d{1,6}\b", re.I)
_PO_TAIL = re.compile(rf",\s{{1,2}}{_CITY},?\s{{1,2}}{_STATE}\b(?:,?\s{{1,2}}\d{{5}}(?:-\d{{4}})?)?")
_LIVES = re.compile(rf"(?:lives|living|lived|resides|residing|resident)\s(?:in|at|of)\s(?P<v>{_CITY})")
_LIVES_WORDS = frozenset("lives living lived resides residing resident".split())


@dataclass(frozen=True, slots=True)
class Links:
    """The links of a text: those into a person's record, and those in which nothing is a finding."""

    records: tuple[Finding, ...]
    public: tuple[tuple[int, int], ...]

    def hide(self, found: Finding) -> bool:
        """Whether a finding touches a public link."""
        at = bisect_right(self.public, (found.end,)) - 1
        return at >= 0 and found.start < self.public[at][1]


def find_links(text: str) -> Links:
    """Every link of a folded text."""
    if "://" not in text and "www." not in text.lower():
        return Links((), ())
    matches = list(_URL.finditer(text))
    records = tuple(Finding(PhiKind.URL, *match.span()) for match in matches if _RECORD_URL.search(match.group()))
    return Links(records, tuple(match.span() for match in matches if not _RECORD_URL.search(match.group())))


def find_contacts(tokens: Tokens) -> Iterator[Finding]:
    """Phones, mails, addresses, IPs and record links, in any order, possibly overlapping."""
    text = tokens.text
    yield from _emails(text)
    streets = not _STREET_WORDS.isdisjoint(tokens.lowers)
    for start, word in zip(tokens.starts, tokens.lowers, strict=True):
        if "0" <= word[0] <= "9":
            yield from _numbered(text, start, len(word))
            if streets and len(word) <= 6 and (match := _street(text, start, len(word))):
                yield Finding(PhiKind.ADDRESS, *match.span())
        elif word in _PHONE_WORDS:
            if (match := _PHONE_CUED.match(text, start)) and not _is_toll_free(match["v"]):
                yield Finding(PhiKind.PHONE, match.start("v"), match.end())
        elif word in ("p", "po"):
            if match := _PO_BOX.match(text, start):
                tail = _PO_TAIL.match(text, match.end())
                yield Finding(PhiKind.ADDRESS, start, tail.end() if tail else match.end())
        elif word in _LIVES_WORDS and (match := _LIVES.match(text, start)):
            if not any(is_ordinary(part.lower()) for part in match["v"].split()):
                yield Finding(PhiKind.ADDRESS, *match.span("v"))


def _is_toll_free(number: str) -> bool:
    digits = "".join(char for char in number if char.isdecimal()).removeprefix("1")
    return digits[:3] in _TOLL_FREE and len(digits) >= 10


def _emails(text: str) -> Iterator[Finding]:
    at = text.find("@")
    while at >= 0:
        local = _LOCAL_PART.search(text, max(0, at - 64), at)
        domain = _DOMAIN.match(text, at)
        if local and domain:
            yield Finding(PhiKind.EMAIL, local.start(), domain.end())
        at = text.find("@", at + 1)


def _numbered(text: str, start: int, digits: int) -> Iterator[Finding]:
    """What the digits at `start` begin: a phone, an IP, or the ZIP that ends an address."""
    before, after = text[start - 1 : start], text[start + digits : start + digits + 1]
    if before == "+" and (match := _PHONE_PLUS.match(text, start - 1)):
        yield Finding(PhiKind.PHONE, *match.span())
    if before == "(":
        match = _PHONE_PAREN.match(text, start - 1) if digits == 3 else None
    elif before.isalnum() or (before and before in ".-_"):
        return
    else:
        match = _PHONE.match(text, start) if digits in (1, 3) else None
    if match and not _is_toll_free(match.group()):
        yield Finding(PhiKind.PHONE, *match.span())
    if digits <= 4 and after and after in ".:" and (match := _ip(text, start)):
        yield Finding(PhiKind.IP, *match.span())
    if digits == 5 and (match := _ZIP.match(text, start)):
        yield from _city_state(text, match)


def _street(text: str, start: int, digits: int) -> re.Match[str] | None:
    """The street address whose house number is at `start`; a `Dr` before a capital is a title, not a drive."""
    before = text[start - 1 : start]
    if before.isalnum() or (before and before in ".-_") or not text[start + digits : start + digits + 3].strip()[:1].isalnum():
        return None
    if match := _STREET.match(text, start):
        suffix = match["suffix"] or ""
        return None if suffix.lower() == "dr" and _DOCTOR_BEHIND.match(text, match.end("suffix")) else match
    return _STREET_LOWER.match(text, start)


def _ip(text: str, start: int) -> re.Match[str] | None:
    if match := _IPV6.match(text, start):
        return match
    match = _IPV4.match(text, start)
    if not match or _SECTION_CUE.search(text, max(0, start - 12), start):
        return None
    number = match.group()
    named = _IP_CUE.search(text, max(0, start - 20), start) or number.startswith(_PRIVATE_NET)
    return match if named or len(number) >= 12 else None


def _city_state(text: str, zip_code: re.Match[str]) -> Iterator[Finding]:
    """The city and state before a ZIP that lies in that state."""
    if text[max(0, zip_code.start() - 6) : zip_code.start()].rstrip(" ,.\n")[-2:] not in _STATE_OF_ZIP:
        return
    match = _CITY_STATE_BEFORE.search(text, max(0, zip_code.start() - 72), zip_code.start())
    if not match or _STATE_OF_ZIP[match["state"]] != zip_code.group()[0]:
        return
    words = match["city"].split()
    while words and is_ordinary(words[0].lower()):
        words.pop(0)
    if words:
        yield Finding(PhiKind.ADDRESS, match.end("city") - len(" ".join(words)), zip_code.end())
