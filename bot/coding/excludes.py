"""Excludes notes between the diagnoses of one claim. Pure.

Rules: ICD-10-CM Official Guidelines, section I.A.12. Excludes1 means "not coded here": the two are not reported together,
unless they are two conditions that have nothing to do with each other. Excludes2 means "not included here": both may be
reported when the patient has both. Notes are inherited from category, block and chapter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from bot.coding.note_codes import CodeRange, ranges
from knowledge import icd10cm
from knowledge.model import Code, Note, NoteKind

EXCLUDES1 = "ICD-10-CM Guidelines, section I.A.12.a"
EXCLUDES2 = "ICD-10-CM Guidelines, section I.A.12.b"


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Two codes of which at least one is named by an Excludes note of the other.

    `at_first` are the notes at `first` that name `second`, `at_second` the other way round. `stays` is the code that the
    note points to, which is the one for what the note describes; empty where each names the other.
    """

    first: str
    second: str
    at_first: tuple[Note, ...] = ()
    at_second: tuple[Note, ...] = ()

    @property
    def stays(self) -> str:
        """The code that usually stays."""
        if self.at_first and self.at_second:
            return ""
        return self.second if self.at_first else self.first

    @property
    def notes(self) -> tuple[Note, ...]:
        """The notes of both."""
        return (*self.at_first, *self.at_second)

    @property
    def leaves(self) -> str:
        """The other one."""
        return {self.first: self.second, self.second: self.first}.get(self.stays, "")


def exclusions(codes: Sequence[Code], kind: NoteKind = NoteKind.EXCLUDES1) -> tuple[Exclusion, ...]:
    """Every pair that a note of this kind speaks of, in the order of the claim.

    The Excludes2 notes of whole chapters are passed over: they set every two chapters beside each other and say nothing of
    two codes. A note that both inherit says where in that part of the list a condition belongs; it sets neither against the other.
    """
    read = [_Read(code, kind) for code in codes]
    found = []
    for first, second in combinations(read, 2):
        at_first, at_second = first.naming(second), second.naming(first)
        if at_first or at_second:
            found.append(Exclusion(first.code, second.code, at_first, at_second))
    return tuple(found)


class _Read:
    """A code with what its notes of one kind name, read once for all pairs."""

    def __init__(self, code: Code, kind: NoteKind) -> None:
        self.code, self.key, self.title = code.code, icd10cm.key(code.code), code.title
        self.origins = {note.origin for note in code.notes}
        self.notes = [
            (note, named)
            for note in code.notes
            if note.kind is kind
            and not (kind is NoteKind.EXCLUDES2 and note.origin.startswith("chapter "))
            and (named := ranges(note.text))
        ]

    def naming(self, other: _Read) -> tuple[Note, ...]:
        """The notes of this code that name the other."""
        if self.code == other.code:
            return ()
        return tuple(note for note, named in self.notes if note.origin not in other.origins and other.is_in(named))

    def is_in(self, named: Sequence[CodeRange]) -> bool:
        """Whether one of the ranges holds this code; the letter is compared first, since nearly all differ in it."""
        letter = self.key[0]
        return any(r.first[0] <= letter <= r.last[0] and r.holds(self.key, self.title) for r in named)
