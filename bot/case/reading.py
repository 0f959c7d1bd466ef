"""A case → suggested codes: the entry point. Reads, matches, ranks and groups; keeps nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.case.code_rows import CodeRows
from bot.case.matching import matches
from bot.case.model import (
    Candidate,
    CaseReading,
    Evidence,
    Group,
    Policy,
    Section,
    SectionKind,
    Sentence,
    Setting,
    SourceRow,
    Suggestion,
)
from bot.case.ranking import Mentions, Ranked, partly, ranked
from bot.case.sections import sections
from bot.case.sentences import sentences
from bot.case.words import defined_short, own_short, said
from bot.privacy.gate import gate
from bot.settings import PhiPolicy
from knowledge.base import OpenSnapshot
from knowledge.dictionary.opened import Dictionary
from knowledge.model import System

CUT = 3.4
"""Score below which a match of the first tier is no suggestion."""
SHARE = 0.5
"""Share of a term's words, by rarity, that one sentence must hold for the third tier."""
PARTLY = 300
"""Terms of the third tier that are looked at."""


def read_case(
    text: str,
    snapshot: OpenSnapshot,
    *,
    on: date,
    setting: Setting = Setting.OUTPATIENT,
    policy: Policy = Policy.PRODUCT,
) -> CaseReading:
    """Read a note. It is de-identified first; every place counts code points of `text` as given.

    Raises `KnowledgeError` if the snapshot was built without a dictionary.
    """
    dictionary = snapshot.dictionary()
    note = gate(text, PhiPolicy.REDACT).text
    rows = CodeRows(snapshot.catalog, on)
    parts, said_sentences = sections(note), sentences(note)
    kinds = [_kind(sentence, parts) for sentence in said_sentences]
    words = said(said_sentences, dictionary.forms, {**own_short(), **defined_short(note)})
    mentions = Mentions(note, said_sentences, kinds)
    order = ranked(matches(words, dictionary), mentions, rows, len(note), bare=policy is Policy.ANNOTATE)
    parts_of_terms = dictionary.partly_held(words.by_sentence(dictionary.numbers), SHARE, PARTLY)
    order += partly(parts_of_terms, {e.row.code for e in order}, mentions, rows, said_sentences, bare=policy is Policy.ANNOTATE)
    chosen = [entry for entry in order if entry.tier == 1 and entry.score >= CUT]
    return CaseReading(
        note, on, setting, policy, rows.edition, parts, said_sentences,
        tuple(_suggestion(entry, dictionary, rows) for entry in chosen),
        candidates=tuple(Candidate(e.row.code, e.row.title, e.score, e.tier, _evidence(e)) for e in order),
    )  # fmt: skip


def _kind(sentence: Sentence, parts: Sequence[Section]) -> SectionKind:
    return next((part.kind for part in parts if part.start <= sentence.start < part.end), SectionKind.OTHER)


def _evidence(entry: Ranked) -> tuple[Evidence, ...]:
    return tuple(mention.evidence for mention in entry.ordered)


def _suggestion(entry: Ranked, dictionary: Dictionary, rows: CodeRows) -> Suggestion:
    assert entry.best is not None  # noqa: S101 - made with its first match
    source, row = dictionary.printed(entry.best.entry.number)
    return Suggestion(
        System.ICD10CM, entry.row.code, entry.row.title, rows.edition, SourceRow(source, "", row), entry.ordered,
        Group.ADDITIONAL, 0.5, entry.score,
    )  # fmt: skip
