"""Why each code of a case stands where it stands: the words, how they are meant, the published row, the rule. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from bot.actions import Action
from bot.case.model import CaseReading, Group, Mention, Suggestion
from bot.case_cards import words
from bot.case_cards.chosen import Refinement, refinements
from bot.case_cards.held import HeldCase
from bot.pipeline.citing import SOURCES
from bot.turns import MENU_CHOICES, Button, Field, Menu, Outcome, Reply, Table, Visibility

_GROUP = {Group.FIRST_LISTED: "first-listed candidate", Group.ADDITIONAL: "additional", Group.LEFT_OUT: "left out", Group.QUERY: "to ask the provider"}


def reasons_reply(reading: CaseReading, case: HeldCase) -> Reply:
    """Every suggestion with what led to it."""
    every = (*reading.suggestions, *reading.procedures)
    fields = tuple(Field(f"{s.code}, {_GROUP[s.group]}", " ".join(_why(s))) for s in every)
    return Reply(
        title=f"Case, {case.setting.value}",
        verdict=f"Why these {len(every)} codes: the note's words, the published row they match, and the rule.",
        fields=fields,
        rule="Sure says how closely words and row match, not whether a payer pays.",
        buttons=(Button("Back to the case", Action("case", f"show {case.id}")),),
        visibility=Visibility.PRIVATE,
        topic="case",
        confidential=True,
    )


def _why(suggestion: Suggestion) -> Iterator[str]:
    yield f"{suggestion.title}. Sure {words.confident(suggestion)}."
    for mention in suggestion.mentions[:3]:
        yield f"“{' '.join(mention.evidence.quote.split())}”{_as_meant(mention)}."
    source = SOURCES.get(suggestion.source.source, suggestion.source.source).partition(", ")[2] or suggestion.source.source
    yield f"Row: {suggestion.source.row} ({source}, {suggestion.source.edition})."
    if said := words.because(suggestion):
        yield f"{said[0].upper()}{said[1:]}."
    for hint in suggestion.hints:
        yield words.hinted(hint)
    if suggestion.rule:
        yield f"[{suggestion.rule}]"


def _as_meant(mention: Mention) -> str:
    """How a mention is meant, where it is not simply affirmed: ` (right, acute, in past history)`."""
    said = [mention.laterality.value, mention.acuity.value]
    said += [mention.assertion.value] if mention.assertion.value != "affirmed" else []
    said += [f"section {mention.section.value}"] if mention.section.value != "other" else []
    listed = ", ".join(part for part in said if part)
    return f" ({listed})" if listed else ""


def refining_reply(reading: CaseReading, case: HeldCase) -> Reply:
    """What is missing, as choices; each takes the place of a suggested code."""
    found = list(refinements(reading))[:MENU_CHOICES]
    if not found:
        return Reply(
            verdict="Nothing of what is suggested can be said with more detail by choosing.",
            buttons=(Button("Back to the case", Action("case", f"show {case.id}")),),
            outcome=Outcome.NOT_FOUND,
            visibility=Visibility.PRIVATE,
            topic="case",
            confidential=True,
        )
    rows = tuple((r.code, r.choice.code, r.choice.title, r.kind.value) for r in found)
    several = len({r.code for r in found})
    return Reply(
        verdict=f"What the record says beyond the note: choose for {several} code{'s' if several > 1 else ''}, one after the other.",
        tables=(Table(("Suggested", "Instead", "What it says", "About"), rows),),
        rule="Choose only what the record documents; what is not documented is a query.",
        menu=Menu("The record says…", tuple(_choice(r, case) for r in found)),
        buttons=(
            *(_choice(r, case) for r in found[:3]),
            Button("Query text", Action("case", f"query {case.id}")),
            Button("Back", Action("case", f"show {case.id}")),
        ),
        visibility=Visibility.PRIVATE,
        topic="case",
        confidential=True,
    )


def _choice(refinement: Refinement, case: HeldCase) -> Button:
    action = Action("case", f"set {case.id} {refinement.code}={refinement.choice.code}")
    return Button(f"{refinement.choice.code} {refinement.choice.title}"[:75], action)
