"""The code of a body mass index beside the condition that it belongs to (ICD-10-CM Guidelines, sections I.B.14 and I.C.21.c.3)."""

from __future__ import annotations

from collections.abc import Sequence

from bot.case.code_rows import CodeRows
from bot.case.lists import is_in
from bot.case.measured import body_mass_index, holds
from bot.case.model import Assertion, Group, MeasuredValue, Mention, SectionKind, Sentence, SourceRow, Suggestion
from knowledge.model import System

RULE = "ICD-10-CM Guidelines, section I.B.14"
_CATEGORY = "Z68"
_CONDITIONS = ("E40", "E41", "E42", "E43", "E44", "E45", "E46", "E66", "E65", "R634", "R635", "R636", "R64", "F500", "O9921")
"""Conditions that a provider names and a body mass index belongs to."""
_UNDER, _OBESE = 18.5, 30.0
_SURE = 0.8


def coded(sentences: Sequence[Sentence], suggestions: Sequence[Suggestion], rows: CodeRows) -> Suggestion | MeasuredValue | None:
    """The code beside such a condition; without one a value to ask about where it is out of the usual; None where nothing is to be said."""
    found = body_mass_index(sentences)
    if found is None:
        return None
    value, evidence, number = found
    if not any(is_in(s.code, _CONDITIONS) for s in suggestions if s.group in (Group.FIRST_LISTED, Group.ADDITIONAL)):
        return MeasuredValue(evidence, number) if value < _UNDER or value >= _OBESE else None
    row = next((row for row in rows.below(_CATEGORY) if holds(row.title, value)), None)
    if row is None:
        return None
    mention = Mention(evidence, number, SectionKind.OTHER, Assertion.AFFIRMED)
    source = SourceRow("icd10cm_tabular", rows.edition, row.title)
    return Suggestion(System.ICD10CM, row.code, row.title, rows.edition, source, (mention,), Group.ADDITIONAL, _SURE, 0.0, rule=RULE)
