"""The one chain every answering skill runs: understand → gather evidence → compose → word and verify.

Built from LangChain runnables, so that a run can be traced, and each step replaced, by name.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from math import inf
from time import monotonic
from typing import TypeVar

from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.runnables import Runnable, RunnableConfig

from bot.case.choosing import Chooser
from bot.pipeline import sharpen
from bot.pipeline.compose import compose
from bot.pipeline.evidence import Evidence
from bot.pipeline.gathering import gather
from bot.pipeline.numbering import used_sources_only
from bot.pipeline.question import Question
from bot.pipeline.sharpen import Sharpener
from bot.pipeline.spending import NOTHING_SPENT, Spent
from bot.pipeline.step import Step, Steps
from bot.pipeline.understand import Asked, understand
from bot.pipeline.wording import OnSentence, Wording
from bot.turns import Reply
from knowledge.base import OpenSnapshot

_SHARE_OF_DEADLINE = 0.8

In = TypeVar("In")


@dataclass(frozen=True, slots=True)
class Composed:
    """A reply with the evidence it rests on and what a model took for it."""

    reply: Reply
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
    runnable: Runnable[Asked, Composed] = field(init=False)
    """All of it. Pass `configurable={"on_sentence": …}` to see sentences as they are verified."""
    _reading: Runnable[Asked, Composed] = field(init=False)
    """understand → evidence → compose, in one journey to a thread that reads."""
    _again: Runnable[Question, Composed] = field(init=False)

    def __post_init__(self) -> None:
        again = (Step("evidence", self._gather), Step("compose", _compose))
        object.__setattr__(self, "_again", Steps("read_again", *again))
        object.__setattr__(self, "_reading", Steps("read", Step("understand", _understand), *again))
        object.__setattr__(self, "runnable", Steps("answer", Step("look_up", self._look_up), Step("word_and_verify", self._word)))

    def without_model(self) -> Chain:
        """The same chain, whose answers no model has a part in."""
        return replace(self, wording=None, sharpener=None, chooser=None)

    async def answer(self, asked: Asked, on_sentence: OnSentence | None = None) -> Composed:
        """Run the chain. Raises `KnowledgeError` when there is no knowledge base."""
        until = monotonic() + self.deadline * _SHARE_OF_DEADLINE
        config: RunnableConfig = {"configurable": {"on_sentence": on_sentence, "until": until}}
        if self.callbacks:
            config["callbacks"] = list(self.callbacks)
        return await self.runnable.ainvoke(asked, config=config)

    async def _look_up(self, asked: Asked, config: RunnableConfig) -> Composed:
        composed = await self._in_a_reader(self._reading, asked, config)
        evidence = composed.evidence
        if self.sharpener is None or not sharpen.unsure(evidence):
            return composed
        sharper, piece, prompt = await self.sharpener.sharpen(evidence.question, self._seconds(config))
        spent = NOTHING_SPENT.and_also(prompt, 0, piece)
        if sharper is None:
            return replace(composed, spent=spent)
        again = await self._in_a_reader(self._again, sharper, config)
        if sharpen.unsure(again.evidence):
            return replace(composed, spent=spent)
        told = sharpen.told(again.evidence, sharper.words)
        return Composed(compose(told), told, spent)

    async def _in_a_reader(self, steps: Runnable[In, Composed], value: In, config: RunnableConfig) -> Composed:
        return await asyncio.get_running_loop().run_in_executor(self.readers, steps.invoke, value, config)

    def _gather(self, question: Question, _config: RunnableConfig) -> Evidence:
        with self.snapshot() as snapshot:
            return gather(question, snapshot)

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


def _understand(asked: Asked, _config: RunnableConfig) -> Question:
    return understand(asked)


def _compose(evidence: Evidence, _config: RunnableConfig) -> Composed:
    return Composed(compose(evidence), evidence)
