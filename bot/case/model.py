"""What reading a case gives: sections, sentences, mentions, and suggested codes with their evidence. Plain frozen data.

Every `start` and `end` counts code points of the text as it was given. A quote is `text[start:end]`: de-identification keeps the
length, and no quote covers a place that was taken out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.coding.excludes import Exclusion
from knowledge.model import System


class Setting(StrEnum):
    """Where the patient was seen: it decides what an uncertain diagnosis counts for (guidelines II.H and IV.H)."""

    OUTPATIENT = "outpatient"
    INPATIENT = "inpatient"


class Policy(StrEnum):
    """How mentions become suggestions."""

    PRODUCT = "product"
    """As the guidelines have it: negated, family and (for an outpatient) uncertain mentions are left out, integral symptoms too."""
    ANNOTATE = "annotate"
    """Every condition that is named, however it is asserted: how text corpora are annotated."""


class Assertion(StrEnum):
    """How a condition is mentioned."""

    AFFIRMED = "affirmed"
    NEGATED = "negated"
    SUSPECTED = "suspected"
    HISTORY = "history"
    FAMILY = "family"
    HYPOTHETICAL = "hypothetical"
    """Named as a risk, an advice or a plan, not as something the patient has."""


class Temporality(StrEnum):
    """When the condition holds."""

    CURRENT = "current"
    PAST = "past"


class Acuity(StrEnum):
    """What the words beside a condition say of its course."""

    UNSAID = ""
    ACUTE = "acute"
    CHRONIC = "chronic"
    ACUTE_ON_CHRONIC = "acute on chronic"


class Laterality(StrEnum):
    """The side that the words beside a condition name."""

    UNSAID = ""
    RIGHT = "right"
    LEFT = "left"
    BILATERAL = "bilateral"


class SectionKind(StrEnum):
    """What a section says: by it a condition is past, the family's, or the assessment of today."""

    COMPLAINT = "complaint"
    PAST = "past"
    FAMILY = "family"
    FINDINGS = "findings"
    ASSESSMENT = "assessment"
    PRINCIPAL = "principal"
    """What the provider names as the principal diagnosis."""
    PROCEDURE = "procedure"
    MEDICATIONS = "medications"
    ALLERGIES = "allergies"
    OTHER = "other"


class Group(StrEnum):
    """Where a suggestion stands in the answer."""

    FIRST_LISTED = "first_listed"
    ADDITIONAL = "additional"
    LEFT_OUT = "left_out"
    QUERY = "query"
    """The note does not say enough: ask the provider."""


class Reason(StrEnum):
    """Why a code is left out, or why the provider is asked."""

    NONE = ""
    NEGATED = "negated"
    FAMILY = "family"
    HISTORY = "history"
    SUSPECTED = "suspected"
    HYPOTHETICAL = "hypothetical"
    INTEGRAL = "integral"
    """A symptom that belongs to a diagnosis that is coded (I.B.5)."""
    LESS_SPECIFIC = "less_specific"
    """An unspecified code beside a specific one of its category (I.B.18)."""
    EXCLUDES1 = "excludes1"
    INCOMPLETE = "incomplete"
    """The note does not say what a whole code of the system needs."""
    PLANNED = "planned"
    """A service that is not said to have been done."""
    NOT_CHOSEN = "not_chosen"
    """A language model saw no support for it (`bot.case.choosing`)."""
    COMBINED = "combined"
    """A combination code says it together with another condition (I.B.9)."""
    VAGUE = "vague"
    """The words say too little for any code but a leftover one."""


class HintKind(StrEnum):
    """What a hint is about."""

    LATERALITY = "laterality"
    SPECIFICITY = "specificity"
    SEVENTH = "seventh"
    CODE_FIRST = "code_first"
    USE_ADDITIONAL = "use_additional"
    CODE_ALSO = "code_also"
    COMBINATION = "combination"
    """One code stands for several of the case, by a link that the guidelines presume."""


class NoticeKind(StrEnum):
    """What is to be said of the note as a whole."""

    EMPTY = "empty"
    TOO_LITTLE = "too_little"
    TOO_LONG = "too_long"
    NOT_ENGLISH = "not_english"
    UNREADABLE = "unreadable"
    """Recognition noise: few of its words are words."""
    ALL_NEGATED = "all_negated"
    SEVERAL_PATIENTS = "several_patients"
    REDACTED = "redacted"
    NO_INDEX = "no_index"
    """The alphabetic index is not loaded: only titles and inclusion terms were read."""
    OTHER_EDITION = "other_edition"
    """Words or codes come from another edition than that of the date of service."""
    NOTHING_FOUND = "nothing_found"


@dataclass(frozen=True, slots=True)
class Section:
    """`text[start:end]` without its heading."""

    kind: SectionKind
    start: int
    end: int
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """`text` is `note[start:start + len(text)]`."""

    start: int
    text: str

    @property
    def end(self) -> int:
        """Where it ends in the note."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of the note."""

    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A condition as the note names it, once. `cue` are the words that make it other than affirmed (`denies`), where there are any."""

    evidence: Evidence
    sentence: int
    section: SectionKind
    assertion: Assertion
    temporality: Temporality = Temporality.CURRENT
    acuity: Acuity = Acuity.UNSAID
    laterality: Laterality = Laterality.UNSAID
    cue: Evidence | None = None


@dataclass(frozen=True, slots=True)
class SourceRow:
    """The published row that leads from the words to the code: an index line, an inclusion term, a title, a cell of a table."""

    source: str
    """Name of the source, as `knowledge.readers` has it: `icd10cm_index`, `icd10cm_tabular`, …"""
    edition: str
    row: str
    """As printed: `Pain(s) > joint > knee`."""


@dataclass(frozen=True, slots=True)
class CodeChoice:
    """A code that would say more, with its title."""

    code: str
    title: str


@dataclass(frozen=True, slots=True)
class Hint:
    """Something the coder should look at. `text` is the published note where one says so, else our own words; `rule` names the guideline."""

    kind: HintKind
    text: str
    choices: tuple[CodeChoice, ...] = ()
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A code that is a row of the edition which answers for the date, and the words of the note that lead to it.

    `mentions` in the order of the note, the deciding one first in `evidence`. `because` names the code that makes this one
    unnecessary (Reason INTEGRAL, LESS_SPECIFIC, EXCLUDES1). `confidence` is between 0 and 1; `score` compares within one reading.
    `tier` is 1 for words that match an entry fully and closely, 2 for looser matches, 3 for what search by meaning added.
    """

    system: System
    code: str
    title: str
    edition: str
    source: SourceRow
    mentions: tuple[Mention, ...]
    group: Group
    confidence: float
    score: float
    tier: int = 1
    reason: Reason = Reason.NONE
    because: str = ""
    rule: str = ""
    hints: tuple[Hint, ...] = ()

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The quotes, one a mention."""
        return tuple(mention.evidence for mention in self.mentions)


@dataclass(frozen=True, slots=True)
class MeasuredValue:
    """A value outside the usual range that no condition of the note names: no code, a question to the provider."""

    evidence: Evidence
    sentence: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A code in the ranking of all that were considered; the evidence of tier 3 is a whole clause."""

    code: str
    title: str
    score: float
    tier: int
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to be said of the note as a whole, in plain words."""

    kind: NoticeKind
    text: str


@dataclass(frozen=True, slots=True)
class CaseReading:
    """What was read. `text` is the note after de-identification, of the same length as it was given."""

    text: str
    on: date
    setting: Setting
    policy: Policy
    edition: str
    """The edition whose codes are suggested; empty if none is loaded."""
    sections: tuple[Section, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    """Diagnoses, best first within each group."""
    procedures: tuple[Suggestion, ...] = ()
    """Services that were done; `bot.case.procedures.with_procedures` finds them."""
    values: tuple[MeasuredValue, ...] = ()
    """Measured values to ask about, in the order of the note."""
    candidates: tuple[Candidate, ...] = ()
    """Every diagnosis code that was considered and is valid on the date, best first."""
    exclusions: tuple[Exclusion, ...] = ()
    """Excludes1 notes between codes that are suggested together."""
    notices: tuple[Notice, ...] = ()

    def group(self, *groups: Group) -> tuple[Suggestion, ...]:
        """The suggestions of some groups."""
        return tuple(s for s in self.suggestions if s.group in groups)

    @property
    def coded(self) -> tuple[Suggestion, ...]:
        """What would be reported: the first-listed candidate and the additional ones."""
        return self.group(Group.FIRST_LISTED, Group.ADDITIONAL)

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """Every mention that a suggestion stands on, in the order of the note."""
        found = dict.fromkeys(m for s in self.suggestions for m in s.mentions)
        return tuple(sorted(found, key=lambda m: (m.evidence.start, m.evidence.end)))
