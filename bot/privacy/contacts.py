"""Ways to reach a person: phone, e-mail, IP, links into a record.

In: tokens of a folded text. Out: findings in folded positions, and the spans of public links, in which
nothing is a finding. Toll-free numbers are a business's and pass; a dotted section number of a manual
(`30.6.1.1`) is no IP address.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from bot.privacy.findings import Finding, PhiKind
from bot.privacy.tokens import Tokens

_EXTENSION = r"(?:\s?(?:x|ext\.?|extension)\s?\d{1,6}\b)?"
_PHONE = re.compile(
    rf"(?:1[ .-]{{0,2}})?(?:\([2-9]\d\d\)[ .-]{{0,2}}|[2-9]\d\d[.-])\d{{3}}[ .-]\d{{4}}(?!\w|-\d){_EXTENSION}",
    re.I,
)
_PHONE_PAREN = re.compile(rf"\([2-9]\d\d\)[ .-]{{0,2}}\d{{3}}[ .-]?\d{{4}}(?!\w|-\d){_EXTENSION}", re.I)
_PHONE_PLUS = re.compile(r"\+(?:1[ .-]?\(?\d{3}\)?[ .-]?\d{3}[ .-]?\d{4}|\d{1,3}[ .-]\(?\d{1,4}\)?(?:[ .-]\d{2,4}){1,4}|\d{11,14})(?!\d)")
_PHONE_CUED = re.compile(
    r"[a-z]{2,12}[\s.#:()=-]{0,4}(?:(?:number|phone|no|num|is|at|me|back|her|him|us|them|on|to|or)\b[\s.:#=]{0,3}){0,3}"
    r"(?P<v>(?:\+?1[\s.-]?)?\(?[2-9]\d{2}\)?[\s.-]{0,2}\d{3}[\s.-]?\d{4}|[2-9]\d{2}[-. ]\d{4})(?!\w|-\d)" + _EXTENSION,
    re.I,
)
_PHONE_WORDS = frozenset(
    "phone phones ph cell cellphone tel telephone mobile fax home work pager call callback contact text whatsapp".split()
)
_OWN_PHONES = frozenset("cell cellphone mobile home pager".split())
_TOLL_FREE = frozenset({"800", "833", "844", "855", "866", "877", "888"})

_LONGEST_PART = 11

_LOCAL_PART = re.compile(r"[A-Za-z0-9._%+'-]{1,64}\Z")
_DOMAIN = re.compile(r"@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,6}")
_PUBLIC_MAIL = ("@cms.hhs.gov", "@cms.gov")

_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"'|\\^`{}]{1,2000}", re.I)
_RECORD_URL = re.compile(
    r"[?&;/#_-](?:patients?|pt|mrn|member|subscriber|dob|ssn|acct|account|encounters?|enc|visit|claim(?:id|no|number)|person|chart)"
    r"(?:_?(?:id|no|num|number|name|key))?[=/][^&\s]{2}|[?&](?:first|last)_?name=|token=[^&\s]{8}",
    re.I,
)

_IPV4 = re.compile(r"(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?!\.?\w|-\d)")
_IPV6 = re.compile(r"(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}(?![\w:])|[0-9a-f]{3,4}:(?:[0-9a-f]{1,4}:){0,5}:[0-9a-f]{1,4}(?![\w:])", re.I)
_IP_CUE = re.compile(r"\bip(?:v4)?(?:\saddress)?[\s:=]{1,3}(?:is\s|was\s)?\Z", re.I)
_SECTION_CUE = re.compile(r"(?:§|sect(?:ion|\.)?|sec\.?|chapter|ch\.?|ncd|version|v|manual|part)\s{0,2}\Z", re.I)
_PRIVATE_NET = ("192.168.", "10.0.0.", "172.16.")


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
    """Phones, mails and IPs, in any order, possibly overlapping."""
    text = tokens.text
    yield from _emails(text)
    for start, word in zip(tokens.starts, tokens.lowers, strict=True):
        if "0" <= word[0] <= "9":
            if len(word) <= _LONGEST_PART:
                yield from _numbered(text, start, len(word))
        elif word in _PHONE_WORDS:
            match = _PHONE_CUED.match(text, start)
            if match and (word in _OWN_PHONES or not _is_toll_free(match["v"])):
                yield Finding(PhiKind.PHONE, match.start("v"), match.end())


def _is_toll_free(number: str) -> bool:
    digits = "".join(char for char in number if char.isdecimal()).removeprefix("1")
    return digits[:3] in _TOLL_FREE and len(digits) >= 10


def _emails(text: str) -> Iterator[Finding]:
    at = text.find("@")
    while at >= 0:
        local = _LOCAL_PART.search(text, max(0, at - 64), at)
        domain = _DOMAIN.match(text, at)
        if local and domain and not domain.group().lower().endswith(_PUBLIC_MAIL):
            yield Finding(PhiKind.EMAIL, local.start(), domain.end())
        at = text.find("@", at + 1)


def _numbered(text: str, start: int, digits: int) -> Iterator[Finding]:
    """What the digits at `start` begin: a phone or an IP."""
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
    if after and after in ".:" and (match := _ip(text, start)):
        yield Finding(PhiKind.IP, *match.span())


def _ip(text: str, start: int) -> re.Match[str] | None:
    if match := _IPV6.match(text, start):
        return match
    match = _IPV4.match(text, start)
    if not match or _SECTION_CUE.search(text, max(0, start - 12), start):
        return None
    number = match.group()
    named = _IP_CUE.search(text, max(0, start - 20), start) or number.startswith(_PRIVATE_NET)
    return match if named or len(number) >= 12 else None
