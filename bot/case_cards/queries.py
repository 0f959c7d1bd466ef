"""Queries to the provider for what a note leaves open. Pure.

What is asked follows from why a code waits: a side, whether an uncertain condition was confirmed, a type or cause that is not said. No
diagnosis is proposed that the note does not name, and no code: a query that leads to an answer is none (`query_text`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.actions import Action
from bot.case.code_rows import side_in
from bot.case.model import CaseReading, Group, HintKind, Laterality, MeasuredValue, Reason, Suggestion
from bot.case.words import BLANK
from bot.case_cards.held import HeldCase
from bot.case_cards.query_text import query_text
from bot.turns import Button, Outcome, Reply, Visibility

_SIDES = {Laterality.RIGHT: "Right", Laterality.LEFT: "Left", Laterality.BILATERAL: "Both sides"}
_MOST_QUOTE, _MOST_QUOTES = 300, 4
_UNCERTAIN = ("Confirmed", "Ruled out", "Still uncertain")
NOTHING = "Nothing in the note waits for the provider."
_RULE = "Send it the way your compliance policy has it; it names what the note says and asks openly, without a code or a preferred answer."


@dataclass(frozen=True, slots=True)
class Query:
    """A query: what it is about, for the coder alone, and its text, for the provider."""

    about: str
    text: str


def queries(reading: CaseReading) -> Iterator[Query]:
    """A query for each thing that the note leaves open, in the order of the suggestions."""
    for suggestion in reading.suggestions:
        quotes = _quotes(suggestion, reading)
        if not any(quote.strip() for quote in quotes):
            continue
        if suggestion.group in (Group.FIRST_LISTED, Group.ADDITIONAL, Group.QUERY) and (sides := _sides(suggestion)):
            yield Query(f"{suggestion.code}: the side", query_text(quotes, "the side", sides))
        elif suggestion.group is Group.QUERY or suggestion.reason is Reason.SUSPECTED:
            yield _open(suggestion, quotes)
    yield from _of_values(reading)
    for service in reading.procedures:
        quotes = _quotes(service, reading)
        if service.group is Group.QUERY and any(quote.strip() for quote in quotes):
            yield Query(f"{service.code}: what was done", query_text(quotes, "the site, the extent and the way of what was done"))


def _of_values(reading: CaseReading) -> Iterator[Query]:
    """A query for the measured values of one sentence."""
    by_sentence: dict[int, list[MeasuredValue]] = {}
    for value in reading.values:
        by_sentence.setdefault(value.sentence, []).append(value)
    for number, values in by_sentence.items():
        named = ", ".join(dict.fromkeys(_line(value.evidence.quote) for value in values))
        said = " ".join(reading.sentences[number].text.replace(BLANK, " ").split())
        quotes = (said,) if len(said) <= _MOST_QUOTE else tuple(f"… {_line(value.evidence.quote)} …" for value in values)
        yield Query(f"{named}: no diagnosis is documented", query_text(quotes, f"what condition, if any, is meant by {named}"))


def _line(text: str) -> str:
    return " ".join(text.split())


def _quotes(suggestion: Suggestion, reading: CaseReading) -> list[str]:
    """The sentences that name it: words alone would hide a "possible" before them. What was taken out is left out."""
    found = dict.fromkeys(m.sentence for m in suggestion.mentions if m.sentence < len(reading.sentences))
    said = (" ".join(reading.sentences[number].text.replace(BLANK, " ").split()) for number in found)
    return [text if len(text) <= _MOST_QUOTE else text[: _MOST_QUOTE - 1] + "…" for text in said][:_MOST_QUOTES]


def _open(suggestion: Suggestion, quotes: list[str]) -> Query:
    if suggestion.reason is Reason.SUSPECTED:
        return Query(f"{suggestion.code}: whether it was confirmed", query_text(quotes, "whether this was confirmed or ruled out", _UNCERTAIN))
    return Query(f"{suggestion.code}: its type, cause or site", query_text(quotes, "its type, cause or site as far as known"))


def _sides(suggestion: Suggestion) -> tuple[str, ...]:
    choices = [c for hint in suggestion.hints if hint.kind is HintKind.LATERALITY for c in hint.choices]
    sides = {side_in(choice.title) for choice in choices}
    found = tuple(words for side, words in _SIDES.items() if side in sides)
    return found if len(found) > 1 else ()


def queries_reply(reading: CaseReading, case: HeldCase) -> Reply:
    """The queries, to copy."""
    found = list(queries(reading))
    if not found:
        return Reply(
            verdict=NOTHING,
            buttons=(Button("Back to the case", Action("case", f"show {case.id}")),),
            outcome=Outcome.NOT_FOUND,
            visibility=Visibility.PRIVATE,
            topic="case",
            confidential=True,
        )
    shown = "\n\n".join(f"{query.about}\n```\n{query.text}\n```" for query in found)
    return Reply(
        title="Query to the provider",
        verdict=f"{len(found)} quer{'y' if len(found) == 1 else 'ies'} to copy.",
        body=shown,
        rule=_RULE,
        buttons=(Button("Back to the case", Action("case", f"show {case.id}")),),
        visibility=Visibility.PRIVATE,
        topic="case",
        confidential=True,
    )
