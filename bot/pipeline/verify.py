"""Whether a sentence of a model says only what the facts it cites say. Pure functions.

A sentence passes when it cites at least one fact, every code, modifier, number and date in it occurs in the
facts it cites, and it keeps their sense (`bot.pipeline.meaning`). What fails is dropped: a model may word the evidence, it may not
add to it, and may not turn it round.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.coding import grammar
from bot.pipeline import meaning
from bot.pipeline.evidence import EvidenceFact
from bot.pipeline.relevance import content_words, share_of_words
from knowledge.text import printable

CITATION = re.compile(r"\[\s*(F\d+(?:\s*[,;]\s*F\d+)*)\s*\]")
_NUMBER = re.compile(r"(?<![\w.])\d+(?:[.,]\d+)*%?")
_UPPER_PAIR = re.compile(r"(?<![\w-])(?=[A-Z0-9]*[A-Z])[A-Z][A-Z0-9](?![\w-])")
MIN_WORDS = 2
"""Content words that make a sentence: "10." is none."""
SAME_WORDS = 0.9
"""Share from which a sentence without a citation repeats a sentence of a fact."""
_NEGATION = re.compile(r"\b(?:no|not|never|none|nor|neither|without|cannot|n't|except|unless)\b|n't\b")
_FACT_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_RUN = re.compile(r"[A-Za-z0-9.]+")
_LINK = re.compile(r"\w+://|\bwww\.|\]\(|<[@#!|/a-z]", re.IGNORECASE)
_SPLIT = re.compile(
    r"(?<=[.!?])(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\bvs\.)(?<!\b[Nn]o\.)(?<!\betc\.)(?<!\bincl\.)(?<!\bDr\.)((?:\s*\[[F\d,;\s]+\])*)(?:\s+|$)"
)
_CITED = 200
"""Characters that the citations behind a full stop may have."""
_WORDED_NUMBER = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|sixty|ninety|hundred|thousand)\b",
    re.IGNORECASE,
)
_ORDINARY = frozenset(
    (
        "OK",
        "US",
        "NO",
        "IN",
        "IF",
        "IT",
        "IS",
        "OR",
        "AN",
        "AS",
        "AT",
        "BY",
        "DO",
        "OF",
        "ON",
        "SO",
        "TO",
        "UP",
        "WE",
        "HE",
        "ME",
        "MY",
        "BE",
        "GO",
    )
)


@dataclass(frozen=True, slots=True)
class Verified:
    """A sentence that passed, with `[F3]` turned into the number of its source, or why it did not."""

    text: str
    ok: bool
    reason: str = ""


def check(sentence: str, facts: Mapping[str, EvidenceFact]) -> Verified:
    """Check one sentence against the facts it cites."""
    cited = [name for group in CITATION.findall(sentence) for name in re.findall(r"F\d+", group)]
    if not cited:
        holder = _holder(sentence, facts)  # small models forget the citation of what they repeat word for word
        if holder is None:
            return Verified("", False, "cites nothing")
        cited = [holder]
    if any(name not in facts for name in cited):
        return Verified("", False, "cites a fact that is not there")
    bare = CITATION.sub(" ", printable(sentence))
    if len(content_words(bare)) < MIN_WORDS:
        return Verified("", False, "says nothing")
    if _LINK.search(bare):
        return Verified("", False, "a link or a mention")
    held = " ".join(facts[name].text for name in cited)
    for kind, said, there in (
        ("code", _codes(bare), _codes(held)),
        ("number", _numbers(bare), _numbers(held)),
        ("modifier", _pairs(bare), _pairs(held)),
        ("number", _worded(bare), _worded(held)),
        ("code", _tokens(bare), _tokens(held)),
    ):
        if said - there:
            return Verified("", False, f"a {kind} is not in the cited facts")
    if not meaning.keeps(bare, [facts[name].text for name in dict.fromkeys(cited)]):
        return Verified("", False, "says something else than the cited facts")
    marks = "".join(f" [{n}]" for n in dict.fromkeys(facts[name].citation for name in cited) if n)
    text = " ".join(bare.split()).rstrip()
    text = re.sub(r"\s+([.,;:!?])", r"\1", text)
    return Verified(f"{text}{marks}", True)


def _holder(sentence: str, facts: Mapping[str, EvidenceFact]) -> str | None:
    """The fact one of whose sentences says nearly the same in the same words, with the same negations."""
    said = _NEGATION.findall(sentence.lower())
    for name, fact in facts.items():
        for part in _FACT_SENTENCE.split(fact.text):
            if len(_NEGATION.findall(part.lower())) == len(said) and share_of_words(sentence, part) >= SAME_WORDS:
                return name
    return None


def _codes(text: str) -> frozenset[str]:
    return frozenset(m.code.replace(".", "") for m in grammar.mentions(text)) | frozenset(
        c for r in grammar.ranges(text) for c in (r.first, r.last)
    )


def _numbers(text: str) -> frozenset[str]:
    return frozenset(n.replace(",", "").rstrip(".%") for n in _NUMBER.findall(text)) | frozenset(
        m for m in grammar.named_modifiers(text) if m.isdecimal()
    )


def _pairs(text: str) -> frozenset[str]:
    named = {m for m in grammar.named_modifiers(text) if not m.isdecimal()}
    return frozenset(p for p in _UPPER_PAIR.findall(text) if p not in _ORDINARY) | named


def _tokens(text: str) -> frozenset[str]:
    """Whatever holds a digit, also where the grammar of codes sees a claim number or a price."""
    return frozenset(t.replace(".", "").upper() for t in _RUN.findall(text) if any("0" <= c <= "9" for c in t))


def _worded(text: str) -> frozenset[str]:
    return frozenset(w.lower() for w in _WORDED_NUMBER.findall(text))


class Sentences:
    """Cuts a stream of text into sentences; citations after the full stop belong to the sentence before."""

    def __init__(self) -> None:
        self._rest = ""
        self._looked = 0

    def feed(self, piece: str) -> Iterator[str]:
        """Text in, finished sentences out. The last one stays until it is followed by something."""
        self._rest += piece
        while True:
            ends = _SPLIT.finditer(self._rest, self._looked)
            match = next((m for m in ends if m.end() < len(self._rest) and self._rest[m.end()] != "["), None)
            if match is None:
                self._looked = max(0, len(self._rest) - _CITED)  # what stood there before is not looked at again with each piece
                return
            sentence, self._rest, self._looked = self._rest[: match.end()].strip(), self._rest[match.end() :], 0
            if sentence:
                yield sentence

    def rest(self) -> str:
        """What is left at the end of the stream."""
        left, self._rest = self._rest.strip(), ""
        return left
