"""What an assistant is asked, counted: an answer that is hard to deliver must not be asked for again."""

from __future__ import annotations

from typing import Any

import pytest

from bot.app import App
from bot.turns import Reply


def count_asked(app: App, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The turns that this assistant is asked from here on; it answers them as ever."""
    turns: list[Any] = []
    answer = app.answer

    async def counted(turn: Any, *more: Any) -> Reply:
        turns.append(turn)
        return await answer(turn, *more)

    monkeypatch.setattr(app, "answer", counted)
    return turns
