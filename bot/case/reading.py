"""A case → suggested codes: the entry point. Reads, matches, ranks and groups; keeps nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from bot.case import body_mass, measured, notices
from bot.case.causes import causes
from bot.case.code_rows import CodeRows
from bot.case.drugs import drug_codes, treated_first
from bot.case.grouping import suggestions
from bot.case.matching import EXTERNAL, matches
from bot.case.model import Candidate, CaseReading, MeasuredValue, Notice, NoticeKind, Policy, Reason, Sentence, Setting, Suggestion
from bot.case.ranking import Mentions, Ranked, partly, ranked
from bot.case.sections import kind_at, sections
from bot.case.sentences import sentences
from bot.case.substances import TABLE
from bot.case.words import BLANK, defined_short, own_short, said
from bot.privacy.findings import Finding
from bot.privacy.gate import gate
from bot.settings import PhiPolicy
from knowledge.base import OpenSnapshot
from knowledge.dictionary.index_terms import SOURCE as INDEX
from knowledge.dictionary.opened import Dictionary
from knowledge.dictionary.words import spelled, stop_words

CUT = 3.0
"""Score below which a match of the first tier is no suggestion."""
SHARE = 0.5
"""Share of a term's words, by rarity, that one sentence must hold for the third tier."""
PARTLY = 300
"""Terms of the third tier that are looked at."""
_SECOND = 2
_NOT_READ = (NoticeKind.EMPTY, NoticeKind.NOT_ENGLISH)


def read_case(
    text: str,
    snapshot: OpenSnapshot,
    *,
    on: date,
    setting: Setting = Setting.OUTPATIENT,
    policy: Policy = Policy.PRODUCT,
) -> CaseReading:
    """Read a note. It is de-identified first; every place counts code points of `text` as given.

    Never raises for what a note holds. Raises `KnowledgeError` if the snapshot was built without a dictionary.
    """
    dictionary = snapshot.dictionary()
    rows = CodeRows(snapshot.catalog, on)
    gated = gate(text, PhiPolicy.REDACT)
    said_before = (*_of_base(dictionary, rows), *notices.before(gated.text, lambda word: _is_known(word, dictionary)))
    if gated.findings:
        said_before += (Notice(NoticeKind.REDACTED, gated.teaching),)
    reading = CaseReading(gated.text, on, setting, policy, rows.edition, notices=said_before)
    if any(notice.kind in _NOT_READ for notice in said_before):
        return reading
    return _read(reading, gated.findings, dictionary, rows)


def _read(reading: CaseReading, taken_out: Sequence[Finding], dictionary: Dictionary, rows: CodeRows) -> CaseReading:
    note, bare = reading.text[: notices.MOST_CHARACTERS], reading.policy is Policy.ANNOTATE
    note = _blanked(note, taken_out)
    parts, found = sections(note), sentences(note)
    words = said(found, dictionary.forms, dictionary.phrases, {**own_short(), **defined_short(note)})
    mentions = Mentions(note, found, [kind_at(parts, sentence) for sentence in found])
    matched = matches(words, dictionary, mentions.parted)
    order = ranked(matched, mentions, rows, len(note), bare=bare)
    partial = dictionary.partly_held(words.by_sentence(dictionary.numbers), SHARE, PARTLY)
    order += partly(partial, {entry.row.code for entry in order}, mentions, rows, found, bare=bare)
    chosen = [entry for entry in order if entry.tier == 1 and entry.score >= CUT and (bare or not entry.row.code.startswith(EXTERNAL))]
    rest = [entry for entry in order if entry.tier == _SECOND]
    suggested, excluded = suggestions(chosen, rest, found, dictionary, rows, reading.setting, reading.policy)
    values: tuple[MeasuredValue, ...] = ()
    if not bare:
        suggested = (*suggested, *causes(matched.causes, suggested, mentions, dictionary, rows))
        tables = rows.catalog.in_force(TABLE, rows.on)[0]
        suggested = treated_first((*suggested, *drug_codes(found, parts, suggested, mentions, tables, rows)))
        suggested, values = _with_measured(suggested, found, rows)
    return CaseReading(
        reading.text, reading.on, reading.setting, reading.policy, reading.edition, parts, found, suggested,
        values=values, candidates=tuple(map(_candidate, order)), exclusions=excluded, notices=(*reading.notices, *notices.after(suggested)),
    )  # fmt: skip


def _with_measured(
    suggested: tuple[Suggestion, ...], found: Sequence[Sentence], rows: CodeRows
) -> tuple[tuple[Suggestion, ...], tuple[MeasuredValue, ...]]:
    """With the code of a body mass index, and the values that no condition names."""
    named = [s.code for s in suggested if s.reason not in _UNSAID]
    values = list(measured.unexplained(found, named))
    body = body_mass.coded(found, suggested, rows)
    if isinstance(body, MeasuredValue):
        values.append(body)
    elif body is not None and all(s.code != body.code for s in suggested):
        suggested = (*suggested, body)
    return suggested, tuple(sorted(values, key=lambda value: value.evidence.start))


_UNSAID = (Reason.NEGATED, Reason.FAMILY, Reason.SUSPECTED, Reason.HYPOTHETICAL)
"""Reasons for which a condition that is left out names no value."""


def _blanked(note: str, taken_out: Sequence[Finding]) -> str:
    """The note without the labels of what was taken out (`[name███]`): they are no words of it."""
    for finding in taken_out:
        end = min(finding.end, len(note))
        note = f"{note[: finding.start]}{BLANK * (end - finding.start)}{note[end:]}" if finding.start < end else note
    return note


def _of_base(dictionary: Dictionary, rows: CodeRows) -> Iterator[Notice]:
    if INDEX not in dictionary.editions:
        yield Notice(NoticeKind.NO_INDEX, "The alphabetic index is not loaded: only titles and inclusion terms were read, so less is found.")
    elif dictionary.editions[INDEX] != rows.edition:
        yield Notice(
            NoticeKind.OTHER_EDITION,
            f"The words come from the index of {dictionary.editions[INDEX]}; the codes are those of {rows.edition or 'no loaded edition'}.",
        )


def _is_known(word: str, dictionary: Dictionary) -> bool:
    return spelled(word) in stop_words() or word.isdigit() or not dictionary.numbers.keys().isdisjoint(dictionary.forms.of(word))


def _candidate(entry: Ranked) -> Candidate:
    return Candidate(entry.row.code, entry.row.title, entry.score, entry.tier, tuple(mention.evidence for mention in entry.ordered))
