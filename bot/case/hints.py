"""What the coder should look at beside a code: sides, 7th characters, and the instructional notes of the tabular list.

Rules: ICD-10-CM Official Guidelines, sections I.B.13 (laterality), I.C.19.a (7th characters), I.A.13 and I.A.17 (notes).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.case.code_rows import CodeRows, Row, side_in
from bot.case.model import CodeChoice, Hint, HintKind, Laterality, Mention
from bot.coding.diagnosis_order import CODE_FIRST
from bot.coding.diagnosis_sides import ENCOUNTERS, LATERALITY
from bot.coding.note_codes import ranges
from knowledge import icd10cm
from knowledge.model import Code, NoteKind

CODE_ALSO = "ICD-10-CM Guidelines, section I.A.17"
_NOTES = {
    NoteKind.CODE_FIRST: (HintKind.CODE_FIRST, CODE_FIRST),
    NoteKind.USE_ADDITIONAL: (HintKind.USE_ADDITIONAL, CODE_FIRST),
    NoteKind.CODE_ALSO: (HintKind.CODE_ALSO, CODE_ALSO),
}
_MOST_CHOICES = 8


def hints(row: Row, code: Code | None, mentions: Sequence[Mention], rows: CodeRows, second: Row | None) -> tuple[Hint, ...]:
    """Every hint of one suggested code. `code`: its entry of the tabular list, where one is loaded; `second`: what the index pairs it with."""
    return (*_side(row, mentions, rows), *_seventh(row, code), *_second(second), *_notes(code))


def _side(row: Row, mentions: Sequence[Mention], rows: CodeRows) -> Iterator[Hint]:
    if side_in(row.title) is not Laterality.UNSAID:
        return
    said = {m.laterality for m in mentions} - {Laterality.UNSAID}
    if said:
        category = rows.below(icd10cm.key(row.code)[: icd10cm.CATEGORY_LENGTH])
        fitting = [r for r in category if side_in(r.title) in said and "unspecified" in row.title.lower()]
        if fitting and len(fitting) <= _MOST_CHOICES:
            choices = tuple(CodeChoice(r.code, r.title) for r in fitting)
            yield Hint(HintKind.SPECIFICITY, "The side is documented; with more detail one of these says it.", choices, LATERALITY)
        return
    sided = [r for r in rows.variants(row) if side_in(r.title) is not Laterality.UNSAID]
    if len(sided) > 1:
        choices = tuple(CodeChoice(r.code, r.title) for r in sided[:_MOST_CHOICES])
        yield Hint(HintKind.LATERALITY, "The side is not documented.", choices, LATERALITY)


def _seventh(row: Row, code: Code | None) -> Iterator[Hint]:
    if code is None or not code.seventh or code.base is None:
        return
    base = icd10cm.key(code.base)
    choices = tuple(CodeChoice(icd10cm.with_seventh(base, s.character), s.meaning) for s in code.seventh[:_MOST_CHOICES])
    yield Hint(HintKind.SEVENTH, f"The 7th character is taken as {row.code[-1]}; the note decides.", choices, ENCOUNTERS)


def _second(second: Row | None) -> Iterator[Hint]:
    if second is not None:
        yield Hint(HintKind.CODE_ALSO, "The index gives two codes for this, in this order.", (CodeChoice(second.code, second.title),), CODE_FIRST)


def _notes(code: Code | None) -> Iterator[Hint]:
    """The notes of the code and its category, those of one place in one hint; those of blocks and chapters say little of one code."""
    places: dict[tuple[NoteKind, str], list[str]] = {}
    for note in code.notes if code is not None else ():
        if note.kind in _NOTES and not note.origin.startswith(("block ", "chapter ")):
            places.setdefault((note.kind, note.origin), []).append(note.text.strip(" ,"))
    for (kind, origin), texts in places.items():
        hint, rule = _NOTES[kind]
        named = tuple(dict.fromkeys(r.text for text in texts for r in ranges(text)))[:_MOST_CHOICES]
        yield Hint(hint, f"{'; '.join(texts)} (note at {origin})", tuple(CodeChoice(name, "") for name in named), rule)
