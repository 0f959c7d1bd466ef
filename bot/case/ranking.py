"""Matches → codes with their mentions, scored and ranked. Pure but for look-ups of codes in the edition.

Score of a code: what its best match says (rare words, a row of the index rather than a title), less for gaps, more for several
mentions and for a place early in the note.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from math import log

from bot.case.assertions import Sentence as Cues
from bot.case.assertions import acuity, laterality
from bot.case.code_rows import CodeRows, Row
from bot.case.matching import Found, Match
from bot.case.model import Assertion, Evidence, Laterality, Mention, SectionKind, Sentence, Temporality
from bot.case.words import BLANK
from knowledge.dictionary.opened import Part
from knowledge.dictionary.terms import UNSAID

_GAP = 0.05
_ONE_WORD = 0.9
_MEANT = 0.9
"""What a word alone, and one that only stands for the words of the index, say less."""
_MENTIONS = 0.2
_LATE = 0.45
_AFTER_SURGERY = ("Z89", "Z90", "Z92", "Z93", "Z94", "Z95", "Z96", "Z97", "Z98")
_MOST_PARTLY = 100
_ONLY_WHEN_SAID = frozenset("OPVWXY")
"""Pregnancy, the perinatal period and external causes are meant only when they are said in full."""
_PAST = (Assertion.HISTORY,)


@dataclass(slots=True)
class Ranked:
    """A code with all that leads to it, the best match first."""

    row: Row
    tier: int
    score: float = 0.0
    best: Match | None = None
    mentions: dict[tuple[int, int], Mention] = field(default_factory=dict)
    second: str = ""

    @property
    def ordered(self) -> tuple[Mention, ...]:
        """The mentions in the order of the note."""
        return tuple(sorted(self.mentions.values(), key=lambda m: (m.evidence.start, m.evidence.end)))


class Mentions:
    """Reads what a note says around a place."""

    def __init__(self, text: str, sentences: Sequence[Sentence], kinds: Sequence[SectionKind]) -> None:
        self._text = text
        self._sentences = sentences
        self._cues = [Cues(s.text, kind) for s, kind in zip(sentences, kinds, strict=True)]
        self._known: dict[tuple[int, int, int], Mention] = {}

    def at(self, number: int, start: int, end: int) -> Mention:
        """The mention `text[start:end]` of a sentence."""
        found = self._known.get((number, start, end))
        if found is None:
            found = self._known[number, start, end] = self._read(number, start, end)
        return found

    def parted(self, number: int, start: int, end: int) -> bool:
        """Whether a denial begins between two places of a sentence: `diverticulosis without bleeding` is none with bleeding."""
        begin = self._sentences[number].start
        return self._cues[number].parted(start - begin, end - begin)

    def _read(self, number: int, start: int, end: int) -> Mention:
        sentence, cues = self._sentences[number], self._cues[number]
        begin, stop = start - sentence.start, end - sentence.start
        asserted = cues.asserts(begin, stop)
        cue = None
        if asserted.end > asserted.start:
            cue = self._quote(sentence.start + asserted.start, sentence.start + asserted.end)
        return Mention(
            self._quote(start, end),
            number,
            cues.section,
            asserted.kind,
            Temporality.PAST if asserted.kind in _PAST else Temporality.CURRENT,
            acuity(sentence.text, begin, stop),
            laterality(sentence.text, begin, stop),
            cue,
        )

    def _quote(self, start: int, end: int) -> Evidence:
        return Evidence(start, end, self._text[start:end])


def ranked(found: Found, mentions: Mentions, rows: CodeRows, length: int, *, bare: bool = False) -> list[Ranked]:
    """Every code of the matches, best first, the first tier before the second. `bare`: without 7th characters."""
    codes: dict[str, Ranked] = {}
    for tier, matches in ((1, found.first), (2, found.second)):
        for match in matches:
            mention = mentions.at(match.sentence, match.start, match.end)
            row = rows.brought(match.entry.code, mention.laterality)
            if row is None or (row.code.startswith(_AFTER_SURGERY) and not _is_past(match, mention)):
                continue
            row = rows.base(row) if bare else row
            entry = codes.setdefault(row.code, Ranked(row, tier))
            if entry.tier < tier:
                continue
            entry.mentions.setdefault((match.start, match.end), mention)
            if entry.best is None or _worth(match) > _worth(entry.best):
                entry.best, entry.second = match, match.entry.second
    for entry in codes.values():
        entry.score = _score(entry, length)
    return sorted(codes.values(), key=lambda e: (e.tier, -e.score, e.row.code))


def partly(
    parts: Sequence[Part], known: Collection[str], mentions: Mentions, rows: CodeRows, sentences: Sequence[Sentence], *, bare: bool = False
) -> list[Ranked]:
    """Codes of which a sentence says a part only: the third tier. Their evidence is the sentence, what was taken out of it apart."""
    codes: dict[str, Ranked] = {}
    for part in parts:
        if len(codes) == _MOST_PARTLY:
            break
        sentence = sentences[part.sentence]
        row = rows.brought(part.entry.code)
        row = rows.base(row) if bare and row is not None else row
        if row is not None and row.code not in known and row.code not in codes and row.code[0] not in _ONLY_WHEN_SAID:
            start, end = _quotable(sentence)
            codes[row.code] = Ranked(row, 3, part.worth, None, {(start, end): mentions.at(part.sentence, start, end)})
    return list(codes.values())


def _quotable(sentence: Sentence) -> tuple[int, int]:
    """The longest piece of a sentence from which nothing was taken out."""
    start, best = sentence.start, (sentence.start, sentence.start)
    for piece in sentence.text.split(BLANK):
        inner = len(piece) - len(piece.lstrip())
        found = (start + inner, start + inner + len(piece.strip()))
        best = max(best, found, key=lambda span: span[1] - span[0])
        start += len(piece) + 1
    return best


def _is_past(match: Match, mention: Mention) -> bool:
    """Whether an operation is history. The same word may name what was done now; only a whole line of the index says "status"."""
    return mention.assertion is Assertion.HISTORY or not (match.aliased or match.entry.weight == UNSAID or len(match.entry.forms) == 1)


def _worth(match: Match) -> float:
    alone = _ONE_WORD if len(match.entry.forms) == 1 else 1.0
    return match.worth * (1 - _GAP * match.gap) * alone * (_MEANT if match.aliased else 1.0)


def _score(entry: Ranked, length: int) -> float:
    assert entry.best is not None  # noqa: S101 - made with its first match
    first = min(start for start, _ in entry.mentions)
    return _worth(entry.best) * (1 + _MENTIONS * log(len(entry.mentions))) * (1 - _LATE * first / max(length, 1))


def unsided(mention: Mention) -> bool:
    """Whether a mention names no side."""
    return mention.laterality is Laterality.UNSAID
