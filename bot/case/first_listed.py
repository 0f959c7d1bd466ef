"""Which diagnosis a coder would list first. Pure.

Rules: ICD-10-CM Official Guidelines, sections IV.G (the condition chiefly responsible for the services), IV.D and II.A (symptoms only
where no diagnosis is established), I.A.13 (manifestations), I.C.20.a.6 (external causes), I.C.21.c.16,
I.C.1.d.4 (sepsis before a localized infection).
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.case.lists import is_in, lists
from bot.case.model import Mention, SectionKind
from bot.coding.diagnosis_order import is_manifestation
from bot.coding.note_codes import ranges
from knowledge import icd10cm
from knowledge.model import Code, NoteKind

RULE = "ICD-10-CM Guidelines, section IV.G"
_SEPSIS = ("A40", "A41")
"""Listed before the infection that it comes from."""


def first_listed(coded: Sequence[tuple[Code, float, Sequence[Mention]]]) -> str:
    """The code of the candidate: what is named as principal, then what is assessed, a condition before a symptom, by score. Empty: none."""
    codes = [item[0] for item in coded]
    may = [item for item in coded if not is_manifestation(item[0]) and not is_in(item[0].code, lists().never_first) and not _follows(item[0], codes)]
    return max(may, key=_order)[0].code if may else ""


def _follows(code: Code, codes: Sequence[Code]) -> bool:
    """Whether a "code first" note of a code names another one of the case."""
    notes = [note for note in code.notes if note.kind is NoteKind.CODE_FIRST]
    others = [(icd10cm.key(other.code), other.title) for other in codes if other.code != code.code]
    return any(named.holds(key, title) for note in notes for named in ranges(note.text) for key, title in others)


def _order(item: tuple[Code, float, Sequence[Mention]]) -> tuple[bool, bool, bool, bool, float, str]:
    code, score, mentions = item
    sections = {mention.section for mention in mentions}
    named, assessed = SectionKind.PRINCIPAL in sections, bool(sections & {SectionKind.PRINCIPAL, SectionKind.ASSESSMENT})
    return named, assessed, code.code.startswith(_SEPSIS), not code.code.startswith("R"), score, code.code
