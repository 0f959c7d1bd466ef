"""Codes that an instructional note of the ICD-10-CM tabular list names: text → ranges that a code can be held against.

Notes name codes in parentheses (`(I10-I1A)`, `(E11.-)`, `(K40.1, K43.1-)`, `(E08-E13 with .52)`) and, more rarely, in
the sentence (`conditions classifiable to K56.-`). What the tabular list writes in several ways for one thing is read as
that thing; a form that is not known gives no range, never a guess. Pure functions; parsing is cached by text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from knowledge import icd10cm

_CODE = r"[A-Z][0-9][0-9A-Z](?:\.[0-9A-Z]{1,4})?"
_FINDER = re.compile(rf"(?<![0-9A-Z]){_CODE}(?![0-9A-Z])")
_PARENTHESIS = re.compile(r"\((?P<list>[^(){}]*)(?:[)}]|$)")
_SENTENCE = re.compile(
    r"\b(?:classifi(?:ed|able) (?:to|in)|(?:specified|as classified) in|see|code(?:\(s\)|s)?,? from|from)"
    rf"(?: sub)?(?: ?categor(?:y|ies))? (?P<list>{_CODE}.*)"
)
_LAST = re.compile(
    r"(?<![(\w])(?P<list>[A-Z][0-9][0-9A-Z]\.(?:[0-9A-Z]{1,4}-?|-)(?: with 5th character [0-9])?|[A-Z][0-9.]{2,5}-[A-Z][0-9.]{2,5} with .*)\.?$"
)
"""A code with its dot, or a span with a condition, that ends the sentence without parentheses."""
_RANGE = re.compile(r"(?:[.-]*\s*-|[.-]*\s+-\s+|[.-]*\s+(?:to|through)\s+)")
_LIST = re.compile(r"[.\s-]*(?:[,;.]\s*|\s+)?(?:\band\s+|\bor\s+)?(?:sub)?(?:categor(?:y|ies)\s+)?")
_ORDINAL = {"fifth": 5, "5th": 5, "sixth": 6, "six": 6, "6th": 6, "seventh": 7, "7th": 7}
_PLACE = r"fifth|5th|sixth|six|6th|seventh|7th"
_CONDITION = re.compile(
    rf"(?:(?P<place>{_PLACE})(?: (?P<join>or|to) (?P<place2>{_PLACE}))?[ -]characters?|(?P<final>final characters?))"
    r" (?P<values>[-.]?[0-9A-Z]+(?:-[0-9A-Z]+)?(?:(?:,| or|, or) [-.]?[0-9A-Z]+)*)"
)
_AFTER_DOT = re.compile(r"\.(?P<first>[0-9A-Z]+)(?:-\.(?P<last>[0-9A-Z]+))?")
_OPEN_FRACTURE = frozenset("BCEFHJMNQR")
"""The 7th characters of open fractures at S52, where a note names them in words."""


@dataclass(frozen=True, slots=True)
class Condition:
    """What more must be true of a code in the range. Empty fields ask for nothing.

    `starts` and `ends` are of the part after the dot (`E08-E13 with .52`); `place` counts from 1, 0 is the 5th or 6th,
    whichever carries the intent of a poisoning code; `words` must be in the title.
    """

    starts: tuple[tuple[str, str], ...] = ()
    ends: tuple[str, ...] = ()
    place: int | None = None
    characters: tuple[str, ...] = ()
    words: str = ""

    def holds(self, key: str, title: str = "") -> bool:
        """Whether a code (no dot) fulfils it."""
        after = key[icd10cm.CATEGORY_LENGTH :]
        if self.starts and not any(a <= after[: len(a)] and after[: len(b)] <= b and len(after) >= len(a) for a, b in self.starts):
            return False
        base = key[: icd10cm.SEVENTH_POSITION - 1]
        if self.ends and not base.endswith(self.ends):
            return False
        if self.characters and self._at(key) not in self.characters:
            return False
        return self.words.lower() in title.lower()

    def _at(self, key: str) -> str:
        if self.place == 0:
            return key[4:6].rstrip("X")[-1:]
        start = (self.place or 1) - 1
        return key[start : start + len(self.characters[0])]


ANY = Condition()


@dataclass(frozen=True, slots=True)
class CodeRange:
    """Codes from `first` to `last` (no dots, both with all that begins with them), as a note names them in `text`."""

    first: str
    last: str
    text: str
    condition: Condition = ANY

    def holds(self, code: str, title: str = "") -> bool:
        """Whether a code lies in the range. A code shorter than the range's ends does not."""
        key = icd10cm.key(code) if "." in code else code
        within = len(key) >= len(self.first) and self.first <= key[: len(self.first)] and key[: len(self.last)] <= self.last
        return within and self.condition.holds(key, title)


@lru_cache(maxsize=32_768)
def ranges(note: str) -> tuple[CodeRange, ...]:
    """The codes that a note names, in its order; empty if it names none (`code to type of accident`)."""
    found: list[CodeRange] = []
    for match in _PARENTHESIS.finditer(note):
        found += _list(match["list"])
    if found:
        return tuple(found)
    plain = _PARENTHESIS.sub(" ", note)
    for pattern in (_SENTENCE, _LAST):
        match_ = pattern.search(plain)
        if match_:
            found = _list(match_["list"], whole=False)
            if found:
                return tuple(found)
    return ()


def _list(text: str, *, whole: bool = True) -> list[CodeRange]:
    """`K40.1, K43.1-, E08-E13 with .52` → ranges. `whole`: nothing but codes and a condition may stand there."""
    codes = list(_FINDER.finditer(text))
    if not codes or (whole and text[: codes[0].start()].strip()):
        return []
    groups: list[tuple[str, str]] = []
    at, ended = 0, codes[0].end()
    while at < len(codes):
        first = last = icd10cm.key(codes[at][0])
        ended = codes[at].end()
        if at + 1 < len(codes) and _RANGE.fullmatch(text, ended, codes[at + 1].start()):
            at += 1
            last, ended = icd10cm.key(codes[at][0]), codes[at].end()
        groups += [(first, first), (last, last)] if _two_subcategories(first, last, text[ended : ended + 1]) else [(first, last)]
        at += 1
        if at < len(codes) and not _LIST.fullmatch(text, ended, codes[at].start()):
            if whole:
                return []
            break
    condition = _condition(text[ended:].strip(" .,-"), whole=whole)
    return [] if condition is None else [CodeRange(a, b, _written(a, b), condition) for a, b in groups]


def _two_subcategories(first: str, last: str, after: str) -> bool:
    """`I69.01-I69.11-` lacks a comma: both end in the same character and only what stands before it differs."""
    return after == "-" and first != last and len(first) == len(last) > 4 and first[-1] == last[-1] and first[3] != last[3]


def _condition(text: str, *, whole: bool) -> Condition | None:
    """What follows the codes; None if it is there and not understood."""
    words = re.sub(r"^(?:,\s*)?with\s*", "", text)
    if words == text:
        return ANY if not text or not whole else None
    match = _CONDITION.match(words)
    if match:
        values = _values(match["values"])
        if match["final"] or match["values"].startswith("-"):
            dotted = match["values"].startswith(".")
            return Condition(starts=tuple((v, v) for v in values)) if dotted else Condition(ends=values)
        place = _ORDINAL[match["place"]]
        return Condition(place=0 if match["join"] == "or" else place, characters=values)
    dotted_values = list(_AFTER_DOT.finditer(words))
    if dotted_values:
        return Condition(starts=tuple((m["first"], m["last"] or m["first"]) for m in dotted_values))
    if "open fracture" in words:
        return Condition(place=icd10cm.SEVENTH_POSITION, characters=tuple(sorted(_OPEN_FRACTURE)))
    if "to indicate intent" in words:
        return ANY
    return Condition(words="with " + words) if not whole else None


def _values(text: str) -> tuple[str, ...]:
    """`1-4 or 6` → 1, 2, 3, 4, 6; `-23` → 23; `.00 or .01` → 00, 01."""
    values: list[str] = []
    for part in re.split(r", or |,? or |, ", text):
        first, dash, last = part.lstrip("-.").partition("-")
        values += [chr(c) for c in range(ord(first), ord(last) + 1)] if dash and len(first) == len(last) == 1 else [first]
    return tuple(values)


def _written(first: str, last: str) -> str:
    return icd10cm.dotted(first) if first == last else f"{icd10cm.dotted(first)}-{icd10cm.dotted(last)}"
