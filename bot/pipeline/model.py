"""The language model, if there is one: made by LangChain from `provider:model`, imported only then."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, Protocol

from pydantic import BaseModel

from bot.errors import ModelError
from bot.settings import Settings


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of an answer, and the tokens that the provider says were read and written, where it does (usually with the last piece)."""

    text: str = ""
    read: int = 0
    written: int = 0


class Model(Protocol):
    """What the pipeline needs of a model."""

    def stream(self, prompt: str) -> AsyncIterator[Piece]:
        """Pieces of the answer as they come. Raises whatever the provider raises."""

    async def fill(self, prompt: str, form: type[BaseModel]) -> tuple[BaseModel | None, Piece]:
        """A form filled in, None if what came does not fit it; and the tokens. Raises whatever the provider raises."""


class LangChainModel:
    """A chat model of LangChain. `structured`: the way in which forms are asked for, where the provider's usual one does not do."""

    def __init__(self, chat: Any, structured: str = "") -> None:
        self._chat = chat
        self._way: dict[str, Any] = {"method": structured} if structured else {}

    async def stream(self, prompt: str) -> AsyncIterator[Piece]:
        """See `Model`."""
        async for chunk in self._chat.astream(prompt):
            yield _piece(chunk)

    async def fill(self, prompt: str, form: type[BaseModel]) -> tuple[BaseModel | None, Piece]:
        """See `Model`. Structured output as the provider has it."""
        answer = await self._chat.with_structured_output(form, include_raw=True, **self._way).ainvoke(prompt)
        parsed = answer.get("parsed")
        return parsed if isinstance(parsed, form) else None, _piece(answer["raw"])


def _piece(message: Any) -> Piece:
    content = message.content
    text = content if isinstance(content, str) else "".join(p.get("text", "") for p in content if isinstance(p, dict))
    usage = getattr(message, "usage_metadata", None) or {}
    return Piece(text, usage.get("input_tokens") or 0, usage.get("output_tokens") or 0)


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
    if settings.llm.startswith("openai:"):
        options["stream_usage"] = True  # else servers at another address do not count tokens
    if settings.model.base_url:
        options["base_url"] = settings.model.base_url
    if settings.model.api_key.get_secret_value():
        options["api_key"] = settings.model.api_key.get_secret_value()
    try:
        return LangChainModel(init_chat_model(settings.llm, **options), settings.model.structured)
    except ImportError as error:
        raise ModelError(f"CODERLY_LLM={settings.llm} needs a package that is not installed ({error.name or error}).") from error
    except Exception as error:
        raise ModelError(
            f"CODERLY_LLM={settings.llm} cannot be used ({type(error).__name__}); write it as provider:model and set its key."
        ) from error
