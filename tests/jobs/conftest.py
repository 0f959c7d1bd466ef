"""A board on a real store, and a server of feeds that behaves as badly as asked."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "store"))

from bad_publisher import Publisher, publisher

from bot.store import Store


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with await Store.open(f"sqlite:///{tmp_path}/state.sqlite", "of the tests") as opened:
        yield opened


@pytest.fixture
def served() -> Iterator[Publisher]:
    with publisher() as running:
        yield running
