"""Turns as people make them, and the types of this folder's fixtures."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

from bot.actions import Action
from bot.app import App
from bot.settings import Settings
from bot.turns import Platform, Reply, Turn

Start = Callable[..., AbstractAsyncContextManager[App]]
"""`async with start(llm=…) as app`: a whole assistant on the small knowledge base."""

Compose = Callable[..., Reply]
"""`composed("E11.9")`: what the evidence alone answers on 1 May 2026."""


def says(
    text: str, *, channel: str = "c", thread: str = "t", person: str = "ann", platform: Platform = Platform.SLACK, **more: Any
) -> Turn:
    return Turn(platform, "w", channel, thread, person, text, **more)


def presses(action: Action, **more: Any) -> Turn:
    return says("", action=action, **more)


def settings_for(small_home: Path, state: Path, **options: Any) -> Settings:
    """The small knowledge base, and a store of one's own in `state`."""
    defaults: dict[str, Any] = {"home": small_home, "database_url": f"sqlite:///{state}/state.sqlite", "secret_key": "of the tests"}
    return Settings(_env_file=None, **(defaults | options))
