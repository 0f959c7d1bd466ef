"""The words of the knowledge base: editions, codes, notes, passages. Plain frozen data, no framework."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class System(StrEnum):
    """A code system. The values name catalog tables, Chroma collections and command-line options."""

    ICD10CM = "icd10cm"
    ICD10PCS = "icd10pcs"
    CPT = "cpt"
    HCPCS = "hcpcs"


SYSTEM_LABEL = {
    System.ICD10CM: "ICD-10-CM",
    System.ICD10PCS: "ICD-10-PCS",
    System.CPT: "CPT",
    System.HCPCS: "HCPCS Level II",
}


@dataclass(frozen=True, slots=True)
class Edition:
    """One published edition of one source.

    `begins` and `ends` (inclusive; None = open) bound the dates of service it answers for. `partial` marks
    an edition that holds only some keys: it answers for those and is silent on the rest. An edition that is
    published in several files has one `Edition` a file, alike but for `part` (`1/4`).
    """

    source: str
    name: str
    begins: date
    ends: date | None = None
    publisher: str = ""
    file: str = ""
    sha256: str = ""
    rows: int = 0
    partial: bool = False
    part: str = ""

    def covers(self, on: date) -> bool:
        """Whether a date of service falls into this edition."""
        return self.begins <= on and (self.ends is None or on <= self.ends)


class NoteKind(StrEnum):
    """Instructional notes of the ICD-10-CM tabular list, in the order in which a coder reads them."""

    INCLUDES = "includes"
    INCLUSION_TERM = "inclusion_term"
    EXCLUDES1 = "excludes1"
    EXCLUDES2 = "excludes2"
    CODE_FIRST = "code_first"
    USE_ADDITIONAL = "use_additional"
    CODE_ALSO = "code_also"
    NOTES = "notes"
    SEVENTH = "seventh"


@dataclass(frozen=True, slots=True)
class Note:
    """An instructional note. `origin` is the code, block or chapter it is printed at: notes are inherited."""

    kind: NoteKind
    text: str
    origin: str


@dataclass(frozen=True, slots=True)
class SeventhCharacter:
    """One choice for the 7th character, e.g. `A`, `initial encounter`."""

    character: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A published value of a code (status, global days, …) with the edition it stands in."""

    name: str
    value: str
    edition: str


@dataclass(frozen=True, slots=True)
class Code:
    """One code of one system in one edition.

    `title` is the published title, or for CPT our own plain words. `reportable` is False for headers and for
    codes that still need characters. `base` is the code whose row this is, when `code` only adds a 7th
    character (and X padding) to it.
    """

    system: System
    code: str
    title: str
    edition: Edition
    reportable: bool
    parent: str | None = None
    children: tuple[str, ...] = ()
    base: str | None = None
    notes: tuple[Note, ...] = ()
    seventh: tuple[SeventhCharacter, ...] = ()
    chapter: str = ""
    block: str = ""
    plain: str = ""
    differs: str = ""
    family: str = ""
    siblings: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()

    def fact(self, name: str) -> Fact | None:
        """The fact of that name, if the edition gives it."""
        return next((f for f in self.facts if f.name == name), None)


class LookupState(StrEnum):
    """How an exact look-up ended."""

    FOUND = "found"
    NOT_FOUND = "not_found"
    EDITION_NOT_LOADED = "edition_not_loaded"
    SYSTEM_NOT_LOADED = "system_not_loaded"


@dataclass(frozen=True, slots=True)
class Lookup:
    """The result of an exact look-up: a code, or why there is none and in which edition it was sought."""

    state: LookupState
    system: System
    asked: str
    code: Code | None = None
    edition: Edition | None = None
    neighbours: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A short text that answers one question, with the source it rests on and the dates it holds for.

    `document` is the title of the dropped document it is a piece of, `locator` its place there (`Section IV.H, page 112`); both
    are empty for the primer. `workspace` is the only workspace that may read it; empty: every one.
    """

    id: str
    title: str
    text: str
    topic: str
    source: str
    edition: str
    checked: date
    valid_from: date | None = None
    valid_to: date | None = None
    payer: str = "any"
    codes: tuple[str, ...] = ()
    modifiers: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    document: str = ""
    locator: str = ""
    workspace: str = ""

    def readable_in(self, workspace: str) -> bool:
        """Whether people of a workspace may read it."""
        return self.workspace in ("", workspace)

    def in_force(self, on: date) -> bool:
        """Whether it holds on that date."""
        return not self.expired(on) and (self.valid_from is None or self.valid_from <= on)

    def expired(self, on: date) -> bool:
        """Whether the passage no longer holds on that date."""
        return self.valid_to is not None and on > self.valid_to


@dataclass(frozen=True, slots=True)
class Hit:
    """A code found by words, with the edition its title was read from.

    The score is comparable within one result list only; `lexical` if a word matched.
    """

    system: System
    code: str
    title: str
    score: float
    edition: Edition
    lexical: bool = True
    reportable: bool = True


@dataclass(frozen=True, slots=True)
class PassageHit:
    """A passage found by words."""

    passage: Passage
    score: float
