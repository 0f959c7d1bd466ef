"""The language model, if there is one: made by LangChain from `provider:model`, imported only then."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any, Protocol

from bot.errors import ModelError
from bot.settings import Settings


class Model(Protocol):
    """What the pipeline needs of a model."""

    def stream(self, prompt: str) -> AsyncIterator[str]:
        """Pieces of the answer as they come. Raises whatever the provider raises."""


class LangChainModel:
    """A chat model of LangChain."""

    def __init__(self, chat: Any) -> None:
        self._chat = chat

    async def stream(self, prompt: str) -> AsyncIterator[str]:
        """See `Model`."""
        async for chunk in self._chat.astream(prompt):
            piece = (
                chunk.content
                if isinstance(chunk.content, str)
                else "".join(p.get("text", "") for p in chunk.content if isinstance(p, dict))
            )
            if piece:
                yield piece


async def load_model(settings: Settings) -> LangChainModel | None:
    """The model of `CODERLY_LLM`, or None if that is empty. Raises `ModelError`."""
    if not settings.llm:
        return None
    return await asyncio.to_thread(_load, settings)  # importing a provider takes a second


def _load(settings: Settings) -> LangChainModel:
    from langchain.chat_models import init_chat_model

    options: dict[str, Any] = {
        "timeout": settings.model.timeout,
        "max_tokens": settings.model.max_tokens,
        "temperature": settings.model.temperature,
        "max_retries": 1,
    }
    if settings.model.base_url:
        options["base_url"] = settings.model.base_url
    if settings.model.api_key.get_secret_value():
        options["api_key"] = settings.model.api_key.get_secret_value()
    try:
        return LangChainModel(init_chat_model(settings.llm, **options))
    except ImportError as error:
        raise ModelError(f"CODERLY_LLM={settings.llm} needs a package that is not installed ({error.name or error}).") from error
    except Exception as error:
        raise ModelError(
            f"CODERLY_LLM={settings.llm} cannot be used ({type(error).__name__}); write it as provider:model and set its key."
        ) from error
