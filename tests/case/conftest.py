"""What the tests of cases share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import case_base
import pytest
from case_base import TODAY, Read

from bot.case.model import CaseReading, Policy, Setting
from bot.case.reading import read_case
from knowledge.base import KnowledgeBase, OpenSnapshot
from knowledge.embeddings import embedder_named


@pytest.fixture(scope="session")
def case_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the knowledge base for cases. Nobody writes into it."""
    return case_base.build(tmp_path_factory.mktemp("case-home"))


@pytest.fixture(scope="session")
def snapshot(case_home: Path) -> Iterator[OpenSnapshot]:
    base = KnowledgeBase(case_home / "knowledge", lambda: embedder_named("wordllama"))
    with base.use() as opened:
        yield opened
    base.close()


@pytest.fixture(scope="session")
def read(snapshot: OpenSnapshot) -> Read:
    """Read a note with it, as the product does unless said otherwise."""

    def reading(text: str, setting: Setting = Setting.OUTPATIENT, policy: Policy = Policy.PRODUCT) -> CaseReading:
        return read_case(text, snapshot, on=TODAY, setting=setting, policy=policy)

    return reading
