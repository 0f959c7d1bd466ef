"""What a sentence asserts of a condition that it mentions: affirmed, negated, suspected, history, family, hypothetical. Pure.

A cue reaches from where it stands to the next word that ends its scope, at most `REACH` characters. Rules: ICD-10-CM Official
Guidelines, sections IV.H (uncertain diagnoses, outpatient), II.H (inpatient) and I.C.21.c.4 (history).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.case.model import Acuity, Assertion, Laterality, SectionKind

REACH = 110
"""Characters over which a cue holds if nothing ends its scope."""
_NEAR = 40
"""Characters around a condition in which a side, or acute and chronic, belong to it."""

_ORDER = (Assertion.FAMILY, Assertion.NEGATED, Assertion.HYPOTHETICAL, Assertion.SUSPECTED, Assertion.HISTORY)
"""Where several cues hold, the first of these."""


def _words(*alternatives: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{'|'.join(alternatives)})(?![\w-])", re.IGNORECASE)


_RELATIVE = r"(?:mother|father|parents?|brothers?|sisters?|siblings?|sons?|daughters?|uncles?|aunts?|cousins?|grand(?:mother|father|parents?))"
_BEFORE = {
    Assertion.FAMILY: _words(
        r"famil(?:y|ial) (?:medical )?(?:history|background|antecedents?)", r"(?:his|her|their|the patient's|whose|maternal|paternal|an?|one|two) " + _RELATIVE,
        _RELATIVE + r" (?:with|had|has|have|having|died|suffer\w*|diagnosed|affected)",
    ),
    Assertion.NEGATED: _words(
        r"no(?! (?:longer|other|further|more|improvement|change|response|doubt))", r"without", r"den(?:y|ies|ied|ying)", r"neither", r"nor",
        r"negative for", r"absence of", r"free (?:of|from)", r"rul(?:ed|ing|es) out", r"exclud(?:ed|ing|es)", r"lack of", r"lacks", r"never (?:had|has)",
        r"(?:did|does|do|was|were|is|are|has|have|had|could) not (?:\w+ )?(?:have|show|report|present|reveal|suffer|refer|find|identify|observe|detect"
        r"|demonstrate|evidence|experience|associated?|complain|seen|found|observed|shown|presented|had|any)",
        r"not (?:associated|accompanied|diabetic|hypertensive|have|had|having|present(?:ing)?|report\w*|show\w*|reveal\w*)", r"nothing to suggest",
    ),
    Assertion.HYPOTHETICAL: _words(
        r"(?:at |high |increased |low )?risk (?:of|for)", r"in case of", r"if (?:there is|he|she|it|the|any|symptoms)", r"return (?:if|for)", r"prevent(?:ion of|ing)?",
        r"prophyla(?:xis|ctic)(?: \w+)? (?:of|for|against)", r"screening (?:for|of)", r"vaccin(?:e|ated|ation) (?:against|for)", r"warned (?:of|about)",
        r"watch for", r"to (?:avoid|prevent)", r"should (?:there|he|she|they)",
    ),
    Assertion.SUSPECTED: _words(
        r"suspect(?:ed|s|ing)?", r"suspicion of", r"suspicious (?:for|of)", r"suggest(?:ive of|s|ing|ed|ive)", r"probabl[ey]", r"possibl[ey]", r"possibility of",
        r"likely", r"presumed", r"presumptive", r"questionable", r"rule out", r"r/o", r"cannot (?:be )?exclude[d]?", r"consistent with", r"compatible with",
        r"indicative of", r"concern(?:ing)? for", r"differential diagnos[ie]s", r"may (?:be|have|represent)", r"might (?:be|have|represent)", r"could (?:be|have|represent)",
        r"working diagnosis", r"apparent(?:ly)?", r"vs\.?", r"versus", r"evaluate for", r"query",
    ),
    Assertion.HISTORY: _words(
        r"(?:past |previous |prior |personal |medical |surgical |clinical )*(?:history|antecedents?|background) of", r"h(?:x|/o)(?: of)?", r"status post", r"s/p",
        r"previous(?:ly)? (?:diagnosed|treated|operated|had|suffered)", r"had (?:previously|a previous)", r"(?:years?|months?) (?:ago|earlier|before|previously),?",
        r"(?:past|previous|prior|old)", r"in (?:childhood|infancy|adolescence|(?:19|20)\d\d)",
    ),
}  # fmt: skip
_AFTER = {
    Assertion.NEGATED: re.compile(
        r"\s*(?:was|were|is|are|has been|have been|had been|being)?\s*(?:ruled out|excluded|absent|denied|negative|discarded"
        r"|not (?:seen|found|present|observed|detected|identified|evident|demonstrated|confirmed))\b",
        re.IGNORECASE,
    ),
    Assertion.SUSPECTED: re.compile(
        r"\s*(?:(?:is|was|were|being)\s*)?(?:suspected|presumed|possible|probable|not excluded|considered|(?:cannot|could not) be (?:excluded|ruled out))\b|\s*\?",
        re.IGNORECASE,
    ),
    Assertion.HISTORY: re.compile(r"[^.;,]{0,25}\b(?:\d+|several|many|one|two|three|four|five|ten) (?:years?|months?) (?:ago|earlier|before|previously)\b|\s*\((?:resolved|old)\)|\s+in (?:childhood|infancy|(?:19|20)\d\d)\b", re.IGNORECASE),
}  # fmt: skip
_ENDS = re.compile(
    r"\b(?:but|except|although|though|however|nevertheless|which|who|whose|presents?|presented|presenting|with(?! (?:no|a history))|now|currently|today|reveal\w*|show(?:s|ed|n|ing)?"
    r"|complain\w*|consult\w*|refer\w*|treated|due to|secondary to|because|so that|for which|attend\w*|admitted|came|visit\w*|diagnos\w*|being|only)\b|[.;:\n]",
    re.IGNORECASE,
)
_STARTS_LIST = (Assertion.HISTORY, Assertion.FAMILY)
"""Cues that open a list: `history of hypertension, diabetes and …` runs through its commas and colons."""
_LIST_ENDS = re.compile(r"\b(?:but|except|although|however|who|presents?|presented|presenting|now|currently|today|complain\w*|consult\w*|attend\w*|admitted|came|visit\w*)\b|[.;\n]", re.IGNORECASE)
_SIDE = re.compile(r"\b(?:(?P<both>bilateral(?:ly)?|both)|(?P<right>right|R)|(?P<left>left|L))\b")
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


class Sentence:
    """The cues of one sentence, found once for all its conditions."""

    def __init__(self, text: str, section: SectionKind = SectionKind.OTHER) -> None:
        self.text = text
        self.section = section
        self._cues = {kind: [(m.start(), m.end()) for m in pattern.finditer(text)] for kind, pattern in _BEFORE.items()}

    def asserts(self, start: int, end: int) -> Asserted:
        """What the sentence asserts of its words `text[start:end]`; the section decides where the sentence says nothing."""
        for kind in _ORDER:
            for found in self._of(kind, start, end):
                return found
        if self.section is SectionKind.FAMILY:
            return Asserted(Assertion.FAMILY)
        if self.section is SectionKind.PAST:
            return Asserted(Assertion.HISTORY)
        return AFFIRMED

    def _of(self, kind: Assertion, start: int, end: int) -> Iterator[Asserted]:
        after = _AFTER.get(kind)
        if after is not None:
            match = after.match(self.text, end)
            if match:
                yield Asserted(kind, match.start(), match.end())
        ends = _LIST_ENDS if kind in _STARTS_LIST else _ENDS
        for cue_start, cue_end in reversed(self._cues.get(kind, ())):
            if cue_start < start < cue_end or (cue_end <= start and start - cue_end <= REACH and ends.search(self.text, cue_end, start) is None):
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
