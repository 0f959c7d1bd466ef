"""The card of a case: what would be reported, what is left out and why, what the provider is asked. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.actions import Action
from bot.case.measured import VALUES
from bot.case.model import CaseReading, Group, HintKind, NoticeKind, Suggestion
from bot.case_cards import words
from bot.case_cards.chosen import refinements
from bot.case_cards.held import HeldCase
from bot.case_cards.queries import queries
from bot.pipeline.cards import CPT_CAVEAT
from bot.pipeline.citing import SOURCES, Sources
from bot.turns import MENU_CHOICES, Button, Field, Menu, Notice, Outcome, Reply, Table, Visibility
from knowledge.model import System

TOPIC = "case"
_RULE = "Suggestions read from the note's own words; the certified coder decides from the whole record."
_MOST_HINTS = 6
_MOST_VALUES = 8
_MOST_LEFT_OUT = 15
_STANDING = frozenset((HintKind.LATERALITY, HintKind.SPECIFICITY, HintKind.COMBINATION, HintKind.SEVENTH))
"""Hints that stand on the card; notes of the tabular list are behind Why."""
_WRONG = frozenset((NoticeKind.TOO_LITTLE, NoticeKind.UNREADABLE, NoticeKind.SEVERAL_PATIENTS, NoticeKind.TOO_LONG, NoticeKind.NOT_ENGLISH))


def case_card(reading: CaseReading, case: HeldCase, services: Sequence[str] = ()) -> Reply:
    """The answer to a note. `services` are the procedure codes that the note itself names and that exist."""
    sources = _sources(reading)
    coded = reading.coded
    asked = reading.group(Group.QUERY)
    left_out = (*reading.group(Group.LEFT_OUT), *(s for s in reading.procedures if s.group is Group.LEFT_OUT))
    tables = [Table(("Code", "What it is", "Words of the note", "Sure"), tuple(map(_row, coded)), "Suggested")] if coded else []
    services_found = [s for s in reading.procedures if s.group not in (Group.LEFT_OUT, Group.QUERY)]
    if services_found:
        rows = tuple((s.code, s.title, words.quoted(s.evidence), words.confident(s)) for s in services_found)
        tables.append(Table(("Code", "What it is", "Words of the note", "Sure"), rows, "Services, to compare with the record"))
    services_open = tuple(row for s in reading.procedures if s.group is Group.QUERY for row in _open_rows(s))
    if services_open:
        tables.append(Table(("Code", "What it is", "Words of the note", "What is open"), services_open, "Services that the note leaves open"))
    if asked:
        rows = tuple((s.code, s.title, words.quoted(s.evidence), words.because(s)) for s in asked)
        tables.append(Table(("Code", "What it may be", "Words of the note", "Why it is asked"), rows, "To ask the provider"))
    if left_out:
        shown = tuple((s.code, s.title, f"{words.quoted(s.evidence, 1)}: {words.because(s)}") for s in left_out[:_MOST_LEFT_OUT])
        more = f" (first {_MOST_LEFT_OUT} of {len(left_out)})" if len(left_out) > _MOST_LEFT_OUT else ""
        tables.append(Table(("Code", "What it is", "Why not"), shown, f"Left out{more}"))
    return Reply(
        title=f"Case, {case.setting.value}, {reading.edition}" if reading.edition else f"Case, {case.setting.value}",
        verdict=_verdict(reading),
        fields=(Field("Setting", words.SETTING[case.setting]), *_fields(reading, services)),
        tables=tuple(tables),
        rule=_RULE if reading.suggestions else "",
        caveat=CPT_CAVEAT if any(s.system is System.CPT and s.group is not Group.LEFT_OUT for s in reading.procedures) else "",
        citations=sources.citations if reading.suggestions else (),
        notices=tuple(Notice(n.text, "warning" if n.kind in _WRONG else "info") for n in reading.notices if n.text not in _verdict(reading)),
        buttons=_buttons(reading, case, services),
        menu=_menu(reading, case),
        codes=tuple(s.code for s in coded),
        outcome=Outcome.ANSWERED if reading.suggestions else Outcome.NOT_FOUND,
        visibility=Visibility.PRIVATE,
        topic=TOPIC,
        confidential=True,
    )


def _verdict(reading: CaseReading) -> str:
    coded = reading.coded
    if coded:
        first = next((s for s in coded if s.group is Group.FIRST_LISTED), coded[0])
        count = "1 code is" if len(coded) == 1 else f"{len(coded)} codes are"
        asked = f" {len(reading.group(Group.QUERY))} to ask the provider." if reading.group(Group.QUERY) else ""
        return f"{count} suggested; first-listed candidate: {first.code} {first.title}.{asked}"
    grave = next((n.text for n in reading.notices if n.kind in (NoticeKind.EMPTY, NoticeKind.NOT_ENGLISH, NoticeKind.ALL_NEGATED)), "")
    nothing = next((n.text for n in reading.notices if n.kind is NoticeKind.NOTHING_FOUND), "")
    return grave or nothing or "No code is suggested: everything that was found is left out, for the reasons below."


def _row(suggestion: Suggestion) -> tuple[str, ...]:
    first = " (first-listed)" if suggestion.group is Group.FIRST_LISTED else ""
    return f"{suggestion.code}{first}", suggestion.title, words.quoted(suggestion.evidence), words.confident(suggestion)


def _open_rows(suggestion: Suggestion) -> Iterator[tuple[str, ...]]:
    """The codes that a service may be; one that is not whole yet with what the table asks for."""
    hint = suggestion.hints[0] if suggestion.hints else None
    quote = words.quoted(suggestion.evidence)
    if hint is None or not hint.choices:
        yield suggestion.code, suggestion.title, quote, hint.text if hint is not None else ""
        return
    for number, choice in enumerate(hint.choices):
        yield choice.code, choice.title, "" if number else quote, "" if number else hint.text


def _fields(reading: CaseReading, services: Sequence[str]) -> Iterator[Field]:
    if services:
        yield Field("Procedures that the note names", ", ".join(services))
    if reading.values:
        yield Field(
            "Values without a diagnosis",
            f"{words.quoted((v.evidence for v in reading.values), _MOST_VALUES)}: no code follows from a value alone; Query text asks the provider. "
            f"({VALUES})",
        )
    told = list(_told(reading))
    yield from told[:_MOST_HINTS]
    if len(told) > _MOST_HINTS:
        yield Field("More", f"{len(told) - _MOST_HINTS} more remarks are behind Why")
    for exclusion in reading.exclusions:
        said = "; ".join(dict.fromkeys(note.text for note in exclusion.notes[:2]))
        yield Field("Excludes1", f"{exclusion.first} and {exclusion.second} are not coded together unless they are clearly unrelated: {said}")


def _told(reading: CaseReading) -> Iterator[Field]:
    """Remarks by code; one that several codes share comes once."""
    shared: dict[tuple[HintKind, tuple[str, ...]], list[str]] = {}
    first: dict[tuple[HintKind, tuple[str, ...]], str] = {}
    for suggestion in reading.coded:
        for hint in suggestion.hints:
            if hint.kind in _STANDING:
                about = suggestion.code if hint.kind is not HintKind.COMBINATION else ""
                key = hint.kind, (about, *(c.code for c in hint.choices))
                shared.setdefault(key, []).append(suggestion.code)
                first.setdefault(key, words.hinted(hint))
    yield from (Field(", ".join(dict.fromkeys(codes)), first[key]) for key, codes in shared.items())


def _buttons(reading: CaseReading, case: HeldCase, services: Sequence[str]) -> tuple[Button, ...]:
    other = words.OTHER_SETTING[case.setting]
    buttons = []
    if reading.suggestions:
        buttons.append(Button("Why", Action("case", f"why {case.id}"), primary=True))
    if reading.coded:
        buttons.append(Button("Check as a claim", claim(reading, services)))
    if next(refinements(reading), None) is not None:
        buttons.append(Button("Refine", Action("case", f"refine {case.id}")))
    if next(queries(reading), None) is not None:
        buttons.append(Button("Query text", Action("case", f"query {case.id}")))
    if reading.suggestions:
        buttons.append(Button(f"As {other.value}", Action("case", f"{other.value} {case.id}")))
    return tuple(buttons)


def claim(reading: CaseReading, services: Sequence[str]) -> Action:
    """The codes as a claim to check: codes alone, so that the button outlives the note."""
    setting = "; setting hospital" if reading.setting.value == "inpatient" else ""
    lines = f"{', '.join(services)}; " if services else ""
    return Action("check", f"{lines}dx {', '.join(s.code for s in reading.coded)}{setting}")


def _menu(reading: CaseReading, case: HeldCase) -> Menu | None:
    if not reading.suggestions:
        return None
    exports = [Button(f"Export as {form}", Action("case", f"export {case.id} {form}")) for form in ("text", "csv", "json")]
    cards = [Button(f"{s.code} {s.title}"[:100], Action("code", s.code)) for s in (*reading.coded, *reading.group(Group.QUERY))]
    return Menu("Cards and exports…", (*exports, *cards)[:MENU_CHOICES])


def _sources(reading: CaseReading) -> Sources:
    sources = Sources()
    for suggestion in (*reading.suggestions, *reading.procedures):
        if suggestion.edition and suggestion.system is System.ICD10CM:
            sources.cite(SOURCES["icd10cm_tabular"], suggestion.edition)
        sources.cite(SOURCES.get(suggestion.source.source, suggestion.source.source), suggestion.source.edition)
    return sources
