"""The web page with the whole assistant behind it, on the small knowledge base."""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from web_desk import Browser, Desk, Open, desk_at


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [n for n in os.environ if n.startswith("CODERLY_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def open_desk(small_home: Path, tmp_path: Path) -> Open:
    return lambda **options: desk_at(options.pop("home", small_home), tmp_path, **options)


@pytest.fixture
async def desk(open_desk: Open) -> AsyncIterator[Desk]:
    async with open_desk() as opened:
        yield opened


@pytest.fixture
async def browser(desk: Desk) -> Browser:
    made = desk.browser()
    await made.open()
    return made
