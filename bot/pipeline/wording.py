"""A model words the evidence, sentence by sentence, each shown only after it was verified."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from time import monotonic

from bot.pipeline import verify
from bot.pipeline.evidence import Evidence
from bot.pipeline.model import Model, Piece
from bot.pipeline.numbering import Numbering
from bot.pipeline.remembered_wording import RememberedWording, Worded
from bot.pipeline.spending import NOTHING_SPENT, Spent
from bot.turns import Notice, Outcome, Reply
from prompts import Prompt

OnSentence = Callable[[str], Awaitable[None]]

MAX_FACTS = 24
MAX_FACT_CHARACTERS = 600
MAX_ANSWER_CHARACTERS = 4_000
"""A model that does not stop is cut here."""

_TOO_LONG = "The language model took too long; the answer was composed from the sources."

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Heard:
    """What came of one answer of a model."""

    passed: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    problem: str = ""
    length: int = 0
    pieces: Piece = field(default_factory=Piece)


@dataclass(frozen=True, slots=True)
class Wording:
    """A model, its prompt, and what it said of the same evidence before."""

    model: Model
    prompt: Prompt
    remembered: RememberedWording

    async def word(self, reply: Reply, evidence: Evidence, seconds: float, on_sentence: OnSentence | None) -> tuple[Reply, Spent]:
        """The composed reply with its prose worded by the model; the composed one, with a notice, where that fails.

        Verdict, fields, tables and buttons are never the model's. `seconds` bounds the whole stream. `on_sentence` gets each verified
        sentence with the numbers of sources that the finished reply gives them.
        """
        if reply.outcome is not Outcome.ANSWERED or not evidence.facts:
            return reply, NOTHING_SPENT
        facts = {f.id: f for f in evidence.facts[:MAX_FACTS]}
        listed = "\n".join(f"[{f.id}] {f.text[:MAX_FACT_CHARACTERS]}" for f in facts.values())
        prompt = self.prompt.fill(question=evidence.question.text, verdict=reply.verdict, facts=listed)
        numbering = Numbering(replace(reply, citations=evidence.sources.citations))

        async def show(sentence: str) -> None:
            if on_sentence is not None:
                await on_sentence(numbering.of(sentence))

        known = self.remembered.get(prompt)
        if known is not None:
            for sentence in known.sentences:
                await show(sentence)
            return _worded(reply, evidence, known), Spent(cached=True)
        heard = _Heard()

        async def take(sentence: str) -> None:
            result = verify.check(sentence, facts)
            if not result.ok:
                heard.dropped.append(result.reason)
            elif result.text not in heard.passed:  # small models repeat themselves
                heard.passed.append(result.text)
                await show(result.text)

        await self._listen(prompt, seconds, heard, take)
        spent = replace(NOTHING_SPENT.and_also(prompt, heard.length, heard.pieces), dropped=len(heard.dropped))
        if not heard.passed:
            text = heard.problem or "What the language model wrote could not be verified; the answer was composed from the sources."
            return reply.with_notice(Notice(text, "warning")), spent
        worded = Worded(tuple(heard.passed), len(heard.dropped))
        if heard.problem:
            notice = Notice("The language model broke off; what it had said until then was verified.", "warning")
            return _worded(reply.with_notice(notice), evidence, worded), spent
        self.remembered.put(prompt, worded)
        return _worded(reply, evidence, worded), spent

    async def _listen(self, prompt: str, seconds: float, heard: _Heard, take: OnSentence) -> None:
        """Read the model's answer into `heard`; whatever goes wrong is a line for the person there."""
        started = monotonic()
        try:
            async with asyncio.timeout(seconds):
                await self._read(prompt, heard, take)
        except TimeoutError:
            heard.problem = _TOO_LONG
        except Exception as error:  # noqa: BLE001 - providers raise their own zoo; the answer must not be lost
            _log.warning("model_failed", extra={"error": type(error).__name__})
            slow = "Timeout" in type(error).__name__  # the provider's own clock may ring first
            heard.problem = _TOO_LONG if slow else "The language model could not be used; the answer was composed from the sources."
        counts = {"passed": len(heard.passed), "dropped": len(heard.dropped), "seconds": round(monotonic() - started, 2)}
        _log.info("worded", extra=counts)

    async def _read(self, prompt: str, heard: _Heard, take: OnSentence) -> None:
        sentences = verify.Sentences()
        async for piece in self.model.stream(prompt):
            text = piece.text[: MAX_ANSWER_CHARACTERS - heard.length]
            heard.length += len(text)
            heard.pieces = Piece("", heard.pieces.read + piece.read, heard.pieces.written + piece.written)
            for sentence in sentences.feed(text):
                await take(sentence)
            if heard.length >= MAX_ANSWER_CHARACTERS:
                return
        last = sentences.rest()
        if last:
            await take(last)


def _worded(reply: Reply, evidence: Evidence, worded: Worded) -> Reply:
    told = replace(
        reply, body="\n".join(worded.sentences), rule="" if not reply.tables else reply.rule, citations=evidence.sources.citations
    )
    if not worded.dropped:
        return told
    count = f"{worded.dropped} sentence" + ("s" if worded.dropped > 1 else "")
    return told.with_notice(Notice(f"{count} of the language model could not be verified and left out.", "info"))
