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
        return await self.runnable().ainvoke(asked, config={"configurable": {"on_sentence": on_sentence}})

    async def _gather(self, question: Any) -> Evidence:
        def read() -> Evidence:
            with self.snapshot() as snapshot:
                return gather(question, snapshot)

        return await asyncio.get_running_loop().run_in_executor(self.readers, read)

    async def _word(self, composed: Composed, config: RunnableConfig) -> Composed:
        reply = composed.reply
        if self.model is not None:
            on_sentence = config.get("configurable", {}).get("on_sentence")
            reply = await word(reply, composed.evidence, self.model, self.prompt, self.timeout, on_sentence)
        return Composed(used_sources_only(reply), composed.evidence)


def _compose(evidence: Evidence) -> Composed:
    return Composed(compose(evidence), evidence)


def used_sources_only(reply: Reply) -> Reply:
    """The reply without sources that nothing in it refers to; all of them if nothing refers to any."""
    used = {f.source for f in reply.fields} | {int(n) for part in (reply.body, reply.rule, reply.verdict) for n in _MARK.findall(part)}
    if not used - {0}:
        return reply
    return replace(reply, citations=tuple(c for c in reply.citations if c.number in used))
