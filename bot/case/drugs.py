"""What the drugs that a note names are signs of: long-term use, allergy, an adverse effect, a poisoning, treatment of a growth.

Only what the note says in so many words: a list of medications or "takes", "due to", "overdose of", "cycle 3 of". Rules: ICD-10-CM
Guidelines, sections I.C.19.e.5 (adverse effects and poisoning), I.C.21.c.3 (status and long-term drugs), I.C.2.e.2 (chemotherapy).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.case.code_rows import CodeRows
from bot.case.model import Assertion, Evidence, Group, Mention, Section, SectionKind, Sentence, SourceRow, Suggestion
from bot.case.ranking import Mentions
from bot.case.sections import kind_at
from bot.case.substances import ACCIDENT, ADVERSE, ASSAULT, SELF_HARM, TABLE, UNDETERMINED, Substance, classes, longest, named
from knowledge.dictionary.words import tokens
from knowledge.model import System
from knowledge.tables.files import Rows

EFFECT = "ICD-10-CM Guidelines, section I.C.19.e.5"
STATUS = "ICD-10-CM Guidelines, section I.C.21.c.3"
TREATMENT = "ICD-10-CM Guidelines, section I.C.2.e.2"
_SURE = 0.6
_LETTERS = 3
_BETWEEN = r"(?:[\w/-]+[ ,/]+){0,2}$"
_ALLERGIC = re.compile(r"\ballerg(?:y|ic|ies)\b(?! (?:rhinitis|conjunctivitis|asthma|season))", re.IGNORECASE)
_NONE = re.compile(r"\bno (?:known )?(?:drug |medication )?allerg|\bNKDA\b|\bden(?:y|ies) (?:\w+ )?allerg", re.IGNORECASE)
_TAKES = re.compile(r"\b(?:on|takes?|taking|continu\w+|maintained on|chronic|long[- ]term|home|hold|resume)\s+(?:use of )?" + _BETWEEN, re.IGNORECASE)
_DOSE = re.compile(r"^[\w\s./%-]{0,25}?\b(?:daily|bid|tid|qid|qd|qhs|weekly|nightly|every (?:day|night|morning)|twice a day|once a day)\b", re.IGNORECASE)
_STOPPED = re.compile(r"\b(?:stopp?ed|discontinu\w+|no longer|never|not (?:on|taking)|den\w+)\b[^.;]*$", re.IGNORECASE)
_CAUSED = re.compile(r"\b(?:(?:due|secondary) to|induced by|caused by|(?:reaction|side effects?|toxicity) (?:to|of|from))\s+" + _BETWEEN, re.IGNORECASE)
_INDUCED = re.compile(r"^[- ]?(?:induced|related)\b", re.IGNORECASE)
_OVERDOSE = re.compile(r"\b(?:overdos\w+|poison\w+|ingest\w+|took too (?:much|many))\b", re.IGNORECASE)
_HOW = (
    (SELF_HARM, re.compile(r"\bsuicid|\bself[- ]harm|(?<!un)\bintentional|\bon purpose", re.IGNORECASE)),
    (ASSAULT, re.compile(r"\bassault|\bby another person", re.IGNORECASE)),
    (UNDETERMINED, re.compile(r"\bundetermined\b", re.IGNORECASE)),
)
_CYCLE = re.compile(r"\b(?:cycle \d+|c\d+d\d+|here for|presents for|receiv\w+|infusion) (?:today )?(?:of )?(?:[\w/-]+[ ,/]+){0,3}$", re.IGNORECASE)
_GIVEN = re.compile(r"^[^.;]{0,30}\b(?:IV|intravenous|infus\w+|cycle \d+)", re.IGNORECASE)
_NOT_TAKEN = (Assertion.FAMILY, Assertion.NEGATED, Assertion.HYPOTHETICAL)
_GROWTH = ("C", "D0", "D3", "D4")


@dataclass(frozen=True, slots=True)
class _Named:
    """A drug at its place in a sentence."""

    substance: Substance
    sentence: int
    start: int
    end: int


def drug_codes(
    sentences: Sequence[Sentence],
    parts: Sequence[Section],
    suggestions: Sequence[Suggestion],
    mentions: Mentions,
    tables: Sequence[Rows],
    rows: CodeRows,
) -> Iterator[Suggestion]:
    """A suggestion for each code that a drug of the note leads to and that is not there yet."""
    found = list(_named(sentences, tables))
    known = {s.code for s in suggestions if s.group is not Group.LEFT_OUT}
    coded = [s for s in suggestions if s.group in (Group.FIRST_LISTED, Group.ADDITIONAL)]
    conditions = {m.sentence for s in coded for m in s.mentions}
    growth = any(s.code.startswith(_GROWTH) for s in coded)
    for drug in found:
        sentence = sentences[drug.sentence]
        if mentions.at(drug.sentence, sentence.start + drug.start, sentence.start + drug.end).assertion in _NOT_TAKEN:
            continue
        for code, rule in _led_to(drug, sentence, kind_at(parts, sentence), drug.sentence in conditions, growth):
            row = rows.brought(code) if code else None
            if row is not None and row.code not in known:
                known.add(row.code)
                yield _suggested(drug, sentence, row.code, row.title, rule, rows.edition)


def treated_first(suggestions: Sequence[Suggestion]) -> tuple[Suggestion, ...]:
    """An encounter for treatment of a growth is listed before the growth."""
    first = next((s for s in suggestions if s.rule == TREATMENT), None)
    if first is None:
        return tuple(suggestions)
    rest = (replace(s, group=Group.ADDITIONAL) if s.group is Group.FIRST_LISTED else s for s in suggestions if s is not first)
    return (replace(first, group=Group.FIRST_LISTED), *rest)


def _named(sentences: Sequence[Sentence], tables: Sequence[Rows]) -> Iterator[_Named]:
    places = [(n, word.lower(), start, end) for n, s in enumerate(sentences) for word, start, end in tokens(s.text) if len(word) >= _LETTERS]
    substances = named(dict.fromkeys(word for _, word, _, _ in places), tables)
    for number, word, start, end in places:
        if word in substances:
            yield _Named(substances[word], number, start, end)


def _led_to(drug: _Named, sentence: Sentence, kind: SectionKind, condition: bool, growth: bool) -> Iterator[tuple[str, str]]:
    before, after, lists = sentence.text[: drug.start], sentence.text[drug.end :], classes()
    effect = drug.substance.code(ADVERSE)
    if kind is SectionKind.FAMILY or not effect:
        return
    if kind is SectionKind.ALLERGIES or _ALLERGIC.search(sentence.text):
        if not _NONE.search(sentence.text):
            yield longest(lists.allergy, effect), STATUS
        return
    if _OVERDOSE.search(sentence.text):
        how = next((how for how, pattern in _HOW if pattern.search(sentence.text)), ACCIDENT)
        yield drug.substance.code(how), EFFECT
        return
    if condition and (_CAUSED.search(before) or _INDUCED.search(after)):
        yield effect, EFFECT
    if growth and (_CYCLE.search(before) or _GIVEN.search(after)):
        yield longest(lists.treatment, effect), TREATMENT
    listed = kind is SectionKind.MEDICATIONS or _TAKES.search(before) or _DOSE.search(after)
    if listed and not _STOPPED.search(before):
        yield lists.long_term_of.get(drug.substance.name) or longest(lists.long_term, effect), STATUS


def _suggested(drug: _Named, sentence: Sentence, code: str, title: str, rule: str, edition: str) -> Suggestion:
    span = sentence.start + drug.start, sentence.start + drug.end
    mention = Mention(Evidence(*span, sentence.text[drug.start : drug.end]), drug.sentence, SectionKind.OTHER, Assertion.AFFIRMED)
    source = SourceRow(TABLE, drug.substance.edition, drug.substance.row)
    return Suggestion(System.ICD10CM, code, title, edition, source, (mention,), Group.ADDITIONAL, _SURE, 0.0, rule=rule)
