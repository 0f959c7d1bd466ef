"""A note is read against the published words; every quote stands in the note."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.case.reading import read_case
from knowledge.base import KnowledgeBase, OpenSnapshot
from knowledge.embeddings import embedder_named

TODAY = date.today()  # noqa: DTZ011 - the small base answers for today


@pytest.fixture
def snapshot(small_home: Path) -> Iterator[OpenSnapshot]:
    base = KnowledgeBase(small_home / "knowledge", lambda: embedder_named("wordllama"))
    with base.use() as opened:
        yield opened
    base.close()


def test_a_title_of_the_tabular_list_is_found_with_its_words(snapshot: OpenSnapshot) -> None:
    note = "She complains of chest pain since Monday."
    reading = read_case(note, snapshot, on=TODAY)
    found = next(s for s in reading.suggestions if s.code == "R07.9")
    assert [e.quote for e in found.evidence] == ["chest pain"]
    assert all(note[e.start : e.end] == e.quote for e in found.evidence)
    assert found.source.source == "icd10cm_tabular"
