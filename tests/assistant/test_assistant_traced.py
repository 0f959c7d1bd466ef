"""A run of the chain is told to whatever listens, step by step; where nothing does the answer is the same."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from langchain_core.callbacks import BaseCallbackHandler

from bot.app import App
from bot.pipeline.step import Step, Steps
from bot.pipeline.understand import Asked


class Listener(BaseCallbackHandler):
    """Notes which runs begin, end and fail."""

    def __init__(self) -> None:
        self.began: list[str] = []
        self.ended = self.failed = 0

    def on_chain_start(self, serialized: Any, inputs: Any, **more: Any) -> None:
        self.began.append(more["name"])

    def on_chain_end(self, outputs: Any, **more: Any) -> None:
        self.ended += 1

    def on_chain_error(self, error: BaseException, **more: Any) -> None:
        self.failed += 1


async def test_every_step_is_told_by_name_and_nothing_changes_the_answer(app: App) -> None:
    asked = Asked(text="E11.9", today=date(2026, 5, 1), verb="code")
    listener = Listener()
    traced = await app.chain.runnable.ainvoke(asked, config={"callbacks": [listener]})
    assert listener.began == ["answer", "look_up", "read", "understand", "evidence", "compose", "word_and_verify"]
    assert (listener.ended, listener.failed) == (7, 0)
    assert traced.reply == (await app.chain.answer(asked)).reply


def test_a_step_that_fails_is_told_and_raises() -> None:
    def fails(_value: Any, _config: Any) -> None:
        raise ValueError("no")

    steps, listener = Steps("all", Step("first", lambda value, _: value), Step("second", fails)), Listener()
    with pytest.raises(ValueError, match="no"):
        steps.invoke(1, config={"callbacks": [listener]})
    assert (listener.began, listener.ended, listener.failed) == (["all", "first", "second"], 1, 2)
    with pytest.raises(ValueError, match="no"):
        steps.invoke(1)
