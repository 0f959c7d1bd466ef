"""The one chain every answering skill runs: understand → gather evidence → compose → word and verify.

Built from LangChain runnables, so that a run can be traced, and each step replaced, by name.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from math import inf
from time import monotonic
from typing import Any

from langchain_core.runnables import Runnable, RunnableConfig, RunnableLambda

from bot.pipeline.compose import compose
from bot.pipeline.evidence import Evidence, gather
from bot.pipeline.model import Model
from bot.pipeline.understand import Asked, understand
from bot.pipeline.wording import OnSentence, word
from bot.turns import Reply
from knowledge.base import OpenSnapshot
from prompts import Prompt

_SHARE_OF_DEADLINE = 0.8
_MARK = re.compile(r"\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Composed:
    """A reply with the evidence it rests on."""

    reply: Reply
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Chain:
    """The chain and what it needs. `snapshot` gives the serving snapshot for the length of a look-up."""

    snapshot: Callable[[], AbstractContextManager[OpenSnapshot]]
    readers: Executor
    model: Model | None
    prompt: Prompt
    timeout: float
    deadline: float = inf
    """Seconds that a whole turn may take: the model gets what is left of most of it, so that the answer still goes out."""

    def runnable(self) -> Runnable[Asked, Composed]:
        """`Asked` → `Composed`. Pass `configurable={"on_sentence": …}` to see sentences as they are verified."""
        return (
            RunnableLambda(understand, name="understand")
            | RunnableLambda(self._gather, name="evidence")
            | RunnableLambda(_compose, name="compose")
            | RunnableLambda(self._word, name="word_and_verify")
        )

    async def answer(self, asked: Asked, on_sentence: OnSentence | None = None) -> Composed:
        """Run the chain. Raises `KnowledgeError` when there is no knowledge base."""
        until = monotonic() + self.deadline * _SHARE_OF_DEADLINE
        return await self.runnable().ainvoke(asked, config={"configurable": {"on_sentence": on_sentence, "until": until}})

    async def _gather(self, question: Any) -> Evidence:
        def read() -> Evidence:
            with self.snapshot() as snapshot:
                return gather(question, snapshot)

        return await asyncio.get_running_loop().run_in_executor(self.readers, read)

    async def _word(self, composed: Composed, config: RunnableConfig) -> Composed:
        reply = composed.reply
        if self.model is not None:
            given = config.get("configurable", {})
            seconds = max(0.0, min(self.timeout, given.get("until", inf) - monotonic()))
            reply = await word(reply, composed.evidence, self.model, self.prompt, seconds, given.get("on_sentence"))
        return Composed(used_sources_only(reply), composed.evidence)


def _compose(evidence: Evidence) -> Composed:
    return Composed(compose(evidence), evidence)


def _marks(*parts: str) -> list[int]:
    return [int(number) for part in parts for number in _MARK.findall(part)]


def used_sources_only(reply: Reply) -> Reply:
    """The reply without sources that nothing in it refers to, the rest numbered from 1 in the order of the text.

    All sources stay if nothing refers to any.
    """
    cells = tuple(cell for table in reply.tables for row in table.rows for cell in row)
    fields = [f.source for f in reply.fields if f.source]
    used = [*_marks(reply.verdict), *fields, *_marks(*cells, reply.body, reply.rule)]
    known = {c.number: c for c in reply.citations}
    order = [number for number in dict.fromkeys(used) if number in known]
    if not order:
        return reply
    new = {number: place for place, number in enumerate(order, start=1)}

    def renumbered(text: str) -> str:
        return _MARK.sub(lambda match: f"[{new.get(int(match[1]), match[1])}]", text)

    return replace(
        reply,
        verdict=renumbered(reply.verdict),
        body=renumbered(reply.body),
        rule=renumbered(reply.rule),
        fields=tuple(replace(f, source=new.get(f.source, 0)) for f in reply.fields),
        tables=tuple(replace(t, rows=tuple(tuple(map(renumbered, row)) for row in t.rows)) for t in reply.tables),
        citations=tuple(replace(known[number], number=new[number]) for number in order),
    )
