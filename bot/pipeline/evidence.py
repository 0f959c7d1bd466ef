"""What the answer may rest on: all that was found for a question, numbered and cited."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bot.coding.finding import Finding, Level
from bot.pipeline import topics
from bot.pipeline.citing import Sources
from bot.pipeline.families import Family
from bot.pipeline.field_words import in_field_words
from bot.pipeline.question import Intent, Question
from bot.pipeline.relevance import content_words, coverage, share_of_words
from bot.turns import Notice
from knowledge.model import Code, Hit, Lookup, Passage
from knowledge.tables.cpt_descriptors import Descriptors

NAMED_SO = 0.75
"""Share of a question's words in a title from which it means that."""
SPOKEN_OF = 0.6
CLEARLY = 0.34
"""A passage that holds so many of the words answers them, where the codes found hold clearly fewer; of a question, not more."""
HALF = 0.5
DESCRIBED_AT_ALL = 0.34
_SYSTEMS_NAMED = re.compile(r"\b(?:cpt|hcpcs|icd[- ]?10(?:[- ]?(?:cm|pcs))?|icd|dx|codes?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class EvidenceFact:
    """One statement that an answer may use. `id` is what a model cites; `citation` its source's number."""

    id: str
    text: str
    citation: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that was found for a question."""

    question: Question
    lookups: tuple[Lookup, ...] = ()
    texts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    changed: dict[str, str] = field(default_factory=dict)
    """Code → the last thing that a release changed for it, as one line."""
    descriptors: dict[str, Descriptors] = field(default_factory=dict)
    """Licensed wording of CPT codes, for a person who holds a seat. It is no fact: no model gets it."""
    standing: dict[str, Finding] = field(default_factory=dict)
    """Codes that no card can be trusted for on the date: ended, not there yet, undecided, or in no table that has cards. What the engine says."""
    hits: tuple[Hit, ...] = ()
    families: tuple[Family, ...] = ()
    """The hits of a search by words, by category."""
    passages: tuple[Passage, ...] = ()
    facts: tuple[EvidenceFact, ...] = ()
    sources: Sources = field(default_factory=lambda: Sources())
    findings: tuple[Finding, ...] = ()
    payer_notes: tuple[Passage, ...] = ()
    pairs: tuple[Finding, ...] = ()
    """What the NCCI tables say of a few services that are only put side by side: the next thing a coder asks."""
    described: float = 0.0
    """0 to 1: the share of the words that the texts of the best code found hold, where codes were looked for."""
    notices: tuple[Notice, ...] = ()
    truncated: int = 0

    @property
    def decided(self) -> bool:
        """Whether the engine has an answer: then prose only stands beside it."""
        return any(finding.level is not Level.UNKNOWN for finding in self.findings)

    @property
    def about_passage(self) -> bool:
        """Whether words without a question mean a rule ("split shared visit"): the best passage is called so, no code is."""
        if not self.passages or self.question.systems or self.question.partial:
            return False
        named = share_of_words(self._words, " ".join((self.passages[0].title, *self.passages[0].keywords)))
        described = max(self.described, *(share_of_words(self._words, hit.title) for hit in self.hits[:3]), 0.0)
        if named >= NAMED_SO > described:
            return True
        asked = topics.asks_for_rule(self.question.text) and not topics.asks_for_code(self.question.text)
        return self.spoken_of >= SPOKEN_OF and self.spoken_of - described >= (0.0 if asked else CLEARLY)

    @property
    def spoken_of(self) -> float:
        """0 to 1: the share of the question's words that the best passage holds."""
        return coverage(self._words, self.passages[0]) if self.passages else 0.0

    @property
    def fits_beside(self) -> bool:
        """Whether the best passage is worth a sentence beside codes that were found."""
        return self.spoken_of >= NAMED_SO or (bool(self.passages) and self.called(self.passages[0]) >= HALF)

    def called(self, passage: Passage) -> float:
        """0 to 1: the share of the question's words, without its codes and their systems, in what a passage is called."""
        return share_of_words(self._own_words, " ".join((passage.title, *passage.keywords)))

    def is_called_so(self, passage: Passage) -> bool:
        """Whether several words of the question are what a passage is called: one alone may mean anything."""
        return len(content_words(self._own_words)) > 1 and self.called(passage) >= SPOKEN_OF

    @property
    def _own_words(self) -> str:
        return _SYSTEMS_NAMED.sub(" ", in_field_words(self.question.prose))

    @property
    def hardly_described(self) -> bool:
        """Whether of several words asked for the best codes found have only one or the other."""
        return self.question.intent is Intent.FIND and len(content_words(self.question.words)) > 2 and self.described < DESCRIBED_AT_ALL

    @property
    def _words(self) -> str:
        return in_field_words(self.question.words)

    @property
    def codes(self) -> tuple[Code, ...]:
        """The codes that exist, in the order in which they were asked for."""
        return tuple(lookup.code for lookup in self.lookups if lookup.code is not None)
