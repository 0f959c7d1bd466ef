"""Ranked codes → suggestions in groups, as a trained coder goes: assertion, specificity, integral signs, notes, what is first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.case import leaving_out
from bot.case.code_rows import CodeRows, Row
from bot.case.first_listed import RULE, first_listed
from bot.case.hints import hints
from bot.case.histories import histories
from bot.case.joined import joined
from bot.case.leaving_out import LeftOut
from bot.case.model import Group, Policy, Reason, Sentence, Setting, SourceRow, Suggestion
from bot.case.ranking import Ranked
from bot.case.standing import standing
from bot.coding.excludes import Exclusion, exclusions
from knowledge.dictionary.opened import Dictionary
from knowledge.model import Code, System

_CONFIDENCE = ((3.5, 0.25), (4.5, 0.45), (5.5, 0.5), (7.5, 0.6), (8.5, 0.8))
"""Score below which a suggestion of the first tier was right with this share, on the half of the cases that weights come from."""
_SUREST = 0.85


def suggestions(
    chosen: Sequence[Ranked],
    rest: Sequence[Ranked],
    sentences: Sequence[Sentence],
    dictionary: Dictionary,
    rows: CodeRows,
    setting: Setting,
    policy: Policy,
) -> tuple[tuple[Suggestion, ...], tuple[Exclusion, ...]]:
    """The suggestions, best first within each group, and the Excludes1 notes between those that are coded together.

    `rest`: codes of the second tier, of which some may join two that are chosen. `sentences`: those of the note.
    """
    if policy is Policy.ANNOTATE:
        return tuple(_made(entry, dictionary, rows) for entry in chosen), ()
    sided = {entry.row.code: (entry, parts) for entry, parts in leaving_out.combinations(chosen, rest)}
    chosen = (*chosen, *(entry for entry, _ in sided.values()))
    stood = [_stood(_made(entry, dictionary, rows), setting) for entry in chosen]
    coded = {s.code for s in stood if s.group in _CODED}
    stood = _leave(stood, [
        LeftOut(part, Reason.COMBINED, leaving_out.COMBINED, code)
        for code, (_, parts) in sided.items() if code in coded for part in parts if part in coded
    ])  # fmt: skip
    stood = _with_combinations(stood, sentences, rows)
    looked_up = {s.code: rows.catalog.code(System.ICD10CM, s.code, rows.on).code for s in stood}
    stood, found = _without_needless(stood, looked_up)
    entries = {entry.row.code: entry for entry in chosen}
    looked_up, stood = _with_histories(looked_up, stood, rows)
    hinted = [_hinted(s, entries.get(s.code), looked_up[s.code], rows) for s in stood]
    return tuple(sorted(_first(hinted, looked_up), key=_order)), found


def _made(entry: Ranked, dictionary: Dictionary, rows: CodeRows) -> Suggestion:
    assert entry.best is not None  # noqa: S101 - made with its first match
    source, row = dictionary.printed(entry.best.entry.number)
    confidence = next((share for score, share in _CONFIDENCE if entry.score < score), _SUREST)
    source_row = SourceRow(source, dictionary.editions.get(source, ""), row)
    return Suggestion(
        System.ICD10CM, entry.row.code, entry.row.title, rows.edition, source_row, entry.ordered, Group.ADDITIONAL, confidence, entry.score
    )


def _stood(suggestion: Suggestion, setting: Setting) -> Suggestion:
    stands = standing(suggestion.code, suggestion.mentions, setting)
    if stands.group is Group.ADDITIONAL and leaving_out.is_vague(suggestion.code):
        return replace(suggestion, group=Group.QUERY, reason=Reason.VAGUE, rule=leaving_out.VAGUE)
    return replace(suggestion, group=stands.group, reason=stands.reason, rule=stands.rule)


def _without_needless(stood: list[Suggestion], looked_up: dict[str, Code | None]) -> tuple[list[Suggestion], tuple[Exclusion, ...]]:
    """Leave out what others make unnecessary, one reason after the other: what is left out makes nothing else unnecessary."""
    for rule in (leaving_out.uncomplicated, leaving_out.less_specific):
        stood = _leave(stood, rule([(s.code, s.title) for s in stood if s.group in _CODED]))
    stood = _leave(stood, leaving_out.superseded([s.code for s in stood if s.group in _CODED]))
    stood = _leave(stood, leaving_out.integral([s.code for s in stood if s.group in _CODED]))
    found = exclusions([code for s in stood if s.group in _CODED and (code := looked_up[s.code]) is not None])
    left = list(leaving_out.excluded(found))
    stood = _leave(stood, left)
    gone = {item.code for item in left}
    return stood, tuple(e for e in found if not gone & {e.first, e.second})


_CODED = (Group.ADDITIONAL, Group.FIRST_LISTED, Group.QUERY)


def _leave(stood: list[Suggestion], left: Iterable[LeftOut]) -> list[Suggestion]:
    by_code = {item.code: item for item in left}
    return [
        replace(s, group=Group.LEFT_OUT, reason=item.reason, rule=item.rule, because=item.because)
        if (item := by_code.get(s.code)) is not None
        else s
        for s in stood
    ]


def _with_histories(
    looked_up: dict[str, Code | None], stood: list[Suggestion], rows: CodeRows
) -> tuple[dict[str, Code | None], list[Suggestion]]:
    found = list(histories(stood, rows))
    added = {s.code: rows.catalog.code(System.ICD10CM, s.code, rows.on).code for s in found}
    return {**looked_up, **added}, [*stood, *found]


def _with_combinations(stood: list[Suggestion], sentences: Sequence[Sentence], rows: CodeRows) -> list[Suggestion]:
    """With the combination codes that are presumed, without what they say."""
    for found in joined(stood, sentences, rows):
        stood = _leave(stood, found.left_out())
        if all(s.code != found.suggestion.code for s in stood):
            stood.append(found.suggestion)
        else:  # a code that was named only as a part elsewhere
            stood = [found.suggestion if s.code == found.suggestion.code and s.group not in _CODED else s for s in stood]
    return stood


def _hinted(suggestion: Suggestion, entry: Ranked | None, code: Code | None, rows: CodeRows) -> Suggestion:
    if suggestion.group is Group.LEFT_OUT:
        return suggestion
    second = rows.brought(entry.second) if entry is not None and entry.second else None
    row = entry.row if entry is not None else Row(suggestion.code, suggestion.title)
    return replace(suggestion, hints=(*suggestion.hints, *hints(row, code, suggestion.mentions, rows, second)))


def _first(found: list[Suggestion], looked_up: dict[str, Code | None]) -> list[Suggestion]:
    coded = [(code, s.score, s.mentions) for s in found if s.group is Group.ADDITIONAL and (code := looked_up[s.code]) is not None]
    first = first_listed(coded)
    return [replace(s, group=Group.FIRST_LISTED, rule=s.rule or RULE) if s.code == first else s for s in found]


def _order(suggestion: Suggestion) -> tuple[int, float, str]:
    return _GROUPS[suggestion.group], -suggestion.score, suggestion.code


_GROUPS = {Group.FIRST_LISTED: 0, Group.ADDITIONAL: 1, Group.QUERY: 2, Group.LEFT_OUT: 3}
