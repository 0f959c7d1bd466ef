"""A model words the evidence, sentence by sentence, each shown only after it was verified."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from time import monotonic

from bot.pipeline import verify
from bot.pipeline.evidence import Evidence
from bot.pipeline.model import Model
from bot.turns import Notice, Outcome, Reply
from prompts import Prompt

OnSentence = Callable[[str], Awaitable[None]]

MAX_FACTS = 24
MAX_FACT_CHARACTERS = 600
MAX_ANSWER_CHARACTERS = 4_000
"""A model that does not stop is cut here."""

_TOO_LONG = "The language model took too long; the answer was composed from the sources."

_log = logging.getLogger(__name__)


async def word(reply: Reply, evidence: Evidence, model: Model, prompt: Prompt, seconds: float, on_sentence: OnSentence | None) -> Reply:
    """The composed reply with its prose worded by the model; the composed one, with a notice, where that fails.

    Verdict, fields, tables and buttons are never the model's. `seconds` bounds the whole stream.
    """
    if reply.outcome is not Outcome.ANSWERED or not evidence.facts:
        return reply
    facts = {f.id: f for f in evidence.facts[:MAX_FACTS]}
    listed = "\n".join(f"[{f.id}] {f.text[:MAX_FACT_CHARACTERS]}" for f in facts.values())
    passed: list[str] = []
    dropped: list[str] = []

    async def take(sentence: str) -> None:
        result = verify.check(sentence, facts)
        if not result.ok:
            dropped.append(result.reason)
            return
        if result.text in passed:
            return  # small models repeat themselves
        passed.append(result.text)
        if on_sentence is not None:
            await on_sentence(result.text)

    started, problem = monotonic(), ""
    try:
        async with asyncio.timeout(seconds):
            await _read(model, prompt.fill(question=evidence.question.text, verdict=reply.verdict, facts=listed), take)
    except TimeoutError:
        problem = _TOO_LONG
    except Exception as error:  # noqa: BLE001 - providers raise their own zoo; the answer must not be lost
        _log.warning("model_failed", extra={"error": type(error).__name__})
        slow = "Timeout" in type(error).__name__  # the provider's own clock may ring first
        problem = _TOO_LONG if slow else "The language model could not be used; the answer was composed from the sources."
    _log.info("worded", extra={"passed": len(passed), "dropped": len(dropped), "seconds": round(monotonic() - started, 2)})
    if not passed:
        text = problem or "What the language model wrote could not be verified; the answer was composed from the sources."
        return reply.with_notice(Notice(text, "warning"))
    worded = replace(reply, body="\n".join(passed), rule="" if not reply.tables else reply.rule, citations=evidence.sources.citations)
    if problem:
        worded = worded.with_notice(Notice("The language model broke off; what it had said until then was verified.", "warning"))
    if dropped:
        count = f"{len(dropped)} sentence" + ("s" if len(dropped) > 1 else "")
        worded = worded.with_notice(Notice(f"{count} of the language model could not be verified and left out.", "info"))
    return worded


async def _read(model: Model, prompt: str, take: OnSentence) -> None:
    sentences, length = verify.Sentences(), 0
    async for piece in model.stream(prompt):
        piece = piece[: MAX_ANSWER_CHARACTERS - length]
        length += len(piece)
        for sentence in sentences.feed(piece):
            await take(sentence)
        if length >= MAX_ANSWER_CHARACTERS:
            return
    last = sentences.rest()
    if last:
        await take(last)
