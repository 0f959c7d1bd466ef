"""Whether a passage is about a question at all: the share of the question's own words it holds. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.pipeline.standing import standing
from knowledge.model import Passage
from knowledge.text import folded

_COMMON = frozenset(
    "a about abt after all also am an and any are as at be been but by can code codes coding could did do does for from get give given had has have how i if"
    " in into is it its may me mean means meaning more must my no not of on one or our out please rule rules say should so some such tell than that the their"
    " them then there these they this those to two under up use used using was we were what when where which who why will with without would you your"
    " explain define definition work works report reported reporting bill billed billing know need medicare patient".split()
)
MIN_COVERAGE = 0.5
"""A passage is about a question when at least half of the question's own words are in it…"""
MIN_COVERAGE_ON_TOPIC = 0.34
"""…or a third, if both are on the same topic."""

HEADING_ASKED_FOR = 0.4
"""Added to a piece of a document whose heading has no word that the question does not have: a question often is a heading."""
NAMED = 0.3
"""What the share of the question's words in title and keywords adds: a passage is about what it is called."""
_STEM = 5
"""Words are compared by their first letters: bundle, bundled, bundling."""


def content_words(text: str) -> tuple[str, ...]:
    """The words of a question that say what it is about."""
    return tuple(w for w in dict.fromkeys(folded(text).split()) if w not in _COMMON)


def coverage(question: str, passage: Passage) -> float:
    """0 to 1: the share of the question's content words in the passage, title and keywords included."""
    held = (passage.title, passage.text, *passage.keywords, *passage.modifiers, *passage.codes, passage.topic)
    if passage.document:
        held = (*held, passage.document, passage.payer, passage.source, "policy manual guideline note")
    return share_of_words(question, " ".join(held))


def share_of_words(question: str, text: str) -> float:
    """0 to 1: the share of the question's content words that occur in a text, compared by their beginnings."""
    asked = content_words(question)
    held = {w[:_STEM] for w in folded(text).split()}
    return sum(w[:_STEM] in held for w in asked) / len(asked) if asked else 0.0


def ranked(
    found: Sequence[Passage],
    question: str,
    topic: str,
    modifiers: Sequence[str],
    codes: frozenset[str],
    on: date,
    payers: frozenset[str] = frozenset(),
) -> tuple[Passage, ...]:
    """The passages that are about the question, best first. `found` comes in the order of retrieval.

    A passage on the very modifier asked for goes first, then what the question names and the date, topic, words and codes in
    common decide; the order of retrieval breaks ties. `payers` are those that the question names.
    """
    scored = []
    for rank, passage in enumerate(found):
        covered = coverage(question, passage)
        weight = standing(question, passage, payers, on)
        if weight is None:
            continue
        named = _on_modifier(passage, modifiers)
        same_topic = bool(topic) and passage.topic == topic
        if not (named or covered >= MIN_COVERAGE or (same_topic and covered >= MIN_COVERAGE_ON_TOPIC)):
            continue
        score = (
            named
            + weight
            + (HEADING_ASKED_FOR * share_of_words(heading(passage), question) if passage.document else 0.0)
            + 0.5 * same_topic
            + covered
            + NAMED * share_of_words(question, " ".join((passage.title, *passage.keywords)))
            + 0.2 * bool(codes & set(passage.codes))
            + 0.4 * any(code in passage.title for code in codes)
            - 0.02 * rank
        )
        scored.append((score, -rank, passage))
    return tuple(passage for _, _, passage in sorted(scored, key=lambda item: item[:2], reverse=True))


def heading(passage: Passage) -> str:
    """What a passage is about by its title; without the place, if it is a piece of a document (`Section I.B.13: Laterality`)."""
    _, colon, named = passage.title.partition(": ")
    return named if passage.document and colon else passage.title


def _on_modifier(passage: Passage, modifiers: Sequence[str]) -> float:
    """0 to 2: whether the passage is about the modifiers asked for: its title begins with one, or it lists them."""
    listed = set(passage.modifiers) & set(modifiers)
    if not listed:
        return 0.0
    title = heading(passage).upper().replace(",", " ").split()
    places = [title.index(m) for m in listed if m in title]
    return len(listed) / len(set(modifiers)) + (1.0 / (1 + min(places)) if places else 0.0)
