"""Steps of the chain: LangChain runnables that cost next to nothing where nobody listens.

`RunnableLambda` looks at the signature of its function at every call and hands a plain function to a thread, and a sequence opens
a run for itself and for each step, with callbacks although there is nobody to call back: a millisecond a step.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForChainRun
from langchain_core.runnables import Runnable, RunnableConfig, RunnableSequence
from langchain_core.runnables.config import ensure_config, get_async_callback_manager_for_config, get_callback_manager_for_config


class Step(Runnable[Any, Any]):
    """A named step around a function of a value and the run's config: a plain one to `invoke`, a coroutine function to `ainvoke`."""

    def __init__(self, name: str, work: Callable[[Any, RunnableConfig], Any]) -> None:
        self.name = name
        self.work = work

    def invoke(self, input: Any, config: RunnableConfig | None = None, **kwargs: Any) -> Any:  # noqa: A002 - LangChain's name
        """See `Runnable`."""
        return self._call_with_config(lambda value, config: self.work(value, config), input, config)

    async def ainvoke(self, input: Any, config: RunnableConfig | None = None, **kwargs: Any) -> Any:  # noqa: A002 - LangChain's name
        """See `Runnable`."""

        async def work(value: Any, run_manager: AsyncCallbackManagerForChainRun, config: RunnableConfig) -> Any:
            return await self.work(value, config)

        return await self._acall_with_config(work, input, config)


class Steps(Runnable[Any, Any]):
    """Steps one after the other: LangChain's sequence where a tracer or a handler of callbacks listens, else just their functions."""

    def __init__(self, name: str, *steps: Step) -> None:
        self.name = name
        self._steps = steps
        self._told = RunnableSequence[Any, Any](*steps, name=name)

    def invoke(self, input: Any, config: RunnableConfig | None = None, **kwargs: Any) -> Any:  # noqa: A002 - LangChain's name
        """See `Runnable`. The steps are plain."""
        config = ensure_config(config)
        if get_callback_manager_for_config(config).handlers:
            return self._told.invoke(input, config, **kwargs)
        value = input
        for step in self._steps:
            value = step.work(value, config)
        return value

    async def ainvoke(self, input: Any, config: RunnableConfig | None = None, **kwargs: Any) -> Any:  # noqa: A002 - LangChain's name
        """See `Runnable`. The steps are awaited."""
        config = ensure_config(config)
        if get_async_callback_manager_for_config(config).handlers:
            return await self._told.ainvoke(input, config, **kwargs)
        value = input
        for step in self._steps:
            value = await step.work(value, config)
        return value
