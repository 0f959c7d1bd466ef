"""What the tests of cases share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import case_base
import pytest

from bot.case.model import CaseReading, Policy, Setting, Suggestion
from bot.case.reading import read_case
from knowledge.base import KnowledgeBase, OpenSnapshot
from knowledge.embeddings import embedder_named

TODAY = date.today()  # noqa: DTZ011 - the base answers for today

Read = Callable[..., CaseReading]


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


def suggested(reading: CaseReading, code: str) -> Suggestion:
    """The suggestion of a code; fails if there is none."""
    found = [s for s in reading.suggestions if s.code == code]
    assert found, [(s.code, s.group.value) for s in reading.suggestions]
    return found[0]
