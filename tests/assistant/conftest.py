"""A whole assistant on a small knowledge base, with a store of its own for each test."""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator, Iterator
from datetime import date
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from assistant_people import Compose, Start, settings_for
from model_server import ModelServer

from bot.app import App, create_app
from bot.pipeline.compose import compose
from bot.pipeline.gathering import gather
from bot.pipeline.numbering import used_sources_only
from bot.pipeline.understand import Asked, understand
from bot.turns import Reply
from knowledge.base import KnowledgeBase
from knowledge.embeddings import embedder_named

ON = date(2026, 5, 1)
"""The day on which the composed answers are asked for, whatever day it is."""


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [n for n in os.environ if n.startswith("CODERLY_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def start(small_home: Path, tmp_path: Path) -> Start:
    return lambda **options: create_app(settings_for(small_home, tmp_path, **options))


@pytest.fixture
async def app(start: Start) -> AsyncIterator[App]:
    async with start() as opened:
        yield opened


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    async with ModelServer() as running:
        yield running


@pytest.fixture(scope="session")
def knowledge(small_home: Path) -> Iterator[KnowledgeBase]:
    base = KnowledgeBase(small_home / "knowledge", lambda: embedder_named("wordllama"))
    yield base
    base.close()


@pytest.fixture
def composed(knowledge: KnowledgeBase) -> Compose:
    def ask(text: str, verb: str = "ask", **more: object) -> Reply:
        with knowledge.use() as snapshot:
            evidence = gather(understand(Asked(text, ON, verb=verb, **more)), snapshot)  # type: ignore[arg-type]
            return used_sources_only(compose(evidence))

    return ask
