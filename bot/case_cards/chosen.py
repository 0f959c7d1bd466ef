"""What may be settled about a suggested code, and the reading as it stands once it is. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from bot.case.model import CaseReading, CodeChoice, HintKind, Suggestion

REFINING = (HintKind.LATERALITY, HintKind.SPECIFICITY, HintKind.SEVENTH, HintKind.COMBINATION)
"""Hints whose choices take a suggested code's place."""


@dataclass(frozen=True, slots=True)
class Refinement:
    """A code that may take the place of a suggested one, and what is settled by it."""

    code: str
    choice: CodeChoice
    kind: HintKind


def refinements(reading: CaseReading) -> Iterator[Refinement]:
    """Every choice there is, sides and details before characters; a code is offered once in place of another."""
    seen: set[tuple[str, str]] = set()
    for kind in REFINING:
        for suggestion in reading.coded:
            for hint in suggestion.hints:
                for choice in hint.choices if hint.kind is kind else ():
                    if choice.title and choice.code != suggestion.code and (suggestion.code, choice.code) not in seen:
                        seen.add((suggestion.code, choice.code))
                        yield Refinement(suggestion.code, choice, kind)


def settled(reading: CaseReading, chosen: Mapping[str, str]) -> CaseReading:
    """The reading with each chosen code in the place of the suggested one; what the note cannot lead to is not taken."""
    if not chosen:
        return reading
    titles = {(r.code, r.choice.code): r.choice.title for r in refinements(reading)}
    done: list[Suggestion] = []
    for suggestion in reading.suggestions:
        instead = chosen.get(suggestion.code, "")
        title = titles.get((suggestion.code, instead))
        done.append(suggestion if title is None else replace(suggestion, code=instead, title=title, hints=()))
    unique = {s.code: s for s in reversed(done)}  # two that became one: the first stays
    return replace(reading, suggestions=tuple(s for s in done if unique[s.code] is s))
