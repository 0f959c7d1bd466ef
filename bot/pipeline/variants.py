""""What about with anesthesia?" after a code: the sibling that fits the words better than the code itself."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from bot.coding.grammar import mentions
from bot.pipeline.question import Intent, Question
from bot.pipeline.relevance import content_words
from knowledge.base import OpenSnapshot
from knowledge.model import Code
from knowledge.text import folded

ENOUGH = 0.5
"""Share of the words of the follow-up that a sibling must hold."""
_NEGATED = re.compile(r"\b(?:no|not|without|nobody|never)\s+(?:any\s+)?(\w+)", re.IGNORECASE)
_STEM = 5
_FOLLOW_UP = frozenset("same with instead using done also".split())


def turned(question: Question, snapshot: OpenSnapshot) -> Question:
    """The question about the sibling that is meant, else the question as it was.

    Only where the thread's one code is carried over and what was said is neither a topic nor a request to the engine.
    """
    if len(question.carried) != 1 or question.subjects or question.intent not in (Intent.RULE, Intent.CODE) or not question.prose:
        return question
    mention = next(iter(mentions(question.carried[0])), None)
    code = next((x.code for s in (mention.systems if mention else ()) if (x := snapshot.catalog.code(s, question.carried[0], question.on)).code), None)
    if code is None or not code.siblings:
        return question
    wanted = [word for word in _signed(question.prose) if word.lstrip("-") not in _FOLLOW_UP]
    found = [x.code for s in code.siblings if (x := snapshot.catalog.code(code.system, s, question.on)).code is not None]
    best = max(found, key=lambda sibling: _fit(wanted, sibling, snapshot), default=code)
    if _fit(wanted, best, snapshot) < max(ENOUGH, _fit(wanted, code, snapshot) + 0.01):
        return question
    return replace(question, intent=Intent.CODE, mentions=mentions(best.code), carried=(best.code,), topic="")


def _fit(wanted: Iterable[str], code: Code, snapshot: OpenSnapshot) -> float:
    """0 to 1: the share of the words that the code's own texts hold, negations minded."""
    held = {word[:_STEM] for text in (code.plain, *snapshot.texts(code.system, code.code)) for word in _signed(text)}
    words = list(wanted)
    return sum(word[:_STEM] in held for word in words) / len(words) if words else 0.0


def _signed(text: str) -> list[str]:
    """Content words; one that is negated ("no anesthesia") with a minus before it."""
    denied = {folded(match[1]) for match in _NEGATED.finditer(text)}
    return [f"-{word}" if word in denied else word for word in content_words(text)]
