"""How an injury came about, by the external cause index: looked for in the sentences of an injury and those beside it. Pure but for look-ups.

Rules: ICD-10-CM Guidelines, section I.C.20: codes of chapter 20 stand beside an injury and are never first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.case.code_rows import CodeRows
from bot.case.matching import Match
from bot.case.model import Assertion, Group, SourceRow, Suggestion
from bot.case.ranking import Mentions
from knowledge.dictionary.opened import Dictionary
from knowledge.model import System

RULE = "ICD-10-CM Guidelines, section I.C.20"
_INJURY = ("S", "T0", "T1", "T2", "T3", "M80", "M84.3")
_PLACE = "Y92"
_SURE = 0.5
_GAP = 0.1
_REACH = 1
"""Sentences between an injury and its cause."""


def injured(suggestions: Sequence[Suggestion]) -> frozenset[int]:
    """The sentences that name an injury which is reported."""
    coded = (s for s in suggestions if s.group in (Group.FIRST_LISTED, Group.ADDITIONAL) and s.code.startswith(_INJURY))
    return frozenset(m.sentence for s in coded for m in s.mentions)


def causes(
    found: Sequence[Match], suggestions: Sequence[Suggestion], mentions: Mentions, dictionary: Dictionary, rows: CodeRows
) -> Iterator[Suggestion]:
    """The cause and the place of what is injured, the most telling term of each: one of either, as a coder reports them."""
    near = injured(suggestions)
    known = {s.code for s in suggestions}
    close = [match for match in found if any(abs(match.sentence - number) <= _REACH for number in near)]
    said = [match for match in close if mentions.at(match.sentence, match.start, match.end).assertion is Assertion.AFFIRMED]
    for wanted in (False, True):
        best = max((m for m in said if m.entry.code.startswith(_PLACE) is wanted), key=_telling, default=None)
        row = rows.brought(best.entry.code) if best is not None else None
        if best is not None and row is not None and row.code not in known:
            source, printed = dictionary.printed(best.entry.number)
            source_row = SourceRow(source, dictionary.editions.get(source, ""), printed)
            mention = mentions.at(best.sentence, best.start, best.end)
            yield Suggestion(System.ICD10CM, row.code, row.title, rows.edition, source_row, (mention,), Group.ADDITIONAL, _SURE, 0.0, rule=RULE)


def _telling(match: Match) -> tuple[float, int, str]:
    return match.worth * (1 - _GAP * match.gap), len(match.entry.forms), match.entry.code
