"""The one chain every answering skill runs: understand → gather evidence → compose → word and verify.

Built from LangChain runnables, so that a run can be traced, and each step replaced, by name.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from math import inf
from time import monotonic
from typing import Any

from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.runnables import Runnable, RunnableConfig, RunnableLambda

from bot.case.choosing import Chooser
from bot.pipeline import sharpen
from bot.pipeline.compose import compose
from bot.pipeline.evidence import Evidence
from bot.pipeline.gathering import gather
from bot.pipeline.numbering import used_sources_only
from bot.pipeline.question import Question
from bot.pipeline.sharpen import Sharpener
from bot.pipeline.spending import NOTHING_SPENT, Spent
from bot.pipeline.understand import Asked, understand
from bot.pipeline.wording import OnSentence, Wording
from bot.turns import Reply
from knowledge.base import OpenSnapshot

_SHARE_OF_DEADLINE = 0.8


@dataclass(frozen=True, slots=True)
class Composed:
    """A reply with the evidence it rests on and what a model took for it."""

    reply: Reply
    evidence: Evidence
    spent: Spent = NOTHING_SPENT


@dataclass(frozen=True, slots=True)
class Gathered:
    """Evidence, and what a model took to understand the question, where it was asked."""

    evidence: Evidence
    spent: Spent = NOTHING_SPENT


@dataclass(frozen=True, slots=True)
class Chain:
    """The chain and what it needs. `snapshot` gives the serving snapshot for the length of a look-up.

    Without a model `wording`, `sharpener` and `chooser` are None; the last is for the cases that `bot.skills.case` reads.
    """

    snapshot: Callable[[], AbstractContextManager[OpenSnapshot]]
    readers: Executor
    wording: Wording | None = None
    sharpener: Sharpener | None = None
    chooser: Chooser | None = None
    timeout: float = inf
    deadline: float = inf
    """Seconds that a whole turn may take: the model gets what is left of most of it, so that the answer still goes out."""
    callbacks: tuple[BaseCallbackHandler, ...] = ()
    """Told of each step by name, e.g. to trace it."""

    def without_model(self) -> Chain:
        """The same chain, whose answers no model has a part in."""
        return replace(self, wording=None, sharpener=None, chooser=None)

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
        config: RunnableConfig = {"configurable": {"on_sentence": on_sentence, "until": until}}
        if self.callbacks:
            config["callbacks"] = list(self.callbacks)
        return await self.runnable().ainvoke(asked, config=config)

    async def _gather(self, question: Any, config: RunnableConfig) -> Gathered:
        evidence = await self._read(question)
        if self.sharpener is None or not sharpen.unsure(evidence):
            return Gathered(evidence)
        sharper, piece, prompt = await self.sharpener.sharpen(evidence.question, self._seconds(config))
        spent = NOTHING_SPENT.and_also(prompt, 0, piece)
        if sharper is None:
            return Gathered(evidence, spent)
        again = await self._read(sharper)
        if sharpen.unsure(again):
            return Gathered(evidence, spent)
        return Gathered(sharpen.told(again, sharper.words), spent)

    async def _read(self, question: Question) -> Evidence:
        def read() -> Evidence:
            with self.snapshot() as snapshot:
                return gather(question, snapshot)

        return await asyncio.get_running_loop().run_in_executor(self.readers, read)

    async def _word(self, composed: Composed, config: RunnableConfig) -> Composed:
        reply, spent = composed.reply, NOTHING_SPENT
        if self.wording is not None:
            on_sentence = config.get("configurable", {}).get("on_sentence")
            reply, spent = await self.wording.word(reply, composed.evidence, self._seconds(config), on_sentence)
        return Composed(used_sources_only(reply), composed.evidence, composed.spent.with_more(spent))

    def _seconds(self, config: RunnableConfig) -> float:
        """What a model may still take."""
        until: float = config.get("configurable", {}).get("until", inf)
        return max(0.0, min(self.timeout, until - monotonic()))


def _compose(gathered: Gathered) -> Composed:
    return Composed(compose(gathered.evidence), gathered.evidence, gathered.spent)
