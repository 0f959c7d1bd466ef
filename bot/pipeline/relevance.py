"""Whether a passage is about a question at all: the share of the question's own words it holds. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from math import log

from bot.pipeline.meaning import stem
from bot.pipeline.standing import standing
from knowledge.model import Passage
from knowledge.text import folded

_COMMON = frozenset(
    "a about abt after all also am an and any are as at be been but by can code codes coding could did do does for from get give given had has have how i if"
    " in into is it its may me mean means meaning more must my no not of on one or our out please rule rules say should so some such tell than that the their"
    " them then there these they this those to two under up use used using was we were what when where which who why will with without would you your"
    " explain define definition work works report reported reporting bill billed billing know need medicare patient"
    " whats whos hows pls plz hi hello hey made needed needs required requires".split()
)
MIN_COVERAGE = 0.5
"""A passage is about a question when at least half of the question's own words are in it…"""
MIN_COVERAGE_ON_TOPIC = 0.34
"""…or a third, if both are on the same topic."""

HEADING_ASKED_FOR = 0.2
"""Added to a piece of a document whose heading has no word that the question does not have: a question often is a heading."""
NAMED = 0.8
"""What the share of the question's words in title and keywords adds: a passage is about what it is called."""
ASKED_FOR = 0.4
"""What the share of a title's own words in the question adds: a short title that the question has whole is what it asks for."""


ON_MODIFIER, SAME_TOPIC, CODES_IN_COMMON, BY_RANK = 0.75, 0.35, 0.5, 0.05
LAST_RANK = 8
"""Chosen with the two above on 139 questions of our own and the titles of the primer (docs/eval.md)."""


def content_words(text: str) -> tuple[str, ...]:
    """The words of a question that say what it is about."""
    return tuple(w for w in dict.fromkeys(folded(text).split()) if w not in _COMMON)


def coverage(question: str, passage: Passage) -> float:
    """0 to 1: the share of the question's content words in the passage, title and keywords included."""
    return share_of_words(question, _all_of(passage))


def _all_of(passage: Passage) -> str:
    held = (passage.title, passage.text, *passage.keywords, *passage.modifiers, *passage.codes, passage.topic)
    if passage.document:
        held = (*held, passage.document, passage.payer, passage.source, "policy manual guideline note")
    return " ".join(held)


def share_of_words(question: str, text: str) -> float:
    """0 to 1: the share of the question's content words that occur in a text, compared without their endings."""
    asked = content_words(question)
    held = _stems(text)
    return sum(stem(w) in held for w in asked) / len(asked) if asked else 0.0


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

    What the question names (a modifier, a payer, a document, a title), its words, topic and codes in common, the date and the order of
    retrieval decide together. `payers` are those that the question names.
    """
    scored = []
    rare = _rarity(question, found)
    one_word = len(content_words(question)) < 2
    for rank, passage in enumerate(found):
        covered = coverage(question, passage)
        weight = standing(question, passage, payers, on)
        if weight is None:
            continue
        named = _on_modifier(passage, modifiers)
        same_topic = bool(topic) and passage.topic == topic
        if not (named or covered >= MIN_COVERAGE or (same_topic and covered >= MIN_COVERAGE_ON_TOPIC)):
            continue
        if one_word and not (named or same_topic or share_of_words(question, " ".join((passage.title, *passage.keywords)))):
            continue  # "who made you": a word that the text happens to have
        score = (
            ON_MODIFIER * named
            + weight
            + (HEADING_ASKED_FOR * share_of_words(heading(passage), question) if passage.document else 0.0)
            + SAME_TOPIC * same_topic
            + _held(rare, _all_of(passage))
            + NAMED * _held(rare, " ".join((passage.title, *passage.keywords)))
            + (0.0 if passage.document else ASKED_FOR * share_of_words(passage.title, question))
            + CODES_IN_COMMON * bool(codes & set(passage.codes))
            + 0.4 * any(code in passage.title for code in codes)
            - BY_RANK * min(rank, LAST_RANK)
        )
        scored.append((score, -rank, passage))
    return tuple(passage for _, _, passage in sorted(scored, key=lambda item: item[:2], reverse=True))


def _rarity(question: str, found: Sequence[Passage]) -> dict[str, float]:
    """Stem of each word of the question → its share of what the question is about: what few of the passages found have counts more."""
    texts = [_stems(_all_of(passage)) for passage in found]
    weights = {stem(w): log(1 + len(texts) / (0.5 + sum(stem(w) in text for text in texts))) for w in content_words(question)}
    total = sum(weights.values())
    return {word: weight / total for word, weight in weights.items()} if total else {}


def _held(rare: Mapping[str, float], text: str) -> float:
    held = _stems(text)
    return sum(weight for word, weight in rare.items() if word in held)


@lru_cache(maxsize=4_096)
def _stems(text: str) -> frozenset[str]:
    """The stems of a text; passages come again with every question, so they are kept."""
    return frozenset(map(stem, folded(text).split()))


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
    leading = set(title[1 : 1 + len(passage.modifiers) + 1]) if title[:1] and title[0].startswith("MODIFIER") else set()
    about = 1.0 if listed & leading else 0.2 if listed & set(title) else 0.0
    return len(listed) / len(set(modifiers)) + about
