"""How people write codes, modifiers and units, and what they mean by it. Pure functions on text.

Tolerant of `99213-25`, `20610-RT-59 x2`, `E119`, `e11.9`, `29880/29881`, `45385 & 45380`, `99213-99215`. A
mention only says which systems its shape allows; whether the code exists is the catalog's to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge import icd10cm
from knowledge.model import System

MAX_CODES = 200
"""More than any claim has; what follows is not read, and the caller says so."""

_MODIFIER = r"(?:[0-9]{2}|[A-Z][A-Z0-9])"

_CPT = r"(?:[0-9]{5}|[0-9]{4}[AFMTU])"
_HCPCS = r"[A-CE-HJ-MP-V][0-9]{4}"
_ICD10CM_DOTTED = r"[A-Z][0-9A-Z]{2}\.[0-9A-Z]{1,4}"
_ICD10CM_PLAIN = r"(?:[A-TV-Z][0-9]|U0)[0-9AB](?:[0-9A-GXZ](?:[0-9A-Z]{1,3})?)?"
"""Without its dot a code is told from H1N1, T3N1M0, L4L5, q12h and A1C by the letters that occur at each place."""
_PCS = r"[0-9B-DF-HX][0-9A-HJ-NP-Z]{6}"

_MENTION = re.compile(
    rf"(?<![\w.$])(?:(?P<icd>{_ICD10CM_DOTTED})|(?P<procedure>{_CPT}|{_HCPCS})|(?P<plain>{_ICD10CM_PLAIN})|(?P<pcs>{_PCS}))"
    rf"(?P<modifiers>(?:\s?-\s?{_MODIFIER}(?![\w.])){{0,8}})"
    r"(?:(?![\w])|(?<=[0-9]{5})(?=[x×][0-9]{1,3}\b))(?!\.[0-9A-Z])(?!-[0-9]{4}(?!\w))",
    re.IGNORECASE,
)
_UNITS = re.compile(r"\s*(?:[x×*]\s?(?P<times>[0-9]{1,6})|(?P<count>[0-9]{1,6})\s?units?)\b", re.IGNORECASE)
_RANGE = re.compile(rf"(?<![\w.])(?P<first>{_CPT}|{_HCPCS})\s?(?:-|–|—|to|thru|through)\s?(?P<last>{_CPT}|{_HCPCS})(?!\w)", re.IGNORECASE)
_NOT_A_CODE = re.compile(
    r"(?:\bzip(?:\s?code)?|\blocality|\b(?:claim|account|acct|invoice|ticket)(?:\s?(?:no|num|number|id)\b\.?)?|\$|#)\s*[:#]?\s*$",
    re.IGNORECASE,
)
_BEFORE = 24
"""Characters before a number in which such a word is looked for."""
_NAMED_MODIFIERS = re.compile(
    rf"\b(?:modi?f[a-z]{{1,4}}rs?|mods?)\b[\s:]*(?P<list>-?{_MODIFIER}(?:(?:\s*(?:,|/|&|and|or|vs\.?|versus)\s*)-?{_MODIFIER})*)(?![\w.])",
    re.IGNORECASE,
)
_MODIFIER_AFTER = re.compile(
    r"(?<![\w.])-?(?P<modifier>[0-9]{2}|X[ESPU]|LT|RT|TC|G[AXYZ]|KX|QW|PT|J[WZ])\s+modi?f[a-z]{1,4}rs?\b(?!\s*-?[0-9]{2}\b)", re.IGNORECASE
)
_LIST_SEPARATOR = re.compile(r"\s*(?:[,/&]|\band\b|\bor\b|\bvs\b\.?|\bversus\b)\s*", re.IGNORECASE)
_ONLY_DIGITS = re.compile(r"[0-9]{2}")
ENGLISH = frozenset(
    ("AS", "AT", "BE", "BY", "DO", "GO", "HE", "IF", "IN", "IS", "IT", "ME", "MY", "NO", "OF", "ON", "OR", "SO", "TO", "UP", "US", "WE")
)
"""Two-letter words; AS and AT are modifiers too, and are read as such only where a code carries them."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A code as someone wrote it. `systems` are those its shape allows, likeliest first; `start`, `end` its place."""

    code: str
    systems: tuple[System, ...]
    start: int
    end: int
    modifiers: tuple[str, ...] = ()
    units: int | None = None
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Range:
    """`99202-99205`: every code from first to last that exists."""

    first: str
    last: str
    start: int
    end: int


def mentions(text: str) -> tuple[Mention, ...]:
    """Every code-shaped token of the text in order, at most `MAX_CODES`, without those inside a range."""
    taken = [(r.start, r.end) for r in ranges(text)]
    found = []
    for mention in _mentions(text):
        if not any(start <= mention.start < end for start, end in taken):
            found.append(mention)
        if len(found) == MAX_CODES:
            break
    return tuple(found)


def _mentions(text: str) -> Iterator[Mention]:
    counted = 0  # where the units of the mention before end: the x10000 of `J3301 x10000` has the shape of a diagnosis
    for match in _MENTION.finditer(text):
        if match.start() < counted or _NOT_A_CODE.search(text, max(0, match.start() - _BEFORE), match.start()):
            continue
        raw = next(v for v in (match["icd"], match["procedure"], match["plain"], match["pcs"]) if v)
        systems, certain = _systems(raw)
        if not systems:
            continue
        units = _UNITS.match(text, match.end())
        counted = units.end() if units else 0
        modifiers = tuple(m.upper() for m in re.findall(_MODIFIER, match["modifiers"], re.IGNORECASE))
        yield Mention(
            code=icd10cm.dotted(raw) if systems[0] is System.ICD10CM else raw.upper(),
            systems=systems,
            start=match.start(),
            end=match.end(),
            modifiers=modifiers,
            units=int(units["times"] or units["count"]) if units else None,
            certain=certain,
        )


def _systems(raw: str) -> tuple[tuple[System, ...], bool]:
    """Which systems a token's shape allows, and whether it can hardly be anything but a code."""
    token = raw.upper()
    if "." in token:
        return (System.ICD10CM,), True
    if re.fullmatch(_CPT, token):
        return ((System.CPT, System.ICD10PCS) if len(token) == 7 else (System.CPT,)), True
    if re.fullmatch(_HCPCS, token):
        # A1234 may also be an ICD-10-CM code without its dot; the catalog decides
        return (System.HCPCS, System.ICD10CM), True
    if re.fullmatch(_ICD10CM_PLAIN, token):
        systems = (System.ICD10CM, System.ICD10PCS) if len(token) == 7 else (System.ICD10CM,)
        # three characters (B12, A1C, T20) are everyday words too, and so is a lower-case e119
        return systems, len(token) > icd10cm.CATEGORY_LENGTH
    if re.fullmatch(_PCS, token) and any(c.isdecimal() for c in token) and any(c.isalpha() for c in token):
        return (System.ICD10PCS,), True
    return (), False


def ranges(text: str) -> tuple[Range, ...]:
    """Ranges such as `99202-99205`. `99213-25` is a code with a modifier, not a range."""
    found = []
    for match in _RANGE.finditer(text):
        first, last = match["first"].upper(), match["last"].upper()
        if len(first) == len(last) and first < last and first[:1].isdecimal() == last[:1].isdecimal():
            found.append(Range(first, last, match.start(), match.end()))
    return tuple(found)


def named_modifiers(text: str) -> tuple[str, ...]:
    """Modifiers that are called so: `modifier 25`, `mods 59 and XS`, `the 25 modifier`; and those a code carries. Typos count."""
    named: list[str] = []
    for match in _NAMED_MODIFIERS.finditer(text):
        parts = (part.strip(" -\t").upper() for part in _LIST_SEPARATOR.split(match["list"]))
        named.extend(part for part in parts if part and part not in ENGLISH)
    named.extend(match["modifier"].upper() for match in _MODIFIER_AFTER.finditer(text))
    for mention in _mentions(text):
        named.extend(mention.modifiers)
    return tuple(dict.fromkeys(named))


def is_ambiguous_number(text: str) -> bool:
    """Whether the whole text is two digits: a modifier, a place of service or half a code."""
    return _ONLY_DIGITS.fullmatch(text.strip()) is not None


def only_codes(text: str) -> bool:
    """Whether nothing but codes, modifiers, units and separators is in the text."""
    rest = list(text)
    spans = [(m.start, m.end) for m in _mentions(text) if m.certain or text.strip().upper() == m.code] + [
        (r.start, r.end) for r in ranges(text)
    ]
    if not spans:
        return False
    for start, end in spans:
        units = _UNITS.match(text, end)
        stop = units.end() if units else end
        rest[start:stop] = " " * (stop - start)
    return re.fullmatch(r"[\s,;/&+|?.]*(?:(?:and|with|or|plus|vs\.?)[\s,;/&+|?.]*)*", "".join(rest), re.IGNORECASE) is not None


def partial(text: str) -> str:
    """The text as half a code (`2725`, `E1`, `S72.0`) or an empty string."""
    token = text.strip().upper().rstrip(".-*")
    return token if re.fullmatch(r"(?=.*[0-9])(?![0-9]+\.[0-9])[A-Z0-9]{1,5}(?:\.[0-9A-Z]{0,4})?", token) else ""  # 250.00 is ICD-9-CM
