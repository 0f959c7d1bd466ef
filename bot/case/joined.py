"""Combination codes that the guidelines presume: hypertension with heart and kidney disease, diabetes with what the index lists below it. Pure.

Rules: ICD-10-CM Official Guidelines, sections I.A.15 ("with"), I.C.9.a and I.C.4.a: the link holds unless the record says that the two
are unrelated. What the note itself gives another cause is not joined.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.case.code_rows import CodeRows
from bot.case.leaving_out import COMBINED, LeftOut
from bot.case.model import CodeChoice, Group, Hint, HintKind, Reason, Sentence, SourceRow, Suggestion
from bot.coding.presumed_links import DIABETES, HYPERTENSION, joins_hypertension, with_diabetes, with_hypertension
from knowledge import icd10cm

_ALONE = "I10"
_CAUSED = re.compile(r"\b(?:due|secondary) to\b(?! (?:diabet|dm|t2dm|t1dm))|\b(?!diabet)[a-z]+-induced\b|\bunrelated to\b|\bnot due to\b", re.IGNORECASE)
_CODED = (Group.ADDITIONAL, Group.FIRST_LISTED)


@dataclass(frozen=True, slots=True)
class Joined:
    """A combination code with the codes that it is made of; `whole`: those of which it says all."""

    suggestion: Suggestion
    whole: tuple[str, ...]

    def left_out(self) -> Iterator[LeftOut]:
        """The codes that give way to it."""
        yield from (LeftOut(code, Reason.COMBINED, COMBINED, self.suggestion.code) for code in self.whole)


def joined(suggestions: Sequence[Suggestion], sentences: Sequence[Sentence], rows: CodeRows) -> Iterator[Joined]:
    """The combination codes of what is coded."""
    coded = [s for s in suggestions if s.group in _CODED and not (s.code != _ALONE and _has_cause(s, sentences))]
    alone = next((s for s in coded if s.code == _ALONE), None)
    partners = [s for s in coded if joins_hypertension(icd10cm.key(s.code))]
    code = with_hypertension([icd10cm.key(s.code) for s in partners])
    if alone is not None and code and (made := _made(code, (alone, *partners), HYPERTENSION, rows)) is not None:
        yield Joined(made, (_ALONE,))
    yield from _diabetes(coded, rows)


def _diabetes(coded: Sequence[Suggestion], rows: CodeRows) -> Iterator[Joined]:
    leads = [s for s in coded if with_diabetes(icd10cm.key(s.code), "N18")[0]]
    if not leads:
        return
    lead = max(leads, key=lambda s: s.score)
    simple = tuple(s.code for s in leads if "without complications" in s.title.lower())
    known = {s.code: s for s in coded}
    for partner in coded:
        code, whole = with_diabetes(icd10cm.key(lead.code), icd10cm.key(partner.code))
        made = (known.get(code) or _made(code, (lead, partner), DIABETES, rows)) if code else None
        if made is not None:
            known[code] = made
            yield Joined(made, tuple(part for part in (*simple, *((partner.code,) if whole else ())) if part != code))


def _has_cause(suggestion: Suggestion, sentences: Sequence[Sentence]) -> bool:
    """Whether the note gives a condition a cause of its own."""
    return any(_CAUSED.search(sentences[m.sentence].text, max(0, m.evidence.end - sentences[m.sentence].start)) for m in suggestion.mentions)


def _made(code: str, parts: Sequence[Suggestion], rule: str, rows: CodeRows) -> Suggestion | None:
    row = rows.brought(code)
    if row is None or row.code != code:
        return None
    mentions = tuple(sorted({m for part in parts for m in part.mentions}, key=lambda m: (m.evidence.start, m.evidence.end)))
    apart = tuple(CodeChoice(part.code, part.title) for part in parts)
    said = f"{row.code} stands for {_listed(apart)} by a presumed link; apart, if the record says that they are unrelated."
    hint = Hint(HintKind.COMBINATION, said, apart[:1], rule)
    sure = min(part.confidence for part in parts)
    best = max(parts, key=lambda part: part.score)
    source = SourceRow("icd10cm_tabular", rows.edition, row.title)
    return replace(best, code=row.code, title=row.title, source=source, mentions=mentions, group=Group.ADDITIONAL, confidence=sure,
                   reason=Reason.NONE, because="", rule=rule, hints=(hint,))  # fmt: skip


def _listed(choices: Sequence[CodeChoice]) -> str:
    return " and ".join(choice.code for choice in choices)
