"""A model says a question again that rules and retrieval did not understand; what it says is checked before it is used."""

from __future__ import annotations

import asyncio
import logging
import re
from dataclasses import dataclass, replace
from time import monotonic
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.coding import grammar
from bot.pipeline import topics
from bot.pipeline.evidence import Evidence
from bot.pipeline.model import Model, Piece
from bot.pipeline.question import Intent, Question
from bot.pipeline.relevance import MIN_COVERAGE, MIN_COVERAGE_ON_TOPIC, content_words, coverage, share_of_words
from bot.turns import Notice
from knowledge.text import printable
from prompts import Prompt

MAX_SECONDS = 5.0
MAX_WORDS = 12
RAMBLING = 5
"""Words of its own from which a question is told, not named: of a name ("heart attack") the title may have no word."""
_ANY_NUMBER = re.compile(r"\d[\w.]*")
_UNSURE = (Intent.RULE, Intent.FIND)

_log = logging.getLogger(__name__)


class Sharpened(BaseModel):
    """The same question in the words of the field."""

    model_config = ConfigDict(extra="ignore")

    kind: Literal["rule", "code", "unclear"] = Field(description="rule, code or unclear")
    topic: str = Field("", max_length=20, description="one of the topics, or empty")
    search: str = Field(max_length=160, description="the question in at most twelve plain words of the field")


def unsure(evidence: Evidence) -> bool:
    """Whether what was found does not answer the question: only then is a model worth asking.

    Codes, an engine's verdict, a passage that holds half of the question's words, or a title that holds a third of a long one are
    understood well enough.
    """
    question = evidence.question
    if question.intent not in _UNSURE or question.partial or evidence.lookups or evidence.findings or question.modifiers:
        return False
    if any(coverage(question.prose, passage) > MIN_COVERAGE for passage in evidence.passages[:1]):
        return False
    if not any(hit.lexical for hit in evidence.hits[:1]):
        return True
    rambling = len(content_words(question.words)) >= RAMBLING
    return rambling and max(share_of_words(question.words, hit.title) for hit in evidence.hits[:3]) < MIN_COVERAGE_ON_TOPIC


def applied(question: Question, said: Sharpened) -> Question | None:
    """The question as the model understands it; None if it says nothing new, or what the person did not.

    No code, modifier or number comes from a model.
    """
    words = " ".join(printable(said.search).split()[:MAX_WORDS])
    known = set(_ANY_NUMBER.findall(question.text.lower()))
    if said.kind == "unclear" or not words or set(_ANY_NUMBER.findall(words.lower())) - known:
        return None
    if grammar.mentions(words) or words.lower() == question.words.lower():
        return None
    topic = said.topic if said.topic in topics.TOPICS else ""
    intent = Intent.FIND if said.kind == "code" else Intent.RULE
    return replace(question, words=words, prose=words, intent=intent, topic=topic or question.topic)


def told(evidence: Evidence, words: str) -> Evidence:
    """The evidence with a line that says how the question was understood."""
    notice = Notice(f"Understood, with the language model's help, as: {words}.", "info")
    return replace(evidence, notices=(*evidence.notices, notice))


@dataclass(frozen=True, slots=True)
class Sharpener:
    """A model and the prompt that asks it."""

    model: Model
    prompt: Prompt

    async def sharpen(self, question: Question, seconds: float) -> tuple[Question | None, Piece, str]:
        """The question again, the tokens it took, and the prompt. None if the model fails, is slow, or says what may not be used."""
        prompt = self.prompt.fill(question=question.text, topics=", ".join(topics.TOPICS))
        started, said, piece = monotonic(), None, Piece()
        try:
            async with asyncio.timeout(min(MAX_SECONDS, seconds)):
                said, piece = await self.model.fill(prompt, Sharpened)
        except Exception as error:  # noqa: BLE001 - providers raise their own zoo; the rules' understanding stands
            _log.warning("sharpening_failed", extra={"error": type(error).__name__})
        found = applied(question, said) if isinstance(said, Sharpened) else None
        _log.info("sharpened", extra={"used": found is not None, "seconds": round(monotonic() - started, 2)})
        return found, piece, prompt
